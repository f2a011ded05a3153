// How much leverage the volatility of now allows, and how urgent the change is. Model 25.
// Target and measured volatility are both daily; the result is a whole number, rounded down; a person approves it.
import { ModelInputError, requireBetween, requireInteger, requirePositive } from '../model-input-error.ts';
import { realisedVolatility } from './realised-volatility.ts';

export interface DynamicLeverageConfig {
  /** Leverage at target volatility, default 3. */
  readonly base?: number;
  /** Default 1. */
  readonly min?: number;
  /** Default 10. */
  readonly max?: number;
  /** Daily volatility that the base leverage is meant for, default 0.02. */
  readonly target?: number;
  /** Returns looked at, default 20. */
  readonly window?: number;
  /** Of the prices, default 365 (daily). */
  readonly periodsPerYear?: number;
  /** Change below which nothing is proposed, as a share of the current leverage, default 0.1. */
  readonly adjustFrom?: number;
}

export type LeverageRegime = 'LOW' | 'NORMAL' | 'HIGH' | 'EXTREME';

export interface DynamicLeverage {
  readonly volatility: { readonly daily: number; readonly annual: number };
  /** daily volatility / target. */
  readonly volatilityRatio: number;
  readonly regime: LeverageRegime;
  /** Clipped, after the regime's factor, before rounding. */
  readonly adjusted: number;
  /** `adjusted` rounded down, never below min. */
  readonly recommended: number;
  readonly change: { readonly amount: number; readonly ratio: number; readonly shouldAdjust: boolean };
  readonly priority: 'HIGH' | 'MEDIUM' | 'LOW';
}

const FACTOR: Record<LeverageRegime, number> = { LOW: 1.2, NORMAL: 1, HIGH: 0.8, EXTREME: 0.6 };

export type SettledLeverageConfig = Required<DynamicLeverageConfig>;

/** Defaults filled in and checked: min ≤ base ≤ max. */
export function leverageConfig(config: DynamicLeverageConfig = {}): SettledLeverageConfig {
  const settled = {
    base: 3,
    min: 1,
    max: 10,
    target: 0.02,
    window: 20,
    periodsPerYear: 365,
    adjustFrom: 0.1,
    ...config,
  };
  requireBetween(settled.min, 'config.min', 0.01, 1000);
  requireBetween(settled.max, 'config.max', 0.01, 1000);
  requireBetween(settled.base, 'config.base', 0.01, 1000);
  requireBetween(settled.target, 'config.target', 1e-6, 10);
  requireInteger(settled.window, 'config.window', 2, 1_000_000);
  requireBetween(settled.adjustFrom, 'config.adjustFrom', 0, 1);
  if (settled.min > settled.max) {
    const found = `config.min ${settled.min} is above config.max ${settled.max}`;
    throw new ModelInputError('CONTRADICTION', 'config.min', `${found}; swap them`);
  }
  return settled;
}

function regimeOf(ratio: number): LeverageRegime {
  if (ratio < 0.5) return 'LOW';
  if (ratio < 1.5) return 'NORMAL';
  return ratio < 2.5 ? 'HIGH' : 'EXTREME';
}

const clip = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** The leverage that a daily volatility above or equal to 0 allows under a settled config. */
export function leverageFor(daily: number, config: SettledLeverageConfig) {
  const volatilityRatio = daily / config.target;
  const regime = regimeOf(volatilityRatio);
  const wanted = daily > 0 ? config.base / volatilityRatio : config.max;
  const adjusted = clip(clip(wanted, config.min, config.max) * FACTOR[regime], config.min, config.max);
  return {
    volatilityRatio,
    regime,
    adjusted,
    recommended: Math.max(config.min, Math.floor(adjusted + 1e-9)),
  };
}

/**
 * base·target/current, clipped to [min, max], times the regime's factor, clipped again, rounded down.
 * Errors: TOO_SHORT under window + 1 prices, NOT_POSITIVE for prices or the current leverage.
 */
export function dynamicLeverage(
  prices: ArrayLike<number>,
  currentLeverage: number,
  config: DynamicLeverageConfig = {},
): DynamicLeverage {
  const settled = leverageConfig(config);
  requireBetween(requirePositive(currentLeverage, 'currentLeverage'), 'currentLeverage', 0.01, 1000);
  const { daily, annual } = realisedVolatility(prices, settled.window, settled.periodsPerYear);
  const found = leverageFor(daily, settled);
  const amount = found.recommended - currentLeverage;
  const ratio = Math.abs(amount) / currentLeverage;
  return {
    volatility: { daily, annual },
    ...found,
    change: { amount, ratio, shouldAdjust: ratio >= settled.adjustFrom },
    priority:
      found.regime === 'EXTREME' || ratio > 0.5
        ? 'HIGH'
        : found.regime === 'HIGH' || ratio > 0.3
          ? 'MEDIUM'
          : 'LOW',
  };
}
