// Whether the account as a whole is in an emergency: losses against limits, and what to do about it.
// Only losses count: a profit is never a loss percentage.
import {
  requireAmount,
  requireBalance,
  requireBetween,
  requireFinite,
  requireNonNegative,
} from '../model-input-error.ts';

export interface EmergencyPosition {
  readonly symbol: string;
  readonly unrealizedPnl: number;
  readonly initialMargin: number;
  /** To liquidation; null: nothing liquidates it. */
  readonly distance: number | null;
}

export interface EmergencyLimits {
  /** Loss of all positions over the wallet. */
  readonly portfolioLoss: number;
  /** Loss of one position over its initial margin. */
  readonly positionLoss: number;
  readonly marginRatio: number;
  readonly distance: number;
}

export const EMERGENCY_LIMITS: EmergencyLimits = {
  portfolioLoss: 0.15,
  positionLoss: 0.25,
  marginRatio: 0.9,
  distance: 0.05,
};

/** Shares of the limits at which a loss becomes critical. */
const CRITICAL_SHARE = 0.7;

export interface EmergencyAction {
  readonly kind: 'reduce-all' | 'reduce-risky' | 'add-margin' | 'stop-opening' | 'review';
  /** Share of the positions to cut, where the action is a cut. */
  readonly share?: number;
  readonly symbols?: readonly string[];
}

export interface EmergencyAssessment {
  readonly level: 'EMERGENCY' | 'CRITICAL' | 'WARNING' | 'NORMAL';
  readonly portfolioLoss: number;
  readonly positions: readonly {
    readonly symbol: string;
    readonly lossRatio: number;
    readonly level: 'EMERGENCY' | 'CRITICAL' | 'NORMAL';
  }[];
  readonly actions: readonly EmergencyAction[];
}

function actionsFor(level: EmergencyAssessment['level'], risky: readonly string[]): EmergencyAction[] {
  switch (level) {
    case 'EMERGENCY':
      return [{ kind: 'reduce-all', share: 0.5 }, { kind: 'add-margin' }, { kind: 'stop-opening' }];
    case 'CRITICAL':
      return [{ kind: 'reduce-risky', share: 0.3, symbols: risky }, { kind: 'review' }];
    case 'WARNING':
      return [{ kind: 'review', symbols: risky }];
    case 'NORMAL':
      return [];
    default:
      return level satisfies never;
  }
}

/**
 * `walletBalance` must be above zero, `marginRatio` may be Infinity (a balance that backs nothing). EMERGENCY: the
 * portfolio loss is above its limit, the margin ratio at or above its own, or any position is in emergency (loss above
 * its limit, or distance at or below it). CRITICAL: a loss above 0.7 of the limit, or more than two critical positions.
 */
export function assessEmergency(
  walletBalance: number,
  marginRatio: number,
  positions: readonly EmergencyPosition[],
  limits: EmergencyLimits = EMERGENCY_LIMITS,
): EmergencyAssessment {
  requireAmount(walletBalance, 'walletBalance');
  if (marginRatio !== Number.POSITIVE_INFINITY) requireNonNegative(marginRatio, 'marginRatio');
  for (const [name, limit] of Object.entries(limits)) requireBetween(limit, `limits.${name}`, 1e-9, 1000);
  let pnl = 0;
  const judged = positions.map(({ symbol, unrealizedPnl, initialMargin, distance }, i) => {
    const path = `positions[${i}]`;
    pnl += requireBalance(unrealizedPnl, `${path}.unrealizedPnl`);
    requireAmount(initialMargin, `${path}.initialMargin`);
    if (distance !== null) requireFinite(distance, `${path}.distance`);
    const lossRatio = Math.max(0, -unrealizedPnl) / initialMargin;
    const close = distance !== null && distance <= limits.distance;
    const level =
      lossRatio > limits.positionLoss || close
        ? ('EMERGENCY' as const)
        : lossRatio > CRITICAL_SHARE * limits.positionLoss
          ? ('CRITICAL' as const)
          : ('NORMAL' as const);
    return { symbol, lossRatio, level };
  });
  const portfolioLoss = Math.max(0, -pnl) / walletBalance;
  const count = (level: string) => judged.filter((position) => position.level === level).length;
  const critical = count('CRITICAL');
  const emergency =
    portfolioLoss > limits.portfolioLoss || marginRatio >= limits.marginRatio || count('EMERGENCY') > 0;
  const level = emergency
    ? 'EMERGENCY'
    : portfolioLoss > CRITICAL_SHARE * limits.portfolioLoss || critical > 2
      ? 'CRITICAL'
      : critical > 0
        ? 'WARNING'
        : 'NORMAL';
  const risky = judged.filter((position) => position.level !== 'NORMAL').map(({ symbol }) => symbol);
  return { level, portfolioLoss, positions: judged, actions: actionsFor(level, risky) };
}
