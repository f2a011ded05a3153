// The venue's own side of a simulated futures exchange: positions, both order books, fills, and a log of every order it took.
// It knows nothing of the desk, so that it survives the desk's crashes and can testify afterwards.
import { Decimal, ZERO } from '../../src/domain/decimal.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { Money } from '../../src/domain/money.ts';
import type { Fill, Order, OrderIntent } from '../../src/domain/order.ts';
import type { MarginMode, Position, PositionSide } from '../../src/domain/position.ts';
import { Price } from '../../src/domain/price.ts';
import { Quantity } from '../../src/domain/quantity.ts';
import { instrument } from './sim-instrument.ts';

/** One accepted order, as the venue saw it: the witness of the crash tests. Positions signed, long above zero. */
export interface OracleEntry {
  readonly at: number;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly positionSide: PositionSide;
  readonly quantity: Decimal;
  readonly before: Decimal;
  filled: Decimal;
  after: Decimal;
  increases: boolean;
  flips: boolean;
  /** It asked for more than was there; only the venue's own rule stopped it. */
  readonly overClosed: boolean;
}

export interface SimPosition {
  readonly symbol: string;
  readonly side: PositionSide;
  readonly quantity: string;
  readonly entryPrice?: string;
  readonly marginMode?: MarginMode;
  readonly isolatedMargin?: string;
  readonly leverage?: number;
}

interface Held {
  signed: Decimal;
  entry: Decimal;
  marginMode: MarginMode;
  isolatedMargin: Decimal;
  leverage: number;
}

export type Placement =
  | { readonly kind: 'accepted'; readonly order: Order }
  | { readonly kind: 'rejected'; readonly venueCode: string; readonly reason: string };

const no = (venueCode: string, reason: string): Placement => ({ kind: 'rejected', venueCode, reason });

export class SimVenue {
  readonly positionMode: 'one-way' | 'hedge';
  readonly instruments = new Map<string, Instrument>();
  readonly marks = new Map<string, Decimal>();
  readonly orders: Order[] = [];
  readonly fills: Fill[] = [];
  readonly oracle: OracleEntry[] = [];
  readonly halted = new Set<string>();
  /** Adverse distance of a market fill from the mark, as a ratio. */
  slippage = new Decimal('0.0002');
  crossWallet = new Decimal('10000');
  readonly #held = new Map<string, Held>();
  #count = 0;

  constructor(positionMode: 'one-way' | 'hedge' = 'one-way') {
    this.positionMode = positionMode;
  }

  #key(symbol: string, side: PositionSide): string {
    return this.positionMode === 'hedge' ? `${symbol}:${side}` : symbol;
  }

  list(symbol: string, mark: string, changes: Partial<Instrument> = {}): void {
    this.instruments.set(symbol, instrument(symbol, changes));
    this.marks.set(symbol, new Decimal(mark));
  }

  hold(position: SimPosition): void {
    const quantity = new Decimal(position.quantity);
    this.#held.set(this.#key(position.symbol, position.side), {
      signed: position.side === 'long' ? quantity : quantity.negated(),
      entry: new Decimal(position.entryPrice ?? this.mark(position.symbol)),
      marginMode: position.marginMode ?? 'cross',
      isolatedMargin: new Decimal(position.isolatedMargin ?? 0),
      leverage: position.leverage ?? 10,
    });
  }

  mark(symbol: string): Decimal {
    const mark = this.marks.get(symbol);
    if (mark === undefined) throw new Error(`no mark for ${symbol}`);
    return mark;
  }

  signed(symbol: string, side: PositionSide = 'long'): Decimal {
    return this.#held.get(this.#key(symbol, side))?.signed ?? ZERO;
  }

  positions(): Position[] {
    const list: Position[] = [];
    for (const [key, held] of this.#held) {
      if (held.signed.isZero()) continue;
      const symbol = key.split(':')[0] ?? key;
      const mark = this.mark(symbol);
      list.push({
        symbol,
        side: held.signed.isPositive() ? 'long' : 'short',
        quantity: Quantity.of(held.signed.abs()),
        entryPrice: Price.of(held.entry),
        markPrice: Price.of(mark),
        leverage: held.leverage,
        marginMode: held.marginMode,
        ...(held.marginMode === 'isolated' ? { isolatedMargin: Money.of(held.isolatedMargin, 'USDT') } : {}),
        unrealizedPnl: Money.of(mark.minus(held.entry).times(held.signed), 'USDT'),
      });
    }
    return list;
  }

  addMargin(symbol: string, side: PositionSide, amount: Decimal): boolean {
    const held = this.#held.get(this.#key(symbol, side));
    if (held === undefined || held.marginMode !== 'isolated' || held.signed.isZero()) return false;
    held.isolatedMargin = held.isolatedMargin.plus(amount);
    this.crossWallet = this.crossWallet.minus(amount);
    return true;
  }

  setLeverage(symbol: string, leverage: number): void {
    for (const [key, held] of this.#held) if (key.startsWith(symbol)) held.leverage = leverage;
  }

  setMarginMode(symbol: string, marginMode: MarginMode): void {
    for (const [key, held] of this.#held) if (key.startsWith(symbol)) held.marginMode = marginMode;
  }

  open(): Order[] {
    return this.orders.filter((order) => order.state === 'open');
  }

  #replace(order: Order): Order {
    const at = this.orders.findIndex((each) => each.id === order.id);
    if (at < 0) this.orders.push(order);
    else this.orders[at] = order;
    return order;
  }

  cancel(id: string, at: number): Order | undefined {
    const order = this.orders.find((each) => each.id === id);
    if (order === undefined) return undefined;
    return order.state === 'open' ? this.#replace({ ...order, state: 'cancelled', updatedAt: at }) : order;
  }

  /** Rests an order that somebody else placed. */
  rest(intent: Omit<OrderIntent, 'account'>, at: number): Order {
    return this.#rest({ account: '', ...intent }, at);
  }

  #rest(intent: OrderIntent, at: number): Order {
    this.#count += 1;
    return this.#replace({
      id: `${this.#count}`,
      clientOrderId: intent.clientOrderId,
      symbol: intent.symbol,
      side: intent.side,
      positionSide: intent.positionSide,
      type: intent.type,
      state: 'open',
      quantity: intent.quantity,
      filled: Quantity.zero,
      ...(intent.limitPrice === undefined ? {} : { limitPrice: intent.limitPrice }),
      ...(intent.stopPrice === undefined ? {} : { stopPrice: intent.stopPrice }),
      reduceOnly: intent.reduceOnly && this.positionMode === 'one-way',
      book: intent.type === 'stop-market' ? 'conditional' : 'plain',
      createdAt: at,
      updatedAt: at,
    });
  }

  #objection(intent: OrderIntent): Placement | undefined {
    const listed = this.instruments.get(intent.symbol);
    if (listed === undefined) return no('-1121', 'Invalid symbol.');
    if (this.halted.has(intent.symbol)) return no('-4140', 'Invalid symbol status for this order.');
    const quantity = intent.quantity.value;
    if (this.open().some((order) => order.clientOrderId === intent.clientOrderId)) {
      return no('-4116', 'ClientOrderId is duplicated.');
    }
    if (!/^[A-Za-z0-9_-]{1,36}$/.test(intent.clientOrderId)) return no('-4015', 'Client order id length.');
    if (quantity.lt(listed.minQuantity)) return no('-4003', 'Quantity less than zero.');
    if (!quantity.mod(listed.quantityStep).isZero()) return no('-1111', 'Precision is over the maximum.');
    if (intent.type === 'market' && quantity.gt(listed.maxMarketQuantity)) {
      return no('-4005', 'Quantity greater than max quantity.');
    }
    const before = this.signed(intent.symbol, intent.positionSide);
    const closing = before.isPositive() ? intent.side === 'sell' : intent.side === 'buy';
    const reduceOnly = intent.reduceOnly && this.positionMode === 'one-way';
    if (reduceOnly && (before.isZero() || !closing)) return no('-2022', 'ReduceOnly Order is rejected.');
    if (reduceOnly && intent.type === 'market') {
      const resting = this.open()
        .filter((order) => order.symbol === intent.symbol && order.reduceOnly && order.book === 'plain')
        .reduce((sum, order) => sum.plus(order.quantity.value), ZERO);
      if (!resting.isZero() && resting.plus(quantity).gt(before.abs())) {
        return no('-2022', 'ReduceOnly Order is rejected.');
      }
    }
    const exempt = reduceOnly || (this.positionMode === 'hedge' && closing);
    if (!exempt && quantity.times(this.mark(intent.symbol)).lt(listed.minNotional)) {
      return no('-4164', 'Order notional must be no smaller than 5.');
    }
    return undefined;
  }

  /** Takes or refuses an order; a market order fills `share` of itself at once. */
  place(intent: OrderIntent, at: number, share: Decimal = new Decimal(1)): Placement {
    const objection = this.#objection(intent);
    if (objection !== undefined) return objection;
    const before = this.signed(intent.symbol, intent.positionSide);
    const closing =
      !before.isZero() && (before.isPositive() ? intent.side === 'sell' : intent.side === 'buy');
    const order = this.#rest(intent, at);
    this.oracle.push({
      at,
      clientOrderId: intent.clientOrderId,
      symbol: intent.symbol,
      side: intent.side,
      positionSide: intent.positionSide,
      quantity: intent.quantity.value,
      before,
      filled: ZERO,
      after: before,
      increases: !closing,
      flips: false,
      overClosed: closing && intent.quantity.value.gt(before.abs()),
    });
    if (intent.type !== 'market') return { kind: 'accepted', order };
    return { kind: 'accepted', order: this.fill(order.id, at, share) };
  }

  /** Fills `share` of the whole order, up to what is left of it. */
  fill(id: string, at: number, share: Decimal = new Decimal(1)): Order {
    const order = this.orders.find((each) => each.id === id);
    if (order === undefined) throw new Error(`no order ${id}`);
    const listed = this.instruments.get(order.symbol) ?? instrument(order.symbol);
    const key = this.#key(order.symbol, order.positionSide);
    const held = this.#held.get(key) ?? fresh();
    const before = held.signed;
    const left = order.quantity.value.minus(order.filled.value);
    const wanted = order.quantity.value.times(share).div(listed.quantityStep).trunc();
    let quantity = Decimal.min(left, wanted.times(listed.quantityStep));
    const clamped = order.reduceOnly || this.positionMode === 'hedge';
    const closing = !before.isZero() && (before.isPositive() ? order.side === 'sell' : order.side === 'buy');
    if (clamped && closing) quantity = Decimal.min(quantity, before.abs());
    const direction = order.side === 'buy' ? 1 : -1;
    const price = this.mark(order.symbol).times(this.slippage.times(direction).plus(1));
    held.signed = before.plus(quantity.times(direction));
    if (before.isZero()) held.entry = price;
    const realized = closing
      ? price
          .minus(held.entry)
          .times(quantity)
          .times(before.isPositive() ? 1 : -1)
      : ZERO;
    const fee = price.times(quantity).times(listed.takerFeeRate);
    this.crossWallet = this.crossWallet.plus(realized).minus(fee);
    this.#held.set(key, held);
    const filled = order.filled.value.plus(quantity);
    const entry = this.oracle.findLast((each) => each.clientOrderId === order.clientOrderId);
    if (entry !== undefined) {
      entry.filled = filled;
      entry.after = held.signed;
      entry.increases = held.signed.abs().gt(before.abs());
      entry.flips =
        !held.signed.isZero() && !before.isZero() && held.signed.isPositive() !== before.isPositive();
    }
    this.#count += 1;
    if (quantity.gt(0)) {
      this.fills.push({
        id: `f${this.#count}`,
        orderId: order.id,
        clientOrderId: order.clientOrderId,
        symbol: order.symbol,
        side: order.side,
        positionSide: order.positionSide,
        quantity: Quantity.of(quantity),
        price: Price.of(price),
        fee: Money.of(fee, 'USDT'),
        realizedPnl: Money.of(realized, 'USDT'),
        liquidity: 'taker',
        at,
      });
    }
    const whole = filled.gte(order.quantity.value) || (clamped && held.signed.isZero());
    return this.#replace({
      ...order,
      filled: Quantity.of(filled),
      averagePrice: Price.of(price),
      state: whole ? 'filled' : 'open',
      updatedAt: at,
    });
  }
}

const fresh = (): Held => ({
  signed: ZERO,
  entry: ZERO,
  marginMode: 'cross',
  isolatedMargin: ZERO,
  leverage: 10,
});
