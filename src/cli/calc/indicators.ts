// calc indicators: RSI, ATR, Bollinger bands and ADX of candles.
import { z } from 'zod';
import { indicators } from '../../risk/regime/indicators.ts';
import { defineCalc } from './define-calc.ts';
import { candlesIn, ratioIn, ratioOut } from './shapes.ts';

const line = z.array(ratioOut.nullable()).describe('null until warm');

export const indicatorsModel = defineCalc({
  name: 'indicators',
  summary: 'RSI, ATR, Bollinger bands and ADX, one value a candle',
  input: z.strictObject({
    candles: candlesIn,
    rsi: z.int().optional().describe('periods, default 14'),
    atr: z.int().optional().describe('periods, default 14'),
    adx: z.int().optional().describe('periods, default 14'),
    bollinger: z
      .strictObject({ period: z.int().optional(), deviations: ratioIn.optional() })
      .optional()
      .describe('default 20 and 2'),
  }),
  output: z.strictObject({
    rsi: line,
    atr: line,
    bollinger: z.strictObject({ lower: line, middle: line, upper: line }),
    adx: line,
  }),
  run({ candles, rsi, atr, adx, bollinger }) {
    const found = indicators(candles, {
      ...(rsi === undefined ? {} : { rsi }),
      ...(atr === undefined ? {} : { atr }),
      ...(adx === undefined ? {} : { adx }),
      ...(bollinger === undefined
        ? {}
        : {
            bollinger: {
              ...(bollinger.period === undefined ? {} : { period: bollinger.period }),
              ...(bollinger.deviations === undefined ? {} : { deviations: bollinger.deviations }),
            },
          }),
    });
    const { lower, middle, upper } = found.bollinger;
    return {
      rsi: [...found.rsi],
      atr: [...found.atr],
      adx: [...found.adx],
      bollinger: { lower: [...lower], middle: [...middle], upper: [...upper] },
    };
  },
});
