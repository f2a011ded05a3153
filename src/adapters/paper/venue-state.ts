// Everything the simulated venue knows at one moment, and the one way a fill gets into it.
import { type Decimal, ZERO } from '../../domain/decimal.ts';
import { Money } from '../../domain/money.ts';
import type { Fill } from '../../domain/order.ts';
import { reducingSide } from '../../domain/position.ts';
import { Price } from '../../domain/price.ts';
import { Quantity } from '../../domain/quantity.ts';
import type { FeedTick } from '../../ports/market-feed.ts';
import { FillLog } from './fill-log.ts';
import { LiquidationWatch } from './liquidation-watch.ts';
import {
  availableBalance,
  type Instruments,
  MaintenanceTables,
  type MarginSums,
  Marks,
  marginSums,
} from './margin.ts';
import { type Holding, PaperBook } from './paper-book.ts';
import { type PaperOrder, PaperOrders } from './paper-orders.ts';
import type { SymbolSetting } from './paper-settings.ts';

const ORDERS_KEPT = 500;
const FILLS_KEPT = 1_000;

export interface Booking {
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly fee: Decimal;
  readonly liquidity: Fill['liquidity'];
  readonly at: number;
  readonly cause?: 'liquidation';
}

export class VenueState {
  readonly book: PaperBook;
  readonly orders = new PaperOrders(ORDERS_KEPT);
  readonly fills = new FillLog(FILLS_KEPT);
  readonly marks = new Marks();
  readonly ticks = new Map<string, FeedTick>();
  readonly instruments: Instruments;
  readonly tables: MaintenanceTables;
  readonly currency: string;
  readonly watch: LiquidationWatch;
  /** Counts orders and fills alike; an id is never used twice. */
  lastId = 0;
  /** Something happened that is not written yet. */
  changed = false;

  constructor(fallback: SymbolSetting, instruments: Instruments, currency: string) {
    this.instruments = instruments;
    this.tables = new MaintenanceTables(instruments);
    this.currency = currency;
    this.book = new PaperBook(fallback);
    this.watch = new LiquidationWatch(this.book, instruments);
  }

  nextId(): string {
    this.lastId += 1;
    return String(this.lastId);
  }

  sums(): MarginSums {
    return marginSums(this.book, this.tables, this.marks);
  }

  /** Free money; `sums` where the caller has them already. */
  available(sums: MarginSums = this.sums()): Decimal {
    return availableBalance(this.book, sums, this.#reserved());
  }

  /** What is left of an order, clamped to its position where it may only reduce. */
  clamp(order: PaperOrder): void {
    const hedge = this.book.positionMode === 'hedge';
    if (!order.reduceOnly && !(hedge && order.side === reducingSide(order.positionSide))) return;
    const left = order.quantity.minus(order.filled);
    const { closing } = this.book.split(order.symbol, order.side, order.positionSide, left);
    order.quantity = order.filled.plus(closing);
  }

  /** Books a fill of an order: money, position, record, and what follows for other orders. */
  record(order: PaperOrder, booking: Booking): void {
    const { symbol, side, positionSide } = order;
    const { quantity, price, fee, liquidity, at, cause } = booking;
    const realized = this.book.trade({ symbol, side, positionSide, quantity, price, fee });
    order.filled = order.filled.plus(quantity);
    order.spent = order.spent.plus(quantity.times(price));
    order.updatedAt = at;
    this.changed = true;
    this.fills.add({
      id: this.nextId(),
      orderId: order.id,
      clientOrderId: order.clientOrderId,
      symbol,
      side,
      positionSide,
      quantity: Quantity.of(quantity),
      price: Price.of(price),
      fee: Money.of(fee, this.currency),
      realizedPnl: Money.of(realized, this.currency),
      liquidity,
      at,
      ...(cause === undefined ? {} : { cause }),
    });
    if (order.filled.gte(order.quantity)) this.orders.finish(order, 'filled', at);
    this.watch.forget();
    this.#expireReduceOnly(symbol, at);
  }

  /** Books a funding payment (below zero: paid) as a fill of nothing, so that the desk finds it among the fills. */
  recordFunding(holding: Holding, amount: Decimal, mark: Decimal, at: number): void {
    this.book.fund(holding, amount, this.available());
    this.changed = true;
    this.fills.add({
      id: this.nextId(),
      orderId: '',
      clientOrderId: '',
      symbol: holding.symbol,
      side: reducingSide(holding.side),
      positionSide: holding.side,
      quantity: Quantity.zero,
      price: Price.of(mark),
      fee: Money.zero(this.currency),
      realizedPnl: Money.of(amount, this.currency),
      liquidity: 'taker',
      at,
      cause: 'funding',
    });
    this.watch.forget();
  }

  /** Resting reduce-only limit orders go when there is nothing left to reduce; stops stay until they are triggered. */
  #expireReduceOnly(symbol: string, at: number): void {
    for (const order of [...this.orders.open.values()]) {
      if (order.symbol !== symbol || !order.reduceOnly || order.type !== 'limit') continue;
      const { closing } = this.book.split(symbol, order.side, order.positionSide, order.quantity);
      if (closing.isZero()) this.orders.finish(order, 'expired', at);
    }
  }

  /** Initial margin that resting limit orders hold for what they would open. */
  #reserved(): Decimal {
    let sum = ZERO;
    for (const order of this.orders.open.values()) {
      if (order.type !== 'limit' || order.reduceOnly || order.limitPrice === undefined) continue;
      const left = order.quantity.minus(order.filled);
      const { opening } = this.book.split(order.symbol, order.side, order.positionSide, left);
      const { leverage } = this.book.settingOf(order.symbol);
      sum = sum.plus(opening.times(order.limitPrice).div(leverage));
    }
    return sum;
  }
}
