// Where prices come from when the venue is ours (paper): a seeded market, a file, or public data.
import type { Fault } from '../domain/fault.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Result } from '../domain/result.ts';
import type { OrderBook } from './exchange.ts';

/** `[time of opening in ms, open, high, low, close, volume]`. */
export type Candle = readonly [number, number, number, number, number, number];

export interface FeedTick {
  readonly symbol: string;
  /** Market time in milliseconds. */
  readonly at: number;
  readonly mark: number;
  readonly fundingRate?: number;
  readonly nextFundingAt?: number;
  /** Time between two fundings, where the feed knows it. */
  readonly fundingIntervalMs?: number;
}

export interface MarketFeed {
  readonly name: 'synthetic' | 'replay' | 'live';
  instruments(): Promise<Result<readonly Instrument[], Fault>>;
  /** The market at or before `at`, one tick a symbol; stale ticks keep their own time. */
  ticks(at: number): Promise<Result<readonly FeedTick[], Fault>>;
  /** The path the price took in (from, to], for triggers and resting orders; oldest first. */
  path(symbol: string, from: number, to: number): readonly FeedTick[];
  orderBook(symbol: string, at: number): Promise<Result<OrderBook, Fault>>;
  /** Completed candles that close at or before `until`, oldest first, at most `limit`. */
  candles(
    symbol: string,
    timeframe: '5m' | '15m' | '1h' | '4h' | '1d',
    until: number,
    limit: number,
  ): Promise<Result<readonly Candle[], Fault>>;
  /** First and last market time, where the feed has an end (replay). */
  readonly range?: { readonly from: number; readonly to: number };
  close(): Promise<void>;
}

/** The history that risk is computed from; a feed or a real venue serves it. */
export type CandleSource = Pick<MarketFeed, 'candles'>;
