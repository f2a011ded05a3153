// A market feed made of bar series: ticks, the path between two moments, books and candles, all a function of time alone.
import type { Fault } from '../../domain/fault.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { OrderBook } from '../../ports/exchange.ts';
import type { Candle, FeedTick, MarketFeed } from '../../ports/market-feed.ts';
import type { Bar, BarSeries } from './bar.ts';
import { modelledBook } from './book-model.ts';

const MINUTE = 60_000;
const FUNDING_PERIOD = 8 * 60 * MINUTE;
export const TIMEFRAME_MS = {
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '1h': 60 * MINUTE,
  '4h': 240 * MINUTE,
  '1d': 1_440 * MINUTE,
} as const;
/** Bars out of the last day over which the usual volume for a book is averaged. */
const VOLUME_BARS = 24;
const VOLUME_SPAN = 86_400_000;

const fault = (code: 'NOT_FOUND' | 'UNSUPPORTED', message: string): Fault => ({
  code,
  message,
  retryable: false,
  outcome: 'none',
});

export interface BarFeedParts {
  readonly name: 'synthetic' | 'replay';
  readonly series: readonly BarSeries[];
  readonly instruments: readonly Instrument[];
  readonly range?: { readonly from: number; readonly to: number };
}

export class BarFeed implements MarketFeed {
  readonly name: 'synthetic' | 'replay';
  readonly range?: { readonly from: number; readonly to: number };
  readonly #series: ReadonlyMap<string, BarSeries>;
  readonly #instruments: readonly Instrument[];

  constructor(parts: BarFeedParts) {
    this.name = parts.name;
    this.#series = new Map(parts.series.map((each) => [each.symbol, each]));
    this.#instruments = parts.instruments;
    if (parts.range !== undefined) this.range = parts.range;
  }

  instruments(): Promise<Result<readonly Instrument[], Fault>> {
    return Promise.resolve(success(this.#instruments));
  }

  ticks(at: number): Promise<Result<readonly FeedTick[], Fault>> {
    const ticks: FeedTick[] = [];
    for (const series of this.#series.values()) {
      const tick = tickAt(series, at);
      if (tick !== undefined) ticks.push(tick);
    }
    return Promise.resolve(success(ticks));
  }

  path(symbol: string, from: number, to: number): readonly FeedTick[] {
    const series = this.#series.get(symbol);
    const ticks: FeedTick[] = [];
    if (series === undefined || to <= from) return ticks;
    const { stepMs } = series;
    let openedAt = series.newest(from) ?? series.after(from);
    while (openedAt !== undefined && openedAt <= to) {
      const prices = series.prices(openedAt);
      const first = Math.max(0, Math.floor((from - openedAt) / stepMs) + 1);
      const last = Math.min(prices.length - 1, Math.floor((to - openedAt) / stepMs));
      for (let i = first; i <= last; i += 1) {
        ticks.push(makeTick(series, openedAt + i * stepMs, prices[i]!));
      }
      openedAt = series.after(openedAt);
    }
    return ticks;
  }

  orderBook(symbol: string, at: number): Promise<Result<OrderBook, Fault>> {
    const series = this.#series.get(symbol);
    const tick = series === undefined ? undefined : tickAt(series, at);
    const instrument = this.#instruments.find((each) => each.symbol === symbol);
    if (series === undefined || tick === undefined || instrument === undefined) {
      return Promise.resolve(failure(fault('NOT_FOUND', `no market for ${symbol} at that time`)));
    }
    const { volume, range } = recentTrading(series, at);
    return Promise.resolve(
      success(
        modelledBook({
          symbol,
          mark: tick.mark,
          tick: instrument.priceTick.toNumber(),
          step: instrument.quantityStep.toNumber(),
          volume,
          range,
          at: tick.at,
        }),
      ),
    );
  }

  candles(
    symbol: string,
    timeframe: keyof typeof TIMEFRAME_MS,
    until: number,
    limit: number,
  ): Promise<Result<readonly Candle[], Fault>> {
    const series = this.#series.get(symbol);
    if (series === undefined) {
      return Promise.resolve(failure(fault('NOT_FOUND', `no market for ${symbol}`)));
    }
    const length = TIMEFRAME_MS[timeframe];
    if (length < series.barMs || length % series.barMs !== 0) {
      const bars = `${series.barMs / MINUTE} min`;
      return Promise.resolve(
        failure(fault('UNSUPPORTED', `${symbol} has bars of ${bars}; ${timeframe} candles cannot be made`)),
      );
    }
    const candles: Candle[] = [];
    let openedAt = Math.floor(until / length) * length - length;
    while (candles.length < limit && openedAt >= series.firstAt) {
      const bar = series.merged(openedAt, openedAt + length);
      if (bar !== undefined) candles.push([bar.at, bar.open, bar.high, bar.low, bar.close, bar.volume]);
      openedAt -= length;
    }
    return Promise.resolve(success(candles.reverse()));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function makeTick(series: BarSeries, at: number, mark: number): FeedTick {
  const fundingRate = series.fundingRate(at);
  if (fundingRate === undefined) return { symbol: series.symbol, at, mark };
  const nextFundingAt = (Math.floor(at / FUNDING_PERIOD) + 1) * FUNDING_PERIOD;
  const fundingIntervalMs = FUNDING_PERIOD;
  return { symbol: series.symbol, at, mark, fundingRate, nextFundingAt, fundingIntervalMs };
}

function tickAt(series: BarSeries, at: number): FeedTick | undefined {
  const openedAt = series.newest(at);
  if (openedAt === undefined) return undefined;
  const prices = series.prices(openedAt);
  const index = Math.min(prices.length - 1, Math.floor((at - openedAt) / series.stepMs));
  return makeTick(series, openedAt + index * series.stepMs, prices[index]!);
}

/** Usual five-minute volume and the latest range; completed bars and this one so far, so that a book never knows the future. */
function recentTrading(series: BarSeries, at: number): { volume: number; range: number } {
  const scale = TIMEFRAME_MS['5m'] / series.barMs;
  const last = completedBar(series, at);
  let total = 0;
  let count = 0;
  for (let i = 0; i < VOLUME_BARS; i += 1) {
    const bar = completedBar(series, at - (i * VOLUME_SPAN) / VOLUME_BARS);
    if (bar === undefined) break;
    total += bar.volume;
    count += 1;
  }
  const volume = count > 0 ? (total / count) * scale : 1;
  const before = last === undefined ? 0 : ((last.high - last.low) / last.close) * Math.sqrt(scale);
  const newest = series.newest(at);
  const now = newest === undefined ? 0 : rangeSoFar(series, newest, at);
  return { volume, range: Math.max(before, now) };
}

function completedBar(series: BarSeries, at: number): Bar | undefined {
  const openedAt = series.newest(at - series.barMs);
  return openedAt === undefined ? undefined : series.bar(openedAt);
}

function rangeSoFar(series: BarSeries, openedAt: number, at: number): number {
  const prices = series.prices(openedAt);
  const last = Math.min(prices.length - 1, Math.floor((at - openedAt) / series.stepMs));
  let high = prices[0]!;
  let low = high;
  for (let i = 1; i <= last; i += 1) {
    high = Math.max(high, prices[i]!);
    low = Math.min(low, prices[i]!);
  }
  return (high - low) / prices[last]!;
}
