// Public prices of Binance USDⓈ-M as a market feed, so that paper trading can run on the real market without keys.
import type { Fault } from '../../../domain/fault.ts';
import type { Instrument, LeverageBracket } from '../../../domain/instrument.ts';
import { failure, type Result, success } from '../../../domain/result.ts';
import type { OrderBook } from '../../../ports/exchange.ts';
import type { Candle, FeedTick, MarketFeed } from '../../../ports/market-feed.ts';
import { fundingInfo, intervalsFrom, STANDARD_INTERVAL_MS } from './funding-intervals.ts';

import {
  depth,
  exchangeInfo,
  instrumentFrom,
  klines,
  type PremiumIndex,
  premiumIndexes,
} from './public-answers.ts';
import { fault, PublicClient } from './public-client.ts';

export interface LiveFeedOptions {
  /** Venue ids, such as BTCUSDT. */
  readonly symbols: readonly string[];
  /** Leverage brackets need keys to be read; these stand in for them. */
  readonly brackets: (symbol: string) => readonly LeverageBracket[];
  readonly baseUrl?: string;
  /** Prices younger than this are not asked for again. */
  readonly pollMs?: number;
  readonly timeoutMs?: number;
}

const MINUTE = 60_000;
const LENGTH = { '5m': 5, '15m': 15, '1h': 60, '4h': 240, '1d': 1_440 } as const;
/** Ticks that are kept for each symbol, for the path between two looks. */
const TICKS_KEPT = 2_000;
const BOOK_LEVELS = 100;
const BOOK_KEPT_MS = 1_000;
/** The venue's largest page of candles. */
const LARGEST_PAGE = 1_500;
/** A request lasts at most so long, in milliseconds, unless told otherwise. */
const TIMEOUT_MS = 10_000;
const POLL_MS = 2_000;
/** Funding intervals are read again after this long, whether or not the last try succeeded. */
const INTERVALS_KEPT_MS = 10 * MINUTE;

/**
 * Opens the public feed: loads ccxt and reads the instruments. NOT_FOUND names symbols that the venue does not list.
 * Prices are polled when they are asked for; a tick carries the venue's time, but never one after the asker's clock.
 */
export async function openLiveFeed(options: LiveFeedOptions): Promise<Result<MarketFeed, Fault>> {
  const { baseUrl, timeoutMs = TIMEOUT_MS, symbols } = options;
  const client = await PublicClient.load({ timeoutMs, ...(baseUrl === undefined ? {} : { baseUrl }) });
  const listed = await client.read('fapiPublicGetExchangeInfo', {}, exchangeInfo);
  if (!listed.ok) return listed;
  const known = new Map(listed.value.symbols.map((each) => [each.symbol, each]));
  const missing = symbols.filter((symbol) => !known.has(symbol));
  if (missing.length > 0) {
    const message = `Binance USDⓈ-M does not list ${missing.join(', ')}; check paper.symbols`;
    return failure({ ...fault('NOT_FOUND', message), retryable: false });
  }
  try {
    const instruments = symbols.map((symbol) => instrumentFrom(known.get(symbol)!, options.brackets(symbol)));
    return success(new LiveFeed(client, instruments, options.pollMs ?? POLL_MS));
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unreadable';
    return failure(fault('BAD_ANSWER', `the venue's filters cannot be read: ${why.slice(0, 200)}`));
  }
}

class LiveFeed implements MarketFeed {
  readonly name = 'live';
  readonly #client: PublicClient;
  readonly #instruments: readonly Instrument[];
  readonly #pollMs: number;
  readonly #ticks = new Map<string, FeedTick[]>();
  readonly #books = new Map<string, OrderBook>();
  readonly #candles = new Map<string, { readonly until: number; readonly candles: readonly Candle[] }>();
  #polledAt = Number.NEGATIVE_INFINITY;
  #intervals: ReadonlyMap<string, number> | undefined;
  #intervalsAt = Number.NEGATIVE_INFINITY;
  #polling: Promise<Result<void, Fault>> | undefined;

  constructor(client: PublicClient, instruments: readonly Instrument[], pollMs: number) {
    this.#client = client;
    this.#instruments = instruments;
    this.#pollMs = pollMs;
    for (const { symbol } of instruments) this.#ticks.set(symbol, []);
  }

  instruments(): Promise<Result<readonly Instrument[], Fault>> {
    return Promise.resolve(success(this.#instruments));
  }

  async ticks(at: number): Promise<Result<readonly FeedTick[], Fault>> {
    if (Math.abs(at - this.#polledAt) >= this.#pollMs) {
      this.#polling ??= this.#poll(at).finally(() => {
        this.#polling = undefined;
      });
      const polled = await this.#polling;
      if (!polled.ok) return polled;
    }
    return success(
      [...this.#ticks.values()].flatMap((ticks) => ticks.findLast((tick) => tick.at <= at) ?? []),
    );
  }

  path(symbol: string, from: number, to: number): readonly FeedTick[] {
    return (this.#ticks.get(symbol) ?? []).filter((tick) => tick.at > from && tick.at <= to);
  }

  async orderBook(symbol: string, at: number): Promise<Result<OrderBook, Fault>> {
    const kept = this.#books.get(symbol);
    if (kept !== undefined && Math.abs(at - kept.at) < BOOK_KEPT_MS) return success(kept);
    const read = await this.#client.read('fapiPublicGetDepth', { symbol, limit: BOOK_LEVELS }, depth);
    if (!read.ok) return read;
    const book = { symbol, bids: read.value.bids, asks: read.value.asks, at: Math.min(at, read.value.T) };
    this.#books.set(symbol, book);
    return success(book);
  }

  async candles(
    symbol: string,
    timeframe: keyof typeof LENGTH,
    until: number,
    limit: number,
  ): Promise<Result<readonly Candle[], Fault>> {
    const length = LENGTH[timeframe] * MINUTE;
    const end = Math.floor(until / length) * length;
    const count = Math.min(limit, LARGEST_PAGE);
    const key = `${symbol} ${timeframe} ${count}`;
    const kept = this.#candles.get(key);
    if (kept?.until === end) return success(kept.candles);
    const parameters = {
      symbol,
      interval: timeframe,
      startTime: end - count * length,
      endTime: end - 1,
      limit: count,
    };
    const read = await this.#client.read('fapiPublicGetKlines', parameters, klines);
    if (!read.ok) return read;
    const candles = read.value
      .filter(([openedAt]) => openedAt + length <= until)
      .map(([openedAt, open, high, low, close, volume]): Candle => [openedAt, open, high, low, close, volume])
      .sort((a, b) => a[0] - b[0]);
    this.#candles.set(key, { until: end, candles });
    return success(candles);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #poll(at: number): Promise<Result<void, Fault>> {
    const read = await this.#client.read('fapiPublicGetPremiumIndex', {}, premiumIndexes);
    if (!read.ok) return read;
    this.#polledAt = at;
    await this.#readIntervals(at);
    for (const index of read.value) this.#keep(index, at);
    return success(undefined);
  }

  async #readIntervals(at: number): Promise<void> {
    if (Math.abs(at - this.#intervalsAt) < INTERVALS_KEPT_MS) return;
    this.#intervalsAt = at;
    const read = await this.#client.read('fapiPublicGetFundingInfo', {}, fundingInfo);
    if (read.ok) this.#intervals = intervalsFrom(read.value);
  }

  /** None while the venue has not told which symbols differ from the standard. */
  #intervalOf(symbol: string): Pick<FeedTick, 'fundingIntervalMs'> {
    if (this.#intervals === undefined) return {};
    return { fundingIntervalMs: this.#intervals.get(symbol) ?? STANDARD_INTERVAL_MS };
  }

  #keep(index: PremiumIndex, at: number): void {
    const ticks = this.#ticks.get(index.symbol);
    if (ticks === undefined || !(index.markPrice > 0)) return;
    const tick: FeedTick = {
      symbol: index.symbol,
      at: Math.min(at, index.time),
      mark: index.markPrice,
      ...(index.lastFundingRate === undefined
        ? {}
        : { fundingRate: index.lastFundingRate, ...this.#intervalOf(index.symbol) }),
      ...(index.nextFundingTime > 0 ? { nextFundingAt: index.nextFundingTime } : {}),
    };
    const last = ticks.at(-1);
    if (last !== undefined && last.at >= tick.at) return;
    ticks.push(tick);
    if (ticks.length > TICKS_KEPT) ticks.splice(0, ticks.length - TICKS_KEPT);
  }
}
