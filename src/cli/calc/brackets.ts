// calc brackets: which tier a notional falls in.
import { z } from 'zod';
import { requireAmount } from '../../risk/model-input-error.ts';
import { defineCalc } from './define-calc.ts';
import { amountIn, amountOut, basisOut, bracketBook, money, ratioOut, reasonOut, tiersIn } from './shapes.ts';

export const brackets = defineCalc({
  name: 'brackets',
  summary: 'the leverage bracket of a notional, and the maintenance margin it asks for',
  input: z.strictObject({ symbol: z.string().min(1), notional: amountIn, tiers: tiersIn }),
  output: z.strictObject({
    symbol: z.string(),
    bracket: z.int().describe('tier number from 1'),
    minNotional: amountOut,
    maxNotional: amountOut.nullable().describe('null: no upper end'),
    maxLeverage: ratioOut,
    maintenanceMarginRate: ratioOut,
    cum: amountOut,
    maintenanceMargin: amountOut,
    basis: basisOut,
    reason: reasonOut,
  }),
  run({ symbol, notional, tiers }) {
    const book = bracketBook(tiers);
    const table = book.tableFor(symbol);
    const index = table.indexAt(requireAmount(notional, 'notional'));
    const bracket = table.brackets[index]!;
    return {
      symbol,
      bracket: index + 1,
      minNotional: money(bracket.floor),
      maxNotional: Number.isFinite(bracket.cap) ? money(bracket.cap) : null,
      maxLeverage: bracket.maxLeverage,
      maintenanceMarginRate: bracket.rate,
      cum: money(bracket.cum),
      maintenanceMargin: money(table.maintenance(notional)),
      basis: book.basis,
      ...(Number.isFinite(bracket.cap) ? {} : { reason: 'maxNotional: the last tier has no upper end' }),
    };
  },
});
