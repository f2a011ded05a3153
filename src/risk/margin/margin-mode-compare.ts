// The same positions seen under cross and under isolated margin: what is used, what is left, how close to the edge.
import { requireAmount, requireBalance, requirePositive } from '../model-input-error.ts';

export interface ComparedPosition {
  readonly symbol: string;
  readonly marginUsed: number;
  readonly unrealizedPnl: number;
}

export interface MarginModeComparison {
  readonly cross: {
    readonly marginUsed: number;
    /** Balance plus unrealised profit: all of it backs every position. */
    readonly available: number;
    /** Used over available; null when nothing is left to divide by. */
    readonly ratio: number | null;
    readonly level: 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';
  };
  readonly isolated: {
    readonly marginUsed: number;
    /** Balance less margin: what the positions cannot touch. */
    readonly available: number;
    readonly positions: readonly {
      readonly symbol: string;
      readonly ratio: number;
      readonly atRisk: boolean;
    }[];
    readonly maxRatio: number;
    readonly level: 'STABLE' | 'CRITICAL';
  };
}

function crossLevel(ratio: number | null): MarginModeComparison['cross']['level'] {
  if (ratio === null || ratio > 0.9) return 'CRITICAL';
  if (ratio > 0.8) return 'HIGH';
  return ratio > 0.6 ? 'MEDIUM' : 'LOW';
}

/** Isolated ratio is loss over margin (a profit counts as 0); above 0.8 a position is at risk, and one makes it CRITICAL. */
export function compareMarginModes(
  accountBalance: number,
  positions: readonly ComparedPosition[],
): MarginModeComparison {
  requirePositive(accountBalance, 'accountBalance');
  requireBalance(accountBalance, 'accountBalance');
  let marginUsed = 0;
  let unrealizedPnl = 0;
  const isolated = positions.map((position, i) => {
    marginUsed += requireAmount(position.marginUsed, `positions[${i}].marginUsed`);
    unrealizedPnl += requireBalance(position.unrealizedPnl, `positions[${i}].unrealizedPnl`);
    const ratio = Math.max(0, -position.unrealizedPnl) / position.marginUsed;
    return { symbol: position.symbol, ratio, atRisk: ratio > 0.8 };
  });
  const available = accountBalance + unrealizedPnl;
  const ratio = available > 0 && Number.isFinite(marginUsed / available) ? marginUsed / available : null;
  return {
    cross: { marginUsed, available, ratio, level: crossLevel(ratio) },
    isolated: {
      marginUsed,
      available: accountBalance - marginUsed,
      positions: isolated,
      maxRatio: isolated.reduce((most, position) => Math.max(most, position.ratio), 0),
      level: isolated.some((position) => position.atRisk) ? 'CRITICAL' : 'STABLE',
    },
  };
}
