// Kelly sizing from trade results: how much of the equity one trade may put at risk, and what that means at each leverage.
// A losing record is no bet at all, and a short record falls back to a stated default.
import {
  requireAmount,
  requireBetween,
  requireInteger,
  requireNonNegative,
  requireSeries,
} from '../model-input-error.ts';
import { growthOptimalFraction } from './growth-optimal.ts';

/** Below this many trades the record says nothing yet. */
export const MINIMUM_TRADES = 30;
export const DEFAULT_RISK = 0.01;

export interface KellySettings {
  readonly equity: number;
  /** Share of the full Kelly bet that is taken. */
  readonly fraction?: number | undefined;
  /** Cap on the risk of one trade, as a share of equity. */
  readonly riskLimit?: number | undefined;
  readonly maxLeverage?: number | undefined;
}

/** A record told in three figures instead of trades; the average loss counts by its size, whatever its sign. */
export interface TradeRecord {
  readonly winProbability: number;
  readonly averageWin: number;
  readonly averageLoss: number;
}

export interface LeverageScenario {
  readonly leverage: number;
  readonly notional: number;
  readonly margin: number;
  /** Notional over equity. */
  readonly shareOfEquity: number;
  /** Margin over equity; above 1 the account cannot pay for it. */
  readonly marginShare: number;
}

export interface KellySizing {
  readonly basis: 'returns' | 'given' | 'default';
  /** Why the basis is the default. */
  readonly reason?: 'under-30-trades' | 'no-losing-trade';
  /** f* = (b·p − q)/b, never below 0; null on the default basis. */
  readonly kellyFraction: number | null;
  readonly safeKelly: number | null;
  readonly growthOptimalFraction: number | null;
  readonly winProbability: number | null;
  readonly averageWin: number | null;
  /** Positive. */
  readonly averageLoss: number | null;
  readonly winLossRatio: number | null;
  readonly expectancy: number | null;
  /** What one trade may lose, in money. */
  readonly riskAmount: number;
  /** Empty when no average loss is known to size by. */
  readonly scenarios: readonly LeverageScenario[];
}

/** Win probability, average win and (positive) average loss of trade returns; a return of 0 is neither. */
export function recordOf(returns: ArrayLike<number>): TradeRecord {
  let wins = 0;
  let losses = 0;
  let won = 0;
  let lost = 0;
  for (let i = 0; i < returns.length; i++) {
    const r = requireBetween(returns[i]!, `returns[${i}]`, -1e6, 1e6);
    if (r > 0) {
      wins++;
      won += r;
    } else if (r < 0) {
      losses++;
      lost -= r;
    }
  }
  return {
    winProbability: wins / returns.length,
    averageWin: wins > 0 ? won / wins : 0,
    averageLoss: losses > 0 ? lost / losses : 0,
  };
}

/** (b·p − q)/b with b = averageWin/averageLoss: negative where the record loses, 0 where nothing was ever won. */
export function rawKelly({ winProbability: p, averageWin, averageLoss }: TradeRecord): number {
  return averageWin === 0 ? 0 : p - ((1 - p) * averageLoss) / averageWin;
}

/** The notional at which the average loss costs the risk amount does not depend on leverage; only its margin does. */
function scenariosOf(
  riskAmount: number,
  averageLoss: number,
  equity: number,
  maxLeverage: number,
): LeverageScenario[] {
  if (averageLoss * 1e12 < 1) return [];
  const notional = riskAmount / averageLoss;
  return Array.from({ length: maxLeverage }, (_, i) => {
    const leverage = i + 1;
    const margin = notional / leverage;
    return { leverage, notional, margin, shareOfEquity: notional / equity, marginShare: margin / equity };
  });
}

function sized(
  settings: KellySettings,
  record: TradeRecord,
  answer: Pick<KellySizing, 'basis' | 'reason' | 'growthOptimalFraction'>,
): KellySizing {
  const { equity, fraction = 0.25, riskLimit = 0.02, maxLeverage = 10 } = settings;
  requireAmount(equity, 'equity');
  requireBetween(fraction, 'fraction', 0, 1);
  requireBetween(riskLimit, 'riskLimit', 0, 1);
  requireInteger(maxLeverage, 'maxLeverage', 1, 1000);
  const byDefault = answer.basis === 'default';
  const kellyFraction = byDefault ? null : Math.max(0, rawKelly(record));
  const safeKelly = kellyFraction === null ? null : kellyFraction * fraction;
  const riskAmount = equity * Math.min(safeKelly ?? DEFAULT_RISK, riskLimit);
  const { winProbability, averageWin, averageLoss } = record;
  const ratio = averageWin / averageLoss;
  return {
    ...answer,
    kellyFraction,
    safeKelly,
    winProbability,
    averageWin,
    averageLoss,
    winLossRatio: Number.isFinite(ratio) ? ratio : null,
    expectancy: winProbability * averageWin - (1 - winProbability) * averageLoss,
    riskAmount,
    scenarios: scenariosOf(riskAmount, averageLoss, equity, maxLeverage),
  };
}

/** Sizing from trade returns (0.02 = the trade won 2 % of its notional). Under 30 trades, or without a loss: 1 % of equity. */
export function kellyFromReturns(returns: ArrayLike<number>, settings: KellySettings): KellySizing {
  requireSeries(returns, 'returns', 1);
  const record = recordOf(returns);
  const reason =
    returns.length < MINIMUM_TRADES
      ? ('under-30-trades' as const)
      : record.averageLoss === 0
        ? ('no-losing-trade' as const)
        : undefined;
  if (reason !== undefined) {
    return sized(settings, record, { basis: 'default', reason, growthOptimalFraction: null });
  }
  return sized(settings, record, {
    basis: 'returns',
    growthOptimalFraction: growthOptimalFraction(returns),
  });
}

/** Sizing from a record in three figures. */
export function kellyFromRecord(record: TradeRecord, settings: KellySettings): KellySizing {
  const winProbability = requireBetween(record.winProbability, 'winProbability', 0, 1);
  const averageWin = requireBetween(
    requireNonNegative(record.averageWin, 'averageWin'),
    'averageWin',
    0,
    1e6,
  );
  const averageLoss = requireBetween(Math.abs(record.averageLoss), 'averageLoss', 1e-9, 1e6);
  const told = { winProbability, averageWin, averageLoss };
  return sized(settings, told, { basis: 'given', growthOptimalFraction: null });
}
