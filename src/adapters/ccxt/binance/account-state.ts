// What a Binance account is set to (position mode, leverage and margin mode of each symbol), read again when it may have changed.
import type { z } from 'zod';
import type { Fault } from '../../../domain/fault.ts';
import { type Result, success } from '../../../domain/result.ts';
import type { Clock } from '../../../ports/clock.ts';
import { accountConfig, type SymbolSetting, settingsOf, symbolConfigs } from './account.ts';
import { type BinanceLine, isMissing } from './line.ts';

export interface AccountMode {
  readonly isHedge: boolean;
  readonly isMultiAssets: boolean;
  readonly canTrade: boolean;
}

/** Settings that nobody told us about are at most this old. */
const KEPT_MS = 60_000;

interface Kept<T> {
  readonly value: T;
  readonly at: number;
}

export class BinanceAccountState {
  readonly #line: BinanceLine;
  readonly #clock: Clock;
  #mode: Kept<AccountMode> | undefined;
  /** A reading that is under way; whoever asks meanwhile waits for the same one of its own lane. */
  readonly #readingMode = new Map<boolean, Promise<Result<AccountMode, Fault>>>();
  #settings: Kept<ReadonlyMap<string, SymbolSetting>> | undefined;

  constructor(line: BinanceLine, clock: Clock) {
    this.#line = line;
    this.#clock = clock;
  }

  /** The next ask reads again: the venue said something that does not fit, or an event said so. */
  forget(): void {
    this.#mode = undefined;
    this.#settings = undefined;
  }

  /**
   * An emergency goes by the mode as it was last known: an order that does not fit it is rejected by the venue, and then
   * the mode is read.
   */
  async mode(urgent: boolean): Promise<Result<AccountMode, Fault>> {
    const kept = this.#mode;
    if (kept !== undefined && (urgent || this.#isFresh(kept))) return success(kept.value);
    const under = this.#readingMode.get(urgent);
    if (under !== undefined) return under;
    const reading = this.#freshMode(urgent).finally(() => this.#readingMode.delete(urgent));
    this.#readingMode.set(urgent, reading);
    return reading;
  }

  async #freshMode(urgent: boolean): Promise<Result<AccountMode, Fault>> {
    const read = await this.#readMode(urgent);
    if (!read.ok) return read;
    const { dualSidePosition, multiAssetsMargin, canTrade } = read.value;
    const value: AccountMode = {
      isHedge: dualSidePosition,
      isMultiAssets: multiAssetsMargin === true,
      canTrade: canTrade !== false,
    };
    this.#mode = { value, at: this.#clock.monotonic() };
    return success(value);
  }

  /** One endpoint tells everything; where a server does not have it, the older one tells at least the position mode. */
  async #readMode(urgent: boolean): Promise<Result<z.output<typeof accountConfig>, Fault>> {
    const read = await this.#line.read('fapiPrivateGetAccountConfig', {}, accountConfig, urgent);
    if (read.ok || !isMissing(read.error)) return read;
    return this.#line.read('fapiPrivateGetPositionSideDual', {}, accountConfig, urgent);
  }

  /**
   * Empty where the server does not have the endpoint: then the margin mode shows in the position itself. An emergency
   * closes positions whatever their leverage, and does not ask for it.
   */
  async settings(
    symbols: readonly string[],
    urgent: boolean,
  ): Promise<Result<ReadonlyMap<string, SymbolSetting>, Fault>> {
    const kept = this.#settings;
    if (urgent) return success(kept?.value ?? new Map());
    const isWhole = kept !== undefined && symbols.every((symbol) => kept.value.has(symbol));
    if (isWhole && this.#isFresh(kept)) return success(kept.value);
    const read = await this.#line.read('fapiPrivateGetSymbolConfig', {}, symbolConfigs);
    if (!read.ok) return isMissing(read.error) ? success(kept?.value ?? new Map()) : read;
    const value = settingsOf(read.value);
    this.#settings = { value, at: this.#clock.monotonic() };
    return success(value);
  }

  #isFresh({ at }: Kept<unknown>): boolean {
    return this.#clock.monotonic() - at < KEPT_MS;
  }
}
