// Scales a position so that its volatility comes near the target: smaller in wild markets, larger in calm ones.
import { requireAmount, requireBetween } from '../model-input-error.ts';

export type VolatilityClass = 'Low' | 'Medium' | 'High' | 'Extreme';

/** Classes of daily volatility: under 1 %, under 2.5 %, under 4 %, and beyond. */
export function volatilityClass(volatility: number): VolatilityClass {
  if (volatility < 0.01) return 'Low';
  if (volatility < 0.025) return 'Medium';
  return volatility < 0.04 ? 'High' : 'Extreme';
}

export interface VolatilityRung {
  readonly volatility: number;
  /** target/volatility, between 0.5 and 2. */
  readonly factor: number;
  readonly size: number;
  readonly class: VolatilityClass;
}

export interface VolatilitySizing extends VolatilityRung {
  /** Size times leverage, and the margin it locks (the size again). */
  readonly notional: number;
  readonly margin: number;
  /** The same base at 0.5 % to 5 % volatility. */
  readonly ladder: readonly VolatilityRung[];
}

const LADDER: readonly number[] = [5, 10, 15, 20, 25, 30, 35, 40, 45, 50].map((permille) => permille / 1000);

/** `volatility` and `target` are daily (0.02 = 2 %). */
export function volatilitySizing(
  base: number,
  volatility: number,
  target = 0.02,
  leverage = 1,
): VolatilitySizing {
  requireAmount(base, 'base');
  requireBetween(volatility, 'volatility', 1e-9, 100);
  requireBetween(target, 'target', 1e-9, 100);
  requireBetween(leverage, 'leverage', 0.01, 1000);
  const rung = (level: number): VolatilityRung => {
    const factor = Math.min(2, Math.max(0.5, target / level));
    return { volatility: level, factor, size: base * factor, class: volatilityClass(level) };
  };
  const now = rung(volatility);
  return { ...now, notional: now.size * leverage, margin: now.size, ladder: LADDER.map(rung) };
}
