// Any exchange of ccxt as the exchange port: what it offers is known from its `has` map at the start; what it does not is said plainly.
import { z } from 'zod';
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
  KeyPermissions,
  MarkPrice,
  OrderBook,
  SigningWindow,
  SubmitResult,
  VenueStatus,
} from '../../../ports/exchange.ts';
import type { Candle, CandleSource } from '../../../ports/market-feed.ts';
import type { StreamMessage, VenueTelemetry } from '../../../ports/venue-telemetry.ts';
import type { UnifiedAccount } from './account.ts';
import { cannot, type UnifiedLine, type UnifiedMethod } from './line.ts';
import { number, type UnifiedMarket } from './market.ts';
import { canStop, UnifiedOrders } from './orders.ts';

export interface UnifiedParts {
  readonly account: string;
  readonly exchange: string;
  readonly venueName: string;
  readonly windowMs: number;
  readonly line: UnifiedLine;
  readonly orders: UnifiedOrders;
  readonly accountBook: UnifiedAccount;
  readonly kind: 'spot' | 'swap';
  readonly byId: ReadonlyMap<string, UnifiedMarket>;
}

const level = z.tuple([number, number]).rest(z.unknown());
const book = z.object({ bids: z.array(level), asks: z.array(level), timestamp: z.unknown() });
const candle = z.tuple([z.number(), number, number, number, number, number]);
const candles = z.array(candle);
const anything = z.unknown();
const LENGTH = { '5m': 5, '15m': 15, '1h': 60, '4h': 240, '1d': 1_440 } as const;
const BOOK_LEVELS = 100;
/** No exchange of ccxt refuses so few candles at once. */
const PAGE = 200;
const MOST_PAGES = 10;

export class UnifiedExchange implements Exchange, CandleSource {
  readonly account: string;
  readonly venue: string;
  readonly kind = 'real';
  readonly capabilities: ExchangeCapabilities;
  readonly urgent: Exchange;
  readonly #parts: UnifiedParts;
  readonly #isUrgent: boolean;

  constructor(parts: UnifiedParts, isUrgent = false) {
    const { line, kind } = parts;
    const isSwap = kind === 'swap';
    this.#parts = parts;
    this.#isUrgent = isUrgent;
    this.account = parts.account;
    this.venue = parts.venueName;
    this.urgent = isUrgent ? this : new UnifiedExchange(parts, true);
    this.capabilities = {
      derivatives: isSwap,
      conditionalOrders: isSwap && canStop(line),
      addMargin: isSwap && line.has('addMargin'),
      setLeverage: isSwap && line.has('setLeverage'),
      setMarginMode: isSwap && line.has('setMarginMode'),
      countdown: false,
      streams: false,
      orderByClientId: UnifiedOrders.looksUp(parts.exchange),
    };
  }

  get signingWindow(): SigningWindow {
    return { windowMs: this.#parts.windowMs, skewMs: this.#parts.line.skewMs };
  }

  instruments(): Promise<Result<ReadonlyMap<string, Instrument>, Fault>> {
    return Promise.resolve(
      success(new Map([...this.#parts.byId].map(([id, { instrument }]) => [id, instrument]))),
    );
  }

  balances(): Promise<Result<Balances, Fault>> {
    return this.#parts.accountBook.balances(this.#isUrgent);
  }

  positions(): Promise<Result<readonly Position[], Fault>> {
    return this.#parts.accountBook.positions(this.#isUrgent);
  }

  openOrders(): Promise<Result<readonly Order[], Fault>> {
    return this.#parts.orders.open(this.#isUrgent);
  }

  marks(symbols: readonly string[]): Promise<Result<readonly MarkPrice[], Fault>> {
    return this.#parts.accountBook.marks(symbols, this.#isUrgent);
  }

  async orderBook(symbol: string): Promise<Result<OrderBook, Fault>> {
    const { line, byId } = this.#parts;
    const market = byId.get(symbol);
    if (market === undefined) return failure(cannot(`a market ${symbol}`));
    const read = await line.read('fetchOrderBook', [market.unified, BOOK_LEVELS], book, this.#isUrgent);
    if (!read.ok) return read;
    const size = market.contractSize.toNumber();
    const side = (levels: readonly (readonly [Decimal, Decimal, ...unknown[]])[]) =>
      levels.map(([price, quantity]) => [price.toNumber(), quantity.toNumber() * size] as const);
    return success({ symbol, bids: side(read.value.bids), asks: side(read.value.asks), at: line.now() });
  }

  fills(since: number): Promise<Result<readonly Fill[], Fault>> {
    return this.#parts.accountBook.fills(since, this.#isUrgent);
  }

  orderByClientId(symbol: string, clientOrderId: string): Promise<Result<Order | undefined, Fault>> {
    return this.#parts.orders.byClientId(symbol, clientOrderId, this.#isUrgent);
  }

  submit({ intent }: ApprovedOrder): Promise<SubmitResult> {
    return this.#parts.orders.submit(intent, this.#isUrgent);
  }

  cancel(order: Order): Promise<Result<Order, Fault>> {
    return this.#parts.orders.cancel(order, this.#isUrgent);
  }

  cancelAll(symbol: string, ofBook: Order['book']): Promise<Result<void, Fault>> {
    return this.#parts.orders.cancelAll(symbol, ofBook, this.#isUrgent);
  }

  addMargin(symbol: string, _side: PositionSide, amount: Decimal): Promise<Result<void, Fault | Rejection>> {
    const method = amount.lt(0) ? 'reduceMargin' : 'addMargin';
    return this.#change(method, symbol, (unified) => [unified, amount.abs().toFixed()]);
  }

  setLeverage(symbol: string, leverage: number): Promise<Result<void, Fault | Rejection>> {
    return this.#change('setLeverage', symbol, (unified) => [leverage, unified]);
  }

  setMarginMode(symbol: string, marginMode: MarginMode): Promise<Result<void, Fault | Rejection>> {
    return this.#change('setMarginMode', symbol, (unified) => [marginMode, unified]);
  }

  async #change(
    method: UnifiedMethod,
    symbol: string,
    given: (unified: string) => readonly unknown[],
  ): Promise<Result<void, Fault | Rejection>> {
    const { line, byId, kind } = this.#parts;
    const market = byId.get(symbol);
    if (market === undefined || kind === 'spot') return failure(cannot(method));
    const asked = await line.ask(method, given(market.unified), anything, this.#isUrgent);
    if (asked.kind === 'answer') return success(undefined);
    return failure(asked.kind === 'fault' ? asked.fault : asked.rejection);
  }

  countdown(): Promise<Result<void, Fault>> {
    return Promise.resolve(failure(cannot('a countdown')));
  }

  /** The desk's own time where the venue does not tell its own. */
  async serverTime(): Promise<Result<number, Fault>> {
    const { line } = this.#parts;
    if (!line.has('fetchTime')) return success(line.now());
    const read = await line.read('fetchTime', [], z.coerce.number().int().positive(), this.#isUrgent);
    return read;
  }

  async status(): Promise<Result<VenueStatus, Fault>> {
    const { line } = this.#parts;
    if (!line.has('fetchStatus')) return success({ state: 'ok' });
    const shape = z.object({ status: z.string() });
    const read = await line.read('fetchStatus', [], shape, this.#isUrgent);
    if (!read.ok) return read;
    return success({ state: read.value.status === 'ok' ? 'ok' : 'maintenance', detail: read.value.status });
  }

  /** No unified call tells what a key may do; that it reads is all that is known. */
  async keyPermissions(): Promise<Result<KeyPermissions, Fault>> {
    const read = await this.#parts.line.read('fetchBalance', [], anything, this.#isUrgent);
    if (!read.ok) return read;
    return success({ read: true, trade: undefined, withdraw: undefined, addressRestricted: undefined });
  }

  listen(): () => void {
    return () => undefined;
  }

  telemetry(): VenueTelemetry {
    const { requests } = this.#parts.line;
    return { ...(requests === undefined ? {} : { requests }), streams: [] };
  }

  heard(): readonly StreamMessage[] {
    return [];
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async candles(
    symbol: string,
    timeframe: keyof typeof LENGTH,
    until: number,
    limit: number,
  ): Promise<Result<readonly Candle[], Fault>> {
    const { line, byId } = this.#parts;
    const market = byId.get(symbol);
    if (market === undefined) return failure(cannot(`a market ${symbol}`));
    const length = LENGTH[timeframe] * 60_000;
    const end = Math.floor(until / length) * length;
    const rows = new Map<number, z.output<typeof candle>>();
    let since = end - limit * length;
    for (let page = 0; page < MOST_PAGES && since < end; page += 1) {
      const count = Math.min(PAGE, (end - since) / length);
      const given = [market.unified, timeframe, since, count];
      const read = await line.read('fetchOHLCV', given, candles, this.#isUrgent);
      if (!read.ok) return read;
      for (const row of read.value) rows.set(row[0], row);
      since += count * length;
    }
    return success(
      [...rows.values()]
        .filter(([openedAt]) => openedAt + length <= until)
        .map(([at, ...rest]): Candle => {
          const [open, high, low, close, volume] = rest.map((each) => each.toNumber());
          return [at, open!, high!, low!, close!, volume!];
        })
        .sort((a, b) => a[0] - b[0]),
    );
  }
}
