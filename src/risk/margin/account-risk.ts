// The whole account at one moment: margin balance, maintenance margin, ratio, and each position's liquidation price.
// One pass over the positions, so that a thousand of them cost milliseconds.
import { requireBalance } from '../model-input-error.ts';
import type { BracketBook } from './bracket-book.ts';
import {
  approximateLiquidationPrice,
  type Leg,
  liquidationRoots,
  nearestLiquidation,
} from './liquidation-price.ts';
import { isolatedMarginOf, type MarginPosition, pnlAt, requirePositions, signOf } from './margin-position.ts';

/** The cross account. Isolated positions stand apart and are not in these sums. */
export interface CrossAccount {
  /** Wallet plus unrealised profit of the cross positions. */
  readonly marginBalance: number;
  readonly maintenanceMargin: number;
  /** Maintenance over balance; Infinity when a balance of zero or less still has positions to carry, so that limits catch it. */
  readonly marginRatio: number;
  readonly unrealizedPnl: number;
}

export interface PositionRisk {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly marginMode: 'cross' | 'isolated';
  readonly notional: number;
  readonly unrealizedPnl: number;
  readonly maintenanceMargin: number;
  /** Tier number from 1. */
  readonly tier: number;
  readonly maintenanceMarginRate: number;
  /** The account's ratio for cross, the position's own for isolated. */
  readonly marginRatio: number;
  readonly liquidationPrice: number | null;
  readonly distance: number | null;
  readonly reason?: 'cannot-be-liquidated' | 'below-maintenance-at-every-price';
  /** Rule of thumb; null without a leverage. */
  readonly approximation: number | null;
}

export interface AccountRisk {
  readonly account: CrossAccount;
  /** In the order of the input. */
  readonly positions: readonly PositionRisk[];
}

/** Maintenance over balance, with Infinity for a debt that nothing backs. */
export function ratioOf(maintenance: number, balance: number): number {
  if (balance > 0) return Math.max(0, maintenance / balance);
  return maintenance > 0 || balance < 0 ? Number.POSITIVE_INFINITY : 0;
}

/**
 * Assesses all positions of one account. `walletBalance` is the cross wallet (no unrealised profit, no isolated
 * margin). In hedge mode both legs of a symbol share the border that is nearest to the mark price, since at that
 * price the account falls for both. Throws ModelInputError on a bad or duplicate position.
 */
export function assessAccount(
  walletBalance: number,
  positions: readonly MarginPosition[],
  book: BracketBook,
): AccountRisk {
  requireBalance(walletBalance, 'walletBalance');
  const groups = requirePositions(positions);
  const count = positions.length;
  const pnl = new Float64Array(count);
  const maintenance = new Float64Array(count);
  const legs: Leg[] = [];
  let unrealizedPnl = 0;
  let totalMaintenance = 0;
  for (const [i, position] of positions.entries()) {
    const table = book.tableFor(position.symbol, `positions[${i}].symbol`);
    legs.push({
      sign: signOf(position.side),
      quantity: position.quantity,
      entryPrice: position.entryPrice,
      table,
    });
    pnl[i] = pnlAt(position, position.markPrice);
    maintenance[i] = table.maintenance(position.quantity * position.markPrice);
    if (position.marginMode === 'isolated') continue;
    unrealizedPnl += pnl[i]!;
    totalMaintenance += maintenance[i]!;
  }
  const marginBalance = walletBalance + unrealizedPnl;
  const marginRatio = ratioOf(totalMaintenance, marginBalance);
  const risks: PositionRisk[] = new Array(count);

  const describe = (i: number, roots: readonly number[], alive: boolean, ratio: number): PositionRisk => {
    const position = positions[i]!;
    const notional = position.quantity * position.markPrice;
    const tier = legs[i]!.table.indexAt(notional);
    const { rate } = legs[i]!.table.brackets[tier]!;
    const { price, distance, reason } = nearestLiquidation(roots, position.markPrice, alive);
    return {
      symbol: position.symbol,
      side: position.side,
      marginMode: position.marginMode,
      notional,
      unrealizedPnl: pnl[i]!,
      maintenanceMargin: maintenance[i]!,
      tier: tier + 1,
      maintenanceMarginRate: rate,
      marginRatio: ratio,
      liquidationPrice: price,
      distance,
      ...(reason === undefined ? {} : { reason }),
      approximation:
        position.leverage === undefined
          ? null
          : approximateLiquidationPrice(position.side, position.entryPrice, position.leverage, rate),
    };
  };

  const alive = marginBalance > totalMaintenance;
  for (const members of groups.values()) {
    let others = walletBalance + unrealizedPnl - totalMaintenance;
    for (const i of members) others += maintenance[i]! - pnl[i]!;
    const roots = liquidationRoots(
      members.map((i) => legs[i]!),
      others,
    );
    for (const i of members) risks[i] = describe(i, roots, alive, marginRatio);
  }
  for (const [i, position] of positions.entries()) {
    if (position.marginMode === 'cross') continue;
    const margin = isolatedMarginOf(position, `positions[${i}]`);
    const balance = margin + pnl[i]!;
    const roots = liquidationRoots([legs[i]!], margin);
    risks[i] = describe(i, roots, balance > maintenance[i]!, ratioOf(maintenance[i]!, balance));
  }
  const account = { marginBalance, maintenanceMargin: totalMaintenance, marginRatio, unrealizedPnl };
  return { account, positions: risks };
}
