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

/** What is kept of every run that ends with its block, side by side in one array. */
const MEAN = 0;
const SQUARES = 1;
const SHORT = 2;
const WINS = 3;
const END = 4;
const HIGH = 5;
const FALL = 6;
const FIELDS = 8;

/** Summaries of `returns[i .. i + window − 1]` for every i; values checked, window at least 2 and at most their number. */
export function slidingSummary(returns: ArrayLike<number>, window: number): SlidingSummary {
  const count = returns.length - window + 1;
  const out: SlidingSummary = {
    mean: new Float64Array(count),
    deviation: new Float64Array(count),
    shortfall: new Float64Array(count),
    drawdown: new Float64Array(count),
    winRate: new Float64Array(count),
  };
  const tails = new Float64Array(window * FIELDS);
  const shares = Float64Array.from({ length: window + 1 }, (_, n) => (n === 0 ? 0 : 1 / n));
  for (let block = 0; block < count; block += window) {
    fillTails(tails, returns, block, window, shares);
    joinBlock(out, tails, returns, block, window, shares);
  }
  return out;
}

/** Summaries of `returns[block + t .. block + window − 1]` for every t, each from the one a place further. */
function fillTails(
  tails: Float64Array,
  returns: ArrayLike<number>,
  block: number,
  window: number,
  shares: Float64Array,
): void {
  // Running figures live in variables, not in the array: each waits for the one before it.
  let mean = 0;
  let squares = 0;
  let short = 0;
  let wins = 0;
  let end = 1;
  let high = 1;
  let low = 1;
  let fall = 0;
  for (let t = window - 1; t >= 0; t--) {
    const r = returns[block + t]!;
    const share = shares[window - t]!;
    const gap = r - mean;
    mean += gap * share;
    squares += gap * gap * (1 - share);
    const loss = Math.min(r, 0);
    short += loss * loss;
    wins += Number(r > 0);
    const factor = Math.max(0, 1 + r);
    end *= factor;
    high = Math.max(1, high * factor);
    low = Math.min(1, low * factor);
    fall = Math.max(fall, 1 - low);
    const at = t * FIELDS;
    tails[at + MEAN] = mean;
    tails[at + SQUARES] = squares;
    tails[at + SHORT] = short;
    tails[at + WINS] = wins;
    tails[at + END] = end;
    tails[at + HIGH] = high;
    tails[at + FALL] = fall;
  }
}

/** The windows that begin in this block: the tail of the block from there, and the head of the next one. */
function joinBlock(
  out: SlidingSummary,
  tails: Float64Array,
  returns: ArrayLike<number>,
  block: number,
  window: number,
  shares: Float64Array,
): void {
  const { mean: means, deviation, shortfall, drawdown, winRate } = out;
  const windows = Math.min(window, means.length - block);
  let mean = 0;
  let squares = 0;
  let short = 0;
  let wins = 0;
  let end = 1;
  let high = 1;
  let low = 1;
  let fall = 0;
  for (let t = 0; t < windows; t++) {
    const i = block + t;
    const at = t * FIELDS;
    const gap = mean - tails[at + MEAN]!;
    const whole = tails[at + MEAN]! + (gap * t) / window;
    const joined = tails[at + SQUARES]! + squares + (gap * gap * (window - t) * t) / window;
    const spread = Math.sqrt(joined / (window - 1));
    means[i] = whole;
    deviation[i] = spread > 64 * Number.EPSILON * Math.abs(whole) ? spread : 0;
    shortfall[i] = Math.sqrt((tails[at + SHORT]! + short) / window);
    winRate[i] = (tails[at + WINS]! + wins) / window;
    const across = 1 - (tails[at + END]! * low) / tails[at + HIGH]!;
    drawdown[i] = Math.max(tails[at + FALL]!, fall, across);
    if (i + window >= returns.length) return;
    const r = returns[i + window]!;
    const share = shares[t + 1]!;
    const change = r - mean;
    mean += change * share;
    squares += change * change * (1 - share);
    const loss = Math.min(r, 0);
    short += loss * loss;
    wins += Number(r > 0);
    end *= Math.max(0, 1 + r);
    high = Math.max(high, end);
    low = Math.min(low, end);
    fall = Math.max(fall, 1 - end / high);
  }
}
