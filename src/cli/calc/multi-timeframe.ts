// calc multi-timeframe: one risk score from the volatilities of four timeframes.
import { z } from 'zod';
import { multiTimeframeRisk } from '../../risk/regime/multi-timeframe.ts';
import { defineCalc } from './define-calc.ts';
import { ratioIn, ratioOut } from './shapes.ts';

const partOut = z.strictObject({ scaled: ratioOut, contribution: ratioOut });

export const multiTimeframe = defineCalc({
  name: 'multi-timeframe',
  summary: 'weighted volatility of four timeframes over one horizon',
  input: z.strictObject({
    volatilities: z
      .strictObject({ '5m': ratioIn, '15m': ratioIn, '1h': ratioIn, '4h': ratioIn })
      .describe('standard deviation of returns per bar'),
    horizonMinutes: ratioIn.optional().describe('default 1440, a day'),
  }),
  output: z.strictObject({
    score: ratioOut,
    level: z.enum(['HIGH', 'MEDIUM', 'LOW']),
    parts: z.strictObject({ '5m': partOut, '15m': partOut, '1h': partOut, '4h': partOut }),
  }),
  run: ({ volatilities, horizonMinutes }) => multiTimeframeRisk(volatilities, horizonMinutes),
});
