// Percentiles by linear interpolation between order statistics (R type 7, numpy's default),
// found by selection instead of sorting: a value-at-risk of a thousand days needs two of them, not all.
import { requireBetween, requireSeries } from '../model-input-error.ts';

/** Rearranges `work` so that `work[k]` is its k-th smallest, smaller ones before it (Floyd and Rivest 1975 partition, Hoare scan). */
export function selectInPlace(work: Float64Array, k: number, from = 0, to = work.length - 1): number {
  let left = from;
  let right = to;
  while (right > left) {
    if (right - left > 600) {
      const n = right - left + 1;
      const i = k - left + 1;
      const z = Math.log(n);
      const s = 0.5 * Math.exp((2 * z) / 3);
      const sd = 0.5 * Math.sqrt((z * s * (n - s)) / n) * Math.sign(i - n / 2);
      selectInPlace(
        work,
        k,
        Math.max(left, Math.floor(k - (i * s) / n + sd)),
        Math.min(right, Math.floor(k + ((n - i) * s) / n + sd)),
      );
    }
    const pivot = work[k]!;
    let i = left;
    let j = right;
    work[k] = work[left]!;
    work[left] = pivot;
    if (work[right]! > pivot) {
      work[left] = work[right]!;
      work[right] = pivot;
    }
    while (i < j) {
      const held = work[i]!;
      work[i] = work[j]!;
      work[j] = held;
      i++;
      j--;
      while (work[i]! < pivot) i++;
      while (work[j]! > pivot) j--;
    }
    if (work[left] === pivot) {
      const held = work[left]!;
      work[left] = work[j]!;
      work[j] = held;
    } else {
      j++;
      const held = work[j]!;
      work[j] = work[right]!;
      work[right] = held;
    }
    if (j <= k) left = j + 1;
    if (k <= j) right = j - 1;
  }
  return work[k]!;
}

/** The type-7 percentile (share 0..1) of checked values in a scratch array, which is rearranged. */
export function percentileInPlace(work: Float64Array, share: number): number {
  const position = (work.length - 1) * share;
  const low = Math.floor(position);
  const weight = position - low;
  const last = gatherLowest(work, low + 2) - 1;
  const below = selectInPlace(work, low, 0, last);
  if (weight === 0) return below;
  let above = work[low + 1]!;
  for (let i = low + 2; i <= last; i++) if (work[i]! < above) above = work[i]!;
  return interpolate(below, above, weight);
}

const SAMPLE = 64;

/**
 * Brings at least the `need` lowest values to the front, guessing a limit from a sample; returns how many are there.
 * One pass without branches: for a percentile far out in the lower tail this halves the work of selection.
 * The whole array counts as gathered when the percentile is not in the tail or the sample misled.
 */
function gatherLowest(work: Float64Array, need: number): number {
  const length = work.length;
  const expected = (need / length) * SAMPLE;
  if (length < 4 * SAMPLE || expected > SAMPLE / 5) return length;
  const sample = new Float64Array(SAMPLE);
  for (let i = 0; i < SAMPLE; i++) sample[i] = work[Math.floor((i * length) / SAMPLE)]!;
  const limit = selectInPlace(sample, Math.ceil(expected + 1.5 * Math.sqrt(expected) + 1));
  let count = 0;
  for (let i = 0; i < length; i++) {
    const value = work[i]!;
    work[i] = work[count]!;
    work[count] = value;
    count += Number(value < limit);
  }
  return count < need ? length : count;
}

/** The type-7 percentile (share 0..1, 0.95 for the 95th) of at least one finite value. The input is left as it is. */
export function percentile(values: ArrayLike<number>, share: number, path = 'values'): number {
  requireSeries(values, path, 1);
  requireBetween(share, 'share', 0, 1);
  return percentileInPlace(Float64Array.from(values), share);
}

/** The type-7 percentile of values already in ascending order. */
export function percentileOfSorted(sorted: ArrayLike<number>, share: number): number {
  const position = (sorted.length - 1) * share;
  const low = Math.floor(position);
  const weight = position - low;
  return weight === 0 ? sorted[low]! : interpolate(sorted[low]!, sorted[low + 1]!, weight);
}

/** The arithmetic of numpy's lerp: exact at both ends and monotone in the weight. */
export function interpolate(below: number, above: number, weight: number): number {
  const gap = above - below;
  return weight >= 0.5 ? above - gap * (1 - weight) : below + gap * weight;
}
