// Exact decimal arithmetic with one precision for the whole product, and rounding whose direction has a name.
import { Decimal as BaseDecimal } from 'decimal.js';
import { failure, type Result, success } from './result.ts';

/** 40 significant digits: sums of any real account stay exact to the last quoted digit. */
export const Decimal = BaseDecimal.clone({
  precision: 40,
  rounding: BaseDecimal.ROUND_HALF_EVEN,
  toExpNeg: -30,
  toExpPos: 40,
});
export type Decimal = BaseDecimal;

export const ZERO: Decimal = new Decimal(0);

const DECIMAL_TEXT = /^-?\d{1,20}(\.\d{1,18})?$/;
const MAXIMUM_LENGTH = 32;

/** Parses plain decimal text (`-12.5`); refuses exponents, hexadecimal, blanks, other scripts' digits and over 32 characters. */
export function parseDecimal(text: string): Result<Decimal, string> {
  if (text.length > MAXIMUM_LENGTH) return failure('a number has at most 32 characters');
  if (!DECIMAL_TEXT.test(text)) return failure(`"${text}" is not a plain decimal number`);
  return success(new Decimal(text));
}

/** Ten to the power of 0 to 22: each is exact in float64, so that one division or product by it rounds once only. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
/** decimal.js keeps digits in words of this base. */
const WORD = 1e7;
const WORD_DIGITS = 7;

/**
 * The nearest float64, the same as `value.toNumber()` gives by way of text, but several times as fast for amounts of
 * up to 14 digits, which nearly all are: a thousand positions are converted in every assessment.
 */
export function toFloat(value: Decimal): number {
  const { d: words, e: exponent, s: sign } = value as Decimal & { d: readonly number[] | null; e: number };
  if (words === null || words.length > 2) return value.toNumber();
  const first = words[0]!;
  const second = words[1];
  const digits = second === undefined ? first : first * WORD + second;
  // The exponent is that of the first digit; the power is that of the last word's unit.
  const power = exponent - digitsOf(first) + 1 - (words.length - 1) * WORD_DIGITS;
  if (digits === 0 || power > 22 || power < -22) return value.toNumber();
  return sign * (power < 0 ? digits / POWERS_OF_TEN[-power]! : digits * POWERS_OF_TEN[power]!);
}

function digitsOf(word: number): number {
  if (word < 1_000) return word < 10 ? 1 : word < 100 ? 2 : 3;
  return word < 100_000 ? (word < 10_000 ? 4 : 5) : word < 1_000_000 ? 6 : 7;
}

/** The largest multiple of `step` not above `value` in size (towards zero): an order never grows by rounding. */
export function floorToStep(value: Decimal, step: Decimal): Decimal {
  return value.div(step).trunc().times(step);
}

/** The smallest multiple of `step` not below `value` (for a cut that must be at least this large). */
export function ceilToStep(value: Decimal, step: Decimal): Decimal {
  return value.div(step).ceil().times(step);
}

/** A limit price on the tick grid, rounded so that it is never worse for us: a buy down, a sell up. */
export function roundToTick(price: Decimal, tick: Decimal, side: 'buy' | 'sell'): Decimal {
  const ticks = price.div(tick);
  return (side === 'buy' ? ticks.floor() : ticks.ceil()).times(tick);
}
