// Sample covariance and correlation matrices of aligned return series; the one place where they are computed.
import { ModelInputError } from '../model-input-error.ts';
import { meanOf } from '../statistics/moments.ts';
import { requireReturns } from '../statistics/returns.ts';

export interface NamedSeries {
  readonly name: string;
  /** Simple returns, oldest first, aligned with the others. */
  readonly returns: ArrayLike<number>;
}

/** Checks that there are at least `minSeries` uniquely named series of one length, at least `minLength` long. Returns the length. */
export function requireAligned(series: readonly NamedSeries[], minSeries: number, minLength: number): number {
  if (series.length < minSeries) {
    throw new ModelInputError(
      'TOO_SHORT',
      'returns',
      `returns holds ${series.length} series; at least ${minSeries} are needed`,
    );
  }
  const seen = new Set<string>();
  const first = series[0]!;
  for (const { name, returns } of series) {
    if (seen.has(name)) throw new ModelInputError('DUPLICATE', `returns.${name}`, `${name} is given twice`);
    seen.add(name);
    requireReturns(returns, `returns.${name}`, minLength);
    if (returns.length !== first.returns.length) {
      throw new ModelInputError(
        'LENGTH_MISMATCH',
        `returns.${name}`,
        `returns.${name} has ${returns.length} values and returns.${first.name} ${first.returns.length}; align them`,
      );
    }
  }
  return first.returns.length;
}

/** Sample covariance matrix (n − 1), row by row, of at least one series of two returns. */
export function covarianceMatrix(series: readonly NamedSeries[]): Float64Array[] {
  const length = requireAligned(series, 1, 2);
  const centred = series.map(({ returns }) => {
    const centre = meanOf(returns);
    return Float64Array.from({ length }, (_, t) => returns[t]! - centre);
  });
  const rows = series.map(() => new Float64Array(series.length));
  for (let i = 0; i < series.length; i++) {
    const a = centred[i]!;
    for (let j = 0; j <= i; j++) {
      const b = centred[j]!;
      let sum = 0;
      for (let t = 0; t < length; t++) sum += a[t]! * b[t]!;
      rows[i]![j] = sum / (length - 1);
      rows[j]![i] = rows[i]![j]!;
    }
  }
  return rows;
}

/** Correlations from a covariance matrix; NO_VARIATION names the series whose variance is zero. Clamped to [−1, 1]. */
export function correlationFromCovariance(
  covariance: readonly ArrayLike<number>[],
  names: readonly string[],
): Float64Array[] {
  return covariance.map((row, i) =>
    Float64Array.from({ length: covariance.length }, (_, j) => {
      const scale = Math.sqrt(row[i]! * covariance[j]![j]!);
      if (!(scale > 0)) {
        const flat = row[i]! > 0 ? j : i;
        throw new ModelInputError('NO_VARIATION', `returns.${names[flat]}`, `${names[flat]} never changes`);
      }
      return i === j ? 1 : Math.min(1, Math.max(-1, row[j]! / scale));
    }),
  );
}
