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

const sum = (values: readonly Decimal[]): Decimal => values.reduce((total, each) => total.plus(each), ZERO);

export function accountFigures(venue: Venue, account: VenueAccount, more?: OrderDemand): AccountFigures {
  const legs = [...account.legs.values()].map((leg) => legFigures(venue, account, leg, more));
  const cross = legs.filter(({ isolated }) => !isolated);
  const crossWallet = account.wallet.minus(sum([...account.legs.values()].map((leg) => leg.isolatedWallet)));
  const crossUnrealized = sum(cross.map(({ unrealized }) => unrealized));
  const orderInitial = sum(legs.map((each) => each.orderInitial));
  const crossInitial = sum(cross.map(({ positionInitial }) => positionInitial));
  return {
    legs,
    crossWallet,
    unrealized: sum(legs.map(({ unrealized }) => unrealized)),
    crossUnrealized,
    maintenance: sum(legs.map(({ maintenance }) => maintenance)),
    crossMaintenance: sum(cross.map(({ maintenance }) => maintenance)),
    positionInitial: sum(legs.map(({ positionInitial }) => positionInitial)),
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
  const figures = accountFigures(venue, account);
  const together = account.held.filter(({ symbol }) => symbol === leg.symbol);
  const others = figures.legs.filter((each) => !each.isolated && each.leg.symbol !== leg.symbol);
  const carried = others.reduce(
    (total, each) => total.plus(each.unrealized).minus(each.maintenance),
    figures.crossWallet,
  );
  return liquidationPrice(market, together, carried);
}
