// One symbol of a recorded market. Nothing is invented: a gap stays a gap, and before the first row there is nothing.
import { type Bar, type BarSeries, mergeBars, roundPrice } from './bar.ts';
import type { RecordedFile } from './candle-file.ts';
import { barPath } from './intrabar.ts';

type Candles = Extract<RecordedFile, { kind: 'candles' }>;

const SECOND = 1_000;
/** Ticks are never farther apart than this, or a long bar would make prices look stale. */
const WIDEST_STEP = 30 * SECOND;
const STEPS_A_BAR = 300;
const PATHS_KEPT = 6;
const FUNDING_PERIOD = 8 * 3_600 * SECOND;

export class RecordedSeries implements BarSeries {
  readonly symbol: string;
  readonly barMs: number;
  readonly stepMs: number;
  readonly firstAt: number;
  /** Opening of the first bar with a price path, and end of the last. */
  readonly from: number;
  readonly to: number;
  readonly #bars: readonly Bar[];
  readonly #times: Float64Array;
  readonly #history: readonly Candles[];
  readonly #rates: ReadonlyMap<number, number>;
  readonly #tick: number;
  readonly #paths = new Map<number, Float64Array>();

  /** `files` are the candles of one symbol: the finest make the path, coarser ones only older candles. */
  constructor(files: readonly Candles[], rates: readonly (readonly [number, number])[], tick: number) {
    const [finest, ...history] = [...files].sort((a, b) => a.barMs - b.barMs);
    if (finest === undefined) throw new RangeError('a recorded series needs candles');
    this.symbol = finest.symbol;
    this.barMs = finest.barMs;
    this.stepMs = Math.min(
      WIDEST_STEP,
      Math.max(SECOND, Math.round(finest.barMs / STEPS_A_BAR / SECOND) * SECOND),
    );
    this.#bars = finest.bars;
    this.#times = Float64Array.from(finest.bars, (bar) => bar.at);
    this.#history = history;
    this.#rates = new Map(rates.map(([at, rate]) => [Math.round(at / FUNDING_PERIOD), rate]));
    this.#tick = tick;
    this.from = this.#times[0]!;
    this.to = this.#times.at(-1)! + finest.barMs;
    this.firstAt = Math.min(...files.map((file) => file.bars[0]!.at));
  }

  newest(at: number): number | undefined {
    return this.#times[firstAfter(this.#bars, at) - 1];
  }

  after(at: number): number | undefined {
    return this.#times[firstAfter(this.#bars, at)];
  }

  bar(openedAt: number): Bar | undefined {
    const bar = this.#bars[firstAfter(this.#bars, openedAt) - 1];
    return bar?.at === openedAt ? bar : undefined;
  }

  /** Straight from the open over the nearer extreme and the other one to the close; between them on the tick grid. */
  prices(openedAt: number): Float64Array {
    const kept = this.#paths.get(openedAt);
    if (kept !== undefined) return kept;
    const bar = this.bar(openedAt);
    if (bar === undefined) return new Float64Array(0);
    const recorded = new Set([bar.open, bar.high, bar.low, bar.close]);
    const path = barPath(bar, Math.floor(this.barMs / this.stepMs)).map((price) =>
      recorded.has(price) ? price : Math.min(bar.high, Math.max(bar.low, roundPrice(price, this.#tick))),
    );
    if (this.#paths.size >= PATHS_KEPT) this.#paths.delete(this.#paths.keys().next().value!);
    this.#paths.set(openedAt, path);
    return path;
  }

  merged(from: number, to: number): Bar | undefined {
    if (from >= this.from) return to <= this.to ? mergeBars(within(this.#bars, from, to), from) : undefined;
    for (const { bars, barMs } of this.#history) {
      const covers = bars[0]!.at <= from && to <= bars.at(-1)!.at + barMs && (to - from) % barMs === 0;
      if (covers) return mergeBars(within(bars, from, to), from);
    }
    return undefined;
  }

  fundingRate(at: number): number | undefined {
    return this.#rates.get(Math.floor(at / FUNDING_PERIOD) + 1);
  }
}

/** Index of the first bar that opens after `at`. */
function firstAfter(bars: readonly Bar[], at: number): number {
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bars[middle]!.at <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

const within = (bars: readonly Bar[], from: number, to: number): readonly Bar[] =>
  bars.slice(firstAfter(bars, from - 1), firstAfter(bars, to - 1));
