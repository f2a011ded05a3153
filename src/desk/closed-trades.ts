// The closed round trips of an account, each as a return on what was put on: the record that sizing and performance rest on.
import { type Result, success } from '../domain/result.ts';
import { type RoundTrip, roundTrips } from '../domain/round-trips.ts';
import type { Declined } from '../ports/answer.ts';
import { faulty } from './asked-picture.ts';
import type { DeskContext } from './context.ts';

/** More fills than this are not read; the newest count. */
const MOST_FILLS = 100_000;

/** Oldest first. Funding is no trade: it has no size, and belongs to no trip. */
export async function closedTrades(
  context: DeskContext,
  account: string,
  from = 0,
): Promise<Result<readonly RoundTrip[], Declined>> {
  const { history, clock } = context.ports;
  const fills = await history.fills(account, 0, clock.now(), MOST_FILLS);
  if (!fills.ok) return faulty(fills.error);
  const traded = fills.value.filter(({ cause }) => cause !== 'funding').sort((a, b) => a.at - b.at);
  return success(roundTrips(traded).filter(({ closedAt }) => closedAt >= from));
}

/** 0.02: the trade won 2 % of the notional that was put on, after fees. */
export const tripReturns = (trips: readonly RoundTrip[]): number[] =>
  trips.flatMap(({ profit, notional }) => (notional.gt(0) ? [profit.div(notional).toNumber()] : []));
