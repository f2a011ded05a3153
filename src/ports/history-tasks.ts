// What the models over return histories are asked with beside the loop, and what they answer: plain data that can travel to a worker.
import type { Allocation, AllocationInput } from '../risk/portfolio/allocation.ts';
import type { NamedSeries } from '../risk/portfolio/covariance.ts';
import type { RegimeReading } from '../risk/regime/regimes.ts';
import type { TailViews, TailViewsInput } from '../risk/tail/tail-views.ts';

/** The names they are run by. */
export type HistoryModel = 'correlation' | 'allocation' | 'tail-views' | 'regimes';

export interface CorrelationTask {
  readonly series: readonly NamedSeries[];
  readonly window: number;
}

export interface CorrelationResult {
  readonly names: readonly string[];
  /** Row by row in the order of names. */
  readonly matrix: readonly Float64Array[];
  readonly averagePairwise: number;
  /** The average in every window, oldest first; null where a series stands still in it. */
  readonly rollingAverage: readonly (number | null)[];
}

export type AllocationTask = AllocationInput;
export type AllocationResult = Allocation;
export type TailViewsTask = TailViewsInput;
export type TailViewsResult = TailViews;

export interface RegimesTask {
  /** Six numbers a candle, one array a market. */
  readonly bars: readonly Float64Array[];
}

export type RegimesResult = readonly RegimeReading[];
