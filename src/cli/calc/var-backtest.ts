// calc var-backtest: were past value-at-risk forecasts right?
import { z } from 'zod';
import { valueAtRiskBacktest } from '../../risk/tail/value-at-risk-backtest.ts';
import { defineCalc } from './define-calc.ts';
import { ratioIn, ratioOut, seriesIn } from './shapes.ts';

const likelihoodRatio = z.strictObject({ statistic: ratioOut, pValue: ratioOut });

export const varBacktest = defineCalc({
  name: 'var-backtest',
  summary: 'Kupiec and Christoffersen tests of value-at-risk forecasts, and the Basel zone',
  input: z.strictObject({
    returns: seriesIn,
    forecasts: seriesIn.describe('value at risk announced for each return, a positive share'),
    confidence: ratioIn,
  }),
  output: z.strictObject({
    exceptions: z.int(),
    expected: ratioOut,
    kupiec: likelihoodRatio,
    christoffersen: likelihoodRatio,
    conditionalCoverage: likelihoodRatio,
    zone: z.enum(['green', 'yellow', 'red']),
  }),
  run: ({ returns, forecasts, confidence }) => valueAtRiskBacktest(returns, forecasts, confidence),
});
