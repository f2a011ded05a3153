// What the contract of the exchange port is tried on: one venue, and the hand of the test on it.
import type { Decimal } from '../../src/domain/decimal.ts';
import type { Order } from '../../src/domain/order.ts';
import type { Position, PositionSide } from '../../src/domain/position.ts';
import type { Result } from '../../src/domain/result.ts';
import type { Exchange, SubmitResult } from '../../src/ports/exchange.ts';
import { approved, type OrderWish } from './approved-order.ts';

/**
 * One venue to be tried: 10,000 USDT and no positions, BTCUSDT (cross, 10x) at 60,000 and ETHUSDT (isolated, 10x) at
 * 3,000, a spread of 0.2, plenty of depth at the best price. Steps 0.001; fees 0.05 % and 0.02 %.
 */
export interface ContractVenue {
  readonly exchange: Exchange;
  /** Moves the mark (and the book with it), so that the next read or order meets it. */
  move(symbol: string, mark: number): Promise<void>;
  /** Lets so many milliseconds of the venue's time go by. */
  pass(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

export type PositionMode = 'one-way' | 'hedge';
export type OpenContractVenue = (
  positionMode: PositionMode,
  options?: { readonly streams?: boolean },
) => Promise<ContractVenue>;

export function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`a fault: ${JSON.stringify(result.error)}`);
  return result.value;
}

export function accepted(result: SubmitResult): Order {
  if (result.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(result)}`);
  return result.order;
}

export const rejectedWith = (result: SubmitResult): string =>
  result.kind === 'rejected' ? result.rejection.venueCode : result.kind;

/** The code of a refusal, or `done`. */
export function codeOf(result: Result<unknown, unknown>): string {
  if (result.ok) return 'done';
  const { venueCode, code } = result.error as { readonly venueCode?: string; readonly code?: string };
  return venueCode ?? code ?? 'nothing';
}

/** Orders and looks in the words of the suites; client ids are counted up unless they are given. */
export class Trying {
  readonly venue: ContractVenue;
  readonly exchange: Exchange;
  #count = 0;

  constructor(venue: ContractVenue) {
    this.venue = venue;
    this.exchange = venue.exchange;
  }

  send(wish: Omit<OrderWish, 'clientOrderId'> & { clientOrderId?: string }): Promise<SubmitResult> {
    this.#count += 1;
    return this.exchange.submit(approved({ clientOrderId: `c-${this.#count}`, ...wish }));
  }

  async position(symbol: string, side: PositionSide): Promise<Position | undefined> {
    return must(await this.exchange.positions()).find((each) => each.symbol === symbol && each.side === side);
  }

  async held(symbol: string, side: PositionSide): Promise<string> {
    return (await this.position(symbol, side))?.quantity.toString() ?? '0';
  }

  async equity(): Promise<Decimal> {
    return must(await this.exchange.balances()).equity.value;
  }

  async openIds(): Promise<string[]> {
    return must(await this.exchange.openOrders())
      .map(({ clientOrderId }) => clientOrderId)
      .sort();
  }
}
