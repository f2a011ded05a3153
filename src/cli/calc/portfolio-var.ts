// calc portfolio-var: value at risk of signed exposures together, and what each of them contributes.
import { z } from 'zod';
import { portfolioValueAtRisk } from '../../risk/tail/portfolio-value-at-risk.ts';
import { defineCalc } from './define-calc.ts';
import { entryOf } from './named-series.ts';
import { amountIn, amountOut, money, ratioIn, ratioOut, reasonOut, seriesBySymbolIn } from './shapes.ts';

export const portfolioVar = defineCalc({
  name: 'portfolio-var',
  summary: 'value at risk of a book of signed exposures, with components that add up to it',
  input: z.strictObject({
    equity: amountIn,
    exposures: z.record(z.string(), amountIn).describe('quantity × price; below 0 for a short'),
    returns: seriesBySymbolIn,
    confidence: ratioIn.optional().describe('default 0.95'),
    method: z.enum(['historical', 'parametric']),
  }),
  output: z.strictObject({
    valueAtRisk: amountOut,
    conditionalValueAtRisk: amountOut,
    ratioOfEquity: ratioOut,
    component: z.record(z.string(), amountOut),
    marginal: z.record(z.string(), ratioOut).describe('change of valueAtRisk by one more unit of exposure'),
    individual: z.record(z.string(), amountOut),
    individualSum: amountOut,
    diversificationBenefit: amountOut,
    diversificationRatio: ratioOut.nullable(),
    reason: reasonOut,
  }),
  run({ equity, exposures, returns, confidence, method }) {
    const names = Object.keys(exposures);
    const found = portfolioValueAtRisk({
      equity,
      method,
      parts: names.map((name) => ({
        name,
        exposure: exposures[name]!,
        returns: entryOf(returns, name, 'returns'),
      })),
      ...(confidence === undefined ? {} : { confidence }),
    });
    const bySymbol = <T>(value: (i: number) => T) =>
      Object.fromEntries(names.map((name, i) => [name, value(i)]));
    return {
      valueAtRisk: money(found.valueAtRisk),
      conditionalValueAtRisk: money(found.conditionalValueAtRisk),
      ratioOfEquity: found.ratioOfEquity,
      component: bySymbol((i) => money(found.component[i]!)),
      marginal: bySymbol((i) => found.marginal[i]!),
      individual: bySymbol((i) => money(found.individual[i]!)),
      individualSum: money(found.individualSum),
      diversificationBenefit: money(found.diversificationBenefit),
      diversificationRatio: found.diversificationRatio,
      ...(found.diversificationRatio === null
        ? { reason: 'diversificationRatio: no exposure carries risk alone' }
        : {}),
    };
  },
});
