// calc rolling: risk figures over a sliding window, their regimes, changes and alerts.
import { z } from 'zod';
import { rollingMetrics } from '../../risk/performance/rolling.ts';
import { defineCalc } from './define-calc.ts';
import { ratioIn, ratioOut, reasonOut, seriesIn } from './shapes.ts';
import { reasonFor } from './unknown-reason.ts';

const volatilityBand = z.enum(['Low', 'Medium', 'High']);
const sharpeBand = z.enum(['Poor', 'Average', 'Good']);
const band = z.union([volatilityBand, sharpeBand]).nullable();

export const rolling = defineCalc({
  name: 'rolling',
  summary: 'Sharpe, Sortino, drawdown, volatility, value at risk and win rate in every window',
  input: z.strictObject({
    returns: seriesIn,
    window: z.int().optional().describe('default 30'),
    periodsPerYear: ratioIn.optional().describe('default 365'),
  }),
  output: z.strictObject({
    sharpe: z.array(ratioOut.nullable()),
    sortino: z.array(ratioOut.nullable()),
    maxDrawdown: z.array(ratioOut),
    volatility: z.array(ratioOut),
    valueAtRisk95: z.array(ratioOut),
    winRate: z.array(ratioOut),
    regimes: z.strictObject({ volatility: z.array(volatilityBand), sharpe: z.array(sharpeBand.nullable()) }),
    changes: z.array(
      z.strictObject({
        index: z.int(),
        kind: z.enum(['volatility', 'sharpe']),
        from: band,
        to: band,
        reason: reasonOut,
      }),
    ),
    alerts: z.array(z.strictObject({ metric: z.string(), value: ratioOut, threshold: ratioOut })),
    reason: reasonOut,
  }),
  run({ returns, window, periodsPerYear }) {
    const found = rollingMetrics({
      returns,
      ...(window === undefined ? {} : { window }),
      ...(periodsPerYear === undefined ? {} : { periodsPerYear }),
    });
    const unknown: Record<string, string> = {};
    if (found.sharpe.includes(null)) unknown['sharpe'] = 'a window never changes';
    if (found.sortino.includes(null)) unknown['sortino'] = 'a window has no loss';
    return {
      sharpe: [...found.sharpe],
      sortino: [...found.sortino],
      maxDrawdown: [...found.maxDrawdown],
      volatility: [...found.volatility],
      valueAtRisk95: [...found.valueAtRisk95],
      winRate: [...found.winRate],
      regimes: { volatility: [...found.regimes.volatility], sharpe: [...found.regimes.sharpe] },
      changes: found.changes.map((change) =>
        change.from === null || change.to === null
          ? { ...change, reason: 'a window that never changes has no Sharpe ratio' }
          : change,
      ),
      alerts: [...found.alerts],
      ...reasonFor(unknown),
    };
  },
});
