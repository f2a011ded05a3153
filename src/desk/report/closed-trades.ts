// The closed round trips of an account, each as a return on what was put on: the record that sizing and performance rest on.
import { Decimal } from '../../domain/decimal.ts';
import { type Result, success } from '../../domain/result.ts';
import { type RoundTrip, roundTrips } from '../../domain/round-trips.ts';
import type { Declined } from '../../ports/answer.ts';
import { faulty } from '../picture/asked-picture.ts';
import type { DeskContext } from '../state/context.ts';

/** More fills than this are not read: the newest five hundred trades say enough, and the loop has other work. */
const MOST_FILLS = 1_000;

export interface ClosedTrades {
  /** Oldest first. */
  readonly trips: readonly RoundTrip[];
  /** There are older ones that were not read. */
  readonly cutOff: boolean;
}

/** Closed at or after `from`. Funding and the fee of a liquidation are no trades: they have no size, and belong to no trip. */
export async function closedTrades(
  { memory, ports: { history, clock } }: DeskContext,
  account: string,
  from = 0,
): Promise<Result<ClosedTrades, Declined>> {
  const fills = await history.fills(memory.mode, account, 0, clock.now(), MOST_FILLS);
  if (!fills.ok) return faulty(fills.error);
  const oldest = fills.value.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const traded = fills.value
    .filter(({ quantity }) => new Decimal(quantity).gt(0))
    .sort((a, b) => a.at - b.at);
  return success({
    trips: roundTrips(traded).filter(({ closedAt }) => closedAt >= from),
    cutOff: fills.value.length === MOST_FILLS && oldest > from,
  });
}

/** 0.02: the trade won 2 % of the notional that was put on, after fees. */
export const tripReturns = (trips: readonly RoundTrip[]): number[] =>
  trips.flatMap(({ profit, notional }) => (notional.gt(0) ? [profit.div(notional).toNumber()] : []));
