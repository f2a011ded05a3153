// What may stand after a command: plain ASCII words with a strict form each. Odd numbers and other scripts never get past here.
import { z } from 'zod';

const PLAIN_NUMBER = /^\d{1,15}(\.\d{1,8})?$/;
const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const LONGEST_MS = 7 * UNIT_MS.d;

/** `btc`, `BTCUSDT`, `BTC/USDT:USDT`, and `BTCUSDT:long` where both sides are open. */
export const symbolArg = z
  .string()
  .max(32)
  .regex(/^[A-Za-z0-9]{1,24}([/:-][A-Za-z0-9]{1,10}){0,2}$/);

/** Per cent of a position, above 0 and at most 100; answers the number of per cent. */
export const percentArg = z
  .string()
  .transform((text) => text.replace(/%$/, ''))
  .refine((text) => PLAIN_NUMBER.test(text), { error: 'percent' })
  .transform(Number)
  .refine((percent) => percent > 0 && percent <= 100, { error: 'percent-range' });

/** A number as people write limits: `0.85` or `85%`; answers the ratio or the plain number. */
export const valueArg = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,8})?%?$/)
  .transform((text) => (text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text)));

/** A price above zero as decimal text, exactly as it was typed. */
export const priceArg = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,10})?$/)
  .refine((text) => Number(text) > 0);

/** A share as people write it, above 0 and at most 1: `0.5%`, `55%`, `0.55`. */
export const shareArg = valueArg.refine((share) => share > 0 && share <= 1);

/** Leverage, whole: `x5` or `5x`, 1 to 125. */
export const leverageArg = z
  .string()
  .regex(/^(x\d{1,9}|\d{1,9}x)$/i)
  .transform((text) => Number(text.replace(/x/i, '')))
  .refine((leverage) => leverage >= 1 && leverage <= 125, { error: 'range 1 125' });

/** The four characters of a card or an alert. */
export const codeArg = z
  .string()
  .regex(/^[A-Za-z0-9]{4,8}$/)
  .transform((text) => text.toUpperCase());

/** A one-time code: six to eight digits. */
export const secretArg = z.string().regex(/^[0-9A-Za-z-]{4,32}$/);

/** `90s`, `30m`, `1h`, `2d`, at most a week; never a time of day, whose zone would be a guess. Answers milliseconds. */
export const durationArg = z
  .string()
  .regex(/^\d{1,6}[smhd]$/i, { error: 'duration' })
  .transform(
    (text) => Number(text.slice(0, -1)) * UNIT_MS[text.slice(-1).toLowerCase() as keyof typeof UNIT_MS],
  )
  .refine((milliseconds) => milliseconds > 0 && milliseconds <= LONGEST_MS, { error: 'duration' });

/** A whole number between two limits, which are told when it is not. */
export const wholeArg = (least: number, most: number) =>
  z
    .string()
    .regex(/^-?\d{1,12}(\.\d{1,8})?$/)
    .transform(Number)
    .refine((value) => Number.isInteger(value) && value >= least && value <= most, {
      error: `range ${least} ${most}`,
    });

/** The same in days: `90` or `90d`. */
export const daysArg = (least: number, most: number) =>
  z
    .string()
    .transform((text) => text.replace(/d$/i, ''))
    .pipe(wholeArg(least, most));

/** A count of rows. */
export const countArg = wholeArg(1, 100);

/** One of a closed list of words, in any case. */
export const wordArg = <const List extends readonly [string, ...string[]]>(list: List) =>
  z
    .string()
    .max(32)
    .transform((text) => text.toLowerCase())
    .pipe(z.enum(list));

/** A price or an amount of money: plain decimal text above zero, kept as text. */
export const decimalArg = z
  .string()
  .regex(PLAIN_NUMBER)
  .refine((text) => Number(text) > 0);

/** A price (`57000`) or a distance (`5%`, at most 90 %) from the mark price. */
export const stopArg = z.string().transform((text, context) => {
  const isDistance = text.endsWith('%');
  const number = isDistance ? text.slice(0, -1) : text;
  if (PLAIN_NUMBER.test(number) && Number(number) > 0) {
    if (!isDistance) return { kind: 'price', price: number } as const;
    if (Number(number) <= 90) return { kind: 'distance', ratio: Number(number) / 100 } as const;
  }
  context.addIssue({ code: 'custom', message: 'stop' });
  return z.NEVER;
});

/** A leverage to set: a whole number from 1 to 125, with or without its x. */
export const wholeLeverageArg = z
  .string()
  .regex(/^\d{1,9}x?$/i)
  .transform((text) => Number.parseInt(text, 10))
  .refine((leverage) => leverage >= 1 && leverage <= 125, { error: 'range 1 125' });
