// Closing prices of many symbols, and their returns over the stretches of time that all of them know.
// A thousand histories of 500 bars are laid over each other every hour on the loop that answers people, so they are walked as arrays.
import type { Candle, CandleSource } from '../../ports/market-feed.ts';

/** Closes above zero with their opening times, rising; a close of zero is no price. */
export interface CloseSeries {
  readonly times: Float64Array;
  readonly closes: Float64Array;
  /** Bars that were read, also those without a price. */
  readonly bars: number;
}

/** By symbol; one that could not be read is absent. */
export type Closes = ReadonlyMap<string, CloseSeries>;

/** The last `bars` completed candles of every symbol; reads all at once. */
export async function closes(
  candles: CandleSource,
  symbols: readonly string[],
  timeframe: '1h' | '1d',
  now: number,
  bars: number,
): Promise<Closes> {
  const found = new Map<string, CloseSeries>();
  await Promise.all(
    symbols.map(async (symbol) => {
      const read = await candles.candles(symbol, timeframe, now, bars);
      if (read.ok && read.value.length > 0) found.set(symbol, closeSeries(read.value));
    }),
  );
  return found;
}

/** Candles come oldest first; should a source list them otherwise or twice, they are put in order and the last one counts. */
function closeSeries(candles: readonly Candle[]): CloseSeries {
  const isRising = candles.every(([at], index) => index === 0 || at > candles[index - 1]![0]);
  const ordered = isRising ? candles : inOrder(candles);
  const times = new Float64Array(ordered.length);
  const prices = new Float64Array(ordered.length);
  let count = 0;
  for (const [at, , , , close] of ordered) {
    if (!(close > 0)) continue;
    times[count] = at;
    prices[count] = close;
    count += 1;
  }
  return { times: times.subarray(0, count), closes: prices.subarray(0, count), bars: ordered.length };
}

function inOrder(candles: readonly Candle[]): Candle[] {
  const byTime = new Map(candles.map((candle) => [candle[0], candle]));
  return [...byTime.values()].sort(([a], [b]) => a - b);
}

/** The times at which every series has a price and had one `stepMs` earlier, rising. Empty without a series. */
export function commonEnds(all: readonly CloseSeries[], stepMs: number): Float64Array {
  const first = all[0];
  if (first === undefined) return new Float64Array(0);
  let common = first.times;
  // Exchanges stamp the bars of all symbols alike: most series stand on the same times and are passed over.
  let passed = first.times;
  for (const { times } of all) {
    if (areEqual(times, passed)) continue;
    common = both(common, times);
    passed = times;
  }
  return withEarlier(common, stepMs);
}

function areEqual(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = a.length - 1; i >= 0; i -= 1) if (a[i] !== b[i]) return false;
  return true;
}

/** What two rising lists share. */
function both(a: Float64Array, b: Float64Array): Float64Array {
  const shared = new Float64Array(Math.min(a.length, b.length));
  let count = 0;
  let j = 0;
  for (const at of a) {
    while (j < b.length && b[j]! < at) j += 1;
    if (b[j] === at) {
      shared[count] = at;
      count += 1;
    }
  }
  return shared.subarray(0, count);
}

function withEarlier(times: Float64Array, stepMs: number): Float64Array {
  let j = 0;
  return times.filter((at) => {
    while (times[j]! < at - stepMs) j += 1;
    return times[j] === at - stepMs;
  });
}

/** The simple returns of a series over the `stepMs` before each of `ends`, which commonEnds gave for it. */
export function returnsOver(
  { times, closes }: CloseSeries,
  ends: Float64Array,
  stepMs: number,
): Float64Array {
  const returns = new Float64Array(ends.length);
  let before = 0;
  let now = 0;
  for (let i = 0; i < ends.length; i += 1) {
    const at = ends[i]!;
    while (times[before]! < at - stepMs) before += 1;
    while (times[now]! < at) now += 1;
    returns[i] = closes[now]! / closes[before]! - 1;
  }
  return returns;
}
