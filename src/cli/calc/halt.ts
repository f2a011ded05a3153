// calc halt: whether trading in a symbol has stopped, and the gap after it.
import { z } from 'zod';
import { readHalt } from '../../risk/microstructure/halt.ts';
import { defineCalc } from './define-calc.ts';
import { amountIn, bookIn, ratioOut, reasonOut } from './shapes.ts';
import { toLevels } from './slippage.ts';

export const halt = defineCalc({
  name: 'halt',
  summary: 'detects a trading halt from volume and book, and the price gap after it',
  input: z.strictObject({
    recentVolume: amountIn,
    averageVolume: amountIn,
    book: bookIn,
    previousPrice: amountIn.optional(),
    price: amountIn.optional(),
  }),
  output: z.strictObject({
    halted: z.boolean(),
    reasons: z.array(z.enum(['THIN_VOLUME', 'NO_BIDS', 'NO_ASKS', 'WIDE_SPREAD'])),
    volumeRatio: ratioOut,
    spread: ratioOut.nullable().describe('over the middle price; null with an empty side'),
    gapPct: ratioOut.optional().describe('as a ratio; only with both prices'),
    largeGap: z.boolean().optional().describe('beyond 10 %'),
    reason: reasonOut,
  }),
  run({ book, ...rest }) {
    const { gap, reasons, ...reading } = readHalt({ ...rest, book: toLevels(book) });
    return {
      ...reading,
      reasons: [...reasons],
      ...(gap === undefined ? {} : { gapPct: gap }),
      ...(reading.spread === null ? { reason: 'spread: a side of the book is empty' } : {}),
    };
  },
});
