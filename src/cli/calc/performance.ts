// calc performance: what a series of returns earned and what it cost in risk.
import { z } from 'zod';
import { performance } from '../../risk/performance/performance.ts';
import { defineCalc } from './define-calc.ts';
import { ratioIn, ratioOut, reasonOut, seriesIn } from './shapes.ts';
import { reasonFor } from './unknown-reason.ts';

const placeOut = z.int().nullable().describe('number of returns after which; 0 is the start');

export const performanceModel = defineCalc({
  name: 'performance',
  summary: 'return, Sharpe, Sortino, drawdown and trade statistics of a return series',
  input: z.strictObject({
    returns: seriesIn,
    periodsPerYear: ratioIn.optional().describe('default 365'),
    target: ratioIn.optional().describe('return per period that Sortino asks for, default 0'),
  }),
  output: z.strictObject({
    totalReturn: ratioOut,
    annualReturn: ratioOut,
    volatility: ratioOut.describe('annualised'),
    sharpe: ratioOut.nullable(),
    sortino: ratioOut.nullable(),
    maxDrawdown: ratioOut,
    drawdown: z.strictObject({ start: placeOut, trough: placeOut, recovery: placeOut, reason: reasonOut }),
    calmar: ratioOut.nullable(),
    skewness: ratioOut.nullable(),
    kurtosis: ratioOut.nullable(),
    winRate: ratioOut,
    averageWin: ratioOut.nullable(),
    averageLoss: ratioOut.nullable(),
    profitFactor: ratioOut.nullable(),
    expectancy: ratioOut,
    reason: reasonOut,
  }),
  run({ returns, periodsPerYear, target }) {
    const { unknown, drawdown, ...figures } = performance({
      returns,
      ...(periodsPerYear === undefined ? {} : { periodsPerYear }),
      ...(target === undefined ? {} : { target }),
    });
    const { start, trough, recovery } = drawdown;
    const why = start === null ? 'there is no drawdown' : 'recovery: not back at the peak yet';
    const place = { start, trough, recovery, ...(recovery === null ? { reason: why } : {}) };
    return { ...figures, drawdown: place, ...reasonFor(unknown) };
  },
});
