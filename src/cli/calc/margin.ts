// calc margin: initial and maintenance margin of a notional at a leverage.
import { z } from 'zod';
import { marginRequirement } from '../../risk/margin/maintenance.ts';
import { defineCalc } from './define-calc.ts';
import { amountIn, amountOut, basisOut, bracketBook, money, ratioOut, tiersIn } from './shapes.ts';

export const margin = defineCalc({
  name: 'margin',
  summary: 'initial and maintenance margin of a notional at a leverage',
  input: z.strictObject({
    symbol: z.string().min(1),
    notional: amountIn,
    leverage: amountIn,
    tiers: tiersIn,
  }),
  output: z.strictObject({
    symbol: z.string(),
    initialMargin: amountOut,
    maintenanceMargin: amountOut,
    ratio: ratioOut.describe('maintenance over initial margin'),
    leverageEfficiency: ratioOut,
    bracket: z.int(),
    maxLeverage: ratioOut,
    maintenanceMarginRate: ratioOut,
    basis: basisOut,
  }),
  run({ symbol, notional, leverage, tiers }) {
    const book = bracketBook(tiers);
    const answer = marginRequirement(notional, leverage, book.tableFor(symbol));
    return {
      symbol,
      initialMargin: money(answer.initialMargin),
      maintenanceMargin: money(answer.maintenanceMargin),
      ratio: answer.ratio,
      leverageEfficiency: answer.leverageEfficiency,
      bracket: answer.tier,
      maxLeverage: answer.bracket.maxLeverage,
      maintenanceMarginRate: answer.bracket.rate,
      basis: book.basis,
    };
  },
});
