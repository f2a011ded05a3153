// What a price move does to an account that has put its whole balance behind one position.
// Liquidation follows the maintenance margin rule, so it comes before the balance is used up.
import { requireAmount, requireBetween } from '../model-input-error.ts';
import type { BracketTable } from './brackets.ts';
import { type Leg, liquidationRoots, nearestLiquidation } from './liquidation-price.ts';

export const DEFAULT_MOVES: readonly number[] = [-0.05, -0.02, -0.01, 0, 0.01, 0.02, 0.05];

export interface LeverageEffect {
  readonly move: number;
  /** Notional times move, as the market sees it. */
  readonly positionPnl: number;
  /** The same, or the loss of the whole balance when the position is liquidated on the way. */
  readonly accountPnl: number;
  /** accountPnl over balance; −1 when liquidated. */
  readonly accountChange: number;
  readonly liquidated: boolean;
}

export interface LeverageEffects {
  readonly notional: number;
  readonly maxLeverage: number;
  readonly liquidationPrice: number | null;
  readonly rows: readonly LeverageEffect[];
}

/**
 * `balance·leverage` of notional, opened at `entryPrice`; the whole balance is its margin. Moves are shares of the
 * price (−0.05 = 5 % down, above −1). A leverage beyond the bracket is answered all the same, as a question of "what if".
 */
export function leverageEffects(
  balance: number,
  leverage: number,
  table: BracketTable,
  { moves = DEFAULT_MOVES, entryPrice = 1, side = 'long' as 'long' | 'short' } = {},
): LeverageEffects {
  requireAmount(balance, 'balance');
  requireBetween(leverage, 'leverage', 0.01, 1000);
  requireAmount(entryPrice, 'entryPrice');
  const notional = balance * leverage;
  const sign = side === 'long' ? 1 : -1;
  const leg: Leg = { sign, quantity: notional / entryPrice, entryPrice, table };
  const rows = moves.map((move, i): LeverageEffect => {
    requireBetween(move, `moves[${i}]`, -1, 1000);
    const positionPnl = sign * notional * move;
    const liquidated = balance + positionPnl <= table.maintenance(notional * (1 + move));
    const accountPnl = liquidated ? -balance : positionPnl;
    return { move, positionPnl, accountPnl, accountChange: accountPnl / balance, liquidated };
  });
  const alive = balance > table.maintenance(notional);
  const { price } = nearestLiquidation(liquidationRoots([leg], balance), entryPrice, alive);
  return { notional, maxLeverage: table.at(notional).maxLeverage, liquidationPrice: price, rows };
}
