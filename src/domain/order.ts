// Orders and fills in the words of the venue: what may rest, what was filled, for what fee.
import type { Money } from './money.ts';
import type { PositionSide } from './position.ts';
import type { Price } from './price.ts';
import type { Quantity } from './quantity.ts';

export type OrderSide = 'buy' | 'sell';
export type OrderType = 'market' | 'limit' | 'stop-market';
export type OrderState = 'open' | 'filled' | 'cancelled' | 'rejected' | 'expired';
export type TimeInForce = 'gtc' | 'ioc' | 'fok' | 'post-only';

export interface Order {
  readonly id: string;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: OrderSide;
  /** Which position it works on; told apart only in hedge mode. */
  readonly positionSide: PositionSide;
  readonly type: OrderType;
  readonly state: OrderState;
  readonly quantity: Quantity;
  readonly filled: Quantity;
  readonly averagePrice?: Price;
  readonly limitPrice?: Price;
  readonly stopPrice?: Price;
  readonly reduceOnly: boolean;
  /** The book it rests in: conditional orders are listed and cancelled apart on some venues. */
  readonly book: 'plain' | 'conditional';
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Fill {
  readonly id: string;
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  readonly quantity: Quantity;
  readonly price: Price;
  /** In the account's currency. */
  readonly fee: Money;
  /** What was taken, where that was another coin. */
  readonly feePaid?: Money;
  readonly realizedPnl: Money;
  readonly liquidity: 'maker' | 'taker';
  /** In milliseconds of the desk's clock. */
  readonly at: number;
  /** Why it happened when nobody ordered it. */
  readonly cause?: 'liquidation' | 'funding' | 'foreign';
}

/** What somebody wants to do, before any check. Quantities are absolute base units. */
export interface OrderIntent {
  readonly account: string;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  readonly type: OrderType;
  readonly quantity: Quantity;
  readonly limitPrice?: Price;
  readonly stopPrice?: Price;
  readonly timeInForce?: TimeInForce;
  readonly reduceOnly: boolean;
  /** The price on the card that was approved; the order is refused when the mark has left it by more than the limit. */
  readonly referencePrice?: Price;
}
