// calc market-regime: trending or ranging, volatile or calm.
import { z } from 'zod';
import { marketRegime } from '../../risk/regime/market-regime.ts';
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
  }),
  run: ({ candles }) => marketRegime(candles),
});
