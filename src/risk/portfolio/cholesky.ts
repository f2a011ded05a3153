// The Cholesky factor of a covariance, behind one plain function; the only file that knows the ml-matrix package,
// which does not throw on bad matrices but has to be asked.
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { ModelInputError, requireBetween } from '../model-input-error.ts';

/** Relative size of a pivot below which a covariance counts as singular. */
const SMALLEST_PIVOT = 1e-12;
/** A volatility of 100,000 % is a wrong unit. */
const LARGEST_COVARIANCE = 1e6;

/**
 * The lower triangular L with L·L' = matrix, row by row. The matrix is checked to be square, finite and symmetric by the
 * caller's path; SINGULAR when it is not positive definite.
 */
export function choleskyFactor(matrix: readonly ArrayLike<number>[], path: string): Float64Array[] {
  const n = matrix.length;
  const square = new Matrix(n, n);
  for (let i = 0; i < n; i++) {
    if (matrix[i]!.length !== n) {
      throw new ModelInputError(
        'LENGTH_MISMATCH',
        path,
        `${path} has ${n} rows but a row of ${matrix[i]!.length}`,
      );
    }
    for (let j = 0; j < n; j++) {
      const entry = matrix[i]![j]!;
      requireBetween(entry, path, -LARGEST_COVARIANCE, LARGEST_COVARIANCE);
      const mirror = matrix[j]![i]!;
      if (Math.abs(entry - mirror) > 1e-9 * (Math.abs(entry) + Math.abs(mirror))) {
        throw new ModelInputError(
          'NOT_SYMMETRIC',
          path,
          `${path} is ${entry} at ${i},${j} but ${mirror} at ${j},${i}`,
        );
      }
      square.set(Math.max(i, j), Math.min(i, j), entry);
      square.set(Math.min(i, j), Math.max(i, j), entry);
    }
  }
  const decomposition = new CholeskyDecomposition(square);
  const lower = decomposition.lowerTriangularMatrix;
  const rows = Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: n }, (_unused, j) => lower.get(i, j)),
  );
  const sound = rows.every((row, i) => row[i]! * row[i]! > SMALLEST_PIVOT * matrix[i]![i]!);
  if (!decomposition.isPositiveDefinite() || !sound) {
    throw new ModelInputError(
      'SINGULAR',
      path,
      `${path} is not positive definite: an entry is a mix of others, or moves nothing; drop it`,
    );
  }
  return rows;
}
