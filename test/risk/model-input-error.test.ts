// The checks at every model's door: what passes, and the code and path of what does not.
import { expect, test } from 'vitest';
import {
  requireAmount,
  requireBalance,
  requireBetween,
  requireFinite,
  requireInteger,
  requireNonNegative,
  requirePositive,
  requireSeries,
} from '../../src/risk/model-input-error.ts';
import { refusalOf } from './refusal-of.ts';

test.each([
  ['a finite number', () => requireFinite(-3, 'x')],
  ['a positive number', () => requirePositive(1e-300, 'x')],
  ['zero where it is not negative', () => requireNonNegative(0, 'x')],
  ['both ends of a range', () => requireBetween(0, 'x', 0, 1) + requireBetween(1, 'x', 0, 1)],
  ['a whole number', () => requireInteger(7, 'x')],
  ['an amount', () => requireAmount(1e-18, 'x')],
  ['a debt', () => requireBalance(-1e18, 'x')],
])('%s passes', (_, check) => expect(check()).toBeTypeOf('number'));

test.each([
  ['not a number', () => requireFinite(Number.NaN, 'x'), 'NOT_FINITE'],
  ['text', () => requireFinite('1' as unknown as number, 'x'), 'NOT_FINITE'],
  ['null', () => requireFinite(null as unknown as number, 'x'), 'NOT_FINITE'],
  ['zero where more is needed', () => requirePositive(0, 'x'), 'NOT_POSITIVE'],
  ['less than zero', () => requireNonNegative(-1, 'x'), 'NEGATIVE'],
  ['below a range', () => requireBetween(-1, 'x', 0, 1), 'OUT_OF_RANGE'],
  ['above a range', () => requireBetween(2, 'x', 0, 1), 'OUT_OF_RANGE'],
  ['a fraction', () => requireInteger(0.5, 'x'), 'NOT_INTEGER'],
  ['a whole number below its range', () => requireInteger(-1, 'x'), 'OUT_OF_RANGE'],
  ['an amount too large to exist', () => requireAmount(1e19, 'x'), 'OUT_OF_RANGE'],
  ['a debt too large to exist', () => requireBalance(-1e19, 'x'), 'OUT_OF_RANGE'],
])('%s is refused', (_, check, code) => {
  const error = refusalOf(check);
  expect(error).toMatchObject({ code, path: 'x', name: 'ModelInputError' });
  expect(error.message).toMatch(/^x is .*; give /);
});

test('a short series is refused with what it has and needs, a broken one with the index', () => {
  expect(requireSeries([1, 2], 'returns', 2)).toEqual([1, 2]);
  expect(refusalOf(() => requireSeries([1], 'returns', 2))).toMatchObject({
    code: 'TOO_SHORT',
    message: 'returns has 1 values; at least 2 are needed',
  });
  expect(refusalOf(() => requireSeries([1, Number.NaN], 'returns', 2))).toMatchObject({
    code: 'NOT_FINITE',
    path: 'returns[1]',
  });
});
