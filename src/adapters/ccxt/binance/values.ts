// Amounts and times in Binance's bodies: plain decimal text and whole milliseconds. Exponents, NaN and endless digits are not amounts.
import { z } from 'zod';
import { Decimal } from '../../../domain/decimal.ts';

/** Decimal text as the venue writes it, signed; at most 20 digits before the point and 18 after it. */
export const decimal = z
  .string()
  .max(40)
  .regex(/^-?\d{1,20}(\.\d{1,18})?$/, 'is not a plain decimal number')
  .transform((text) => new Decimal(text));
/** Quantities and prices: below zero there are none, and an answer that says otherwise is not read at all. */
export const amount = decimal.refine((value) => value.gte(0), 'is below zero');
export const time = z.number().int().nonnegative();
/** Ids have up to 19 digits, more than a float64 holds: they arrive as text or as numbers and are text from here on. */
export const id = z.union([z.string().min(1).max(40), z.number().int()]).transform(String);
export const shortText = z.string().max(64);
/** Where the answer itself says nothing that is used. */
export const done = z.unknown();
