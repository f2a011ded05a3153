// What funding costs each open position, for everybody who shows it.
import { notional, positionKey } from '../../domain/position.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { FundingLine } from '../../ports/desk.ts';
import { fundingCost } from '../../risk/funding.ts';
import type { NextFunding } from './watch-memory.ts';

/** A rate beyond this an interval is a broken feed: shown as not known. */
const LARGEST_RATE = 0.1;

/** One line a position; without a rate where the venue tells none. */
export function fundingLines(
  snapshot: AccountSnapshot | undefined,
  known: readonly NextFunding[],
): readonly FundingLine[] {
  return (snapshot?.positions ?? []).map((position): FundingLine => {
    const { symbol, side } = position;
    const key = positionKey(symbol, side);
    const due = known.find((each) => each.symbol === symbol);
    const rate = position.fundingRate ?? due?.rate;
    const worth = notional(position).toNumber();
    const at = due === undefined ? {} : { at: due.at };
    if (rate === undefined || Math.abs(rate) > LARGEST_RATE || worth <= 0)
      return { key, symbol, side, ...at };
    const cost = fundingCost({
      side,
      notional: worth,
      rate,
      ...(due?.intervalMs === undefined ? {} : { intervalMs: due.intervalMs }),
      unrealizedPnl: position.unrealizedPnl.value.toNumber(),
    });
    return { key, symbol, side, rate, ...at, cost };
  });
}
