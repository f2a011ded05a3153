// An amount of one currency. Adding two currencies is a programming error and throws.
import { Amount, amountFromText } from './amount.ts';
import { type Decimal, ZERO } from './decimal.ts';

export class Money extends Amount {
  readonly currency: string;

  private constructor(value: Decimal, currency: string) {
    super(value);
    this.currency = currency;
  }

  static parse(text: string, currency: string): Money {
    return new Money(amountFromText(text, 'money'), currency);
  }

  static of(value: Decimal, currency: string): Money {
    return new Money(value, currency);
  }

  static zero(currency: string): Money {
    return new Money(ZERO, currency);
  }

  plus(other: Money): Money {
    return new Money(this.value.plus(this.same(other).value), this.currency);
  }

  minus(other: Money): Money {
    return new Money(this.value.minus(this.same(other).value), this.currency);
  }

  private same(other: Money): Money {
    if (other.currency !== this.currency) {
      throw new TypeError(`${this.currency} and ${other.currency} do not add up without a rate`);
    }
    return other;
  }
}
