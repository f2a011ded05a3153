// How much symbols move together: the matrix, the average over pairs that the correlation alert watches,
// and that average over a sliding window. From return histories, never from one day's price changes. Model 22.
import { ModelInputError, requireInteger } from '../model-input-error.ts';
import {
  correlationFromCovariance,
  covarianceMatrix,
  type NamedSeries,
  requireAligned,
} from './covariance.ts';

export interface CorrelationReport {
  readonly names: readonly string[];
  /** Pearson correlations, row by row in the order of names. */
  readonly matrix: readonly Float64Array[];
  /** Mean over all pairs i < j. */
  readonly averagePairwise: number;
}

/** The correlation matrix of at least two aligned series of three returns. NO_VARIATION names a series that stands still. */
export function correlationMatrix(series: readonly NamedSeries[]): CorrelationReport {
  requireAligned(series, 2, 3);
  const names = series.map(({ name }) => name);
  const matrix = correlationFromCovariance(covarianceMatrix(series), names);
  return { names, matrix, averagePairwise: averagePairwise(matrix) };
}

/** Mean of the entries above the diagonal of a correlation matrix of at least two rows. */
export function averagePairwise(matrix: readonly ArrayLike<number>[]): number {
  let sum = 0;
  for (let i = 0; i < matrix.length; i++) for (let j = i + 1; j < matrix.length; j++) sum += matrix[i]![j]!;
  return sum / ((matrix.length * (matrix.length - 1)) / 2);
}

/**
 * Average pairwise correlation in every window (length n − window + 1), in O(n·pairs): every window is the end of one
 * block and the start of the next, whose sums are added, never subtracted, so nothing drifts.
 * A window in which a series stands still has no correlation: null.
 */
export function rollingAverageCorrelation(
  series: readonly NamedSeries[],
  window: number,
): readonly (number | null)[] {
  requireInteger(window, 'window', 3, 1_000_000);
  const length = requireAligned(series, 2, 3);
  if (length < window) {
    throw new ModelInputError(
      'TOO_SHORT',
      'returns',
      `returns has ${length} values; the window needs ${window}`,
    );
  }
  const count = length - window + 1;
  const sums = new Float64Array(count);
  const unknown = new Uint8Array(count);
  for (let i = 0; i < series.length; i++) {
    for (let j = i + 1; j < series.length; j++) {
      addPair(series[i]!.returns, series[j]!.returns, window, sums, unknown);
    }
  }
  const pairs = (series.length * (series.length - 1)) / 2;
  return Array.from(sums, (sum, i) => (unknown[i] === 1 ? null : sum / pairs));
}

/** Running sums of x, y, x², y², xy about a centre near the window's own mean. */
const SUMS = 5;

function addPair(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  window: number,
  sums: Float64Array,
  unknown: Uint8Array,
): void {
  const suffix = new Float64Array((window + 1) * SUMS);
  const prefix = new Float64Array(SUMS);
  for (let block = 0; block < sums.length; block += window) {
    const centreX = x[block + window - 1]!;
    const centreY = y[block + window - 1]!;
    for (let t = window - 1; t >= 0; t--) {
      const dx = x[block + t]! - centreX;
      const dy = y[block + t]! - centreY;
      const at = t * SUMS;
      suffix[at] = suffix[at + SUMS]! + dx;
      suffix[at + 1] = suffix[at + SUMS + 1]! + dy;
      suffix[at + 2] = suffix[at + SUMS + 2]! + dx * dx;
      suffix[at + 3] = suffix[at + SUMS + 3]! + dy * dy;
      suffix[at + 4] = suffix[at + SUMS + 4]! + dx * dy;
    }
    prefix.fill(0);
    const windows = Math.min(window, sums.length - block);
    for (let t = 0; t < windows; t++) {
      const at = t * SUMS;
      const sx = suffix[at]! + prefix[0]!;
      const sy = suffix[at + 1]! + prefix[1]!;
      const squareX = suffix[at + 2]! + prefix[2]!;
      const squareY = suffix[at + 3]! + prefix[3]!;
      const varianceX = squareX - (sx * sx) / window;
      const varianceY = squareY - (sy * sy) / window;
      const shared = suffix[at + 4]! + prefix[4]! - (sx * sy) / window;
      const rounding = 1e-14;
      if (varianceX <= rounding * squareX || varianceY <= rounding * squareY) unknown[block + t] = 1;
      else sums[block + t]! += Math.min(1, Math.max(-1, shared / Math.sqrt(varianceX * varianceY)));
      const next = block + window + t;
      if (next < x.length) {
        const dx = x[next]! - centreX;
        const dy = y[next]! - centreY;
        prefix[0]! += dx;
        prefix[1]! += dy;
        prefix[2]! += dx * dx;
        prefix[3]! += dy * dy;
        prefix[4]! += dx * dy;
      }
    }
  }
}
