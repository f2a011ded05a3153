// What a Monte Carlo run will do, checked and reduced to plain numbers: small enough to hand to any number of workers,
// complete enough that they need nothing else. Model 32.
import { ModelInputError, requireBetween, requireInteger } from '../model-input-error.ts';
import { choleskyFactor } from '../portfolio/cholesky.ts';
import { requireCapital } from '../statistics/returns.ts';

export interface MonteCarloInput {
  /** Of the initial value, before leverage; negative for shorts. What is left of 1 earns nothing. */
  readonly weights: ArrayLike<number>;
  /** Expected simple returns per year. */
  readonly expected: ArrayLike<number>;
  /** Covariance per year, symmetric positive definite. */
  readonly covariance: readonly ArrayLike<number>[];
  /** Factor on all weights, default 1. */
  readonly leverage?: number;
  /** Default 10,000. */
  readonly initialValue?: number;
  /** Paths, default 10,000. */
  readonly sims?: number;
  /** Periods a path lasts, default one year of them. */
  readonly days?: number;
  /** Default 365. */
  readonly periodsPerYear?: number;
  /** Default normal. */
  readonly distribution?: 'normal' | 'student-t';
  /** Of Student-t, above 2; default 5. */
  readonly df?: number;
  /** Default 1. */
  readonly seed?: number;
  /** daily: weights are restored every period; none: bought once and held. Default daily. */
  readonly rebalance?: 'daily' | 'none';
}

/** Plain data: survives a structured clone. */
export interface MonteCarloPlan {
  readonly sims: number;
  readonly days: number;
  readonly seed: number;
  readonly initialValue: number;
  /** Degrees of freedom; 0 for normal. */
  readonly df: number;
  /** Exposures per unit of initial value, after leverage. */
  readonly exposures: Float64Array;
  /** Per period. */
  readonly means: Float64Array;
  /** Lower triangular, row by row, per period. */
  readonly factor: readonly Float64Array[];
  readonly rebalance: 'daily' | 'none';
  /** Periods at which the fan chart is cut, rising, ending with `days`. */
  readonly checkpoints: Int32Array;
}

const MOST_STEPS = 1_000_000_000;
const FAN_CUTS = 12;

/** Errors: LENGTH_MISMATCH, NOT_FINITE, NOT_SYMMETRIC, SINGULAR, OUT_OF_RANGE with the field's name. */
export function planMonteCarlo(input: MonteCarloInput): MonteCarloPlan {
  const n = input.weights.length;
  if (n === 0) throw new ModelInputError('TOO_SHORT', 'weights', 'weights is empty; give at least one');
  if (input.expected.length !== n || input.covariance.length !== n) {
    const found = `${n} weights, ${input.expected.length} expected returns and ${input.covariance.length} rows of covariance`;
    throw new ModelInputError('LENGTH_MISMATCH', 'weights', `${found} do not match`);
  }
  const leverage = requireBetween(input.leverage ?? 1, 'leverage', 0, 1000);
  const periods = requireBetween(input.periodsPerYear ?? 365, 'periodsPerYear', 1, 1e7);
  const days = requireInteger(input.days ?? Math.round(periods), 'days', 1, 1_000_000);
  const sims = requireInteger(input.sims ?? 10_000, 'sims', 100, 10_000_000);
  requireInteger(sims * days * n, 'sims × days × assets', 1, MOST_STEPS);
  const heavy = (input.distribution ?? 'normal') === 'student-t';
  const root = Math.sqrt(periods);
  const cuts = Math.min(FAN_CUTS, days);
  return {
    sims,
    days,
    seed: requireInteger(input.seed ?? 1, 'seed'),
    initialValue: requireCapital(input.initialValue ?? 10_000, 'initialValue'),
    df: heavy ? requireBetween(input.df ?? 5, 'df', 2.01, 1e6) : 0,
    exposures: Float64Array.from(
      { length: n },
      (_, i) => leverage * requireBetween(input.weights[i]!, `weights[${i}]`, -1000, 1000),
    ),
    means: Float64Array.from(
      { length: n },
      (_, i) => requireBetween(input.expected[i]!, `expected[${i}]`, -1e4, 1e4) / periods,
    ),
    factor: choleskyFactor(input.covariance, 'covariance').map((row) => row.map((entry) => entry / root)),
    rebalance: input.rebalance ?? 'daily',
    checkpoints: Int32Array.from({ length: cuts }, (_, i) => Math.round(((i + 1) * days) / cuts)),
  };
}
