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
