// What a return series earned and what it cost in risk: the table of model 20.
// Ratios whose denominator is zero are unknown (null) and named with their reason, never 0 and never infinite.
import { requireBetween, requirePositive } from '../model-input-error.ts';
import { moments } from '../statistics/moments.ts';
import { requireReturns } from '../statistics/returns.ts';
import { type Drawdown, maxDrawdown } from './drawdown.ts';

export interface PerformanceInput {
  /** Simple returns per period, oldest first; at least 2. */
  readonly returns: ArrayLike<number>;
  /** Default 365: crypto trades every day. */
  readonly periodsPerYear?: number;
  /** Return per period that the Sortino ratio asks for. Default 0. */
  readonly target?: number;
}

export interface Performance {
  readonly totalReturn: number;
  /** Geometric: (1 + total)^(periodsPerYear / n) − 1. */
  readonly annualReturn: number;
  /** Annualised sample standard deviation. */
  readonly volatility: number;
  /** mean / standard deviation · √periodsPerYear. */
  readonly sharpe: number | null;
  /** (mean − target) / root mean square of min(r − target, 0) over all periods · √periodsPerYear. */
  readonly sortino: number | null;
  readonly maxDrawdown: number;
  readonly drawdown: Drawdown;
  /** annualReturn / maxDrawdown. */
  readonly calmar: number | null;
  readonly skewness: number | null;
  readonly kurtosis: number | null;
  /** Share of periods above 0. */
  readonly winRate: number;
  /** Mean of the gains, and mean size of the losses (positive). */
  readonly averageWin: number | null;
  readonly averageLoss: number | null;
  /** Sum of gains / sum of losses. */
  readonly profitFactor: number | null;
  /** Mean return per period: winRate·averageWin − lossRate·averageLoss. */
  readonly expectancy: number;
  /** Why each null is null, by field. */
  readonly unknown: Readonly<Record<string, string>>;
}

/** Errors: TOO_SHORT under 2 returns, NOT_FINITE or OUT_OF_RANGE with the index. */
export function performance(input: PerformanceInput): Performance {
  const returns = requireReturns(input.returns, 'returns', 2);
  const periods = requireBetween(
    requirePositive(input.periodsPerYear ?? 365, 'periodsPerYear'),
    'periodsPerYear',
    1e-3,
    1e8,
  );
  const target = requireBetween(input.target ?? 0, 'target', -1, 1e6);
  const n = returns.length;
  const shape = moments(returns, 'returns');
  const fall = maxDrawdown(returns);
  let logWealth = 0;
  let ruined = false;
  let downside = 0;
  let wins = 0;
  let losses = 0;
  let gained = 0;
  let lost = 0;
  for (let i = 0; i < n; i++) {
    const r = returns[i]!;
    if (r <= -1) ruined = true;
    else logWealth += Math.log1p(r);
    downside += Math.min(r - target, 0) ** 2;
    if (r > 0) {
      wins++;
      gained += r;
    } else if (r < 0) {
      losses++;
      lost -= r;
    }
  }
  const totalReturn = ruined ? -1 : growth(logWealth);
  const annualReturn = ruined ? -1 : growth((logWealth * periods) / n);
  const year = Math.sqrt(periods);
  const shortfall = Math.sqrt(downside / n);
  const unknown: Record<string, string> = {};
  const orUnknown = (field: string, value: number | null, reason: string) => {
    const known = value !== null && Number.isFinite(value);
    if (!known) unknown[field] = value === null ? reason : 'too large to state';
    return known ? value : null;
  };
  const flat = 'the returns never change';
  return {
    totalReturn,
    annualReturn,
    volatility: shape.standardDeviation * year,
    sharpe: orUnknown(
      'sharpe',
      shape.standardDeviation > 0 ? (shape.mean / shape.standardDeviation) * year : null,
      flat,
    ),
    sortino: orUnknown(
      'sortino',
      shortfall > 0 ? ((shape.mean - target) / shortfall) * year : null,
      'no return is below the target',
    ),
    maxDrawdown: fall.maxDrawdown,
    drawdown: fall,
    calmar: orUnknown(
      'calmar',
      fall.maxDrawdown > 0 ? annualReturn / fall.maxDrawdown : null,
      'there is no drawdown',
    ),
    skewness: orUnknown('skewness', shape.skewness, n < 3 ? 'fewer than 3 returns' : flat),
    kurtosis: orUnknown('kurtosis', shape.kurtosis, n < 4 ? 'fewer than 4 returns' : flat),
    winRate: wins / n,
    averageWin: orUnknown('averageWin', wins > 0 ? gained / wins : null, 'no return is above 0'),
    averageLoss: orUnknown('averageLoss', losses > 0 ? lost / losses : null, 'no return is below 0'),
    profitFactor: orUnknown('profitFactor', losses > 0 ? gained / lost : null, 'no return is below 0'),
    expectancy: shape.mean,
    unknown,
  };
}

/** exp(log) − 1, held within float64: growth beyond e^700 is reported as e^700. */
function growth(log: number): number {
  return Math.expm1(Math.min(log, 700));
}
