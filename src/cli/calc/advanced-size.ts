// calc advanced-size: base size times risk mode, regime and slippage decay, within the exposure limit.
import { z } from 'zod';
import { advancedSize as sizeOf } from '../../risk/sizing/advanced-size.ts';
import { defineCalc } from './define-calc.ts';
import { amountIn, amountOut, money, ratioIn, ratioOut } from './shapes.ts';

export const advancedSize = defineCalc({
  name: 'advanced-size',
  summary: 'position size by risk mode, market regime, slippage and exposure growth',
  input: z.strictObject({
    base: amountIn,
    riskMode: z.enum(['normal', 'cautious', 'extreme']),
    regime: z.enum(['RANGING', 'TRENDING']),
    averageSlippagePct: ratioIn.describe('as a ratio: 0.002 = 0.2 %'),
    currentExposure: amountIn,
    maxExposure: amountIn,
    exposureGrowth: ratioIn,
  }),
  output: z.strictObject({
    size: amountOut,
    factors: z.strictObject({ risk: ratioOut, regime: ratioOut, slippage: ratioOut }),
    exposureLimit: amountOut,
  }),
  run({ averageSlippagePct, ...rest }) {
    const answer = sizeOf({ ...rest, averageSlippage: averageSlippagePct });
    return { ...answer, size: money(answer.size), exposureLimit: money(answer.exposureLimit) };
  },
});
