// calc emergency-assessment: whether the account as a whole is in an emergency, and what to do.
import { z } from 'zod';
import { assessEmergency, EMERGENCY_LIMITS } from '../../risk/margin/emergency-assessment.ts';
import { defineCalc } from './define-calc.ts';
import { amountIn, ratioIn, ratioOut } from './shapes.ts';

export const emergencyAssessment = defineCalc({
  name: 'emergency-assessment',
  summary: 'EMERGENCY, CRITICAL, WARNING or NORMAL for the account, with recommended actions',
  input: z.strictObject({
    walletBalance: amountIn,
    marginRatio: ratioIn,
    positions: z.array(
      z.object({
        symbol: z.string().min(1),
        unrealizedPnl: amountIn,
        initialMargin: amountIn,
        distance: ratioIn.nullable().describe('to liquidation; null: nothing liquidates it'),
      }),
    ),
    limits: z
      .strictObject({
        portfolioLoss: ratioIn.default(EMERGENCY_LIMITS.portfolioLoss),
        positionLoss: ratioIn.default(EMERGENCY_LIMITS.positionLoss),
        marginRatio: ratioIn.default(EMERGENCY_LIMITS.marginRatio),
        distance: ratioIn.default(EMERGENCY_LIMITS.distance),
      })
      .default(EMERGENCY_LIMITS),
  }),
  output: z.strictObject({
    level: z.enum(['EMERGENCY', 'CRITICAL', 'WARNING', 'NORMAL']),
    portfolioLoss: ratioOut,
    positions: z.array(
      z.strictObject({
        symbol: z.string(),
        lossRatio: ratioOut.describe('loss over initial margin; 0 for a profit'),
        level: z.enum(['EMERGENCY', 'CRITICAL', 'NORMAL']),
      }),
    ),
    actions: z.array(
      z.strictObject({
        kind: z.enum(['reduce-all', 'reduce-risky', 'add-margin', 'stop-opening', 'review']),
        share: ratioOut.optional(),
        symbols: z.array(z.string()).optional(),
      }),
    ),
  }),
  run({ walletBalance, marginRatio, positions, limits }) {
    const {
      actions,
      positions: judged,
      ...answer
    } = assessEmergency(walletBalance, marginRatio, positions, limits);
    return {
      ...answer,
      positions: [...judged],
      actions: actions.map(({ symbols, ...action }) => ({
        ...action,
        ...(symbols === undefined ? {} : { symbols: [...symbols] }),
      })),
    };
  },
});
