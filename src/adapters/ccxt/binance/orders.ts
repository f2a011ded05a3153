// Orders of both books of Binance USDⓈ-M: what is sent for an intent, and what its answers say in the words of the domain.
import { z } from 'zod';
import type { Order, OrderIntent, OrderState, OrderType, TimeInForce } from '../../../domain/order.ts';
import type { PositionSide } from '../../../domain/position.ts';
import { Price } from '../../../domain/price.ts';
import { Quantity } from '../../../domain/quantity.ts';
import type { Parameters } from './line.ts';
import { amount, id, shortText, time } from './values.ts';

const positionSide = z.enum(['BOTH', 'LONG', 'SHORT']);
const side = z.enum(['BUY', 'SELL']);

export const plainOrder = z.object({
  orderId: id,
  clientOrderId: shortText,
  symbol: shortText,
  side,
  positionSide,
  type: shortText,
  origType: shortText.optional(),
  status: shortText,
  origQty: amount,
  executedQty: amount,
  avgPrice: amount.optional(),
  price: amount,
  stopPrice: amount.optional(),
  reduceOnly: z.boolean(),
  closePosition: z.boolean().optional(),
  time: time.optional(),
  updateTime: time,
});
export type PlainOrder = z.output<typeof plainOrder>;
export const plainOrders = z.array(plainOrder);

export const algoOrder = z.object({
  algoId: id,
  clientAlgoId: shortText,
  symbol: shortText,
  side,
  positionSide,
  orderType: shortText,
  algoStatus: shortText,
  quantity: amount,
  price: amount,
  triggerPrice: amount,
  reduceOnly: z.boolean(),
  closePosition: z.boolean().optional(),
  /** The order that it became when it was triggered; "" or 0 before. */
  actualOrderId: z.union([z.literal(''), id]).optional(),
  createTime: time,
  updateTime: time,
});
export type AlgoOrder = z.output<typeof algoOrder>;
export const algoOrders = z.array(algoOrder);

/** Ids of the two books are counted apart, so those of the conditional book carry their book. */
const ALGO = 'algo-';
export const algoIdOf = (order: Order): string => order.id.slice(ALGO.length);

const PLAIN_STATES: Readonly<Record<string, OrderState>> = {
  NEW: 'open',
  PARTIALLY_FILLED: 'open',
  FILLED: 'filled',
  CANCELED: 'cancelled',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
  EXPIRED_IN_MATCH: 'expired',
};

/** Undefined for a status that is not known: an order whose state is a guess is worse than none. */
export function fromPlain(given: PlainOrder): Order | undefined {
  const state = PLAIN_STATES[given.status];
  if (state === undefined) return undefined;
  return {
    id: given.orderId,
    clientOrderId: given.clientOrderId,
    symbol: given.symbol,
    side: given.side === 'BUY' ? 'buy' : 'sell',
    positionSide: worksOn(given),
    type: typeOf(given.origType ?? given.type),
    state,
    quantity: Quantity.of(given.origQty),
    filled: Quantity.of(given.executedQty),
    reduceOnly: given.reduceOnly || given.closePosition === true,
    book: 'plain',
    createdAt: given.time ?? given.updateTime,
    updatedAt: given.updateTime,
    ...(given.avgPrice?.gt(0) === true ? { averagePrice: Price.of(given.avgPrice) } : {}),
    ...(given.price.gt(0) ? { limitPrice: Price.of(given.price) } : {}),
    ...(given.stopPrice?.gt(0) === true ? { stopPrice: Price.of(given.stopPrice) } : {}),
  };
}

const ALGO_STATES: Readonly<Record<string, OrderState>> = {
  NEW: 'open',
  TRIGGERING: 'open',
  TRIGGERED: 'open',
  FINISHED: 'filled',
  CANCELED: 'cancelled',
  CANCELLED: 'cancelled',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
};

/** `actual` is the order that it became; its state and fills are the conditional order's once it was triggered. */
export function fromAlgo(given: AlgoOrder, actual?: Order): Order | undefined {
  const state = ALGO_STATES[given.algoStatus];
  if (state === undefined) return undefined;
  return {
    id: `${ALGO}${given.algoId}`,
    clientOrderId: given.clientAlgoId,
    symbol: given.symbol,
    side: given.side === 'BUY' ? 'buy' : 'sell',
    positionSide: worksOn(given),
    type: typeOf(given.orderType),
    state: actual?.state ?? state,
    quantity: Quantity.of(given.quantity),
    filled: actual?.filled ?? Quantity.zero,
    reduceOnly: given.reduceOnly || given.closePosition === true,
    book: 'conditional',
    createdAt: given.createTime,
    updatedAt: Math.max(given.updateTime, actual?.updatedAt ?? 0),
    ...(actual?.averagePrice === undefined ? {} : { averagePrice: actual.averagePrice }),
    ...(given.price.gt(0) ? { limitPrice: Price.of(given.price) } : {}),
    ...(given.triggerPrice.gt(0) ? { stopPrice: Price.of(given.triggerPrice) } : {}),
  };
}

/** In one-way mode a reducing order works on the other side's position, any other on its own side's. */
export function worksOn(given: {
  readonly positionSide: 'BOTH' | 'LONG' | 'SHORT';
  readonly side: 'BUY' | 'SELL';
  readonly reduceOnly: boolean;
}): PositionSide {
  if (given.positionSide !== 'BOTH') return given.positionSide === 'LONG' ? 'long' : 'short';
  return (given.side === 'BUY') !== given.reduceOnly ? 'long' : 'short';
}

const typeOf = (type: string): OrderType => {
  if (type === 'MARKET' || type === 'LIQUIDATION') return 'market';
  return type === 'LIMIT' ? 'limit' : 'stop-market';
};

const TIMES_IN_FORCE: Readonly<Record<TimeInForce, string>> = {
  gtc: 'GTC',
  ioc: 'IOC',
  fok: 'FOK',
  'post-only': 'GTX',
};

/**
 * In hedge mode the position side says what is reduced, and `reduceOnly` must not be sent beside it. A stop is triggered
 * by the mark price, like liquidation: a single trade far off does not set it off.
 */
export function orderParameters(intent: OrderIntent, isHedge: boolean): Parameters {
  const { limitPrice, stopPrice, timeInForce } = intent;
  const shared = {
    symbol: intent.symbol,
    side: intent.side.toUpperCase(),
    quantity: intent.quantity.toString(),
    ...(isHedge ? { positionSide: intent.positionSide.toUpperCase() } : {}),
    ...(intent.reduceOnly && !isHedge ? { reduceOnly: 'true' } : {}),
  };
  switch (intent.type) {
    case 'market':
      return {
        ...shared,
        type: 'MARKET',
        newClientOrderId: intent.clientOrderId,
        newOrderRespType: 'RESULT',
      };
    case 'limit':
      return {
        ...shared,
        type: 'LIMIT',
        price: limitPrice?.toString() ?? '',
        timeInForce: TIMES_IN_FORCE[timeInForce ?? 'gtc'],
        newClientOrderId: intent.clientOrderId,
        newOrderRespType: 'RESULT',
      };
    case 'stop-market':
      return {
        ...shared,
        algoType: 'CONDITIONAL',
        type: 'STOP_MARKET',
        triggerPrice: stopPrice?.toString() ?? '',
        workingType: 'MARK_PRICE',
        clientAlgoId: intent.clientOrderId,
      };
    default:
      return intent.type satisfies never;
  }
}
