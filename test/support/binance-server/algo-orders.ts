// The venue's second book: conditional orders that wait for a trigger price and then become ordinary orders.
import { Decimal, ZERO } from '../../../src/domain/decimal.ts';
import type { AlgoOrder, AlgoStatus, PositionSide, Side, VenueAccount } from './account.ts';
import type { Market } from './market.ts';
import { place } from './matching.ts';
import { checkClientOrderId, checkPrice, checkQuantity } from './order-rules.ts';
import type { Venue } from './venue.ts';
import { VenueError } from './venue-error.ts';

export interface NewAlgoOrder {
  readonly clientAlgoId: string;
  readonly orderType: string;
  readonly symbol: string;
  readonly side: Side;
  readonly positionSide: PositionSide;
  readonly timeInForce: string;
  readonly quantity: Decimal | undefined;
  readonly price: Decimal | undefined;
  readonly triggerPrice: Decimal | undefined;
  readonly workingType: 'CONTRACT_PRICE' | 'MARK_PRICE';
  readonly closePosition: boolean;
  readonly priceProtect: boolean;
  readonly reduceOnly: boolean;
  readonly activatePrice: Decimal | undefined;
  readonly callbackRate: Decimal | undefined;
}

const TRAILING = 'TRAILING_STOP_MARKET';
const KINDS = new Set(['STOP_MARKET', 'TAKE_PROFIT_MARKET', 'STOP', 'TAKE_PROFIT', TRAILING]);

const watched = (market: Market, order: Pick<AlgoOrder, 'workingType'>): Decimal =>
  order.workingType === 'MARK_PRICE' ? market.mark : market.last;

/** A stop waits for the price to get worse for whoever holds the position it protects, a take-profit for better. */
function reached(order: Pick<AlgoOrder, 'orderType' | 'side' | 'triggerPrice'>, price: Decimal): boolean {
  const rising = order.orderType.startsWith('TAKE_PROFIT') ? order.side === 'SELL' : order.side === 'BUY';
  return rising ? price.gte(order.triggerPrice) : price.lte(order.triggerPrice);
}

function change(venue: Venue, account: VenueAccount, order: AlgoOrder, status: AlgoStatus): void {
  order.status = status;
  order.updateTime = venue.now();
  if (status !== 'NEW' && status !== 'TRIGGERING') account.openAlgos.delete(order.algoId);
  venue.onAccountEvent(account, { kind: 'algo', order });
}

function checkNew(account: VenueAccount, market: Market, order: NewAlgoOrder): void {
  if (!KINDS.has(order.orderType)) throw new VenueError('-1116');
  checkClientOrderId(order.clientAlgoId);
  if (market.status !== 'TRADING') throw new VenueError(market.frozen ? '-1122' : '-4140');
  for (const open of account.openAlgos.values()) {
    if (open.clientAlgoId === order.clientAlgoId) throw new VenueError('-4116');
  }
  if (order.closePosition) {
    if (order.quantity !== undefined) throw new VenueError('-4137');
  } else {
    if (order.quantity === undefined) throw new VenueError('-1102', 'quantity');
    checkQuantity(market, order.quantity, order.price === undefined);
  }
  const isLimit = order.orderType === 'STOP' || order.orderType === 'TAKE_PROFIT';
  if (isLimit && order.price === undefined) throw new VenueError('-1102', 'price');
  if (order.price !== undefined) checkPrice(market, order.price);
  if (account.openAlgosOf(order.symbol).length >= market.listing.maxAlgoOrders) throw new VenueError('-4045');
  if (order.orderType === TRAILING) {
    const rate = order.callbackRate;
    if (rate === undefined) throw new VenueError('-1102', 'callbackRate');
    if (rate.lt('0.1') || rate.gt(10)) throw new VenueError('-1130', 'callbackRate');
    return;
  }
  if (order.triggerPrice === undefined) throw new VenueError('-1102', 'triggerPrice');
  checkPrice(market, order.triggerPrice);
  const price = watched(market, order);
  if (reached({ ...order, triggerPrice: order.triggerPrice }, price)) throw new VenueError('-2021');
}

/** Takes a conditional order or throws the venue's objection. Margin is checked when it triggers. */
export function placeAlgo(venue: Venue, account: VenueAccount, wanted: NewAlgoOrder): AlgoOrder {
  const market = venue.market(wanted.symbol);
  checkNew(account, market, wanted);
  const now = venue.now();
  const order: AlgoOrder = {
    ...wanted,
    algoId: venue.nextId(),
    quantity: wanted.quantity ?? ZERO,
    price: wanted.price ?? ZERO,
    triggerPrice: wanted.triggerPrice ?? ZERO,
    createTime: now,
    updateTime: now,
    triggerTime: 0,
    extreme: undefined,
    status: 'NEW',
    actualOrderId: undefined,
    rejectReason: '',
  };
  account.algos.set(order.algoId, order);
  account.openAlgos.set(order.algoId, order);
  venue.onAccountEvent(account, { kind: 'algo', order });
  if (order.orderType === TRAILING) trail(order, watched(market, order));
  return order;
}

/** Cancels a conditional order: -2011 when it does not wait (any more). */
export function cancelAlgo(venue: Venue, account: VenueAccount, order: AlgoOrder | undefined): AlgoOrder {
  if (order === undefined || !account.openAlgos.has(order.algoId)) throw new VenueError('-2011');
  if (venue.market(order.symbol).frozen) throw new VenueError('-1122');
  change(venue, account, order, 'CANCELED');
  return order;
}

/** Moves a trailing stop along. @returns whether it has been hit. */
function trail(order: AlgoOrder, price: Decimal): boolean {
  const selling = order.side === 'SELL';
  if (order.extreme === undefined) {
    const { activatePrice } = order;
    if (activatePrice !== undefined && (selling ? price.lt(activatePrice) : price.gt(activatePrice)))
      return false;
    order.extreme = price;
  }
  order.extreme = selling ? Decimal.max(order.extreme, price) : Decimal.min(order.extreme, price);
  const back = (order.callbackRate ?? ZERO).div(100);
  order.triggerPrice = order.extreme.times(selling ? back.negated().plus(1) : back.plus(1));
  return selling ? price.lte(order.triggerPrice) : price.gte(order.triggerPrice);
}

function trigger(venue: Venue, account: VenueAccount, order: AlgoOrder): void {
  order.triggerTime = venue.now();
  change(venue, account, order, 'TRIGGERING');
  const { amount } = account.leg(order.symbol, order.positionSide);
  try {
    const placed = place(venue, account, {
      symbol: order.symbol,
      side: order.side,
      positionSide: order.positionSide,
      type: order.price.isZero() ? 'MARKET' : 'LIMIT',
      timeInForce: order.timeInForce,
      quantity: order.closePosition ? amount.abs() : order.quantity,
      price: order.price.isZero() ? undefined : order.price,
      reduceOnly: order.reduceOnly || order.closePosition,
      closePosition: order.closePosition,
      clientOrderId: order.clientAlgoId,
      goodTillDate: 0,
    });
    order.actualOrderId = placed.orderId;
    change(venue, account, order, 'TRIGGERED');
    if (!account.open.has(placed.orderId)) change(venue, account, order, 'FINISHED');
  } catch (error) {
    if (!(error instanceof VenueError)) throw error;
    order.rejectReason = error.code === -2022 ? 'Reduce Only reject' : error.message;
    change(venue, account, order, order.closePosition && amount.isZero() ? 'EXPIRED' : 'REJECTED');
  }
}

/** Fires every conditional order of a symbol that the price has come to. */
export function triggerAlgos(venue: Venue, symbol: string): void {
  const market = venue.market(symbol);
  if (market.status !== 'TRADING') return;
  for (const account of venue.accounts) {
    for (const order of account.openAlgosOf(symbol)) {
      const price = watched(market, order);
      const hit = order.orderType === TRAILING ? trail(order, price) : reached(order, price);
      if (hit) trigger(venue, account, order);
    }
  }
}
