// What happens at the venue without anybody asking: prices move, funding is paid, accounts are liquidated, countdowns run out.
import { Decimal, ZERO } from '../../../src/domain/decimal.ts';
import type { Leg, VenueAccount, VenueOrder } from './account.ts';
import { cancelAlgo, triggerAlgos } from './algo-orders.ts';
import { accountFigures, legFigures, poolOf } from './margin.ts';
import { end, execute, matchResting } from './matching.ts';
import { toCents, type Venue } from './venue.ts';

export interface PriceMove {
  readonly mark?: string;
  readonly last?: string;
  readonly index?: string;
}

/** Moves a market and lets everything follow: resting orders, triggers, liquidations. */
export function movePrice(venue: Venue, symbol: string, move: PriceMove): void {
  const market = venue.market(symbol);
  if (move.mark !== undefined) market.mark = new Decimal(move.mark);
  if (move.index !== undefined) market.index = new Decimal(move.index);
  if (move.last !== undefined) {
    market.last = new Decimal(move.last);
    market.updates += 1;
  }
  matchResting(venue, symbol);
  triggerAlgos(venue, symbol);
  if (venue.liquidates) liquidateDue(venue);
}

/** The venue closes a leg by itself; the client order id tells why. */
export function closeByVenue(
  venue: Venue,
  account: VenueAccount,
  leg: Leg,
  why: 'autoclose-' | 'adl_autoclose' | 'settlement_autoclose-',
  quantity: Decimal = leg.amount.abs(),
): VenueOrder {
  const market = venue.market(leg.symbol);
  const now = venue.now();
  const id = venue.nextId();
  const order: VenueOrder = {
    orderId: id,
    clientOrderId: why === 'adl_autoclose' ? why : `${why}${now}${id % 1_000_000}`,
    symbol: leg.symbol,
    side: leg.amount.isPositive() ? 'SELL' : 'BUY',
    positionSide: leg.positionSide,
    type: 'LIMIT',
    origType: 'LIMIT',
    timeInForce: 'IOC',
    reduceOnly: false,
    closePosition: false,
    goodTillDate: 0,
    time: now,
    price: market.mark,
    stopPrice: ZERO,
    origQty: quantity,
    executedQty: ZERO,
    cumQuote: ZERO,
    status: 'NEW',
    updateTime: now,
    positionBefore: leg.amount,
    positionAfter: leg.amount,
  };
  account.record(order);
  account.open.set(id, order);
  venue.onAccountEvent(account, { kind: 'order', order, execution: 'NEW', trade: undefined });
  execute(venue, account, order, { price: market.mark, quantity, maker: false });
  return order;
}

function liquidate(venue: Venue, account: VenueAccount, leg: Leg): void {
  for (const order of account.openOf(leg.symbol)) end(venue, account, order, 'CANCELED');
  const { listing, mark } = venue.market(leg.symbol);
  const fee = toCents(leg.amount.abs().times(mark).times(listing.liquidationFee));
  closeByVenue(venue, account, leg, 'autoclose-');
  const asset = listing.quote;
  const income = Decimal.min(fee, Decimal.max(account.walletOf(asset), 0)).negated();
  venue.book(account, {
    symbol: leg.symbol,
    incomeType: 'INSURANCE_CLEAR',
    income,
    asset,
    tradeId: '',
    info: '',
  });
  venue.onAccountEvent(account, { kind: 'account', reason: 'INSURANCE_CLEAR', symbols: [leg.symbol] });
}

function liquidateDue(venue: Venue): void {
  for (const account of venue.accounts) {
    for (const leg of account.held) {
      const { isolated, unrealized, maintenance } = legFigures(venue, account, leg);
      if (isolated && leg.isolatedWallet.plus(unrealized).lt(maintenance)) liquidate(venue, account, leg);
    }
    const pools = new Set(account.held.map(({ symbol }) => poolOf(account, venue.market(symbol))));
    for (const pool of pools) liquidatePool(venue, account, pool);
  }
}

function liquidatePool(venue: Venue, account: VenueAccount, pool: string): void {
  for (;;) {
    const now = accountFigures(venue, account, pool);
    const balance = now.crossWallet.plus(now.crossUnrealized);
    if (balance.gte(now.crossMaintenance)) break;
    const cross = now.legs.filter(({ isolated, leg }) => !isolated && !leg.amount.isZero());
    const worst = cross.sort((a, b) => a.unrealized.comparedTo(b.unrealized))[0];
    if (worst === undefined) break;
    liquidate(venue, account, worst.leg);
  }
}

/** Pays funding on every position of a symbol at its current rate: longs to shorts while the rate is above zero. */
export function payFunding(venue: Venue, symbol: string): void {
  const market = venue.market(symbol);
  const { mark, fundingRate } = market;
  market.fundings.push({ at: venue.now(), rate: fundingRate, mark });
  for (const account of venue.accounts) {
    for (const leg of account.held) {
      if (leg.symbol !== symbol) continue;
      const income = toCents(leg.amount.times(mark).times(fundingRate).negated());
      if (account.settingsOf(symbol).marginType === 'ISOLATED') {
        leg.isolatedWallet = leg.isolatedWallet.plus(income);
      }
      const asset = market.listing.quote;
      venue.book(account, { symbol, incomeType: 'FUNDING_FEE', income, asset, tradeId: '', info: '' });
      venue.onAccountEvent(account, { kind: 'account', reason: 'FUNDING_FEE', symbols: [symbol] });
    }
  }
}

/** Cancels what the countdowns that have run out cover, and orders past their good-till date. */
export function runCountdowns(venue: Venue): void {
  const now = venue.now();
  for (const account of venue.accounts) {
    for (const [symbol, due] of account.countdowns) {
      if (now < due) continue;
      account.countdowns.delete(symbol);
      for (const order of account.openOf(symbol)) end(venue, account, order, 'CANCELED');
      for (const order of account.openAlgosOf(symbol)) cancelAlgo(venue, account, order);
    }
    for (const order of account.open.values()) {
      if (order.goodTillDate > 0 && now >= order.goodTillDate) end(venue, account, order, 'EXPIRED');
    }
  }
}
