// What bringing one position to a recommended leverage means: margin to add or to free, where it would then be
// liquidated, and how its one-day value at risk changes with the exposure that the same margin would carry.
import { BracketTable } from '../margin/brackets.ts';
import { liquidationRoots, nearestLiquidation } from '../margin/liquidation-price.ts';
import { type MarginPosition, pnlAt, signOf } from '../margin/margin-position.ts';
import { requireAmount, requireBetween } from '../model-input-error.ts';
import { normalQuantile } from '../statistics/normal-distribution.ts';

export interface LeveragePlan {
  readonly action: 'ADD_MARGIN' | 'FREE_MARGIN' | 'KEEP';
  /** Margin that the leverage asks for at the mark price, now and after. */
  readonly currentMargin: number;
  readonly targetMargin: number;
  /** Size of the difference. */
  readonly marginChange: number;
  /** Liquidation price of the position alone on its target margin; null when nothing liquidates it. */
  readonly liquidationPrice: number | null;
  readonly distance: number | null;
  /** 95 % one-day value at risk as a share of the position's margin, now and after. */
  readonly valueAtRiskOfMargin: { readonly now: number; readonly after: number };
}

/** The position keeps its size; its margin changes to `notional / recommended`. `daily` is its daily volatility. */
export function leveragePlan(
  position: MarginPosition,
  currentLeverage: number,
  recommended: number,
  daily: number,
  table: BracketTable = BracketTable.fallback(),
): LeveragePlan {
  const notional =
    requireAmount(position.quantity, 'quantity') * requireAmount(position.markPrice, 'markPrice');
  requireBetween(currentLeverage, 'currentLeverage', 0.01, 1000);
  requireBetween(recommended, 'recommended', 0.01, 1000);
  requireBetween(daily, 'daily', 0, 1e6);
  const currentMargin = notional / currentLeverage;
  const targetMargin = notional / recommended;
  const sign = signOf(position.side);
  const collateral = targetMargin - pnlAt(position, position.markPrice);
  const leg = { sign, quantity: position.quantity, entryPrice: position.entryPrice, table };
  const alive = targetMargin > table.maintenance(notional);
  const { price, distance } = nearestLiquidation(
    liquidationRoots([leg], collateral),
    position.markPrice,
    alive,
  );
  const lossShare = normalQuantile(0.95) * daily;
  const difference = targetMargin - currentMargin;
  return {
    action: difference > 0 ? 'ADD_MARGIN' : difference < 0 ? 'FREE_MARGIN' : 'KEEP',
    currentMargin,
    targetMargin,
    marginChange: Math.abs(difference),
    liquidationPrice: price,
    distance,
    valueAtRiskOfMargin: { now: lossShare * currentLeverage, after: lossShare * recommended },
  };
}
