// Risk figures over a sliding window, the regimes they fall into, where those change, and what is alarming now. Model 21.
// O(n) in the length of the series; every window agrees with the same figures of performance() on that window alone.
import { ModelInputError, requireBetween, requireInteger } from '../model-input-error.ts';
import { percentileInPlace } from '../statistics/percentile.ts';
import { requireReturns } from '../statistics/returns.ts';
import { slidingPercentile } from '../statistics/sliding-quantile.ts';
import { slidingSummary } from '../statistics/sliding-summary.ts';

export interface RollingInput {
  /** Simple returns per period, oldest first; at least `window`. */
  readonly returns: ArrayLike<number>;
  /** Default 30. */
  readonly window?: number;
  /** Default 365. */
  readonly periodsPerYear?: number;
}

export type VolatilityBand = 'Low' | 'Medium' | 'High';
export type SharpeBand = 'Poor' | 'Average' | 'Good';

export interface RollingChange {
  /** Index of the first window in the new band. */
  readonly index: number;
  readonly kind: 'volatility' | 'sharpe';
  readonly from: VolatilityBand | SharpeBand | null;
  readonly to: VolatilityBand | SharpeBand | null;
}

export interface RollingAlert {
  readonly metric: 'sharpe' | 'volatility' | 'maxDrawdown' | 'valueAtRisk95' | 'winRate';
  readonly value: number;
  readonly threshold: number;
}

/** Every array has n − window + 1 entries, one a window, oldest first. */
export interface Rolling {
  /** Annualised; null in a window that never changes. */
  readonly sharpe: readonly (number | null)[];
  /** Annualised; null in a window without a loss. */
  readonly sortino: readonly (number | null)[];
  readonly maxDrawdown: Float64Array;
  /** Annualised. */
  readonly volatility: Float64Array;
  /** Per period, never negative. */
  readonly valueAtRisk95: Float64Array;
  readonly winRate: Float64Array;
  readonly regimes: {
    readonly volatility: readonly VolatilityBand[];
    readonly sharpe: readonly (SharpeBand | null)[];
  };
  readonly changes: readonly RollingChange[];
  /** Of the newest window. */
  readonly alerts: readonly RollingAlert[];
}

/** Bands end at these percentiles of the figure's own history. */
const LOWER_BAND = 0.33;
const UPPER_BAND = 0.67;
const BANDS = {
  volatility: ['Low', 'Medium', 'High'],
  sharpe: ['Poor', 'Average', 'Good'],
} as const;

/** Errors: TOO_SHORT, NOT_FINITE, OUT_OF_RANGE with the field's name. */
export function rollingMetrics(input: RollingInput): Rolling {
  const window = requireInteger(input.window ?? 30, 'window', 2, 10_000_000);
  const year = Math.sqrt(requireBetween(input.periodsPerYear ?? 365, 'periodsPerYear', 1e-3, 1e8));
  const returns = requireReturns(input.returns, 'returns', 2);
  if (returns.length < window) {
    throw new ModelInputError(
      'TOO_SHORT',
      'returns',
      `returns has ${returns.length} values; a window needs ${window}`,
    );
  }
  const summary = slidingSummary(returns, window);
  // The 95th percentile of losses is the 5th of returns with its sign turned.
  const valueAtRisk95 = slidingPercentile(returns, window, 0.05);
  const count = valueAtRisk95.length;
  // The figures take the place of what they come from: fresh pages of memory would cost as much as the arithmetic.
  const { mean: sharpe, deviation: volatility, shortfall: sortino } = summary;
  const flat = new Uint8Array(count);
  const lossless = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const mean = summary.mean[i]!;
    const deviation = summary.deviation[i]!;
    const shortfall = summary.shortfall[i]!;
    volatility[i] = deviation * year;
    if (deviation > 0) sharpe[i] = (mean / deviation) * year;
    else flat[i] = 1;
    if (shortfall > 0) sortino[i] = (mean / shortfall) * year;
    else lossless[i] = 1;
    valueAtRisk95[i] = valueAtRisk95[i]! < 0 ? -valueAtRisk95[i]! : 0;
  }
  const regimes = {
    volatility: bands<VolatilityBand>(
      volatility,
      new Uint8Array(count),
      BANDS.volatility,
    ) as VolatilityBand[],
    sharpe: bands<SharpeBand>(sharpe, flat, BANDS.sharpe),
  };
  const { drawdown: maxDrawdown, winRate } = summary;
  const last = count - 1;
  return {
    sharpe: withUnknown(sharpe, flat),
    sortino: withUnknown(sortino, lossless),
    maxDrawdown,
    volatility,
    valueAtRisk95,
    winRate,
    regimes,
    changes: changesOf(regimes),
    alerts: alertsOf(
      flat[last] === 1 ? null : sharpe[last]!,
      volatility[last]!,
      maxDrawdown[last]!,
      valueAtRisk95[last]!,
      winRate[last]!,
    ),
  };
}

/** Lowest third (up to and with its limit), middle, highest; unknown stays unknown. */
function bands<B>(values: Float64Array, unknown: Uint8Array, names: readonly [B, B, B]): (B | null)[] {
  const known = values.slice();
  let count = known.length;
  if (unknown.includes(1)) {
    count = 0;
    for (let i = 0; i < values.length; i++) if (unknown[i] === 0) known[count++] = values[i]!;
  }
  const labels: (B | null)[] = new Array(values.length);
  const low = count === 0 ? 0 : percentileInPlace(known.subarray(0, count), LOWER_BAND);
  const high = count === 0 ? 0 : percentileInPlace(known.subarray(0, count), UPPER_BAND);
  for (let i = 0; i < values.length; i++) {
    // Counting limits passed has no branch to guess, and the band of a window is anybody's guess.
    const passed = Number(values[i]! > low) + Number(values[i]! > high);
    labels[i] = unknown[i] === 1 ? null : names[passed]!;
  }
  return labels;
}

/** Both kinds of change in order of time. */
function changesOf(regimes: Rolling['regimes']): RollingChange[] {
  const { volatility, sharpe } = regimes;
  const changes: RollingChange[] = [];
  for (let index = 1; index < volatility.length; index++) {
    const wasVolatile = volatility[index - 1]!;
    const isVolatile = volatility[index]!;
    if (wasVolatile !== isVolatile)
      changes.push({ index, kind: 'volatility', from: wasVolatile, to: isVolatile });
    const from = sharpe[index - 1]!;
    const to = sharpe[index]!;
    if (from !== to) changes.push({ index, kind: 'sharpe', from, to });
  }
  return changes;
}

/** Plain numbers with null where a figure has no answer. */
function withUnknown(values: Float64Array, unknown: Uint8Array): (number | null)[] {
  const plain: (number | null)[] = new Array(values.length);
  // Numbers alone keep the array unboxed; the nulls go in afterwards and are rare.
  for (let i = 0; i < values.length; i++) plain[i] = values[i]!;
  for (let i = unknown.indexOf(1); i >= 0; i = unknown.indexOf(1, i + 1)) plain[i] = null;
  return plain;
}

function alertsOf(
  sharpe: number | null,
  volatility: number,
  maxDrawdown: number,
  valueAtRisk95: number,
  winRate: number,
): RollingAlert[] {
  const alerts: RollingAlert[] = [];
  if (sharpe !== null && sharpe < 0.5) alerts.push({ metric: 'sharpe', value: sharpe, threshold: 0.5 });
  if (volatility > 0.4) alerts.push({ metric: 'volatility', value: volatility, threshold: 0.4 });
  if (maxDrawdown > 0.15) alerts.push({ metric: 'maxDrawdown', value: maxDrawdown, threshold: 0.15 });
  if (valueAtRisk95 > 0.05) alerts.push({ metric: 'valueAtRisk95', value: valueAtRisk95, threshold: 0.05 });
  if (winRate < 0.4) alerts.push({ metric: 'winRate', value: winRate, threshold: 0.4 });
  return alerts;
}
