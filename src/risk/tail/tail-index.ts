// How slowly the tails of a sample thin out: Hill's estimator on the k largest losses and the k largest gains.
// α = 1 / mean(ln X_(i) − ln X_(k+1)); a small α means that extremes are common.
import { ModelInputError, requireBetween, requireInteger, requireSeries } from '../model-input-error.ts';

export interface TailIndexInput {
  /** Returns or outcomes with their sign; at least 3. */
  readonly values: ArrayLike<number>;
  /** Number of extremes. Default: `share` of the values, rounded down, at least 2. */
  readonly k?: number;
  /** Default 0.05. */
  readonly share?: number;
}

export interface TailIndex {
  readonly k: number;
  /** Hill α of the losses (sign turned) and of the gains; null when that side has too few values. */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly unknown: Readonly<Record<string, string>>;
}

/** Errors: TOO_SHORT, NOT_FINITE, OUT_OF_RANGE; CONTRADICTION when both k and share are given. */
export function tailIndex(input: TailIndexInput): TailIndex {
  const values = requireSeries(input.values, 'values', 3);
  if (input.k !== undefined && input.share !== undefined) {
    throw new ModelInputError('CONTRADICTION', 'k', 'k and share are both given; give one of them');
  }
  const share = requireBetween(input.share ?? 0.05, 'share', 1e-6, 0.5);
  const k = requireInteger(
    input.k ?? Math.max(2, Math.floor(values.length * share)),
    'k',
    1,
    values.length - 1,
  );
  const sorted = Float64Array.from(values).sort();
  const gains = Float64Array.from({ length: k + 1 }, (_, i) => sorted[sorted.length - 1 - i]!);
  const losses = Float64Array.from({ length: k + 1 }, (_, i) => -sorted[i]!);
  const unknown: Record<string, string> = {};
  const side = (field: string, extremes: Float64Array, word: string) => {
    const alpha = hill(extremes);
    if (alpha === null) unknown[field] = `fewer than ${k + 1} distinct ${word}`;
    return alpha;
  };
  return { k, lower: side('lower', losses, 'losses'), upper: side('upper', gains, 'gains'), unknown };
}

/** Hill's α from the k + 1 largest values in descending order; null when the last is not positive or all are equal. */
function hill(largest: Float64Array): number | null {
  const k = largest.length - 1;
  const threshold = largest[k]!;
  if (!(threshold > 0)) return null;
  let sum = 0;
  for (let i = 0; i < k; i++) sum += Math.log(largest[i]! / threshold);
  return sum > 0 ? k / sum : null;
}
