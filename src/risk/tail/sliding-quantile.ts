// The type-7 percentile of every window of a series. The window is kept sorted: binary search finds a place, one block
// move of memory makes room, which for windows of a few hundred values beats every tree.
import { percentileOfSorted } from './percentile.ts';

/** Percentile (share 0..1) of `values[i .. i + window − 1]` for every i; values checked, window at most their number. */
export function slidingPercentile(values: Float64Array, window: number, share: number): Float64Array {
  const out = new Float64Array(values.length - window + 1);
  const sorted = values.slice(0, window).sort();
  out[0] = percentileOfSorted(sorted, share);
  for (let i = 1; i < out.length; i++) {
    replace(sorted, values[i - 1]!, values[i + window - 1]!);
    out[i] = percentileOfSorted(sorted, share);
  }
  return out;
}

/** Short shifts are cheaper by hand than by a call into the engine. */
const BY_HAND = 48;

/** Takes `old` out of an ascending array and puts `fresh` in. */
function replace(sorted: Float64Array, old: number, fresh: number): void {
  const from = place(sorted, old);
  if (fresh > old) {
    const to = place(sorted, fresh) - 1;
    if (to - from > BY_HAND) sorted.copyWithin(from, from + 1, to + 1);
    else for (let i = from; i < to; i++) sorted[i] = sorted[i + 1]!;
    sorted[to] = fresh;
  } else {
    const to = place(sorted, fresh);
    if (from - to > BY_HAND) sorted.copyWithin(to + 1, to, from);
    else for (let i = from; i > to; i--) sorted[i] = sorted[i - 1]!;
    sorted[to] = fresh;
  }
}

/** The first index whose value is not below x. */
function place(sorted: Float64Array, x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
