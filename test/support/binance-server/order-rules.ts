// What the venue refuses about a new order before it reaches the book: parameters, filters, modes, margin.
import { Decimal } from '../../../src/domain/decimal.ts';
import type { PositionSide, Side, VenueAccount } from './account.ts';
import { maxNotionalAt } from './listing.ts';
import { accountFigures, legFigures, type OrderDemand, poolOf } from './margin.ts';
import type { Market } from './market.ts';
import type { Venue } from './venue.ts';
import { VenueError } from './venue-error.ts';

export interface NewOrder {
  readonly symbol: string;
  readonly side: Side;
  readonly positionSide: PositionSide;
  readonly type: string;
  readonly timeInForce: string;
  readonly quantity: Decimal;
  readonly price: Decimal | undefined;
  readonly reduceOnly: boolean;
  readonly closePosition: boolean;
  readonly clientOrderId: string;
  readonly goodTillDate: number;
}

/** Which leg an order is for, by the account's mode: -4061 when the two disagree. */
export function positionSideOf(account: VenueAccount, given: string | undefined): PositionSide {
  if (given !== undefined && given !== 'BOTH' && given !== 'LONG' && given !== 'SHORT') {
    throw new VenueError('-1130', 'positionSide');
  }
  const side = given ?? 'BOTH';
  if (account.dual !== (side !== 'BOTH')) throw new VenueError('-4061');
  return side;
}

/** The client's own name for an order: -4015 and -1100 when it is not one. */
export function checkClientOrderId(id: string): void {
  if (id.length > 36) throw new VenueError('-4015');
  if (!/^[.A-Z:/a-z0-9_-]{1,36}$/.test(id)) {
    throw new VenueError('-1100', 'newClientOrderId', '^[\\.A-Z\\:/a-z0-9_-]{1,36}$');
  }
}

export function checkQuantity(market: Market, quantity: Decimal, isMarket: boolean): void {
  const { listing } = market;
  if (quantity.isNegative()) throw new VenueError('-4003');
  if (quantity.decimalPlaces() > listing.quantityPrecision) throw new VenueError('-1111');
  if (quantity.lt(listing.minQty)) throw new VenueError('-4004');
  if (quantity.gt(isMarket ? listing.maxMarketQty : listing.maxQty)) throw new VenueError('-4005');
  if (!quantity.mod(listing.stepSize).isZero()) throw new VenueError('-4023');
}

export function checkPrice(market: Market, price: Decimal): void {
  const { listing } = market;
  if (price.decimalPlaces() > listing.pricePrecision) throw new VenueError('-1111');
  if (price.gt(listing.maxPrice)) throw new VenueError('-4002');
  if (price.lt(listing.minPrice)) throw new VenueError('-4013');
  if (!price.mod(listing.tickSize).isZero()) throw new VenueError('-4014');
}

/** How far from the mark a price may lie on the side that would hurt whoever sent it. */
export function priceBand(market: Market): { readonly up: Decimal; readonly down: Decimal } {
  const { multiplierUp, multiplierDown, pricePrecision } = market.listing;
  return {
    up: market.mark.times(multiplierUp).toDecimalPlaces(pricePrecision, Decimal.ROUND_DOWN),
    down: market.mark.times(multiplierDown).toDecimalPlaces(pricePrecision, Decimal.ROUND_UP),
  };
}

function checkBand(market: Market, order: NewOrder): void {
  const { up, down } = priceBand(market);
  if (order.price !== undefined) {
    if (order.side === 'BUY' && order.price.gt(up)) throw new VenueError('-4016', up.toString());
    if (order.side === 'SELL' && order.price.lt(down)) throw new VenueError('-4024', down.toString());
    return;
  }
  const best = market.best(order.side);
  if (best === undefined || (order.side === 'BUY' ? best.gt(up) : best.lt(down))) {
    throw new VenueError('-4131');
  }
}

/** Whether the order takes away from its leg and cannot do anything else. */
export function onlyReduces(
  account: VenueAccount,
  order: Pick<NewOrder, 'positionSide' | 'side' | 'reduceOnly'>,
): boolean {
  if (!account.dual) return order.reduceOnly;
  return (order.positionSide === 'LONG') === (order.side === 'SELL');
}

/** -2022: nothing to reduce, or other reducing orders already speak for what is there. */
function checkReduceOnly(account: VenueAccount, order: NewOrder): void {
  const { amount } = account.leg(order.symbol, order.positionSide);
  const wrongSide = amount.isZero() || amount.isPositive() === (order.side === 'BUY');
  if (wrongSide) throw new VenueError('-2022');
  let spokenFor = new Decimal(0);
  for (const open of account.open.values()) {
    if (open.symbol !== order.symbol || open.positionSide !== order.positionSide) continue;
    if (open.side !== order.side || !(open.reduceOnly || account.dual)) continue;
    spokenFor = spokenFor.plus(open.origQty).minus(open.executedQty);
  }
  const free = amount.abs().minus(spokenFor);
  if (free.lte(0)) throw new VenueError('-2022');
  const tooMuch = order.quantity.gt(free);
  if (tooMuch && (account.dual || !spokenFor.isZero())) throw new VenueError('-2022');
}

/** The price an order is taken to fill at where its margin is reckoned: a market buy 0.05 % above the best offer. */
function assumedPrice(market: Market, order: NewOrder): Decimal {
  const best = market.best(order.side) ?? market.mark;
  if (order.price !== undefined) {
    return order.side === 'BUY' ? order.price : Decimal.max(order.price, best);
  }
  return order.side === 'BUY' ? best.times('1.0005') : Decimal.max(best, market.mark);
}

function checkMargin(venue: Venue, account: VenueAccount, market: Market, order: NewOrder): void {
  const price = assumedPrice(market, order);
  const demand: OrderDemand = { ...order, notional: price.times(order.quantity) };
  const leg = account.leg(order.symbol, order.positionSide);
  const pool = poolOf(account, market);
  const before = accountFigures(venue, account, pool);
  const after = accountFigures(venue, account, pool, demand);
  const figures = legFigures(venue, account, leg, demand);
  const worst = figures.positionInitial.plus(figures.orderInitial).times(figures.leverage);
  if (worst.gt(figures.notional.abs()) && worst.gt(maxNotionalAt(market.listing, figures.leverage))) {
    throw new VenueError('-2027');
  }
  if (after.orderInitial.lte(before.orderInitial)) return;
  const adverse = order.side === 'BUY' ? price.minus(market.mark) : market.mark.minus(price);
  const openLoss = Decimal.max(0, adverse).times(order.quantity);
  if (after.spare.minus(openLoss).isNegative()) throw new VenueError('-2019');
}

/** Every rule in the venue's order. Throws the first objection. */
export function checkNewOrder(venue: Venue, account: VenueAccount, order: NewOrder): void {
  const market = venue.market(order.symbol);
  checkClientOrderId(order.clientOrderId);
  if (market.status !== 'TRADING') throw new VenueError(market.frozen ? '-1122' : '-4140');
  checkQuantity(market, order.quantity, order.price === undefined);
  if (order.price !== undefined) checkPrice(market, order.price);
  const open = account.byClientId(order.symbol, order.clientOrderId);
  if (open !== undefined && account.open.has(open.orderId)) throw new VenueError('-4116');
  const reduces = onlyReduces(account, order);
  if (reduces) checkReduceOnly(account, order);
  checkBand(market, order);
  const notional = (order.price ?? market.mark).times(order.quantity);
  if (!reduces && notional.lt(market.listing.minNotional)) {
    throw new VenueError('-4164', market.listing.minNotional);
  }
  if (account.openOf(order.symbol).length >= market.listing.maxOrders) throw new VenueError('-2025');
  if (!reduces) checkMargin(venue, account, market, order);
}
