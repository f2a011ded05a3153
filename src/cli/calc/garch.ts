// calc garch: GARCH(1,1) by maximum likelihood, and its volatility forecast.
import { z } from 'zod';
import { fitGarch } from '../../risk/volatility/garch.ts';
import { defineCalc } from './define-calc.ts';
import { ratioOut, seriesIn } from './shapes.ts';

export const garch = defineCalc({
  name: 'garch',
  summary: 'GARCH(1,1) by maximum likelihood, with its volatility forecast',
  input: z.strictObject({
    returns: seriesIn,
    horizon: z.int().optional().describe('periods to forecast, default 10'),
    distribution: z.enum(['normal', 'student-t']).optional().describe('default normal'),
    initial: z
      .enum(['mean-square', 'sample-variance', 'backcast'])
      .optional()
      .describe('variance before the sample, default mean-square'),
  }),
  output: z.strictObject({
    mu: ratioOut,
    omega: ratioOut,
    alpha: ratioOut,
    beta: ratioOut,
    df: ratioOut.optional(),
    logLikelihood: ratioOut,
    persistence: ratioOut,
    longRunVolatility: ratioOut,
    conditionalVolatility: z.array(ratioOut),
    forecast: z.array(ratioOut).describe('volatility of the next periods'),
  }),
  run({ returns, horizon, distribution, initial }) {
    const fit = fitGarch({
      returns,
      ...(horizon === undefined ? {} : { horizon }),
      ...(distribution === undefined ? {} : { distribution }),
      ...(initial === undefined ? {} : { initial }),
    });
    return { ...fit, conditionalVolatility: [...fit.conditionalVolatility], forecast: [...fit.forecast] };
  },
});
