// A price in quote currency per unit of base; always above zero.
import { Amount, amountFromText } from './amount.ts';
import { Decimal } from './decimal.ts';

export class Price extends Amount {
  declare private readonly kind: 'price';

  private constructor(value: Decimal) {
    super(value);
    if (value.lte(0)) throw new RangeError(`a price is above zero, got ${value.toFixed()}`);
  }

  static parse(text: string): Price {
    return new Price(amountFromText(text, 'price'));
  }

  static of(value: Decimal): Price {
    return new Price(value);
  }

  /** From a float64 model result, kept to 15 significant digits; undefined where the model has no positive finite answer. */
  static fromStatistic(value: number): Price | undefined {
    if (!Number.isFinite(value) || value <= 0) return undefined;
    return new Price(new Decimal(value).toSignificantDigits(15));
  }
}
