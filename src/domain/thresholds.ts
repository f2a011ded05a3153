// The lines that a metric must not cross, their defaults, and the level of a value against them (with hysteresis).
import { type Level, levelRank } from './level.ts';

export const METRICS = [
  'value-at-risk',
  'margin-ratio',
  'liquidation-distance',
  'drawdown',
  'correlation',
  'leverage',
  'daily-loss',
  'latency',
  'stale-data',
  'exchange',
  'store',
  'watchdog',
  'chat',
  'unresolved-order',
  'foreign-order',
] as const;
export type Metric = (typeof METRICS)[number];

/** Limits as ratios (0.8 = 80 %), except leverage (times), latency (ms) and stale data (ms). */
export interface Threshold {
  readonly direction: 'above' | 'below';
  readonly warning?: number;
  readonly critical?: number;
  readonly emergency?: number;
}
export type Thresholds = Readonly<Record<Metric, Threshold>>;

export const DEFAULT_THRESHOLDS: Thresholds = {
  'value-at-risk': { direction: 'above', warning: 0.02, critical: 0.05, emergency: 0.1 },
  'margin-ratio': { direction: 'above', warning: 0.7, critical: 0.8, emergency: 0.9 },
  'liquidation-distance': { direction: 'below', warning: 0.2, critical: 0.1, emergency: 0.05 },
  drawdown: { direction: 'above', warning: 0.1, critical: 0.15, emergency: 0.2 },
  correlation: { direction: 'above', warning: 0.8, critical: 0.9, emergency: 0.95 },
  leverage: { direction: 'above', warning: 10 },
  'daily-loss': { direction: 'above', warning: 0.05, critical: 0.08, emergency: 0.12 },
  latency: { direction: 'above', warning: 1_000 },
  'stale-data': { direction: 'above', critical: 60_000, emergency: 600_000 },
  exchange: { direction: 'above', emergency: 3 },
  store: { direction: 'above', emergency: 1 },
  watchdog: { direction: 'above', critical: 1 },
  chat: { direction: 'above', critical: 1 },
  'unresolved-order': { direction: 'above', emergency: 1 },
  'foreign-order': { direction: 'above', warning: 1 },
};

/** A value leaves a level only when it is this share of the limit back on the safe side, so that it does not flap on the line. */
export const HYSTERESIS = 0.02;

const LEVELS = ['emergency', 'critical', 'warning'] as const;

/**
 * The level of `value`: a limit itself counts as crossed. `held` is the level it had before; a held level is
 * kept until the value has come back over its limit by HYSTERESIS.
 */
export function levelOf(value: number, threshold: Threshold, held: Level = 'safe'): Level {
  for (const level of LEVELS) {
    const limit = threshold[level];
    if (limit === undefined) continue;
    const slack = levelRank(held) >= levelRank(level) ? Math.abs(limit) * HYSTERESIS : 0;
    const crossed = threshold.direction === 'above' ? value >= limit - slack : value <= limit + slack;
    if (crossed) return level;
  }
  return 'safe';
}
