// calc rebalance: the trades that bring a portfolio back to its targets at a bounded cost.
import { z } from 'zod';
import { rebalance } from '../../risk/portfolio/rebalance.ts';
import { defineCalc } from './define-calc.ts';
import { amountIn, amountOut, money, ratioIn, ratioOut } from './shapes.ts';

const bySymbol = z.record(z.string(), ratioOut);
const targetIn = z
  .strictObject({
    weight: ratioIn,
    min: ratioIn.optional(),
    max: ratioIn.optional(),
    threshold: ratioIn.optional().describe('default 0.05'),
  })
  .transform(({ weight, min, max, threshold }) => ({
    weight,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(threshold === undefined ? {} : { threshold }),
  }));

export const rebalanceModel = defineCalc({
  name: 'rebalance',
  summary: 'trades back to target weights: sells first, costs capped',
  input: z.strictObject({
    portfolioValue: amountIn.optional().describe('default: cash and positions at their prices'),
    cash: amountIn,
    positions: z.record(z.string(), amountIn),
    prices: z.record(z.string(), amountIn),
    targets: z.record(z.string(), targetIn),
    minTrade: amountIn.optional().describe('default 100'),
    feeRate: ratioIn.optional().describe('default 0.001'),
    slippageRate: ratioIn.optional().describe('default 0.0005'),
    maxCostRate: ratioIn.optional().describe('of the portfolio, default 0.001'),
    steps: z
      .record(z.string(), z.union([z.number(), z.string()]))
      .optional()
      .describe('quantity step by symbol'),
  }),
  output: z.strictObject({
    needed: z.boolean(),
    portfolioValue: amountOut,
    trades: z.array(
      z.strictObject({
        symbol: z.string(),
        side: z.enum(['buy', 'sell']),
        quantity: amountOut,
        notional: amountOut,
        cost: amountOut,
        drift: ratioOut.describe('weight less target before the trade'),
      }),
    ),
    dropped: z.array(
      z.strictObject({ symbol: z.string(), reason: z.enum(['below-minimum', 'cost-cap', 'no-cash']) }),
    ),
    weightsBefore: bySymbol,
    weightsAfter: bySymbol,
    totalCost: amountOut,
    accuracy: ratioOut,
  }),
  run({ portfolioValue, minTrade, feeRate, slippageRate, maxCostRate, steps, ...input }) {
    const found = rebalance({
      ...input,
      ...(portfolioValue === undefined ? {} : { portfolioValue }),
      ...(minTrade === undefined ? {} : { minTrade }),
      ...(feeRate === undefined ? {} : { feeRate }),
      ...(slippageRate === undefined ? {} : { slippageRate }),
      ...(maxCostRate === undefined ? {} : { maxCostRate }),
      ...(steps === undefined ? {} : { steps }),
    });
    return {
      ...found,
      portfolioValue: money(found.portfolioValue),
      trades: found.trades.map((trade) => ({
        ...trade,
        quantity: money(trade.quantity),
        notional: money(trade.notional),
        cost: money(trade.cost),
      })),
      dropped: [...found.dropped],
      totalCost: money(found.totalCost),
    };
  },
});
