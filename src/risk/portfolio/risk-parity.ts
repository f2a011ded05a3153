// Weights to which every asset contributes the same risk: cyclical coordinate descent on ½·x'Σx − (1/n)·Σ ln x
// (Griveau-Billion, Richard and Roncalli 2013), which is convex and has one solution.
import { ModelInputError } from '../model-input-error.ts';
import { choleskyFactor } from './cholesky.ts';

const MOST_SWEEPS = 10_000;
const TOLERANCE = 1e-14;

/** Positive weights that add up to 1. SINGULAR when the covariance is not positive definite. */
export function equalRiskWeights(covariance: readonly ArrayLike<number>[]): Float64Array {
  choleskyFactor(covariance, 'covariance');
  const n = covariance.length;
  const scale = Math.max(...covariance.map((row, i) => row[i]!));
  const x = Float64Array.from(covariance, (row, i) => 1 / Math.sqrt((row[i]! / scale) * n));
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let moved = 0;
    for (let i = 0; i < n; i++) {
      let others = 0;
      for (let j = 0; j < n; j++) if (j !== i) others += (covariance[i]![j]! / scale) * x[j]!;
      const own = covariance[i]![i]! / scale;
      // The positive root of own·x² + others·x − 1/n, in the form that does not cancel.
      const root = Math.sqrt(others * others + (4 * own) / n);
      const next = others > 0 ? 2 / n / (others + root) : (root - others) / (2 * own);
      moved = Math.max(moved, Math.abs(next / x[i]! - 1));
      x[i] = next;
    }
    if (moved < TOLERANCE * 10) break;
    if (sweep === MOST_SWEEPS - 1) {
      throw new ModelInputError(
        'NOT_CONVERGED',
        'covariance',
        'the covariance is too close to singular for equal risk',
      );
    }
  }
  let sum = 0;
  for (const value of x) sum += value;
  return x.map((value) => value / sum);
}
