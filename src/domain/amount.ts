// The shared ground of Price, Quantity, Money and Ratio: an exact value that cannot be compared or added by accident.
import { type Decimal, parseDecimal } from './decimal.ts';

/**
 * `new Decimal('10') < new Decimal('9')` compiles and is true, because `<` compares text.
 * An amount therefore refuses to become a primitive unless text is wanted.
 */
export abstract class Amount {
  readonly value: Decimal;

  protected constructor(value: Decimal) {
    if (!value.isFinite()) throw new RangeError(`${new.target.name} must be finite, got ${value.toString()}`);
    this.value = value;
  }

  toString(): string {
    return this.value.toFixed();
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return this.toString();
    throw new TypeError(`${this.constructor.name} ${this.toString()} was used as a number; use .value`);
  }
}

/** Parses amount text; throws RangeError, so outside text goes through a schema first. */
export function amountFromText(text: string, name: string): Decimal {
  const parsed = parseDecimal(text);
  if (!parsed.ok) throw new RangeError(`${name}: ${parsed.error}`);
  return parsed.value;
}
