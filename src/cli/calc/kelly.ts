// calc kelly: sizing from trade returns, or from a record in three figures.
import { z } from 'zod';
import { ModelInputError } from '../../risk/model-input-error.ts';
import { type KellySizing, kellyFromRecord, kellyFromReturns } from '../../risk/sizing/kelly.ts';
import { defineCalc } from './define-calc.ts';
import { amountIn, amountOut, money, ratioIn, ratioOut, reasonOut, seriesIn } from './shapes.ts';
import { reasonFor } from './unknown-reason.ts';

const REASONS = {
  'under-30-trades': 'under 30 trades: 1 % of equity is risked instead',
  'no-losing-trade': 'no trade lost, so the loss is unknown: 1 % of equity is risked instead',
} as const;

/** What the basis rests on, and why a figure beside it is null. */
function whyUnknown(
  { basis, growthOptimalFraction, winLossRatio }: Omit<KellySizing, 'reason'>,
  reason: KellySizing['reason'],
): { reason?: string } {
  if (reason !== undefined) return { reason: REASONS[reason] };
  const growth = basis === 'given' ? 'it needs the trades themselves' : 'the losses are too small for one';
  return reasonFor({
    ...(growthOptimalFraction === null ? { growthOptimalFraction: growth } : {}),
    ...(winLossRatio === null ? { winLossRatio: 'the average loss is too small' } : {}),
  });
}

export const kelly = defineCalc({
  name: 'kelly',
  summary: 'Kelly fraction, safe fraction, growth-optimal fraction and position scenarios by leverage',
  input: z.strictObject({
    returns: seriesIn.optional().describe('one return a trade (0.02 = 2 %)'),
    winProbability: ratioIn.optional(),
    averageWin: ratioIn.optional(),
    averageLoss: ratioIn.optional().describe('counts by its size, whatever its sign'),
    equity: amountIn,
    fraction: ratioIn.default(0.25),
    riskLimit: ratioIn.default(0.02),
    maxLeverage: z.int().default(10),
  }),
  output: z.strictObject({
    basis: z.enum(['returns', 'given', 'default']),
    reason: reasonOut,
    kellyFraction: ratioOut.nullable().describe('never below 0'),
    safeKelly: ratioOut.nullable(),
    growthOptimalFraction: ratioOut.nullable(),
    winProbability: ratioOut.nullable(),
    averageWin: ratioOut.nullable(),
    averageLoss: ratioOut.nullable().describe('positive'),
    winLossRatio: ratioOut.nullable(),
    expectancy: ratioOut.nullable(),
    riskAmount: amountOut,
    scenarios: z.array(
      z.strictObject({
        leverage: z.int(),
        notional: amountOut,
        margin: amountOut,
        shareOfEquity: ratioOut.describe('notional over equity'),
        marginShare: ratioOut.describe('margin over equity'),
      }),
    ),
  }),
  run({ returns, winProbability, averageWin, averageLoss, ...settings }) {
    const given = { winProbability, averageWin, averageLoss };
    const missing = Object.entries(given).find(([, value]) => value === undefined)?.[0];
    if (returns === undefined && missing !== undefined) {
      const remedy = 'give returns, or winProbability, averageWin and averageLoss';
      throw new ModelInputError('MISSING', missing, `${missing} is missing; ${remedy}`);
    }
    const { reason, ...answer } =
      returns !== undefined
        ? kellyFromReturns(returns, settings)
        : kellyFromRecord(
            given as { winProbability: number; averageWin: number; averageLoss: number },
            settings,
          );
    return {
      ...answer,
      ...whyUnknown(answer, reason),
      riskAmount: money(answer.riskAmount),
      scenarios: answer.scenarios.map((scenario) => ({
        ...scenario,
        notional: money(scenario.notional),
        margin: money(scenario.margin),
      })),
    };
  },
});
