// Specifies prices, quantities and money: exact, checked where they are made, and no number by accident.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ceilToStep, Decimal, floorToStep, parseDecimal, roundToTick } from '../../src/domain/decimal.ts';
import { Money } from '../../src/domain/money.ts';
import { Price } from '../../src/domain/price.ts';
import { Quantity } from '../../src/domain/quantity.ts';
import { known, readingValue, told, unknown } from '../../src/domain/reading.ts';
import { REFUSAL_MEANING } from '../../src/domain/refusal.ts';

describe('an amount', () => {
  it('keeps every digit that it was given', () => {
    expect(Price.parse('64000.50000001').toString()).toBe('64000.50000001');
    expect(JSON.stringify({ margin: Money.parse('-0.1', 'USDT') })).toBe('{"margin":"-0.1"}');
    expect(`${Quantity.parse('0.000000000000000001')}`).toBe('0.000000000000000001');
  });

  it.each(['', ' 1', '1e3', '0x10', '１２', 'NaN', 'Infinity', '+1', '.5', '1.', '1'.repeat(33), '1,000'])(
    'is not made from %j',
    (text) => {
      expect(parseDecimal(text).ok).toBe(false);
      expect(() => Price.parse(text)).toThrow(RangeError);
      expect(() => Quantity.parse(text)).toThrow(RangeError);
      expect(() => Money.parse(text, 'USDT')).toThrow(RangeError);
    },
  );

  it('never becomes a number by a comparison or a sum', () => {
    const [ten, nine] = [Price.parse('10'), Price.parse('9')];
    expect(() => ten < nine).toThrow('Price 10 was used as a number; use .value');
    expect(() => +Money.parse('1', 'USDT')).toThrow(TypeError);
    expect(() => (nine as never) + 1).toThrow(TypeError);
  });

  it('is refused where it can have no meaning', () => {
    expect(() => Price.parse('0')).toThrow('a price is above zero, got 0');
    expect(() => Price.of(new Decimal(-1))).toThrow(RangeError);
    expect(() => Quantity.parse('-0.1')).toThrow('a quantity is zero or more, got -0.1');
    expect(() => Quantity.of(new Decimal(Number.NaN))).toThrow('Quantity must be finite');
    expect(Quantity.zero.value.isZero()).toBe(true);
  });

  it('comes out of a statistic only where that is a price', () => {
    expect(Price.fromStatistic(1 / 3)?.toString()).toBe('0.333333333333333');
    expect([0, -1, Number.NaN, Number.POSITIVE_INFINITY].map(Price.fromStatistic)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('of one currency adds up, of two does not', () => {
    const fee = Money.parse('0.1', 'USDT');
    expect(fee.plus(Money.parse('0.2', 'USDT')).toString()).toBe('0.3');
    expect(fee.minus(Money.of(new Decimal('0.3'), 'USDT')).toString()).toBe('-0.2');
    expect(() => fee.plus(Money.zero('BNB'))).toThrow('USDT and BNB do not add up without a rate');
  });
});

describe('rounding', () => {
  const cents = fc.integer({ min: 1, max: 1_000_000 }).map((n) => new Decimal(n).div(1_000));
  const ticks = fc.constantFrom('0.001', '0.01', '0.5', '1', '7').map((step) => new Decimal(step));

  it('goes the way that its name says, to the grid, and no further than one step', () => {
    fc.assert(
      fc.property(cents, ticks, (value, step) => {
        const [down, up] = [floorToStep(value, step), ceilToStep(value, step)];
        expect(down.lte(value) && value.lte(up)).toBe(true);
        expect(up.minus(down).lte(step)).toBe(true);
        for (const each of [down, up]) expect(each.mod(step).isZero()).toBe(true);
        expect(roundToTick(value, step, 'buy').eq(down)).toBe(true);
        expect(roundToTick(value, step, 'sell').eq(up)).toBe(true);
      }),
      { numRuns: 500, seed: 3 },
    );
  });

  it('never makes a negative amount larger in size when it rounds towards zero', () => {
    expect(floorToStep(new Decimal('-1.9'), new Decimal(1)).toString()).toBe('-1');
  });
});

describe('a reading', () => {
  it('is a number with its trust, or no number at all', () => {
    expect(readingValue(known(0.5))).toBe(0.5);
    expect(known(0.5, { kind: 'stale', ageMs: 90_000 }, '250 days')).toEqual({
      kind: 'known',
      value: 0.5,
      trust: { kind: 'stale', ageMs: 90_000 },
      basis: '250 days',
    });
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(known(value)).toEqual({ kind: 'unknown', reason: 'not-finite' });
    }
    expect(readingValue(unknown('no-equity'))).toBeUndefined();
    expect(unknown('model-refused', 'too short')).toMatchObject({ detail: 'too short' });
    expect(told([1, 2])).toEqual({ kind: 'known', value: [1, 2] });
  });
});

describe('a refusal', () => {
  it('has one plain sentence each for the documents', () => {
    for (const [code, meaning] of Object.entries(REFUSAL_MEANING)) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
      expect(meaning, code).toMatch(/^[A-Z].{10,110}\.$/);
    }
  });
});
