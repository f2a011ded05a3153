// calc slippage: what a market order would cost against the visible book.
import { z } from 'zod';
import { type BookLevels, walkBook } from '../../risk/microstructure/book-walk.ts';
import { defineCalc } from './define-calc.ts';
import {
  amountIn,
  amountOut,
  bookIn,
  money,
  moneyOrNull,
  orderSideIn,
  ratioIn,
  ratioOut,
  reasonOut,
} from './shapes.ts';

export const toLevels = (book: z.output<typeof bookIn>): BookLevels => ({
  bids: book.bids.map(([price, quantity]) => [price, quantity] as const),
  asks: book.asks.map(([price, quantity]) => [price, quantity] as const),
});

export const slippage = defineCalc({
  name: 'slippage',
  summary: 'average price, slippage and impact of a market order walked through a book',
  input: z.strictObject({
    book: bookIn,
    side: orderSideIn,
    quantity: amountIn,
    volatility: ratioIn.default(0).describe('of the last hour (0.01 = 1 %)'),
  }),
  output: z.strictObject({
    filled: amountOut,
    enough: z.boolean(),
    averagePrice: amountOut.nullable().describe('of the filled part'),
    bestPrice: amountOut.nullable(),
    slippagePct: ratioOut.nullable().describe('as a ratio: 0.001 = 0.1 %'),
    adjustedPct: ratioOut.nullable().describe('slippagePct × (1 + volatility)'),
    impact: z.enum(['negligible', 'low', 'moderate', 'high']),
    impactRatio: ratioOut.nullable().describe('order over visible depth'),
    depth: amountOut,
    reason: reasonOut,
  }),
  run({ book, side, quantity, volatility }) {
    const answer = walkBook(toLevels(book), side, quantity, volatility);
    const short = `only ${money(answer.depth)} of ${money(quantity)} is visible on that side`;
    return {
      filled: money(answer.filled),
      enough: answer.enough,
      averagePrice: moneyOrNull(answer.averagePrice),
      bestPrice: moneyOrNull(answer.bestPrice),
      slippagePct: answer.slippage,
      adjustedPct: answer.adjusted,
      impact: answer.impact,
      impactRatio: answer.impactRatio,
      depth: money(answer.depth),
      ...(answer.enough ? {} : { reason: short }),
    };
  },
});
