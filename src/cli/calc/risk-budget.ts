// calc risk-budget: how much of its share of the daily risk each strategy uses.
import { z } from 'zod';
import { riskBudget } from '../../risk/portfolio/risk-budget.ts';
import { defineCalc } from './define-calc.ts';
import { amountIn, amountOut, money, ratioIn, ratioOut, reasonOut } from './shapes.ts';
import { reasonFor } from './unknown-reason.ts';

export const riskBudgetModel = defineCalc({
  name: 'risk-budget',
  summary: 'daily risk split over strategies, what each uses, and what to reduce',
  input: z.strictObject({
    equity: amountIn,
    totalBudget: ratioIn.optional().describe('share of equity, default 0.02'),
    method: z.enum(['equal-risk', 'performance-weighted', 'inverse-volatility']),
    strategies: z.array(z.strictObject({ name: z.string(), sharpe: ratioIn, volatility: ratioIn })),
    positions: z.array(
      z.strictObject({ name: z.string(), notional: amountIn, volatility: ratioIn.describe('daily') }),
    ),
  }),
  output: z.strictObject({
    budgets: z.record(z.string(), ratioOut).describe('shares of equity'),
    budgetAmounts: z.record(z.string(), amountOut),
    usage: z.array(
      z.strictObject({
        name: z.string(),
        budget: ratioOut,
        used: ratioOut.describe('95 % one-day value at risk, share of equity'),
        ratio: ratioOut.nullable(),
        status: z.enum(['OVER_BUDGET', 'HIGH', 'MODERATE', 'LOW']),
        budgetAmount: amountOut,
        usedAmount: amountOut,
        reason: reasonOut,
      }),
    ),
    totalUsed: ratioOut,
    suggestions: z.array(
      z.strictObject({ name: z.string(), action: z.enum(['REDUCE', 'INCREASE']), ratio: ratioOut }),
    ),
  }),
  run({ equity, totalBudget, ...input }) {
    const found = riskBudget({ ...input, equity, ...(totalBudget === undefined ? {} : { totalBudget }) });
    return {
      ...found,
      budgetAmounts: Object.fromEntries(
        found.usage.map(({ name, budget }) => [name, money(budget * equity)]),
      ),
      usage: found.usage.map((one) => ({
        ...one,
        budgetAmount: money(one.budget * equity),
        usedAmount: money(one.used * equity),
        ...reasonFor(one.ratio === null ? { ratio: 'the strategy has no budget' } : {}),
      })),
      suggestions: [...found.suggestions],
    };
  },
});
