// How much a book takes before the average price leaves the cap.
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import { quantityWithin } from '../../src/domain/slippage.ts';

const within = (levels: readonly (readonly [number, number])[], quantity: string, cap: number): string =>
  quantityWithin(levels, new Decimal(quantity), 100, cap, new Decimal('0.01')).toFixed();

describe('the part of an order that stays within the slippage cap', () => {
  it('is the whole where the book is deep', () => {
    expect(within([[99.9, 50]], '10', 0.002)).toBe('10');
  });

  it('reaches into a worse level only as far as the average allows', () => {
    // 1 at 99.9 and x at 99: the average is 99.8 when x = 0.1 / 0.8.
    expect(
      within(
        [
          [99.9, 1],
          [99, 10],
        ],
        '10',
        0.002,
      ),
    ).toBe('1.12');
    expect(
      within(
        [
          [100.1, 1],
          [101, 10],
        ],
        '10',
        0.002,
      ),
    ).toBe('1.12');
  });

  it('takes a worse level whole when the average still holds', () => {
    expect(
      within(
        [
          [99.9, 10],
          [99.7, 1],
        ],
        '20',
        0.002,
      ),
    ).toBe('11');
  });

  it('is nothing where the best price is past the cap already', () => {
    expect(within([[98, 10]], '1', 0.01)).toBe('0');
  });
});
