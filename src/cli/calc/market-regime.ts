// calc market-regime: trending or ranging, volatile or calm.
import { z } from 'zod';
import { marketRegime, smoothedVolatilityRegime } from '../../risk/regime/market-regime.ts';
import { defineCalc } from './define-calc.ts';
import { candlesIn, ratioOut } from './shapes.ts';

export const marketRegimeModel = defineCalc({
  name: 'market-regime',
  summary: 'trending or ranging by ADX(14), volatile or calm by the width of the Bollinger bands',
  input: z.strictObject({ candles: candlesIn }),
  output: z.strictObject({
    adx: ratioOut,
    bollingerWidth: ratioOut,
    regime: z.enum(['TRENDING_HIGH_VOL', 'TRENDING_LOW_VOL', 'RANGING_HIGH_VOL', 'RANGING_LOW_VOL']),
    smoothed: z
      .strictObject({
        volatilitySmoothed: ratioOut.describe(
          '√ of the exponential average of squared returns, span 20, per bar',
        ),
        threshold: ratioOut.describe('standard deviation of all returns given'),
        regime: z.enum(['TRENDING', 'RANGING']).describe('TRENDING above the threshold'),
      })
      .describe("the long-run desk's reading of the closes"),
  }),
  run: ({ candles }) => ({
    ...marketRegime(candles),
    smoothed: smoothedVolatilityRegime(candles.map((candle) => candle[4])),
  }),
});
