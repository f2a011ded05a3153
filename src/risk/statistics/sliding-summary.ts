// Mean, spread, shortfall, drawdown and wins of every window of a return series in O(n), without subtracting what left
// the window: each window is the end of one block and the start of the next, and summaries of neighbours are joined.

export interface SlidingSummary {
  readonly mean: Float64Array;
  /** Sample standard deviation (n − 1); 0 when the window never changes. */
  readonly deviation: Float64Array;
  /** Root mean square of min(r, 0) over the window. */
  readonly shortfall: Float64Array;
  /** Deepest fall of wealth that starts at 1 before the window. */
  readonly drawdown: Float64Array;
  /** Share of returns above 0. */
  readonly winRate: Float64Array;
}

/** Fields of one run of neighbouring returns, side by side in one array. */
const COUNT = 0;
const MEAN = 1;
const SQUARES = 2;
const SHORT = 3;
const WINS = 4;
const END = 5;
const HIGH = 6;
const LOW = 7;
const FALL = 8;
const FIELDS = 9;

/** Summaries of `returns[i .. i + window − 1]` for every i; values checked, window at least 2 and at most their number. */
export function slidingSummary(returns: ArrayLike<number>, window: number): SlidingSummary {
  const count = returns.length - window + 1;
  const mean = new Float64Array(count);
  const deviation = new Float64Array(count);
  const shortfall = new Float64Array(count);
  const drawdown = new Float64Array(count);
  const winRate = new Float64Array(count);
  const tail = new Float64Array((window + 1) * FIELDS);
  const head = new Float64Array(FIELDS);
  for (let block = 0; block < count; block += window) {
    clear(tail, window * FIELDS);
    for (let t = window - 1; t >= 0; t--) prepend(tail, t * FIELDS, returns[block + t]!);
    clear(head, 0);
    const windows = Math.min(window, count - block);
    for (let t = 0; t < windows; t++) {
      const i = block + t;
      const at = t * FIELDS;
      const older = tail[at + COUNT]!;
      const newer = head[COUNT]!;
      const gap = head[MEAN]! - tail[at + MEAN]!;
      mean[i] = tail[at + MEAN]! + (gap * newer) / window;
      const squares = tail[at + SQUARES]! + head[SQUARES]! + (gap * gap * older * newer) / window;
      const noise = 64 * Number.EPSILON * Math.abs(mean[i]!);
      const spread = Math.sqrt(squares / (window - 1));
      deviation[i] = spread > noise ? spread : 0;
      shortfall[i] = Math.sqrt((tail[at + SHORT]! + head[SHORT]!) / window);
      winRate[i] = (tail[at + WINS]! + head[WINS]!) / window;
      const across = 1 - (tail[at + END]! * head[LOW]!) / tail[at + HIGH]!;
      drawdown[i] = Math.max(tail[at + FALL]!, head[FALL]!, across);
      if (i + window < returns.length) append(head, returns[i + window]!);
    }
  }
  return { mean, deviation, shortfall, drawdown, winRate };
}

/** The summary of no returns: wealth 1, which is its own high and low. */
function clear(into: Float64Array, at: number): void {
  for (let i = 0; i < FIELDS; i++) into[at + i] = 0;
  into[at + END] = 1;
  into[at + HIGH] = 1;
  into[at + LOW] = 1;
}

/** Writes at `at` the summary of `r` followed by the run summarised one place further. */
function prepend(all: Float64Array, at: number, r: number): void {
  const next = at + FIELDS;
  const count = all[next + COUNT]! + 1;
  const gap = r - all[next + MEAN]!;
  const factor = Math.max(0, 1 + r);
  const high = all[next + HIGH]! * factor;
  const low = all[next + LOW]! * factor;
  all[at + COUNT] = count;
  all[at + MEAN] = all[next + MEAN]! + gap / count;
  all[at + SQUARES] = all[next + SQUARES]! + (gap * gap * (count - 1)) / count;
  all[at + SHORT] = all[next + SHORT]! + (r < 0 ? r * r : 0);
  all[at + WINS] = all[next + WINS]! + (r > 0 ? 1 : 0);
  all[at + END] = all[next + END]! * factor;
  all[at + HIGH] = high > 1 ? high : 1;
  all[at + LOW] = low < 1 ? low : 1;
  const fall = all[next + FALL]!;
  all[at + FALL] = 1 - low > fall ? 1 - low : fall;
}

/** Adds `r` at the end of the run in `into`. */
function append(into: Float64Array, r: number): void {
  const count = into[COUNT]! + 1;
  const gap = r - into[MEAN]!;
  const end = into[END]! * Math.max(0, 1 + r);
  into[COUNT] = count;
  into[MEAN]! += gap / count;
  into[SQUARES]! += (gap * gap * (count - 1)) / count;
  if (r < 0) into[SHORT]! += r * r;
  if (r > 0) into[WINS]! += 1;
  into[END] = end;
  if (end > into[HIGH]!) into[HIGH] = end;
  if (end < into[LOW]!) into[LOW] = end;
  const fall = 1 - end / into[HIGH]!;
  if (fall > into[FALL]!) into[FALL] = fall;
}
