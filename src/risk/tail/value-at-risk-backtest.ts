// Were the value-at-risk forecasts right? Kupiec's proportion of failures, Christoffersen's independence of failures,
// and the Basel traffic light. Model 19.
import { ModelInputError, requireNonNegative } from '../model-input-error.ts';
import { logGamma } from '../statistics/log-gamma.ts';
import { complementaryError } from '../statistics/normal-distribution.ts';
import { requireConfidence, requireReturns } from '../statistics/returns.ts';

export interface LikelihoodRatio {
  readonly statistic: number;
  readonly pValue: number;
}

export interface ValueAtRiskBacktest {
  /** Periods whose loss was larger than the forecast. */
  readonly exceptions: number;
  /** n·(1 − confidence). */
  readonly expected: number;
  readonly kupiec: LikelihoodRatio;
  readonly christoffersen: LikelihoodRatio;
  /** Sum of both, chi-square with 2 degrees of freedom. */
  readonly conditionalCoverage: LikelihoodRatio;
  /** P(at most this many exceptions) under a right model: below 95 % green, below 99.99 % yellow, else red. */
  readonly zone: 'green' | 'yellow' | 'red';
}

/**
 * `forecasts[t]` is the value at risk announced for `returns[t]`, as a positive share. At least 30 periods.
 * Christoffersen counts transitions; a kind of day that never occurs contributes nothing to its likelihood.
 */
export function valueAtRiskBacktest(
  returns: ArrayLike<number>,
  forecasts: ArrayLike<number>,
  confidence: number,
): ValueAtRiskBacktest {
  requireReturns(returns, 'returns', 30);
  requireReturns(forecasts, 'forecasts', 30);
  requireConfidence(confidence);
  const n = returns.length;
  if (forecasts.length !== n) {
    throw new ModelInputError(
      'LENGTH_MISMATCH',
      'forecasts',
      `forecasts has ${forecasts.length} values and returns ${n}; give one forecast a return`,
    );
  }
  let exceptions = 0;
  let before = -1;
  const moves = [
    [0, 0],
    [0, 0],
  ];
  for (let t = 0; t < n; t++) {
    const hit = -returns[t]! > requireNonNegative(forecasts[t]!, `forecasts[${t}]`) ? 1 : 0;
    exceptions += hit;
    if (before >= 0) moves[before]![hit]!++;
    before = hit;
  }
  const rate = 1 - confidence;
  const pof = Math.max(
    0,
    2 * (binomialLog(exceptions, n, exceptions / n) - binomialLog(exceptions, n, rate)),
  );
  const calm = moves[0]![0]! + moves[0]![1]!;
  const hits = moves[1]![0]! + moves[1]![1]!;
  const pooled = (moves[0]![1]! + moves[1]![1]!) / (n - 1);
  const split =
    binomialLog(moves[0]![1]!, calm, calm > 0 ? moves[0]![1]! / calm : 0) +
    binomialLog(moves[1]![1]!, hits, hits > 0 ? moves[1]![1]! / hits : 0);
  const together = binomialLog(moves[0]![1]! + moves[1]![1]!, n - 1, pooled);
  const independence = Math.max(0, 2 * (split - together));
  const cumulative = binomialCumulative(exceptions, n, rate);
  return {
    exceptions,
    expected: n * rate,
    kupiec: { statistic: pof, pValue: chiSquareTailOne(pof) },
    christoffersen: { statistic: independence, pValue: chiSquareTailOne(independence) },
    conditionalCoverage: { statistic: pof + independence, pValue: Math.exp(-(pof + independence) / 2) },
    zone: cumulative < 0.95 ? 'green' : cumulative < 0.9999 ? 'yellow' : 'red',
  };
}

/** hits·ln p + misses·ln(1 − p), with 0·ln 0 = 0. */
function binomialLog(hits: number, trials: number, p: number): number {
  const misses = trials - hits;
  return (hits > 0 ? hits * Math.log(p) : 0) + (misses > 0 ? misses * Math.log1p(-p) : 0);
}

/** P(chi-square with one degree of freedom > x). */
function chiSquareTailOne(x: number): number {
  return complementaryError(Math.sqrt(x / 2));
}

/** P(binomial(n, p) ≤ k). */
function binomialCumulative(k: number, n: number, p: number): number {
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    const choose = logGamma(n + 1) - logGamma(i + 1) - logGamma(n - i + 1);
    sum += Math.exp(choose + binomialLog(i, n, p));
  }
  return Math.min(1, sum);
}
