// calc margin-mode-compare: the same positions under cross and isolated margin.
import { z } from 'zod';
import { compareMarginModes } from '../../risk/margin/margin-mode-compare.ts';
import { defineCalc } from './define-calc.ts';
import { amountIn, amountOut, money, ratioOut, reasonOut } from './shapes.ts';

export const marginModeCompare = defineCalc({
  name: 'margin-mode-compare',
  summary: 'margin used, left and at risk under cross and under isolated margin',
  input: z.strictObject({
    accountBalance: amountIn,
    positions: z.array(
      z.object({ symbol: z.string().min(1), marginUsed: amountIn, unrealizedPnl: amountIn }),
    ),
  }),
  output: z.strictObject({
    cross: z.strictObject({
      marginUsed: amountOut,
      available: amountOut.describe('balance plus unrealised profit'),
      ratio: ratioOut.nullable(),
      reason: reasonOut,
      level: z.enum(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
    }),
    isolated: z.strictObject({
      marginUsed: amountOut,
      available: amountOut.describe('balance less margin'),
      positions: z.array(z.strictObject({ symbol: z.string(), ratio: ratioOut, atRisk: z.boolean() })),
      maxRatio: ratioOut,
      level: z.enum(['STABLE', 'CRITICAL']),
    }),
  }),
  run({ accountBalance, positions }) {
    const { cross, isolated } = compareMarginModes(accountBalance, positions);
    return {
      cross: {
        ...cross,
        marginUsed: money(cross.marginUsed),
        available: money(cross.available),
        ...(cross.ratio === null ? { reason: 'balance and losses leave nothing to back the margin' } : {}),
      },
      isolated: {
        ...isolated,
        marginUsed: money(isolated.marginUsed),
        available: money(isolated.available),
        positions: [...isolated.positions],
      },
    };
  },
});
