// The long-only allocation with the highest Sharpe ratio, the lowest variance, or equal risk contributions. Model 27.
// Exact: the Sharpe problem is homogenised (Cornuejols and Tütüncü 2007) into one convex quadratic program.
import { ModelInputError, requireBetween } from '../model-input-error.ts';
import { type Bounds, type PortfolioProblem, portfolioBounds } from './portfolio-problem.ts';
import { type Constraint, minimiseQuadratic, type QuadraticSolution } from './quadratic-program.ts';
import { equalRiskWeights } from './risk-parity.ts';

export interface OptimiseInput extends PortfolioProblem {
  /** Default max-sharpe. */
  readonly objective?: 'max-sharpe' | 'min-variance' | 'risk-parity';
  /** Per year, default 0. */
  readonly riskFree?: number;
}

export interface OptimalPortfolio {
  /** In the order of names; add up to 1. */
  readonly weights: Float64Array;
  readonly expectedReturn: number;
  readonly volatility: number;
  readonly sharpe: number;
  /** w_i·(Σw)_i / w'Σw; add up to 1. */
  readonly riskContribution: Float64Array;
  /** Σ w·σ / portfolio volatility; 1 for a single asset. */
  readonly diversificationRatio: number;
}

/** Errors: INFEASIBLE naming the constraint, SINGULAR, NOT_SYMMETRIC, NO_VARIATION, UNKNOWN_NAME, TOO_LONG. */
export function optimisePortfolio(input: OptimiseInput): OptimalPortfolio {
  const bounds = portfolioBounds(input);
  const riskFree = requireBetween(input.riskFree ?? 0, 'riskFree', -1e6, 1e6);
  const objective = input.objective ?? 'max-sharpe';
  switch (objective) {
    case 'max-sharpe':
      return describe(input, maxSharpe(input, bounds, riskFree), riskFree);
    case 'min-variance':
      return describe(input, minVariance(input, bounds), riskFree);
    case 'risk-parity':
      return describe(input, riskParity(input, bounds), riskFree);
    default:
      return objective satisfies never;
  }
}

/** minimise y'Σy with (μ − r)'y = 1, lo_i·Σy ≤ y_i ≤ hi_i·Σy, y_i + y_j ≤ cap·Σy; w = y/Σy. */
function maxSharpe(input: PortfolioProblem, bounds: Bounds, riskFree: number): Float64Array {
  const { names, covariance } = input;
  const n = names.length;
  const excess = Float64Array.from({ length: n }, (_, i) => input.expected[i]! - riskFree);
  if (!excess.some((value) => value > 0)) {
    throw new ModelInputError(
      'INFEASIBLE',
      'expected',
      `no asset is expected to earn more than the risk-free ${riskFree}`,
    );
  }
  // One scale for both sides keeps the solver's own tolerances meaningful for returns of any size.
  const scale = Math.max(...excess.map(Math.abs));
  const variance = Math.max(...covariance.map((row, i) => row[i]!));
  const q = covariance.map((row) => Float64Array.from(row, (entry) => entry / variance));
  const everyone = (own: readonly number[], share: number, sign: 1 | -1): Constraint => ({
    terms: Array.from({ length: n }, (_, j) => [j, sign * ((own.includes(j) ? 1 : 0) - share)] as const),
    bound: 0,
  });
  const inequalities: Constraint[] = [];
  for (let i = 0; i < n; i++) {
    const { low, high } = { low: bounds.low[i]!, high: bounds.high[i]! };
    inequalities.push(low === 0 ? { terms: [[i, 1]], bound: 0 } : everyone([i], low, 1));
    if (high < 1) inequalities.push(everyone([i], high, -1));
  }
  for (const pair of bounds.pairs) inequalities.push(everyone(pair, bounds.cap, -1));
  const equality = { terms: Array.from(excess, (value, i) => [i, value / scale] as const), bound: 1 };
  const found = minimiseQuadratic(q, [equality], inequalities);
  if (found.kind === 'infeasible') {
    // Either no weights meet the bounds at all, which the simpler program says by name, or none of them earn anything.
    minVariance(input, bounds);
    throw new ModelInputError(
      'INFEASIBLE',
      'expected',
      'no weights within the bounds are expected to earn more than the risk-free rate; loosen maxWeights, minWeights or pairCap',
    );
  }
  const y = requireSolved(found, bounds);
  return normalised(y, bounds);
}

function minVariance(input: PortfolioProblem, bounds: Bounds): Float64Array {
  const n = input.names.length;
  const variance = Math.max(...input.covariance.map((row, i) => row[i]!));
  const q = input.covariance.map((row) => Float64Array.from(row, (entry) => entry / variance));
  const inequalities: Constraint[] = [];
  for (let i = 0; i < n; i++) {
    inequalities.push({ terms: [[i, 1]], bound: bounds.low[i]! });
    if (bounds.high[i]! < 1) inequalities.push({ terms: [[i, -1]], bound: -bounds.high[i]! });
  }
  for (const [i, j] of bounds.pairs) {
    inequalities.push({
      terms: [
        [i, -1],
        [j, -1],
      ],
      bound: -bounds.cap,
    });
  }
  const whole = { terms: Array.from({ length: n }, (_, i) => [i, 1] as const), bound: 1 };
  const w = requireSolved(minimiseQuadratic(q, [whole], inequalities), bounds);
  return normalised(w, bounds);
}

/** Equal contributions leave no freedom: bounds that they break are an error, not a compromise. */
function riskParity(input: PortfolioProblem, bounds: Bounds): Float64Array {
  const weights = equalRiskWeights(input.covariance);
  for (const [i, weight] of weights.entries()) {
    if (weight < bounds.low[i]! - 1e-9 || weight > bounds.high[i]! + 1e-9) {
      const side = weight < bounds.low[i]! ? 'minWeights' : 'maxWeights';
      const path = `${side}.${input.names[i]}`;
      throw new ModelInputError(
        'INFEASIBLE',
        path,
        `equal risk needs ${weight} of ${input.names[i]}, outside ${path}`,
      );
    }
  }
  for (const [i, j] of bounds.pairs) {
    if (weights[i]! + weights[j]! > bounds.cap + 1e-9) {
      const pair = `${input.names[i]} and ${input.names[j]}`;
      throw new ModelInputError(
        'INFEASIBLE',
        'pairCap.cap',
        `equal risk puts more than ${bounds.cap} into ${pair}`,
      );
    }
  }
  return weights;
}

function requireSolved(solution: QuadraticSolution, { pairs }: Bounds): Float64Array {
  if (solution.kind === 'solved') return solution.x;
  if (solution.kind === 'infeasible') {
    const path = pairs.length > 0 ? 'pairCap' : 'maxWeights';
    throw new ModelInputError(
      'INFEASIBLE',
      path,
      'no weights meet maxWeights, minWeights and pairCap together; loosen one',
    );
  }
  throw new ModelInputError(
    'SINGULAR',
    'covariance',
    'the covariance is singular: an asset is a mix of others, or there are fewer returns than assets; drop one',
  );
}

/** Weights that add up to 1, with solver noise beyond a bound taken off. */
function normalised(y: Float64Array, { low, high }: Bounds): Float64Array {
  let total = 0;
  for (const value of y) total += value;
  if (!(total > 0))
    throw new ModelInputError('SINGULAR', 'covariance', 'the covariance has no usable optimum');
  const weights = y.map((value, i) => Math.min(high[i]!, Math.max(low[i]!, value / total)));
  let sum = 0;
  for (const weight of weights) sum += weight;
  return weights.map((weight) => weight / sum);
}

function describe(
  { covariance, expected }: PortfolioProblem,
  weights: Float64Array,
  riskFree: number,
): OptimalPortfolio {
  const n = weights.length;
  const pull = new Float64Array(n);
  let variance = 0;
  let expectedReturn = 0;
  let alone = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) pull[i]! += covariance[i]![j]! * weights[j]!;
    variance += weights[i]! * pull[i]!;
    expectedReturn += weights[i]! * expected[i]!;
    alone += weights[i]! * Math.sqrt(covariance[i]![i]!);
  }
  if (!(variance > 0))
    throw new ModelInputError('SINGULAR', 'covariance', 'the covariance is not positive definite');
  const volatility = Math.sqrt(variance);
  return {
    weights,
    expectedReturn,
    volatility,
    sharpe: (expectedReturn - riskFree) / volatility,
    riskContribution: weights.map((weight, i) => (weight * pull[i]!) / variance),
    diversificationRatio: alone / volatility,
  };
}
