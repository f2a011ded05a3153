// Mean, spread and shape of a sample, in the one convention the whole product uses:
// sample standard deviation (n − 1), bias-corrected skewness and excess kurtosis (the forms of pandas skew() and kurt()).
import { ModelInputError, requireSeries } from '../model-input-error.ts';

/** Arithmetic mean. Needs one finite value. */
export function mean(values: ArrayLike<number>, path = 'values'): number {
  requireSeries(values, path, 1);
  return meanOf(values);
}

/** Arithmetic mean of a series already checked. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Σ (x − centre)², corrected for the rounding left in the centre (two-pass with compensation). */
export function squaredDeviations(values: ArrayLike<number>, centre: number): number {
  let squares = 0;
  let residue = 0;
  for (let i = 0; i < values.length; i++) {
    const d = values[i]! - centre;
    squares += d * d;
    residue += d;
  }
  return Math.max(0, squares - (residue * residue) / values.length);
}

/** Sample variance (n − 1). Needs two finite values. */
export function sampleVariance(values: ArrayLike<number>, path = 'values'): number {
  requireSeries(values, path, 2);
  return squaredDeviations(values, meanOf(values)) / (values.length - 1);
}

/** Sample standard deviation (n − 1). Needs two finite values. */
export function standardDeviation(values: ArrayLike<number>, path = 'values'): number {
  return Math.sqrt(sampleVariance(values, path));
}

export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Sample standard deviation (n − 1). */
  readonly standardDeviation: number;
  /** Bias-corrected sample skewness; null with fewer than 3 values or no variation. */
  readonly skewness: number | null;
  /** Bias-corrected sample excess kurtosis; null with fewer than 4 values or no variation. */
  readonly kurtosis: number | null;
}

/**
 * All four moments of at least two finite values.
 * Skewness G₁ = g₁·√(n(n−1))/(n−2); kurtosis G₂ = (n−1)/((n−2)(n−3))·((n+1)·g₂ + 6) (Joanes and Gill 1998).
 */
export function moments(values: ArrayLike<number>, path = 'values'): Moments {
  requireSeries(values, path, 2);
  const n = values.length;
  const centre = meanOf(values);
  let scale = 0;
  for (let i = 0; i < n; i++) scale = Math.max(scale, Math.abs(values[i]! - centre));
  if (!Number.isFinite(centre) || !Number.isFinite(scale)) {
    throw new ModelInputError('OUT_OF_RANGE', path, `${path} is too large to sum; give smaller numbers`);
  }
  if (!(scale > Number.EPSILON * 8 * Math.abs(centre))) {
    return { count: n, mean: centre, standardDeviation: 0, skewness: null, kurtosis: null };
  }
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let i = 0; i < n; i++) {
    const d = (values[i]! - centre) / scale;
    const square = d * d;
    second += square;
    third += square * d;
    fourth += square * square;
  }
  const g1 = third / n / (second / n) ** 1.5;
  const g2 = fourth / n / (second / n) ** 2 - 3;
  return {
    count: n,
    mean: centre,
    standardDeviation: scale * Math.sqrt(second / (n - 1)),
    skewness: n < 3 ? null : (g1 * Math.sqrt(n * (n - 1))) / (n - 2),
    kurtosis: n < 4 ? null : ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * g2 + 6),
  };
}

/** The moments of a series that must vary; NO_VARIATION when every value is the same. */
export function varyingMoments(values: ArrayLike<number>, path: string): Moments {
  const found = moments(values, path);
  if (found.standardDeviation === 0) {
    throw new ModelInputError('NO_VARIATION', path, `${path} never changes; give a series with variation`);
  }
  return found;
}
