// Which weights a book should have: model 27 on the returns of its parts, each in the direction in which it is held, beside the
// weights that it has now. A cap that so few parts cannot meet is left out and named, never bent.
import { ModelInputError, requireBetween } from '../model-input-error.ts';
import { meanOf } from '../statistics/moments.ts';
import { covarianceMatrix, type NamedSeries } from './covariance.ts';
import { type OptimiseInput, optimisePortfolio } from './optimise-portfolio.ts';

export type AllocationObjective = NonNullable<OptimiseInput['objective']>;

export interface AllocationInput {
  /** Returns per day of each part as it is held: those of a short are the negatives of its symbol's. */
  readonly series: readonly NamedSeries[];
  /** Size of each part now, in money, in the same order. */
  readonly notionals: ArrayLike<number>;
  readonly objective: AllocationObjective;
  /** Cap of every weight, in (0, 1]. */
  readonly largestWeight: number;
  readonly periodsPerYear: number;
}

export interface Mix {
  readonly weights: Float64Array;
  /** Per year, of the sum of the parts. */
  readonly expectedReturn: number;
  readonly volatility: number;
  readonly sharpe: number;
}

export interface Allocation {
  readonly names: readonly string[];
  readonly now: Mix;
  readonly best: Mix & { readonly riskContribution: Float64Array; readonly diversificationRatio: number };
  /** The caps that were kept: as `cutman calc optimise-portfolio` takes them. */
  readonly maxWeights: Readonly<Record<string, number>> | null;
  readonly pairCap: { readonly threshold: number; readonly cap: number } | null;
}

const PAIR_CAP = { threshold: 0.8, cap: 0.6 } as const;

/**
 * Equal risk knows no caps. Else both caps are tried, then without the one on pairs when no weights meet both.
 * Errors: TOO_SHORT under two parts or two returns, SINGULAR, INFEASIBLE when nothing is expected to earn.
 */
export function allocate(input: AllocationInput): Allocation {
  const { series, objective } = input;
  if (series.length < 2) {
    throw new ModelInputError(
      'TOO_SHORT',
      'series',
      'there is one part only; nothing can be shifted to another',
    );
  }
  requireBetween(input.largestWeight, 'largestWeight', 1e-6, 1);
  const names = series.map(({ name }) => name);
  const expected = series.map(({ returns }) => meanOf(returns) * input.periodsPerYear);
  const covariance = covarianceMatrix(series).map((row) => row.map((entry) => entry * input.periodsPerYear));
  const estimates = { names, expected, covariance };
  const room = names.length * input.largestWeight > 1;
  const maxWeights =
    room && objective !== 'risk-parity'
      ? Object.fromEntries(names.map((name) => [name, input.largestWeight]))
      : null;
  const solve = (pairCap: Allocation['pairCap']) => ({
    best: optimisePortfolio({
      ...estimates,
      objective,
      pairCap,
      ...(maxWeights === null ? {} : { maxWeights }),
    }),
    pairCap,
  });
  const { best, pairCap } = objective === 'risk-parity' ? solve(null) : withPairCap(solve);
  return { names, now: mixOf(input.notionals, expected, covariance), best, maxWeights, pairCap };
}

/** Two parts that move together can never hold 60 % between them: then the cap says nothing about this book. */
function withPairCap<T>(solve: (pairCap: Allocation['pairCap']) => T): T {
  try {
    return solve(PAIR_CAP);
  } catch (error) {
    if (!(error instanceof ModelInputError) || error.code !== 'INFEASIBLE') throw error;
    return solve(null);
  }
}

function mixOf(
  notionals: ArrayLike<number>,
  expected: readonly number[],
  covariance: readonly ArrayLike<number>[],
): Mix {
  const sizes = Float64Array.from(notionals, (size, i) => requireBetween(size, `notionals[${i}]`, 0, 1e18));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (!(total > 0) || sizes.length !== expected.length) {
    throw new ModelInputError(
      'NOT_POSITIVE',
      'notionals',
      'give the size of every part; one at least above 0',
    );
  }
  const weights = sizes.map((size) => size / total);
  let expectedReturn = 0;
  let variance = 0;
  for (let i = 0; i < weights.length; i++) {
    expectedReturn += weights[i]! * expected[i]!;
    for (let j = 0; j < weights.length; j++) variance += weights[i]! * weights[j]! * covariance[i]![j]!;
  }
  const volatility = Math.sqrt(Math.max(0, variance));
  return { weights, expectedReturn, volatility, sharpe: volatility > 0 ? expectedReturn / volatility : 0 };
}
