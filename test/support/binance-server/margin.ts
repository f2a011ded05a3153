// The venue's margin figures: initial and maintenance margin by bracket, what orders block, what is available.
import { Decimal, ZERO } from '../../../src/domain/decimal.ts';
import type { Leg, VenueAccount } from './account.ts';
import { liquidationPrice } from './liquidation-price.ts';
import { bracketAt } from './listing.ts';
import type { Market } from './market.ts';
import type { Venue } from './venue.ts';

export interface LegFigures {
  readonly leg: Leg;
  readonly market: Market;
  readonly isolated: boolean;
  readonly leverage: number;
  /** Signed: below zero when short. */
  readonly notional: Decimal;
  readonly unrealized: Decimal;
  readonly maintenance: Decimal;
  readonly positionInitial: Decimal;
  readonly orderInitial: Decimal;
  readonly bidNotional: Decimal;
  readonly askNotional: Decimal;
}

export interface AccountFigures {
  readonly legs: readonly LegFigures[];
  readonly wallet: Decimal;
  readonly crossWallet: Decimal;
  readonly unrealized: Decimal;
  readonly crossUnrealized: Decimal;
  readonly maintenance: Decimal;
  readonly crossMaintenance: Decimal;
  readonly positionInitial: Decimal;
  readonly orderInitial: Decimal;
  /** May be below zero; what is stated to people is floored at zero. */
  readonly spare: Decimal;
}

/** An order as far as margin is concerned. */
export interface OrderDemand {
  readonly symbol: string;
  readonly positionSide: string;
  readonly side: 'BUY' | 'SELL';
  readonly notional: Decimal;
}

export const maintenanceOf = (market: Market, notional: Decimal): Decimal => {
  const size = notional.abs();
  const { maintMarginRatio, cum } = bracketAt(market.listing, size);
  return Decimal.max(0, size.times(maintMarginRatio).minus(cum));
};

export const unrealizedOf = ({ amount, entryCost }: Leg, mark: Decimal): Decimal =>
  amount.times(mark).minus(amount.isNegative() ? entryCost.negated() : entryCost);

/** Notional of the open orders of a leg that could add to it or turn it, and of one order more. */
function ordersOf(
  account: VenueAccount,
  leg: Leg,
  side: 'BUY' | 'SELL',
  more: OrderDemand | undefined,
): Decimal {
  let sum = ZERO;
  for (const order of account.open.values()) {
    if (order.symbol !== leg.symbol || order.positionSide !== leg.positionSide) continue;
    if (order.side !== side || order.reduceOnly) continue;
    sum = sum.plus(order.price.times(order.origQty.minus(order.executedQty)));
  }
  const fits = more?.symbol === leg.symbol && more.positionSide === leg.positionSide && more.side === side;
  return fits ? sum.plus(more.notional) : sum;
}

export function legFigures(venue: Venue, account: VenueAccount, leg: Leg, more?: OrderDemand): LegFigures {
  const market = venue.market(leg.symbol);
  const { leverage, marginType } = account.settingsOf(leg.symbol);
  const notional = leg.amount.times(market.mark);
  const bidNotional = ordersOf(account, leg, 'BUY', more);
  const askNotional = ordersOf(account, leg, 'SELL', more);
  const worst =
    leg.positionSide === 'BOTH'
      ? Decimal.max(notional.plus(bidNotional).abs(), notional.minus(askNotional).abs(), notional.abs())
      : notional.abs().plus(leg.positionSide === 'LONG' ? bidNotional : askNotional);
  const positionInitial = notional.abs().div(leverage);
  return {
    leg,
    market,
    isolated: marginType === 'ISOLATED',
    leverage,
    notional,
    unrealized: unrealizedOf(leg, market.mark),
    maintenance: maintenanceOf(market, notional),
    positionInitial,
    orderInitial: worst.div(leverage).minus(positionInitial),
    bidNotional,
    askNotional,
  };
}

const ONE = new Decimal(1);

const sum = (values: readonly Decimal[]): Decimal => values.reduce((total, each) => total.plus(each), ZERO);

/** All coins in dollars, of an account in multi-assets mode; otherwise one coin and what it backs. */
const EVERYTHING = 'USD';

/** What backs the positions of a contract. */
export const poolOf = (account: VenueAccount, { listing }: Market): string =>
  account.multiAssets ? EVERYTHING : listing.quote;

/** What the account's own totals are about. */
export const totalsPool = ({ multiAssets }: VenueAccount): string => (multiAssets ? EVERYTHING : 'USDT');

/** The figures of one pool, in its own coin (dollars for all of them together). */
export function accountFigures(
  venue: Venue,
  account: VenueAccount,
  pool: string,
  more?: OrderDemand,
): AccountFigures {
  const whole = pool === EVERYTHING;
  const legs = [...account.legs.values()]
    .filter(({ symbol }) => whole || venue.market(symbol).listing.quote === pool)
    .map((leg) => legFigures(venue, account, leg, more));
  const rate = ({ market }: LegFigures): Decimal => (whole ? venue.rateOf(market.listing.quote) : ONE);
  const total = (of: readonly LegFigures[], amount: (each: LegFigures) => Decimal): Decimal =>
    sum(of.map((each) => amount(each).times(rate(each))));
  const cross = legs.filter(({ isolated }) => !isolated);
  const wallet = whole
    ? sum([...account.wallets].map(([asset, amount]) => amount.times(venue.rateOf(asset))))
    : account.walletOf(pool);
  const crossWallet = wallet.minus(total(legs, ({ leg }) => leg.isolatedWallet));
  const crossUnrealized = total(cross, ({ unrealized }) => unrealized);
  const orderInitial = total(legs, (each) => each.orderInitial);
  const crossInitial = total(cross, ({ positionInitial }) => positionInitial);
  return {
    legs,
    wallet,
    crossWallet,
    unrealized: total(legs, ({ unrealized }) => unrealized),
    crossUnrealized,
    maintenance: total(legs, ({ maintenance }) => maintenance),
    crossMaintenance: total(cross, ({ maintenance }) => maintenance),
    positionInitial: total(legs, ({ positionInitial }) => positionInitial),
    orderInitial,
    spare: crossWallet.plus(crossUnrealized).minus(crossInitial).minus(orderInitial),
  };
}

/** The price at which the venue would take a leg over; undefined when there is none. */
export function liquidationPriceOf(venue: Venue, account: VenueAccount, leg: Leg): Decimal | undefined {
  if (leg.amount.isZero()) return undefined;
  const market = venue.market(leg.symbol);
  if (account.settingsOf(leg.symbol).marginType === 'ISOLATED') {
    return liquidationPrice(market, [leg], leg.isolatedWallet);
  }
  const figures = accountFigures(venue, account, poolOf(account, market));
  const rate = (coin: string): Decimal => (account.multiAssets ? venue.rateOf(coin) : ONE);
  const together = account.held.filter(({ symbol }) => symbol === leg.symbol);
  const others = figures.legs.filter((each) => !each.isolated && each.leg.symbol !== leg.symbol);
  const carried = others.reduce(
    (total, each) =>
      total.plus(each.unrealized.minus(each.maintenance).times(rate(each.market.listing.quote))),
    figures.crossWallet,
  );
  return liquidationPrice(market, together, carried.div(rate(market.listing.quote)));
}
