// What the account's key may do and whether the venue is up, from the endpoints that tell; no order leaves before the key is known to be harmless.
import { z } from 'zod';
import type { Fault } from '../../../domain/fault.ts';
import { failure, type Result, success } from '../../../domain/result.ts';
import type { KeyPermissions, VenueStatus } from '../../../ports/exchange.ts';
import { mayNotTrade, mayWithdraw } from '../line/key-sentences.ts';
import type { BinanceAccountState } from './account-state.ts';
import { type BinanceLine, isMissing } from './line.ts';

const restrictions = z.object({
  ipRestrict: z.boolean().optional(),
  enableReading: z.boolean().optional(),
  enableFutures: z.boolean().optional(),
  enableWithdrawals: z.boolean(),
});
const systemStatus = z.object({ status: z.number().int(), msg: z.string().optional() });

export interface KeyParts {
  readonly account: string;
  readonly line: BinanceLine;
  readonly state: BinanceAccountState;
  /** Test networks have no endpoint for it; the venue itself always has. */
  readonly tellsPermissions: 'always' | 'perhaps' | 'never';
}

const UNTOLD: KeyPermissions = {
  read: true,
  trade: undefined,
  withdraw: undefined,
  addressRestricted: undefined,
};

export class BinanceKeys {
  readonly #parts: KeyParts;
  #isUsable = false;

  constructor(parts: KeyParts) {
    this.#parts = parts;
  }

  /** AUTH_LOST where the key is not taken; `undefined` members where the venue does not tell. */
  async permissions(urgent: boolean): Promise<Result<KeyPermissions, Fault>> {
    const { line, state, tellsPermissions } = this.#parts;
    const mode = await state.mode(urgent);
    if (!mode.ok) return mode;
    const untold: KeyPermissions = { ...UNTOLD, trade: mode.value.canTrade ? undefined : false };
    if (tellsPermissions === 'never') return success(untold);
    const read = await line.read('sapiGetAccountApiRestrictions', {}, restrictions, urgent);
    if (!read.ok) {
      return tellsPermissions === 'perhaps' && isMissing(read.error) ? success(untold) : read;
    }
    const { enableReading, enableFutures, enableWithdrawals, ipRestrict } = read.value;
    return success({
      read: enableReading,
      trade: mode.value.canTrade ? enableFutures : false,
      withdraw: enableWithdrawals,
      addressRestricted: ipRestrict,
    });
  }

  /** Undefined once the key is known to be fit for trading; otherwise the fault that keeps every order back. */
  async usable(urgent = false): Promise<Fault | undefined> {
    if (this.#isUsable) return undefined;
    const read = await this.permissions(urgent);
    if (!read.ok) return read.error;
    const { account } = this.#parts;
    if (read.value.withdraw === true) return mayWithdraw(account);
    if (read.value.trade === false) return mayNotTrade(account);
    this.#isUsable = true;
    return undefined;
  }

  async status(urgent: boolean): Promise<Result<VenueStatus, Fault>> {
    const { line, tellsPermissions } = this.#parts;
    if (tellsPermissions !== 'never') {
      const read = await line.read('sapiGetSystemStatus', {}, systemStatus, urgent);
      if (read.ok) {
        const { status, msg } = read.value;
        return success({
          state: status === 0 ? 'ok' : 'maintenance',
          ...(msg === undefined ? {} : { detail: msg }),
        });
      }
      if (!isMissing(read.error)) return asStatus(read.error);
    }
    const time = await line.synchronise(urgent);
    return time.ok ? success({ state: 'ok' }) : asStatus(time.error);
  }
}

const asStatus = (fault: Fault): Result<VenueStatus, Fault> =>
  fault.code === 'MAINTENANCE' ? success({ state: 'maintenance', detail: fault.message }) : failure(fault);
