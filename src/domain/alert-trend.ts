// Is a breach getting worse, better, or standing still? Small moves around a value do not turn a trend.
import type { Alert, Breach, Trend } from './alert.ts';
import { HYSTERESIS, type Threshold } from './thresholds.ts';

/** After this long without a new extreme a trend counts as steady. */
export const STEADY_AFTER_MS = 300_000;

export type TrendState = Pick<Alert, 'trend' | 'trendSince' | 'trendFrom' | 'trendTurn'>;

/** True when `a` is worse than `b` for a metric with this direction. */
export const isWorse = (direction: Threshold['direction'], a: number, b: number): boolean =>
  direction === 'above' ? a > b : a < b;

/** A move smaller than this is noise: the hysteresis of the metric's first limit. */
export function trendBand(limits: Breach['limits']): number {
  const limit = limits.emergency ?? limits.critical ?? limits.warning ?? 0;
  return Math.abs(limit) * HYSTERESIS;
}

export function startTrend(value: number, now: number): TrendState {
  return { trend: 'steady', trendSince: now, trendFrom: value, trendTurn: { value, at: now } };
}

/**
 * The trend after one more reading. `trendFrom` and `trendSince` name the reading that the present trend started
 * from, so that "worsening: 9.1 to 4.6 % in 11 min" is what really happened.
 */
export function nextTrend(
  state: TrendState,
  value: number,
  now: number,
  direction: Threshold['direction'],
  band: number,
): TrendState {
  const { trend, trendSince, trendFrom } = state;
  const turn = state.trendTurn ?? { value: trendFrom, at: trendSince };
  const as = (trendTurn: NonNullable<TrendState['trendTurn']>): TrendState => ({
    trend,
    trendSince,
    trendFrom,
    trendTurn,
  });
  const moved = directionOfMove(turn.value, value, direction, band);
  if (trend === 'steady') {
    if (moved !== undefined) return started(moved, turn, value, now);
    const crept = directionOfMove(trendFrom, value, direction, band);
    if (crept !== undefined) {
      return started(crept, { value: trendFrom, at: trendSince }, value, now);
    }
    return now - turn.at >= STEADY_AFTER_MS ? as({ value, at: now }) : as(turn);
  }
  if (moved !== undefined && moved !== trend) return started(moved, turn, value, now);
  const further = trend === 'worsening' ? [value, turn.value] : [turn.value, value];
  if (isWorse(direction, further[0]!, further[1]!)) return as({ value, at: now });
  if (now - turn.at >= STEADY_AFTER_MS) {
    return { trend: 'steady', trendSince: turn.at, trendFrom: turn.value, trendTurn: { value, at: now } };
  }
  return as(turn);
}

function started(
  trend: Trend,
  from: { readonly value: number; readonly at: number },
  value: number,
  now: number,
): TrendState {
  return { trend, trendSince: from.at, trendFrom: from.value, trendTurn: { value, at: now } };
}

function directionOfMove(
  from: number,
  to: number,
  direction: Threshold['direction'],
  band: number,
): 'worsening' | 'recovering' | undefined {
  if (Math.abs(to - from) <= band) return undefined;
  return isWorse(direction, to, from) ? 'worsening' : 'recovering';
}
