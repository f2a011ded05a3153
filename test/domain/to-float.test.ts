// The fast way from an exact amount to float64 must give the very number that the slow way by text gives.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal, toFloat } from '../../src/domain/decimal.ts';

const same = (text: string): boolean => {
  const value = new Decimal(text);
  return Object.is(toFloat(value), value.toNumber());
};

describe('an amount as float64', () => {
  test.each([
    '0',
    '-0',
    '1',
    '9',
    '10',
    '999',
    '9999999',
    '10000000',
    '99999999999999',
    '100000000000001',
    '0.1',
    '64000.5',
    '-0.00000001',
    '1e-30',
    '1e22',
    '1e23',
    '9007199254740993',
    '0.1234567',
    '123456.78901234',
    '1e300',
    '1e-300',
    'Infinity',
    '-Infinity',
    'NaN',
  ])('%s is the number that its text is', (text) => {
    expect(toFloat(new Decimal(text))).toBe(Number(text));
  });

  test('is the nearest one whatever its digits, size and sign', () => {
    const digits = fc.bigInt(-(10n ** 18n), 10n ** 18n);
    fc.assert(
      fc.property(digits, fc.integer({ min: -45, max: 30 }), (whole, exponent) =>
        same(`${whole}e${exponent}`),
      ),
      { numRuns: 5_000 },
    );
  });
});
