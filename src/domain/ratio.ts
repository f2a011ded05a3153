// A share as a plain number: 0.05 is 5 %. Only a finite statistic becomes one.
import { Amount, amountFromText } from './amount.ts';
import { Decimal } from './decimal.ts';

export class Ratio extends Amount {
  declare private readonly kind: 'ratio';

  private constructor(value: Decimal) {
    super(value);
  }

  static parse(text: string): Ratio {
    return new Ratio(amountFromText(text, 'ratio'));
  }

  static of(value: Decimal): Ratio {
    return new Ratio(value);
  }

  /** The way back from float64 statistics; throws RangeError when the value is not finite. */
  static fromStatistic(value: number): Ratio {
    if (!Number.isFinite(value)) throw new RangeError(`a ratio must be finite, got ${value}`);
    return new Ratio(new Decimal(value).toSignificantDigits(15));
  }

  toNumber(): number {
    return this.value.toNumber();
  }
}
