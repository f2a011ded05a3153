// Funding: at each of the venue's funding times longs pay shorts the rate of their notional, or the other way round.
import type { FeedTick } from '../../ports/market-feed.ts';
import { roundMoney } from './paper-book.ts';
import type { VenueState } from './venue-state.ts';

/** Pays the funding that fell due between the last tick of this symbol and `tick`, at the last mark and rate before it. */
export function payFunding(state: VenueState, tick: FeedTick): void {
  const before = state.ticks.get(tick.symbol);
  if (before?.nextFundingAt === undefined || before.fundingRate === undefined) return;
  if (tick.at < before.nextFundingAt) return;
  const mark = state.marks.get(tick.symbol);
  if (mark === undefined) return;
  for (const holding of state.book.holdings.values()) {
    if (holding.symbol !== tick.symbol) continue;
    const payment = roundMoney(holding.quantity.times(mark).times(before.fundingRate));
    const amount = holding.side === 'long' ? payment.negated() : payment;
    state.recordFunding(holding, amount, mark, before.nextFundingAt);
  }
}
