// calc realised-volatility: how much prices moved, per period, per day and per year.
import { z } from 'zod';
import { realisedVolatility } from '../../risk/volatility/realised-volatility.ts';
import { defineCalc } from './define-calc.ts';
import { amountIn, ratioIn, ratioOut } from './shapes.ts';

export const realisedVolatilityModel = defineCalc({
  name: 'realised-volatility',
  summary: 'sample standard deviation of returns in a window',
  input: z.strictObject({
    prices: z.array(amountIn),
    window: z.int().optional().describe('returns looked at, default all'),
    periodsPerYear: ratioIn.optional().describe('default 365'),
  }),
  output: z.strictObject({ perPeriod: ratioOut, daily: ratioOut, annual: ratioOut, count: z.int() }),
  run: ({ prices, window, periodsPerYear }) => realisedVolatility(prices, window, periodsPerYear),
});
