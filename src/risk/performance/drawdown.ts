// The deepest fall of compounded wealth from an earlier peak, with the place of its peak, trough and recovery.
// Wealth starts at 1 before the first return, and that start counts as a peak.

export interface Drawdown {
  /** Positive share of the peak: 0.2 for a fall of 20 %. */
  readonly maxDrawdown: number;
  /** Places in the wealth path: 0 is the start, i is after the i-th return. Null when wealth never falls. */
  readonly start: number | null;
  readonly trough: number | null;
  /** Where wealth is back at the peak; null when it has not recovered. */
  readonly recovery: number | null;
}

/** Of a series of checked simple returns. A return of −100 % or less is ruin: wealth stays 0. */
export function maxDrawdown(returns: ArrayLike<number>): Drawdown {
  let wealth = 1;
  let peak = 1;
  let peakAt = 0;
  let deepest = 0;
  let start: number | null = null;
  let trough: number | null = null;
  let recovery: number | null = null;
  let regain = Number.POSITIVE_INFINITY;
  for (let i = 0; i < returns.length; i++) {
    wealth *= Math.max(0, 1 + returns[i]!);
    if (wealth > 1e200 || (wealth < 1e-200 && wealth > 0)) {
      peak /= wealth;
      regain /= wealth;
      wealth = 1;
    }
    if (wealth >= regain && recovery === null) recovery = i + 1;
    if (wealth >= peak) {
      peak = wealth;
      peakAt = i + 1;
      continue;
    }
    const fall = 1 - wealth / peak;
    if (fall > deepest) {
      deepest = fall;
      start = peakAt;
      trough = i + 1;
      regain = peak;
      recovery = null;
    }
  }
  return { maxDrawdown: deepest, start, trough, recovery };
}
