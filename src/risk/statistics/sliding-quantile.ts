// The type-7 percentile of every window of a series. Deep in the lower tail only the few lowest values are kept, since
// most of what comes and goes is above them. Elsewhere the window is kept sorted: a search finds a place, one block move
// of memory makes room, which for windows of a few hundred values beats every tree.
import { interpolate, percentileOfSorted } from './percentile.ts';

/** Percentile (share 0..1) of `values[i .. i + window − 1]` for every i; values checked, window at most their number. */
export function slidingPercentile(values: ArrayLike<number>, window: number, share: number): Float64Array {
  const out = new Float64Array(values.length - window + 1);
  const kept = Math.floor((window - 1) * share) + 2;
  if (window <= WALKING && kept * FEW <= window) {
    fillFromLowest(out, values, window, share, kept);
    return out;
  }
  const sorted = new Float64Array(window);
  for (let i = 0; i < window; i++) sorted[i] = values[i]!;
  sorted.sort();
  out[0] = percentileOfSorted(sorted, share);
  for (let i = 1; i < out.length; i++) {
    replace(sorted, values[i - 1]!, values[i + window - 1]!);
    out[i] = percentileOfSorted(sorted, share);
  }
  return out;
}

/** The lowest values are kept alone when they are at most one in this many: otherwise they leave too often. */
const FEW = 6;

/** Percentiles that rest on the `kept` lowest values of each window. When one of these leaves, the window is searched again. */
function fillFromLowest(
  out: Float64Array,
  values: ArrayLike<number>,
  window: number,
  share: number,
  kept: number,
): void {
  const lowest = new Float64Array(kept);
  const position = (window - 1) * share;
  const rank = Math.floor(position);
  const weight = position - rank;
  const search = (from: number) => {
    lowest.fill(Number.POSITIVE_INFINITY);
    for (let i = from; i < from + window; i++) {
      if (values[i]! < lowest[kept - 1]!) insert(lowest, values[i]!);
    }
  };
  search(0);
  out[0] = interpolate(lowest[rank]!, lowest[rank + 1]!, weight);
  for (let i = 1; i < out.length; i++) {
    const fresh = values[i + window - 1]!;
    if (values[i - 1]! <= lowest[kept - 1]!) search(i);
    else if (fresh < lowest[kept - 1]!) insert(lowest, fresh);
    out[i] = interpolate(lowest[rank]!, lowest[rank + 1]!, weight);
  }
}

/** Puts x into its place in an ascending array; the highest value drops out. */
function insert(ascending: Float64Array, x: number): void {
  let at = ascending.length - 1;
  for (; at > 0 && ascending[at - 1]! > x; at--) ascending[at] = ascending[at - 1]!;
  ascending[at] = x;
}

/** In windows up to this length a value walks to its new place; in longer ones the place is searched and memory moved. */
const WALKING = 128;

/** Takes `old` out of an ascending array and puts `fresh` in. */
function replace(sorted: Float64Array, old: number, fresh: number): void {
  const last = sorted.length - 1;
  let at = place(sorted, old);
  if (last >= WALKING) {
    replaceFar(sorted, at, fresh);
    return;
  }
  while (at < last && sorted[at + 1]! < fresh) {
    sorted[at] = sorted[at + 1]!;
    at++;
  }
  while (at > 0 && sorted[at - 1]! > fresh) {
    sorted[at] = sorted[at - 1]!;
    at--;
  }
  sorted[at] = fresh;
}

function replaceFar(sorted: Float64Array, from: number, fresh: number): void {
  const to = place(sorted, fresh);
  if (to > from) {
    sorted.copyWithin(from, from + 1, to);
    sorted[to - 1] = fresh;
  } else {
    sorted.copyWithin(to + 1, to, from);
    sorted[to] = fresh;
  }
}

/** Up to this length counting beats searching, because it has no branches to guess. */
const COUNTING = 48;

/** The first index whose value is not below x. */
function place(sorted: Float64Array, x: number): number {
  if (sorted.length <= COUNTING) {
    let below = 0;
    for (let i = 0; i < sorted.length; i++) below += Number(sorted[i]! < x);
    return below;
  }
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
