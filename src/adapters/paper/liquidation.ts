// The venue's hardest rule: a margin balance that no longer covers the maintenance margin loses its position, at once and with a fee.
import { Decimal, ZERO } from '../../domain/decimal.ts';
import { reducingSide } from '../../domain/position.ts';
import { Quantity } from '../../domain/quantity.ts';
import type { FeedTick } from '../../ports/market-feed.ts';
import { unrealized } from './margin.ts';
import { type Holding, roundMoney } from './paper-book.ts';
import { openOrder } from './paper-orders.ts';
import type { VenueState } from './venue-state.ts';

/**
 * Liquidates what does not have its maintenance margin at this price (balance ≤ maintenance, in Decimal). Positions are
 * closed whole at the mark; `feeRate` of the notional is charged as far as the margin reaches, and the insurance fund
 * bears what is below zero. In cross mode resting orders are cancelled first and the largest loss goes first, until
 * the rest has its maintenance margin.
 */
export function liquidate(state: VenueState, tick: FeedTick, feeRate: number): void {
  if (!state.watch.mayFail(tick.symbol, tick.mark, state.marks)) return;
  liquidateIsolated(state, tick, feeRate);
  liquidateCross(state, tick.at, feeRate);
  state.watch.forget();
}

function liquidateIsolated(state: VenueState, tick: FeedTick, feeRate: number): void {
  const mark = state.marks.get(tick.symbol);
  if (mark === undefined) return;
  for (const holding of [...state.book.holdings.values()]) {
    if (holding.marginMode !== 'isolated' || holding.symbol !== tick.symbol) continue;
    const balance = holding.margin.plus(unrealized(holding, mark));
    if (balance.gt(state.tables.margin(holding.symbol, holding.quantity.times(mark)))) continue;
    clear(state, holding, mark, balance, tick.at, feeRate);
    if (balance.lt(0)) state.book.insure(balance.negated());
  }
}

function liquidateCross(state: VenueState, at: number, feeRate: number): void {
  const { book } = state;
  for (;;) {
    const worst = largestLoss(state);
    if (worst === undefined) break;
    const sums = state.sums();
    const equity = book.crossWallet.plus(sums.crossProfit);
    if (equity.gt(sums.maintenance)) return;
    for (const order of [...state.orders.open.values()]) {
      if (book.settingOf(order.symbol).marginMode === 'cross') state.orders.finish(order, 'cancelled', at);
    }
    clear(state, worst.holding, worst.mark, equity, at, feeRate);
  }
  if (book.crossWallet.lt(0)) book.insure(book.crossWallet.negated());
}

function largestLoss(state: VenueState): { holding: Holding; mark: Decimal } | undefined {
  let worst: { holding: Holding; mark: Decimal; pnl: Decimal } | undefined;
  for (const holding of state.book.holdings.values()) {
    const mark = state.marks.get(holding.symbol);
    if (holding.marginMode !== 'cross' || mark === undefined) continue;
    const pnl = unrealized(holding, mark);
    if (worst === undefined || pnl.lt(worst.pnl)) worst = { holding, mark, pnl };
  }
  return worst;
}

/** Closes a position at the mark by the venue's own order; the fee takes no more of `balance` than there is. */
function clear(
  state: VenueState,
  holding: Holding,
  mark: Decimal,
  balance: Decimal,
  at: number,
  feeRate: number,
): void {
  const { symbol, side, quantity } = holding;
  const wanted = roundMoney(quantity.times(mark).times(feeRate));
  const fee = Decimal.max(ZERO, Decimal.min(wanted, balance));
  const id = state.nextId();
  const order = openOrder(
    id,
    {
      account: '',
      clientOrderId: `autoclose-${id}`,
      symbol,
      side: reducingSide(side),
      positionSide: side,
      type: 'market',
      quantity: Quantity.of(quantity),
      timeInForce: 'ioc',
      reduceOnly: true,
    },
    at,
  );
  state.orders.add(order);
  state.record(order, { quantity, price: mark, fee, liquidity: 'taker', at, cause: 'liquidation' });
}
