// One bar of one symbol, and the series of bars that a feed is made of. Synthetic and recorded markets both speak this.

export interface Bar {
  /** Time of opening in milliseconds. */
  readonly at: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** In base units. */
  readonly volume: number;
}

export interface BarSeries {
  readonly symbol: string;
  /** Length of a bar and distance of the ticks inside it, in milliseconds. */
  readonly barMs: number;
  readonly stepMs: number;
  /** Nothing is known before this time. */
  readonly firstAt: number;
  /** Opening time of the newest bar that opened at or before `at`. */
  newest(at: number): number | undefined;
  /** Opening time of the first bar that opens after `at`. */
  after(at: number): number | undefined;
  bar(openedAt: number): Bar | undefined;
  /** The price at every step of a bar; first is the open, last the close, and the extremes are in it. */
  prices(openedAt: number): Float64Array;
  /** All bars that open in [from, to) as one; undefined where nothing covers it or its edge is outside what is known. */
  merged(from: number, to: number): Bar | undefined;
  /** The rate for the funding period that `at` is in (0.0001 = 0.01 % paid by longs), where known. */
  fundingRate(at: number): number | undefined;
}

/** Joins bars in order of time into one that opens at `at`. */
export function mergeBars(bars: Iterable<Bar>, at: number): Bar | undefined {
  let merged:
    | { at: number; open: number; high: number; low: number; close: number; volume: number }
    | undefined;
  for (const bar of bars) {
    if (merged === undefined) {
      merged = { ...bar, at };
      continue;
    }
    merged.high = Math.max(merged.high, bar.high);
    merged.low = Math.min(merged.low, bar.low);
    merged.close = bar.close;
    merged.volume += bar.volume;
  }
  return merged;
}

/** Rounds to a multiple of the tick, without the dust of binary fractions. */
export function roundPrice(price: number, tick: number): number {
  const steps = Math.max(1, Math.round(price / tick));
  const perUnit = Math.round(1 / tick);
  return tick < 1 && perUnit > 1 ? steps / perUnit : steps * tick;
}
