// One risk score from the volatilities of four timeframes, each first scaled to the same horizon by the square root of
// time, so that a 5-minute figure is not mistaken for a calm market. Model 35.
import { requireBetween } from '../model-input-error.ts';

export type Timeframe = '5m' | '15m' | '1h' | '4h';

export interface MultiTimeframeRisk {
  /** Weighted volatility over the horizon. */
  readonly score: number;
  readonly level: 'HIGH' | 'MEDIUM' | 'LOW';
  /** Each timeframe's volatility over the horizon, and what it adds to the score. */
  readonly parts: Readonly<Record<Timeframe, { readonly scaled: number; readonly contribution: number }>>;
}

const MINUTES: Record<Timeframe, number> = { '5m': 5, '15m': 15, '1h': 60, '4h': 240 };
const WEIGHT: Record<Timeframe, number> = { '5m': 0.1, '15m': 0.3, '1h': 0.4, '4h': 0.2 };
const HIGH_ABOVE = 0.04;
const MEDIUM_ABOVE = 0.02;
/** A day. */
const HORIZON_MINUTES = 1440;

/**
 * `volatilities` are standard deviations of returns per bar of their timeframe. The horizon (default one day, in
 * minutes) is the one to which all are scaled.
 */
export function multiTimeframeRisk(
  volatilities: Readonly<Record<Timeframe, number>>,
  horizonMinutes = HORIZON_MINUTES,
): MultiTimeframeRisk {
  requireBetween(horizonMinutes, 'horizonMinutes', 1, 525_600);
  const part = (frame: Timeframe) => {
    const scaled =
      requireBetween(volatilities[frame], `volatilities.${frame}`, 0, 1e6) *
      Math.sqrt(horizonMinutes / MINUTES[frame]);
    return { scaled, contribution: WEIGHT[frame] * scaled };
  };
  const parts = { '5m': part('5m'), '15m': part('15m'), '1h': part('1h'), '4h': part('4h') };
  const score = Object.values(parts).reduce((sum, { contribution }) => sum + contribution, 0);
  return { score, level: score > HIGH_ABOVE ? 'HIGH' : score > MEDIUM_ABOVE ? 'MEDIUM' : 'LOW', parts };
}
