// A size in base units; zero or more. The side is told beside it, never by the sign.
import { Amount, amountFromText } from './amount.ts';
import { type Decimal, ZERO } from './decimal.ts';

export class Quantity extends Amount {
  declare private readonly kind: 'quantity';
  static readonly zero: Quantity = new Quantity(ZERO);

  private constructor(value: Decimal) {
    super(value);
    if (value.lt(0)) throw new RangeError(`a quantity is zero or more, got ${value.toFixed()}`);
  }

  static parse(text: string): Quantity {
    return new Quantity(amountFromText(text, 'quantity'));
  }

  static of(value: Decimal): Quantity {
    return new Quantity(value);
  }
}
