// Shapes that several calc models share: amounts, positions, tiers, books and candles in; decimal text out.
// Money and prices come in as number or text and leave as text; ratios and statistics are numbers (0.05 = 5 %).
import { z } from 'zod';
import { Decimal } from '../../domain/decimal.ts';
import { BracketBook } from '../../risk/margin/bracket-book.ts';
import { type BracketRow, BracketTable } from '../../risk/margin/brackets.ts';

const NUMBER_TEXT = /^[+-]?\d{1,40}(\.\d{1,40})?([eE][+-]?\d{1,3})?$/;

/** A price, quantity or sum of money, as number or decimal text. */
export const amountIn = z
  .union([z.number(), z.string().regex(NUMBER_TEXT, 'give a number, or a number as text')], {
    error: 'give a number, or a number as text',
  })
  .transform(Number)
  .meta({ title: 'number or text' });

/** The same, kept exact: for sums that must add up to the last digit. */
export const exactIn = z
  .union([z.number(), z.string().regex(NUMBER_TEXT, 'give a number, or a number as text')], {
    error: 'give a number, or a number as text',
  })
  .transform((value) => new Decimal(value))
  .meta({ title: 'number or text' });

/** A share (0.05 = 5 %), rate, return or statistic. */
export const ratioIn = z.number();
export const seriesIn = z.array(z.number());
export const seriesBySymbolIn = z.record(z.string(), seriesIn);
export const matrixIn = z.record(z.string(), z.record(z.string(), z.number()));
export const seedIn = z.int().min(0).describe('whole number; the same seed gives the same output');

export const sideIn = z
  .enum(['long', 'short', 'LONG', 'SHORT'])
  .transform((side) => side.toLowerCase() as 'long' | 'short');
export const orderSideIn = z
  .enum(['buy', 'sell', 'BUY', 'SELL'])
  .transform((side) => side.toLowerCase() as 'buy' | 'sell');

export const positionIn = z
  .object({
    symbol: z.string().min(1),
    side: sideIn,
    quantity: amountIn.describe('base units, above 0; the side carries the sign'),
    entryPrice: amountIn,
    markPrice: amountIn,
    leverage: amountIn.optional(),
    marginMode: z.enum(['cross', 'isolated']),
    isolatedMargin: amountIn.optional().describe('default: quantity × entryPrice / leverage, quote currency'),
  })
  .meta({ title: 'position' });
export const positionsIn = z.array(positionIn);

const tierIn = z
  .object({
    minNotional: amountIn,
    maxNotional: amountIn.nullish().describe('none: no upper end'),
    maintenanceMarginRate: amountIn,
    maxLeverage: amountIn,
    cum: amountIn.nullish().describe('default: derived so that maintenance margin is continuous'),
  })
  .transform(
    (tier): BracketRow => ({
      floor: tier.minNotional,
      cap: tier.maxNotional ?? Number.POSITIVE_INFINITY,
      rate: tier.maintenanceMarginRate,
      maxLeverage: tier.maxLeverage,
      cum: tier.cum ?? undefined,
    }),
  )
  .meta({ title: 'tier' });

/** Tiers by symbol, or one table for all; left out: the bundled BTCUSDT table, and the output says `basis: "fallback"`. */
export const tiersIn = z.union([z.array(tierIn), z.record(z.string(), z.array(tierIn))]).optional();
export type TiersIn = z.output<typeof tiersIn>;

export function bracketBook(tiers: TiersIn): BracketBook {
  if (tiers === undefined) return new BracketBook();
  return Array.isArray(tiers) ? new BracketBook(new BracketTable(tiers)) : BracketBook.of(tiers);
}

/** The table of a model that speaks of one contract: the named symbol's, else the only table given. */
export function tableOf(tiers: TiersIn, symbol: string | undefined): BracketTable {
  const only = tiers === undefined || Array.isArray(tiers) ? [] : Object.keys(tiers);
  const name = symbol ?? (only.length === 1 ? only[0]! : 'BTCUSDT');
  return bracketBook(tiers).tableFor(name);
}

const levelIn = z.tuple([amountIn, amountIn]).rest(z.unknown());
export const bookIn = z
  .object({ bids: z.array(levelIn), asks: z.array(levelIn) })
  .meta({ title: 'order book', description: 'levels as [price, quantity], best first' });

export const candlesIn = z
  .array(z.tuple([z.number(), amountIn, amountIn, amountIn, amountIn, amountIn]))
  .meta({ title: 'candles', description: '[milliseconds, open, high, low, close, volume], oldest first' });

/** Money, price or quantity in plain decimal notation, 15 significant digits. */
export function money(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`an amount came out as ${value}`);
  return new Decimal(value.toPrecision(15)).plus(0).toFixed();
}
/** An exact amount, at most 18 decimal places. */
export const exactMoney = (value: Decimal): string => value.toDecimalPlaces(18).plus(0).toFixed();
export const moneyOrNull = (value: number | null): string | null => (value === null ? null : money(value));
/** A ratio, or null where it has no finite value. */
export const finiteOrNull = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null;

export const amountOut = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .meta({ title: 'decimal text' });
export const ratioOut = z.number();
/** Why a sibling is null. */
export const reasonOut = z.string().optional().describe('why a figure is null');
export const basisOut = z.enum(['given', 'fallback']).describe('whose tiers were used');
