// calc fixed-fractional: the size at which being stopped out loses exactly the risk budget.
import { z } from 'zod';
import { fixedFractional as sizeOf } from '../../risk/sizing/fixed-fractional.ts';
import { defineCalc } from './define-calc.ts';
import {
  amountIn,
  amountOut,
  money,
  moneyOrNull,
  ratioIn,
  ratioOut,
  reasonOut,
  tableOf,
  tiersIn,
} from './shapes.ts';

export const fixedFractional = defineCalc({
  name: 'fixed-fractional',
  summary: 'position size from a risk budget and a stop, with the leverage that makes it practical',
  input: z.strictObject({
    equity: amountIn,
    riskPct: ratioIn.describe('share of equity (0.01 = 1 %)'),
    entryPrice: amountIn,
    stopPrice: amountIn.describe('below the entry: a long; above: a short'),
    leverage: amountIn.optional(),
    feeRate: ratioIn.default(0),
    maxLeverage: z.int().default(10),
    symbol: z.string().optional().describe('whose tiers to use'),
    tiers: tiersIn,
  }),
  output: z.strictObject({
    side: z.enum(['long', 'short']),
    notional: amountOut,
    quantity: amountOut,
    margin: amountOut.nullable().describe('at the leverage asked for, else at the recommended one'),
    riskAmount: amountOut,
    lossAtStop: amountOut,
    recommendedLeverage: ratioOut.nullable(),
    reason: reasonOut,
    table: z.array(
      z.strictObject({
        leverage: z.int(),
        margin: amountOut,
        marginUse: ratioOut,
        score: ratioOut,
        liquidationPrice: amountOut.nullable(),
        practical: z.boolean(),
        reason: reasonOut,
      }),
    ),
  }),
  run({ riskPct, symbol, tiers, ...rest }) {
    const answer = sizeOf({ ...rest, riskShare: riskPct }, tableOf(tiers, symbol));
    const none = 'no leverage fits: the margin exceeds the equity, or liquidation comes before the stop';
    return {
      ...answer,
      notional: money(answer.notional),
      quantity: money(answer.quantity),
      margin: moneyOrNull(answer.margin),
      riskAmount: money(answer.riskAmount),
      lossAtStop: money(answer.lossAtStop),
      ...(answer.recommendedLeverage === null ? { reason: none } : {}),
      table: answer.table.map((row) => ({
        ...row,
        margin: money(row.margin),
        liquidationPrice: moneyOrNull(row.liquidationPrice),
        ...(row.liquidationPrice === null
          ? { reason: 'liquidationPrice: no price above zero liquidates it' }
          : {}),
      })),
    };
  },
});
