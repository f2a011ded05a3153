// A square root of a correlation matrix that may be singular, as that of a coin and its wrapped twin is:
// Cholesky with a pivot floor, so that a symbol wholly explained by earlier ones simply follows them.

/** Lower triangular L, row by row, with L·L' equal to the matrix up to rounding. The diagonal of the input is 1. */
export function semidefiniteFactor(correlation: readonly ArrayLike<number>[]): Float64Array[] {
  const n = correlation.length;
  const rows = correlation.map(() => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = correlation[i]![j]!;
      for (let k = 0; k < j; k++) rest -= rows[i]![k]! * rows[j]![k]!;
      if (i === j) rows[i]![i] = rest > 1e-12 ? Math.sqrt(rest) : 0;
      else rows[i]![j] = rows[j]![j]! > 0 ? rest / rows[j]![j]! : 0;
    }
  }
  return rows;
}
