// Margin, leverage and the dead man's countdown at Binance USDⓈ-M: requests that change the account without an order.
import type { Decimal } from '../../../domain/decimal.ts';
import type { Fault, Rejection } from '../../../domain/fault.ts';
import type { MarginMode, PositionSide } from '../../../domain/position.ts';
import { failure, type Result, success } from '../../../domain/result.ts';
import { positionRisks, positionsOf } from './account.ts';
import type { BinanceAccountState } from './account-state.ts';
import type { BinanceMethod } from './endpoints.ts';
import type { BinanceLine, Parameters } from './line.ts';
import { done } from './values.ts';

const ADD = 1;
const TAKE_AWAY = 2;
/** It is already as asked for. */
const NO_CHANGE = '-4046';

export class BinanceMargin {
  readonly #line: BinanceLine;
  readonly #state: BinanceAccountState;

  constructor(line: BinanceLine, state: BinanceAccountState) {
    this.#line = line;
    this.#state = state;
  }

  /** In one-way mode the venue does not ask for a side, so the position's own is compared first. */
  async move(
    symbol: string,
    side: PositionSide,
    amount: Decimal,
    urgent: boolean,
  ): Promise<Result<void, Fault | Rejection>> {
    const mode = await this.#state.mode(urgent);
    if (!mode.ok) return mode;
    if (!mode.value.isHedge) {
      const read = await this.#line.read('fapiPrivateV3GetPositionRisk', { symbol }, positionRisks, urgent);
      if (!read.ok) return read;
      const other = positionsOf(read.value, new Map()).find(
        (each) => each.symbol === symbol && each.side !== side,
      );
      if (other !== undefined) {
        return failure({
          venueCode: '-4054',
          reason: `the position in ${symbol} is ${other.side}, not ${side}`,
        });
      }
    }
    return this.#change('fapiPrivatePostPositionMargin', urgent, {
      symbol,
      amount: amount.abs().toFixed(),
      type: amount.lt(0) ? TAKE_AWAY : ADD,
      ...(mode.value.isHedge ? { positionSide: side.toUpperCase() } : {}),
    });
  }

  setLeverage(symbol: string, leverage: number, urgent: boolean): Promise<Result<void, Fault | Rejection>> {
    return this.#change('fapiPrivatePostLeverage', urgent, { symbol, leverage });
  }

  setMode(symbol: string, mode: MarginMode, urgent: boolean): Promise<Result<void, Fault | Rejection>> {
    const marginType = mode === 'isolated' ? 'ISOLATED' : 'CROSSED';
    return this.#change('fapiPrivatePostMarginType', urgent, { symbol, marginType });
  }

  async countdown(symbol: string, milliseconds: number, urgent: boolean): Promise<Result<void, Fault>> {
    const parameters = { symbol, countdownTime: Math.max(0, Math.round(milliseconds)) };
    const asked = await this.#line.ask('fapiPrivatePostCountdownCancelAll', parameters, done, urgent);
    if (asked.kind === 'answer') return success(undefined);
    if (asked.kind === 'fault') return failure(asked.fault);
    const { venueCode, reason } = asked.rejection;
    const message = `the exchange said ${venueCode}: ${reason}`;
    return failure({ code: 'BAD_ANSWER', message, retryable: false, outcome: 'none' });
  }

  async #change(
    method: BinanceMethod,
    urgent: boolean,
    parameters: Parameters,
  ): Promise<Result<void, Fault | Rejection>> {
    const asked = await this.#line.ask(method, parameters, done, urgent);
    this.#state.forget();
    if (asked.kind === 'answer') return success(undefined);
    if (asked.kind === 'fault') return failure(asked.fault);
    return asked.rejection.venueCode === NO_CHANGE ? success(undefined) : failure(asked.rejection);
  }
}
