// Cross margin seen whole: how much one account saves over isolated margins, and what its correlations cost it.
// Exposures are signed, so that a hedge lowers the risk instead of raising it.
import {
  ModelInputError,
  requireAmount,
  requireBalance,
  requireBetween,
  requireNonNegative,
} from '../model-input-error.ts';
import { type BracketBook, symbolKey } from './bracket-book.ts';
import { requireLeverage } from './maintenance.ts';

export interface CrossPosition {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly notional: number;
  readonly leverage: number;
  readonly unrealizedPnl: number;
}

export interface CrossAnalysisInput {
  readonly accountBalance: number;
  readonly positions: readonly CrossPosition[];
  /** ρ by symbol and symbol; either order of a pair will do, a symbol with itself is 1. */
  readonly correlations: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Daily volatility by symbol; without them the saving is unknown. */
  readonly volatilities?: Readonly<Record<string, number>> | undefined;
  /** How many standard deviations the margins must survive; 3 unless told. */
  readonly k?: number | undefined;
}

export interface CrossAnalysis {
  readonly isolatedMarginRequired: number;
  /** Balance plus unrealised profit. */
  readonly crossMarginAvailable: number;
  /** Σ_{i<j} ρ·x_i·x_j / (Σ|x|)², negative for a hedged book. */
  readonly correlationRisk: number;
  readonly concentration: number;
  readonly maintenanceMargin: number;
  readonly marginCallThreshold: number;
  /** (balance − maintenance) / balance; null when the balance is not above zero. */
  readonly distance: number | null;
  readonly safety: 'SAFE' | 'CAUTION' | 'DANGER';
  /** What isolated mode would lock to survive the k-sigma move everywhere at once, less what cross needs for the portfolio's own; null without volatilities. */
  readonly marginSaving: number | null;
}

type Lookup = (a: string, b: string) => number;

/** Reads the matrix by any spelling; MISSING names a pair that is in neither order. */
function correlationLookup(correlations: CrossAnalysisInput['correlations']): Lookup {
  const byPair = new Map<string, number>();
  for (const [a, row] of Object.entries(correlations)) {
    for (const [b, value] of Object.entries(row)) {
      const path = `correlations.${a}.${b}`;
      const rho = requireBetween(value, path, -1, 1);
      const known = byPair.get(`${symbolKey(b)} ${symbolKey(a)}`);
      if (known !== undefined && Math.abs(known - rho) > 1e-9) {
        throw new ModelInputError(
          'NOT_SYMMETRIC',
          path,
          `${path} is ${rho} but ${known} the other way round`,
        );
      }
      byPair.set(`${symbolKey(a)} ${symbolKey(b)}`, rho);
    }
  }
  return (a, b) => {
    if (symbolKey(a) === symbolKey(b)) return 1;
    const pair = [symbolKey(a), symbolKey(b)];
    const rho = byPair.get(pair.join(' ')) ?? byPair.get(pair.toReversed().join(' '));
    if (rho !== undefined) return rho;
    throw new ModelInputError('MISSING', `correlations.${a}.${b}`, `no correlation of ${a} and ${b}; add it`);
  };
}

/** Σ_{i<j} ρ_ij·v_i·v_j. */
function pairSum(symbols: readonly string[], values: readonly number[], rho: Lookup): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    for (let j = i + 1; j < values.length; j++)
      sum += rho(symbols[i]!, symbols[j]!) * values[i]! * values[j]!;
  }
  return sum;
}

/** Both sides hold the same maintenance margin, so the saving is k·Σσ|x| − k·√(x'Σx). */
function marginSaving(input: CrossAnalysisInput, exposures: readonly number[], rho: Lookup): number | null {
  if (input.volatilities === undefined) return null;
  const k = requireBetween(input.k ?? 3, 'k', 0, 100);
  const byKey = new Map(Object.entries(input.volatilities).map(([s, sigma]) => [symbolKey(s), sigma]));
  const symbols = input.positions.map(({ symbol }) => symbol);
  const moves = exposures.map((exposure, i) => {
    const path = `volatilities.${symbols[i]}`;
    const sigma = byKey.get(symbolKey(symbols[i]!));
    if (sigma === undefined) throw new ModelInputError('MISSING', path, `${path} is missing; add it`);
    requireNonNegative(sigma, path);
    return exposure * requireBetween(sigma, path, 0, 100);
  });
  const squares = moves.reduce((sum, move) => sum + move * move, 0);
  const variance = squares + 2 * pairSum(symbols, moves, rho);
  if (variance < -1e-9 * squares) {
    const found = 'these correlations cannot hold together: the portfolio variance is negative';
    throw new ModelInputError('CONTRADICTION', 'correlations', `${found}; take them from one set of returns`);
  }
  const together = moves.reduce((sum, move) => sum + Math.abs(move), 0);
  return k * (together - Math.sqrt(Math.max(0, variance)));
}

export function analyseCross(input: CrossAnalysisInput, book: BracketBook): CrossAnalysis {
  const { accountBalance, positions } = input;
  requireBalance(accountBalance, 'accountBalance');
  if (positions.length === 0) {
    throw new ModelInputError('TOO_SHORT', 'positions', 'positions is empty; give at least one');
  }
  let isolatedMarginRequired = 0;
  let maintenanceMargin = 0;
  let crossMarginAvailable = accountBalance;
  const exposures = positions.map(({ symbol, side, notional, leverage, unrealizedPnl }, i) => {
    const path = `positions[${i}]`;
    requireAmount(notional, `${path}.notional`);
    const table = book.tableFor(symbol, `${path}.symbol`);
    requireLeverage(table, notional, leverage, `${path}.leverage`);
    isolatedMarginRequired += notional / leverage;
    maintenanceMargin += table.maintenance(notional);
    crossMarginAvailable += requireBalance(unrealizedPnl, `${path}.unrealizedPnl`);
    return side === 'long' ? notional : -notional;
  });
  const symbols = positions.map(({ symbol }) => symbol);
  const rho = correlationLookup(input.correlations);
  const gross = exposures.reduce((sum, exposure) => sum + Math.abs(exposure), 0);
  const left = (crossMarginAvailable - maintenanceMargin) / crossMarginAvailable;
  const distance = crossMarginAvailable > 0 && Number.isFinite(left) ? left : null;
  return {
    isolatedMarginRequired,
    crossMarginAvailable,
    correlationRisk: pairSum(symbols, exposures, rho) / gross / gross,
    concentration: Math.max(...exposures.map(Math.abs)) / gross,
    maintenanceMargin,
    marginCallThreshold: 1.1 * maintenanceMargin,
    distance,
    safety:
      distance !== null && distance > 0.2
        ? 'SAFE'
        : distance !== null && distance > 0.1
          ? 'CAUTION'
          : 'DANGER',
    marginSaving: marginSaving(input, exposures, rho),
  };
}
