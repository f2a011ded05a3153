// Initial and maintenance margin of one notional at one leverage, by the bracket that holds it.
import { ModelInputError, requireAmount, requireBetween } from '../model-input-error.ts';
import type { Bracket, BracketTable } from './brackets.ts';

export interface MarginRequirement {
  /** Tier number from 1, as venues count. */
  readonly tier: number;
  readonly bracket: Bracket;
  readonly initialMargin: number;
  readonly maintenanceMargin: number;
  /** Maintenance over initial margin: how much of the deposit is already spoken for. */
  readonly ratio: number;
  /** 1 − maintenance/notional. */
  readonly leverageEfficiency: number;
}

/** LEVERAGE_TOO_HIGH names the bracket's maximum when `leverage` is above it. */
export function requireLeverage(table: BracketTable, notional: number, leverage: number, path: string): void {
  requireBetween(leverage, path, 0.01, 1000);
  const { maxLeverage } = table.at(notional);
  if (leverage > maxLeverage) {
    const limit = `the maximum for a notional of ${notional} is ${maxLeverage}x`;
    throw new ModelInputError('LEVERAGE_TOO_HIGH', path, `${path} is ${leverage}x; ${limit}`);
  }
}

/** Margin that a position of `notional` (quote currency) needs at `leverage`. */
export function marginRequirement(
  notional: number,
  leverage: number,
  table: BracketTable,
): MarginRequirement {
  requireAmount(notional, 'notional');
  requireLeverage(table, notional, leverage, 'leverage');
  const index = table.indexAt(notional);
  const initialMargin = notional / leverage;
  const maintenanceMargin = table.maintenance(notional);
  return {
    tier: index + 1,
    bracket: table.brackets[index]!,
    initialMargin,
    maintenanceMargin,
    ratio: maintenanceMargin / initialMargin,
    leverageEfficiency: 1 - maintenanceMargin / notional,
  };
}
