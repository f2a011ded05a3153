// calc var: value at risk and expected shortfall of one exposure.
import { z } from 'zod';
import { valueAtRisk } from '../../risk/tail/value-at-risk.ts';
import { defineCalc } from './define-calc.ts';
import { amountIn, amountOut, money, ratioIn, ratioOut, seedIn, seriesIn } from './shapes.ts';

const methods = ['historical', 'parametric', 'cornish-fisher', 'monte-carlo', 'filtered-historical'] as const;

export const valueAtRiskModel = defineCalc({
  name: 'var',
  summary: 'value at risk and expected shortfall of one exposure, by five methods',
  input: z.strictObject({
    returns: seriesIn.describe('simple returns, oldest first; historical methods need 100'),
    value: amountIn.describe('exposure; below 0 for a short'),
    confidence: ratioIn.optional().describe('default 0.95'),
    horizonDays: z.int().optional().describe('default 1; in periods of the returns'),
    method: z.enum(methods),
    simulations: z.int().optional().describe('monte-carlo only, default 10,000'),
    df: z
      .union([z.number(), z.literal('fit')])
      .optional()
      .describe('monte-carlo only: Student-t, given or fitted'),
    seed: seedIn.optional(),
  }),
  output: z.strictObject({
    valueAtRisk: amountOut,
    conditionalValueAtRisk: amountOut,
    method: z.enum(methods),
    confidence: ratioOut,
    horizonDays: z.int(),
    mean: ratioOut,
    volatility: ratioOut,
    df: ratioOut.optional(),
    monotone: z
      .boolean()
      .optional()
      .describe('cornish-fisher: whether the expansion is valid for these moments'),
  }),
  run({ horizonDays, ...input }) {
    const { horizon, ...found } = valueAtRisk({
      returns: input.returns,
      value: input.value,
      method: input.method,
      ...(input.confidence === undefined ? {} : { confidence: input.confidence }),
      ...(horizonDays === undefined ? {} : { horizon: horizonDays }),
      ...(input.simulations === undefined ? {} : { simulations: input.simulations }),
      ...(input.df === undefined ? {} : { df: input.df }),
      ...(input.seed === undefined ? {} : { seed: input.seed }),
    });
    return {
      ...found,
      horizonDays: horizon,
      valueAtRisk: money(found.valueAtRisk),
      conditionalValueAtRisk: money(found.conditionalValueAtRisk),
    };
  },
});
