// How a daily risk budget is split over strategies, and how much of its share each one uses. Model 28.
// Budgets and use are both value at risk as a share of equity (95 %, one day); money is the same times equity.
import {
  ModelInputError,
  requireBetween,
  requireNonNegative,
  requirePositive,
} from '../model-input-error.ts';
import { normalQuantile } from '../statistics/normal-distribution.ts';
import { requireCapital, requireMoney } from '../statistics/returns.ts';

export type BudgetMethod = 'equal-risk' | 'performance-weighted' | 'inverse-volatility';

export interface RiskBudgetInput {
  readonly equity: number;
  /** Share of equity that may be at risk in a day, default 0.02. */
  readonly totalBudget?: number;
  readonly method: BudgetMethod;
  readonly strategies: readonly {
    readonly name: string;
    readonly sharpe: number;
    readonly volatility: number;
  }[];
  /** `volatility` is daily; several positions of one strategy add up. */
  readonly positions: readonly {
    readonly name: string;
    readonly notional: number;
    readonly volatility: number;
  }[];
}

export interface BudgetUse {
  readonly name: string;
  /** Shares of equity. */
  readonly budget: number;
  readonly used: number;
  /** used / budget; null when the strategy has no budget but uses some. */
  readonly ratio: number | null;
  readonly status: 'OVER_BUDGET' | 'HIGH' | 'MODERATE' | 'LOW';
}

export interface BudgetSuggestion {
  readonly name: string;
  readonly action: 'REDUCE' | 'INCREASE';
  /** REDUCE: share of the position to close so that use equals budget. INCREASE: share of the budget still free. */
  readonly ratio: number;
}

export interface RiskBudget {
  readonly budgets: Readonly<Record<string, number>>;
  readonly usage: readonly BudgetUse[];
  readonly totalUsed: number;
  readonly suggestions: readonly BudgetSuggestion[];
}

const DAILY_QUANTILE = normalQuantile(0.95);
const ROOM_FROM = 0.3;
/** Below this nothing moves, and its inverse would outweigh everything else. */
const LEAST_VOLATILITY = 1e-9;

function weightsOf({ method, strategies }: RiskBudgetInput): number[] {
  switch (method) {
    case 'equal-risk':
      return strategies.map(() => 1);
    case 'performance-weighted': {
      const merits = strategies.map(({ sharpe }) => Math.max(0, sharpe));
      return merits.some((merit) => merit > 0) ? merits : strategies.map(() => 1);
    }
    case 'inverse-volatility':
      return strategies.map(({ volatility }, i) => {
        const path = `strategies[${i}].volatility`;
        return 1 / requireBetween(requirePositive(volatility, path), path, LEAST_VOLATILITY, 1e6);
      });
    default:
      return method satisfies never;
  }
}

/** Errors: TOO_SHORT without strategies, DUPLICATE names, UNKNOWN_NAME for a position of no strategy, NEGATIVE amounts. */
export function riskBudget(input: RiskBudgetInput): RiskBudget {
  const equity = requireCapital(input.equity, 'equity');
  const total = requireBetween(input.totalBudget ?? 0.02, 'totalBudget', 1e-9, 1);
  const { strategies } = input;
  if (strategies.length === 0)
    throw new ModelInputError('TOO_SHORT', 'strategies', 'give at least one strategy');
  const used = new Map<string, number>();
  for (const [i, { name, sharpe, volatility }] of strategies.entries()) {
    if (used.has(name))
      throw new ModelInputError('DUPLICATE', `strategies[${i}].name`, `${name} is given twice`);
    requireBetween(sharpe, `strategies[${i}].sharpe`, -1e6, 1e6);
    requireBetween(volatility, `strategies[${i}].volatility`, 0, 1e6);
    used.set(name, 0);
  }
  for (const [i, { name, notional, volatility }] of input.positions.entries()) {
    const before = used.get(name);
    if (before === undefined) {
      throw new ModelInputError(
        'UNKNOWN_NAME',
        `positions[${i}].name`,
        `${name} is not among the strategies`,
      );
    }
    requireNonNegative(requireMoney(notional, `positions[${i}].notional`), `positions[${i}].notional`);
    requireBetween(volatility, `positions[${i}].volatility`, 0, 1e6);
    used.set(name, before + (notional * volatility * DAILY_QUANTILE) / equity);
  }
  const weights = weightsOf(input);
  const sum = weights.reduce((a, b) => a + b, 0);
  const usage = strategies.map(({ name }, i) => useOf(name, (total * weights[i]!) / sum, used.get(name)!));
  return {
    budgets: Object.fromEntries(usage.map(({ name, budget }) => [name, budget])),
    usage,
    totalUsed: usage.reduce((a, { used: share }) => a + share, 0),
    suggestions: usage.flatMap(suggestionFor),
  };
}

function useOf(name: string, budget: number, used: number): BudgetUse {
  const ratio = budget > 0 ? used / budget : used > 0 ? null : 0;
  const status =
    ratio === null || ratio > 1 ? 'OVER_BUDGET' : ratio > 0.8 ? 'HIGH' : ratio > 0.5 ? 'MODERATE' : 'LOW';
  return { name, budget, used, ratio, status };
}

function suggestionFor({ name, budget, used, ratio, status }: BudgetUse): BudgetSuggestion[] {
  if (status === 'OVER_BUDGET') return [{ name, action: 'REDUCE', ratio: 1 - budget / used }];
  if (ratio !== null && ratio < ROOM_FROM && budget > 0)
    return [{ name, action: 'INCREASE', ratio: 1 - ratio }];
  return [];
}
