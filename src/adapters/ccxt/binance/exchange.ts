// A Binance USDⓈ-M account as the exchange port: every request goes through the gate, every answer through its schema.
import type { Decimal } from '../../../domain/decimal.ts';
import type { Fault, Rejection } from '../../../domain/fault.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import type { Fill, Order } from '../../../domain/order.ts';
import type { MarginMode, Position, PositionSide } from '../../../domain/position.ts';
import { failure, type Result, success } from '../../../domain/result.ts';
import type { ApprovedOrder } from '../../../domain/review.ts';
import type {
  Balances,
  Exchange,
  ExchangeCapabilities,
  ExchangeEvent,
  KeyPermissions,
  MarkPrice,
  OrderBook,
  SigningWindow,
  SubmitResult,
  VenueStatus,
} from '../../../ports/exchange.ts';
import type { StreamMessage, VenueTelemetry } from '../../../ports/venue-telemetry.ts';
import { depth } from '../public/public-answers.ts';
import { account, balancesOf, positionRisks, positionsOf, unreadablePosition } from './account.ts';
import type { BinanceParts } from './parts.ts';

const BOOK_LEVELS = 100;

export class BinanceExchange implements Exchange {
  readonly account: string;
  readonly venue: string;
  readonly kind = 'real';
  readonly capabilities: ExchangeCapabilities = {
    derivatives: true,
    conditionalOrders: true,
    addMargin: true,
    setLeverage: true,
    setMarginMode: true,
    countdown: true,
    streams: true,
    orderByClientId: true,
  };
  readonly urgent: Exchange;
  readonly #parts: BinanceParts;
  readonly #isUrgent: boolean;

  /** `parts` are shared by the two faces of the account; the second one is made here. */
  constructor(parts: BinanceParts, isUrgent = false) {
    this.#parts = parts;
    this.#isUrgent = isUrgent;
    this.account = parts.account;
    this.venue = parts.venueName;
    this.urgent = isUrgent ? this : new BinanceExchange(parts, true);
  }

  get signingWindow(): SigningWindow {
    return { windowMs: this.#parts.windowMs, skewMs: this.#parts.line.skewMs };
  }

  instruments(): Promise<Result<ReadonlyMap<string, Instrument>, Fault>> {
    return this.#parts.market.instruments(this.#isUrgent);
  }

  async balances(): Promise<Result<Balances, Fault>> {
    const { line, state } = this.#parts;
    const [mode, read] = await Promise.all([
      state.mode(this.#isUrgent),
      line.read('fapiPrivateV3GetAccount', {}, account, this.#isUrgent),
    ]);
    if (!mode.ok) return mode;
    return read.ok ? success(balancesOf(read.value, mode.value)) : read;
  }

  async positions(): Promise<Result<readonly Position[], Fault>> {
    const { line, state } = this.#parts;
    const read = await line.read('fapiPrivateV3GetPositionRisk', {}, positionRisks, this.#isUrgent);
    if (!read.ok) return read;
    const held = read.value.filter(({ positionAmt }) => !positionAmt.isZero()).map(({ symbol }) => symbol);
    const settings = await state.settings(held, this.#isUrgent);
    if (!settings.ok) return settings;
    const unreadable = unreadablePosition(read.value);
    if (unreadable === undefined) return success(positionsOf(read.value, settings.value));
    const message = `the exchange told a position in ${unreadable} without a price`;
    return failure({ code: 'BAD_ANSWER', message, retryable: true, outcome: 'none' });
  }

  openOrders(): Promise<Result<readonly Order[], Fault>> {
    const { orders, streams } = this.#parts;
    return streams.ordersOr(this.#isUrgent, () => orders.open(this.#isUrgent));
  }

  marks(symbols: readonly string[]): Promise<Result<readonly MarkPrice[], Fault>> {
    return this.#parts.market.marks(symbols, this.#isUrgent);
  }

  async orderBook(symbol: string): Promise<Result<OrderBook, Fault>> {
    const { line, clock } = this.#parts;
    const parameters = { symbol, limit: BOOK_LEVELS };
    const read = await line.read('fapiPublicGetDepth', parameters, depth, this.#isUrgent);
    if (!read.ok) return read;
    const { bids, asks, T } = read.value;
    return success({ symbol, bids, asks, at: Math.min(clock.now(), T - line.skewMs) });
  }

  fills(since: number): Promise<Result<readonly Fill[], Fault>> {
    return this.#parts.fills.since(since, this.#isUrgent);
  }

  orderByClientId(symbol: string, clientOrderId: string): Promise<Result<Order | undefined, Fault>> {
    return this.#parts.orders.byClientId(symbol, clientOrderId, this.#isUrgent);
  }

  async submit({ intent }: ApprovedOrder): Promise<SubmitResult> {
    // What closes positions in an emergency is not held up by an endpoint about permissions.
    const unchecked = this.#isUrgent ? undefined : await this.#parts.keys.usable(false);
    if (unchecked !== undefined) return { kind: 'fault', fault: { ...unchecked, outcome: 'none' } };
    this.#parts.streams.changed();
    const result = await this.#parts.orders.submit(intent, this.#isUrgent);
    this.#parts.streams.changed();
    return result;
  }

  async cancel(order: Order): Promise<Result<Order, Fault>> {
    const result = await this.#parts.orders.cancel(order, this.#isUrgent);
    this.#parts.streams.changed();
    return result;
  }

  async cancelAll(symbol: string, book: Order['book']): Promise<Result<void, Fault>> {
    const result = await this.#parts.orders.cancelAll(symbol, book, this.#isUrgent);
    this.#parts.streams.changed();
    return result;
  }

  addMargin(symbol: string, side: PositionSide, amount: Decimal): Promise<Result<void, Fault | Rejection>> {
    return this.#parts.margin.move(symbol, side, amount, this.#isUrgent);
  }

  setLeverage(symbol: string, leverage: number): Promise<Result<void, Fault | Rejection>> {
    return this.#parts.margin.setLeverage(symbol, leverage, this.#isUrgent);
  }

  setMarginMode(symbol: string, marginMode: MarginMode): Promise<Result<void, Fault | Rejection>> {
    return this.#parts.margin.setMode(symbol, marginMode, this.#isUrgent);
  }

  countdown(symbol: string, milliseconds: number): Promise<Result<void, Fault>> {
    return this.#parts.margin.countdown(symbol, milliseconds, this.#isUrgent);
  }

  serverTime(): Promise<Result<number, Fault>> {
    return this.#parts.line.synchronise(this.#isUrgent);
  }

  status(): Promise<Result<VenueStatus, Fault>> {
    return this.#parts.keys.status(this.#isUrgent);
  }

  keyPermissions(): Promise<Result<KeyPermissions, Fault>> {
    return this.#parts.keys.permissions(this.#isUrgent);
  }

  listen(listener: (event: ExchangeEvent) => void): () => void {
    return this.#parts.streams.listen(listener);
  }

  telemetry(): VenueTelemetry {
    const { line, streams } = this.#parts;
    const { requests, weight } = line;
    return { ...(requests === undefined ? {} : { requests }), weight, streams: streams.figures };
  }

  heard(limit: number): readonly StreamMessage[] {
    return this.#parts.streams.newest(limit);
  }

  async close(): Promise<void> {
    await this.#parts.streams.close();
    await this.#parts.leave();
  }
}
