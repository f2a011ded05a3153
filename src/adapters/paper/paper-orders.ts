// Orders of the simulated venue: those that rest, and the recent past of those that are done, so that a client id is answered after a restart.
import { Decimal, ZERO } from '../../domain/decimal.ts';
import type {
  Order,
  OrderIntent,
  OrderSide,
  OrderState,
  OrderType,
  TimeInForce,
} from '../../domain/order.ts';
import type { PositionSide } from '../../domain/position.ts';
import { Price } from '../../domain/price.ts';
import { Quantity } from '../../domain/quantity.ts';

const PRICE_DIGITS = 8;

export interface PaperOrder {
  readonly id: string;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly reduceOnly: boolean;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
  readonly createdAt: number;
  state: OrderState;
  quantity: Decimal;
  filled: Decimal;
  /** Σ quantity · price of its fills. */
  spent: Decimal;
  updatedAt: number;
}

export function openOrder(id: string, intent: OrderIntent, at: number): PaperOrder {
  return {
    id,
    clientOrderId: intent.clientOrderId,
    symbol: intent.symbol,
    side: intent.side,
    positionSide: intent.positionSide,
    type: intent.type,
    timeInForce: intent.timeInForce ?? 'gtc',
    reduceOnly: intent.reduceOnly,
    ...(intent.limitPrice === undefined ? {} : { limitPrice: intent.limitPrice.value }),
    ...(intent.stopPrice === undefined ? {} : { stopPrice: intent.stopPrice.value }),
    createdAt: at,
    state: 'open',
    quantity: intent.quantity.value,
    filled: ZERO,
    spent: ZERO,
    updatedAt: at,
  };
}

/** The order as the port tells it. */
export function toOrder(order: PaperOrder): Order {
  const average = order.filled.gt(0)
    ? order.spent.div(order.filled).toDecimalPlaces(PRICE_DIGITS, Decimal.ROUND_HALF_EVEN)
    : undefined;
  return {
    id: order.id,
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    positionSide: order.positionSide,
    type: order.type,
    state: order.state,
    quantity: Quantity.of(order.quantity),
    filled: Quantity.of(order.filled),
    ...(average === undefined ? {} : { averagePrice: Price.of(average) }),
    ...(order.limitPrice === undefined ? {} : { limitPrice: Price.of(order.limitPrice) }),
    ...(order.stopPrice === undefined ? {} : { stopPrice: Price.of(order.stopPrice) }),
    reduceOnly: order.reduceOnly,
    book: order.type === 'stop-market' ? 'conditional' : 'plain',
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
  };
}

export class PaperOrders {
  readonly open = new Map<string, PaperOrder>();
  #done: PaperOrder[] = [];
  readonly #limit: number;
  readonly #doneByClientId = new Map<string, PaperOrder>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Finished orders, oldest first: the last `limit` of them, or a few more. */
  get done(): readonly PaperOrder[] {
    return this.#done;
  }

  add(order: PaperOrder): void {
    if (order.state === 'open') this.open.set(order.id, order);
    else this.#keep(order);
  }

  finish(order: PaperOrder, state: Exclude<OrderState, 'open'>, at: number): void {
    order.state = state;
    order.updatedAt = at;
    this.open.delete(order.id);
    this.#keep(order);
  }

  openByClientId(clientOrderId: string): PaperOrder | undefined {
    for (const order of this.open.values()) if (order.clientOrderId === clientOrderId) return order;
    return undefined;
  }

  /** Open or done, the latest of that client id. */
  find(symbol: string, clientOrderId: string): PaperOrder | undefined {
    const found = this.openByClientId(clientOrderId) ?? this.#doneByClientId.get(clientOrderId);
    return found?.symbol === symbol ? found : undefined;
  }

  byId(id: string): PaperOrder | undefined {
    return this.open.get(id) ?? this.#done.findLast((order) => order.id === id);
  }

  #keep(order: PaperOrder): void {
    this.#done.push(order);
    this.#doneByClientId.set(order.clientOrderId, order);
    // A fifth more than the limit, and then back to it: whoever writes the list begins anew only then.
    if (this.#done.length <= this.#limit * 1.2) return;
    for (const dropped of this.#done.slice(0, -this.#limit)) {
      if (this.#doneByClientId.get(dropped.clientOrderId) !== dropped) continue;
      this.#doneByClientId.delete(dropped.clientOrderId);
    }
    this.#done = this.#done.slice(-this.#limit);
  }
}
