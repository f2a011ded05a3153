// What the paths of a Monte Carlo run say: moments, tails, drawdowns, chances, the fan, and what extreme days cost.
import { ModelInputError } from '../model-input-error.ts';
import { moments } from '../statistics/moments.ts';
import { percentileInPlace, percentileOfSorted } from '../statistics/percentile.ts';
import { tailIndex } from '../tail/tail-index.ts';
import type { PathBatch } from './monte-carlo-paths.ts';
import type { MonteCarloPlan } from './monte-carlo-plan.ts';

export type ByConfidence = Readonly<Record<'90' | '95' | '99', number>>;

export interface MonteCarloSummary {
  readonly sims: number;
  readonly days: number;
  readonly meanReturn: number;
  readonly stdReturn: number;
  /** Null when every path ends alike (as after certain ruin). */
  readonly skewness: number | null;
  readonly kurtosis: number | null;
  /** Shares of the initial value, never negative. */
  readonly valueAtRisk: ByConfidence;
  readonly conditionalValueAtRisk: ByConfidence;
  readonly maxDrawdown: { readonly mean: number; readonly p95: number };
  readonly probability: {
    readonly positive: number;
    readonly loss5: number;
    readonly loss10: number;
    readonly loss20: number;
    readonly return5: number;
    readonly return10: number;
    readonly return15: number;
    readonly return20: number;
    readonly ruin: number;
  };
  /** The fan chart in money: at each period the 5th to 95th percentiles of value. */
  readonly quantiles: {
    readonly days: readonly number[];
    readonly p5: readonly number[];
    readonly p25: readonly number[];
    readonly p50: readonly number[];
    readonly p75: readonly number[];
    readonly p95: readonly number[];
  };
  /** Hill's α of final returns from the 5 % largest losses and gains; null where a tail has too few. */
  readonly tailIndex: { readonly lower: number | null; readonly upper: number | null };
  readonly extremeEvents: {
    /** Periods beyond three standard deviations, over all paths. */
    readonly count: number;
    readonly affectedShare: number;
    /** Mean return of paths with and without them; null when there are none of the kind. */
    readonly meanReturnAffected: number | null;
    readonly meanReturnUnaffected: number | null;
    /** Unaffected less affected. */
    readonly effect: number | null;
  };
}

/** Growth beyond this is a wrong unit of time or return, not a forecast. */
const LARGEST_RETURN = 1e100;
const FAN_SHARES = [0.05, 0.25, 0.5, 0.75, 0.95];
const LEVELS = { '90': 0.9, '95': 0.95, '99': 0.99 } as const;

/** Joins batches in the order of their blocks; the order in which they arrive does not matter. */
export function summariseMonteCarlo(plan: MonteCarloPlan, batches: readonly PathBatch[]): MonteCarloSummary {
  const ordered = [...batches].sort((a, b) => a.firstBlock - b.firstBlock);
  const returns = joined(
    plan.sims,
    ordered.map((batch) => batch.returns),
  );
  const drawdowns = joined(
    plan.sims,
    ordered.map((batch) => batch.drawdowns),
  ).sort();
  const sorted = returns.slice().sort();
  if (!(sorted[sorted.length - 1]! < LARGEST_RETURN)) {
    const found = 'paths grow beyond what numbers can hold';
    throw new ModelInputError(
      'OUT_OF_RANGE',
      'days',
      `${found}; lower days, leverage, expected or covariance`,
    );
  }
  const shape = moments(returns, 'returns of the paths');
  const tails = tailIndex({ values: sorted });
  const share = (counts: (value: number) => boolean) => {
    let count = 0;
    for (let i = 0; i < sorted.length; i++) if (counts(sorted[i]!)) count++;
    return count / sorted.length;
  };
  return {
    sims: plan.sims,
    days: plan.days,
    meanReturn: shape.mean,
    stdReturn: shape.standardDeviation,
    skewness: shape.skewness,
    kurtosis: shape.kurtosis,
    valueAtRisk: byLevel((level) => Math.max(0, -percentileOfSorted(sorted, 1 - level))),
    conditionalValueAtRisk: byLevel((level) =>
      Math.max(0, -meanUpTo(sorted, percentileOfSorted(sorted, 1 - level))),
    ),
    maxDrawdown: {
      mean: meanUpTo(drawdowns, Number.POSITIVE_INFINITY),
      p95: percentileOfSorted(drawdowns, 0.95),
    },
    probability: {
      positive: share((r) => r > 0),
      loss5: share((r) => r < -0.05),
      loss10: share((r) => r < -0.1),
      loss20: share((r) => r < -0.2),
      return5: share((r) => r > 0.05),
      return10: share((r) => r > 0.1),
      return15: share((r) => r > 0.15),
      return20: share((r) => r > 0.2),
      ruin: share((r) => r <= -1),
    },
    quantiles: fan(plan, ordered),
    tailIndex: { lower: tails.lower, upper: tails.upper },
    extremeEvents: extremeEvents(returns, ordered),
  };
}

function joined(length: number, parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function byLevel(value: (level: number) => number): ByConfidence {
  return { '90': value(LEVELS['90']), '95': value(LEVELS['95']), '99': value(LEVELS['99']) };
}

/** Mean of the ascending values that are not above `limit`. */
function meanUpTo(sorted: Float64Array, limit: number): number {
  let sum = 0;
  let count = 0;
  while (count < sorted.length && sorted[count]! <= limit) sum += sorted[count++]!;
  return sum / count;
}

function fan(plan: MonteCarloPlan, batches: readonly PathBatch[]): MonteCarloSummary['quantiles'] {
  const rows = FAN_SHARES.map(() => [plan.initialValue]);
  for (let cut = 0; cut < plan.checkpoints.length; cut++) {
    const values = joined(
      plan.sims,
      batches.map((batch) => batch.fan[cut]!),
    );
    for (const [i, share] of FAN_SHARES.entries())
      rows[i]!.push(plan.initialValue * percentileInPlace(values, share));
  }
  const [p5, p25, p50, p75, p95] = rows as [number[], number[], number[], number[], number[]];
  return { days: [0, ...plan.checkpoints], p5, p25, p50, p75, p95 };
}

function extremeEvents(
  returns: Float64Array,
  batches: readonly PathBatch[],
): MonteCarloSummary['extremeEvents'] {
  let count = 0;
  let affected = 0;
  let sumAffected = 0;
  let sumOther = 0;
  let path = 0;
  for (const { extremes } of batches) {
    for (let i = 0; i < extremes.length; i++, path++) {
      count += extremes[i]!;
      if (extremes[i]! > 0) {
        affected++;
        sumAffected += returns[path]!;
      } else {
        sumOther += returns[path]!;
      }
    }
  }
  const others = returns.length - affected;
  const meanReturnAffected = affected > 0 ? sumAffected / affected : null;
  const meanReturnUnaffected = others > 0 ? sumOther / others : null;
  return {
    count,
    affectedShare: affected / returns.length,
    meanReturnAffected,
    meanReturnUnaffected,
    effect:
      meanReturnAffected === null || meanReturnUnaffected === null
        ? null
        : meanReturnUnaffected - meanReturnAffected,
  };
}
