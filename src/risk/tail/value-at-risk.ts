// Value at risk and expected shortfall of one exposure, by five methods that share one horizon rule:
// the mean grows with h, the deviation with √h. Model 17.
import { requireInteger } from '../model-input-error.ts';
import { type Moments, moments, varyingMoments } from '../statistics/moments.ts';
import { normalDensity, normalQuantile } from '../statistics/normal-distribution.ts';
import { percentileInPlace } from '../statistics/percentile.ts';
import { requireConfidence, requireMoney, requireReturns } from '../statistics/returns.ts';
import { filteredHistoricalLosses } from './filtered-historical.ts';
import { simulatedLosses } from './monte-carlo-losses.ts';

export type ValueAtRiskMethod =
  | 'historical'
  | 'parametric'
  | 'cornish-fisher'
  | 'monte-carlo'
  | 'filtered-historical';

export interface ValueAtRiskInput {
  /** Simple returns per period, oldest first. Historical methods need 100, the others 2 (cornish-fisher 4). */
  readonly returns: ArrayLike<number>;
  /** Signed exposure in money: positive long, negative short. */
  readonly value: number;
  readonly method: ValueAtRiskMethod;
  /** Default 0.95. */
  readonly confidence?: number;
  /** In periods of the returns (days for daily returns). Default 1. */
  readonly horizon?: number;
  /** Monte Carlo only: number of draws, default 10,000. */
  readonly simulations?: number;
  /** Monte Carlo only: degrees of freedom of Student-t, or 'fit' to estimate them. Absent: normal. */
  readonly df?: number | 'fit';
  /** Monte Carlo only, default 1. */
  readonly seed?: number;
}

export interface ValueAtRisk {
  /** Loss in money not exceeded with the given confidence; never negative. */
  readonly valueAtRisk: number;
  /** Mean loss in money in the cases at or beyond it; never below valueAtRisk. */
  readonly conditionalValueAtRisk: number;
  readonly method: ValueAtRiskMethod;
  readonly confidence: number;
  readonly horizon: number;
  /** Mean and sample standard deviation of the returns, per period. */
  readonly mean: number;
  readonly volatility: number;
  /** Monte Carlo with Student-t: the degrees of freedom used. */
  readonly df?: number;
  /** Cornish-Fisher: false when skewness and kurtosis lie where the expansion is no longer monotone. */
  readonly monotone?: boolean;
}

const HISTORY_NEEDED: Record<ValueAtRiskMethod, number> = {
  historical: 100,
  parametric: 2,
  'cornish-fisher': 4,
  'monte-carlo': 2,
  'filtered-historical': 100,
};
const LONGEST_HORIZON = 3650;

/**
 * Value at risk and expected shortfall in money.
 * Errors: TOO_SHORT, NOT_FINITE, OUT_OF_RANGE with the field's name; cornish-fisher NO_VARIATION.
 */
export function valueAtRisk(input: ValueAtRiskInput): ValueAtRisk {
  const { method } = input;
  const returns = requireReturns(input.returns, 'returns', HISTORY_NEEDED[method]);
  const value = requireMoney(input.value, 'value');
  const confidence = requireConfidence(input.confidence ?? 0.95);
  const horizon = requireInteger(input.horizon ?? 1, 'horizon', 1, LONGEST_HORIZON);
  const shape =
    method === 'cornish-fisher' ? varyingMoments(returns, 'returns') : moments(returns, 'returns');
  const about = { method, confidence, horizon, mean: shape.mean, volatility: shape.standardDeviation };
  switch (method) {
    case 'parametric':
      return { ...about, ...floored(normalTail(shape, value, confidence, horizon)) };
    case 'cornish-fisher': {
      const { monotone, ...tail } = cornishFisherTail(shape, value, confidence, horizon);
      return { ...about, ...floored(tail), monotone };
    }
    case 'historical':
      return {
        ...about,
        ...empiricalTail(historicalLosses(returns, shape.mean, value, horizon), confidence),
      };
    case 'filtered-historical':
      return { ...about, ...empiricalTail(filteredHistoricalLosses(returns, value, horizon), confidence) };
    case 'monte-carlo': {
      const { losses, df } = simulatedLosses(returns, shape, value, horizon, input);
      return { ...about, ...empiricalTail(losses, confidence), ...(df === undefined ? {} : { df }) };
    }
    default:
      return method satisfies never;
  }
}

interface Tail {
  readonly valueAtRisk: number;
  readonly conditionalValueAtRisk: number;
}

/** Losses are positive numbers: a tail that gains reports 0. */
function floored(tail: Tail): Tail {
  const floor = Math.max(0, tail.valueAtRisk);
  return { valueAtRisk: floor, conditionalValueAtRisk: Math.max(floor, tail.conditionalValueAtRisk) };
}

/** Percentile of losses, and the mean of the losses at or beyond it. Rearranges the losses. */
export function empiricalTail(losses: Float64Array, confidence: number): Tail {
  const threshold = percentileInPlace(losses, confidence);
  let sum = 0;
  let count = 0;
  for (let i = 0; i < losses.length; i++) {
    if (losses[i]! >= threshold) {
      sum += losses[i]!;
      count++;
    }
  }
  return floored({ valueAtRisk: threshold, conditionalValueAtRisk: sum / count });
}

function historicalLosses(returns: ArrayLike<number>, centre: number, value: number, horizon: number) {
  const losses = new Float64Array(returns.length);
  const root = Math.sqrt(horizon);
  for (let i = 0; i < losses.length; i++) {
    losses[i] =
      horizon === 1 ? -value * returns[i]! : -value * (centre * horizon + (returns[i]! - centre) * root);
  }
  return losses;
}

function normalTail(shape: Moments, value: number, confidence: number, horizon: number): Tail {
  const drift = -value * shape.mean * horizon;
  const spread = Math.abs(value) * shape.standardDeviation * Math.sqrt(horizon);
  const z = normalQuantile(confidence);
  return {
    valueAtRisk: drift + z * spread,
    conditionalValueAtRisk: drift + (normalDensity(z) / (1 - confidence)) * spread,
  };
}

/**
 * Cornish-Fisher quantile z + (z²−1)S/6 + (z³−3z)K/24 − (2z³−5z)S²/36 and the mean beyond it in closed form.
 * Over h periods skewness shrinks with √h and kurtosis with h. Beyond its domain (Maillard 2012) `monotone` is false.
 */
function cornishFisherTail(shape: Moments, value: number, confidence: number, horizon: number) {
  const skew = ((value < 0 ? -1 : 1) * shape.skewness!) / Math.sqrt(horizon);
  const kurtosis = shape.kurtosis! / horizon;
  const z = -normalQuantile(confidence);
  const bent =
    z +
    ((z * z - 1) * skew) / 6 +
    ((z * z * z - 3 * z) * kurtosis) / 24 -
    ((2 * z * z * z - 5 * z) * skew * skew) / 36;
  const beyond =
    (normalDensity(z) / (1 - confidence)) *
    (1 + (z * skew) / 6 + ((z * z - 1) * kurtosis) / 24 - ((2 * z * z - 1) * skew * skew) / 36);
  const drift = -value * shape.mean * horizon;
  const spread = Math.abs(value) * shape.standardDeviation * Math.sqrt(horizon);
  return {
    valueAtRisk: drift - bent * spread,
    conditionalValueAtRisk: drift + beyond * spread,
    monotone: isMonotone(skew, kurtosis),
  };
}

/** Whether the slope of the expansion, a quadratic in z, is positive everywhere. */
function isMonotone(skew: number, kurtosis: number): boolean {
  const square = kurtosis / 8 - (skew * skew) / 6;
  const linear = skew / 3;
  const constant = 1 - kurtosis / 8 + (5 * skew * skew) / 36;
  const discriminant = linear * linear - 4 * square * constant;
  return square >= 0 && constant > 0 && (discriminant < 0 || linear === 0);
}
