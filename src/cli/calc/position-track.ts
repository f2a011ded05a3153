// calc position-track: positions, average entries and profit from a list of fills, exactly.
import { z } from 'zod';
import { Decimal } from '../../domain/decimal.ts';
import { symbolKey } from '../../risk/margin/bracket-book.ts';
import { applyToLots, type LotBook, NO_LOTS } from '../../risk/microstructure/lots.ts';
import { averageEntry, trackPositions, unrealizedPnl } from '../../risk/microstructure/position-track.ts';
import { defineCalc } from './define-calc.ts';
import { amountOut, exactIn, exactMoney, orderSideIn, reasonOut } from './shapes.ts';

export const positionTrack = defineCalc({
  name: 'position-track',
  summary: 'follows positions through fills: average entry with fees, partial closes, flips, profit',
  input: z.strictObject({
    fills: z.array(
      z.object({
        symbol: z.string().min(1),
        side: orderSideIn,
        quantity: exactIn,
        price: exactIn,
        fee: exactIn.optional().describe('in quote currency'),
      }),
    ),
    marks: z.record(z.string(), exactIn).optional().describe('current price by symbol'),
  }),
  output: z.strictObject({
    positions: z.array(
      z.strictObject({
        symbol: z.string(),
        quantity: amountOut.describe('signed: below zero is short'),
        averageEntry: amountOut.nullable().describe('entry fees included; null when flat'),
        realizedPnl: amountOut.describe('after the fees of both ends'),
        unrealizedPnl: amountOut.nullable(),
        fees: amountOut,
        lots: z
          .array(
            z.strictObject({
              quantity: amountOut.describe('signed: below zero is short'),
              price: amountOut,
            }),
          )
          .describe('what is still held, by the fills that opened it, oldest first'),
        realizedPnlFifo: amountOut.describe('by the lots that were closed, first in, first out; after fees'),
        reason: reasonOut,
      }),
    ),
    realizedPnl: amountOut,
    fees: amountOut,
  }),
  run({ fills, marks = {} }) {
    const spelling = new Map<string, string>();
    for (const { symbol } of fills) {
      if (!spelling.has(symbolKey(symbol))) spelling.set(symbolKey(symbol), symbol);
    }
    const prices = new Map(Object.entries(marks).map(([symbol, price]) => [symbolKey(symbol), price]));
    const tracked = trackPositions(
      fills.map((fill) => ({ ...fill, symbol: spelling.get(symbolKey(fill.symbol))! })),
    );
    const books = new Map<string, LotBook>();
    for (const fill of fills) {
      const key = symbolKey(fill.symbol);
      books.set(key, applyToLots(books.get(key) ?? NO_LOTS, fill));
    }
    const total = (pick: (position: (typeof tracked)[number]) => Decimal) =>
      exactMoney(tracked.reduce((sum, position) => sum.plus(pick(position)), new Decimal(0)));
    return {
      positions: tracked.map((position) => {
        const mark = prices.get(symbolKey(position.symbol));
        const entry = averageEntry(position);
        const { lots, realizedPnl: fifo } = books.get(symbolKey(position.symbol)) ?? NO_LOTS;
        const reasons = [
          ...(entry === null ? ['averageEntry: the position is flat'] : []),
          ...(mark === undefined && entry !== null ? ['unrealizedPnl: no mark price was given'] : []),
        ];
        const open = entry === null ? new Decimal(0) : mark && unrealizedPnl(position, mark);
        return {
          symbol: position.symbol,
          quantity: exactMoney(position.quantity),
          averageEntry: entry === null ? null : entry.toSignificantDigits(15).toFixed(),
          realizedPnl: exactMoney(position.realizedPnl),
          unrealizedPnl: open === undefined ? null : exactMoney(open),
          fees: exactMoney(position.fees),
          lots: lots.map(({ quantity, price }) => ({
            quantity: exactMoney(quantity),
            price: exactMoney(price),
          })),
          realizedPnlFifo: exactMoney(fifo),
          ...(reasons.length > 0 ? { reason: reasons.join('; ') } : {}),
        };
      }),
      realizedPnl: total((position) => position.realizedPnl),
      fees: total((position) => position.fees),
    };
  },
});
