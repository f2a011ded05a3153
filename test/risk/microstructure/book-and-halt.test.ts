// Walking the book, remembering slippage, and noticing a halt.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BookLevels, walkBook } from '../../../src/risk/microstructure/book-walk.ts';
import { readHalt } from '../../../src/risk/microstructure/halt.ts';
import {
  averageSlippage,
  type RecordedFill,
  recordFill,
} from '../../../src/risk/microstructure/slippage-record.ts';
import { answersOrRefuses, anyNumber } from '../answers-or-refuses.ts';
import { refusalOf } from '../refusal-of.ts';

const book: BookLevels = {
  bids: [
    [99, 1],
    [98, 4],
  ],
  asks: [
    [100, 1],
    [101, 2],
    [103, 7],
  ],
};

describe('walking the book', () => {
  test('a buy eats the asks from the best upwards', () => {
    const answer = walkBook(book, 'buy', 2, 0.5);
    expect(answer).toMatchObject({ filled: 2, enough: true, averagePrice: 100.5, bestPrice: 100, depth: 10 });
    expect(answer.slippage).toBeCloseTo(0.005, 12);
    expect(answer.adjusted).toBeCloseTo(0.0075, 12);
  });

  test('a sell eats the bids, and its slippage is a cost too', () => {
    const answer = walkBook(book, 'sell', 5);
    expect(answer.averagePrice).toBeCloseTo(98.2, 12);
    expect(answer.slippage).toBeCloseTo(0.8 / 99, 12);
    expect(answer.impact).toBe('high');
  });

  test('within the best level there is no slippage', () => {
    expect(walkBook(book, 'buy', 1).slippage).toBe(0);
  });

  test('a book too thin answers with what is there', () => {
    expect(walkBook(book, 'sell', 6)).toMatchObject({
      enough: false,
      filled: 5,
      slippage: null,
      adjusted: null,
    });
    expect(walkBook({ ...book, asks: [] }, 'buy', 1)).toMatchObject({
      enough: false,
      filled: 0,
      averagePrice: null,
      impactRatio: null,
    });
  });

  test.each([
    [0.09, 'negligible'],
    [0.1, 'low'],
    [0.5, 'moderate'],
    [1, 'high'],
  ])('an order of %d against a depth of 10 has %s impact', (quantity, impact) => {
    expect(walkBook(book, 'buy', quantity).impact).toBe(impact);
  });

  test('ten levels of a tenth are enough for one, in spite of binary fractions', () => {
    const asks = Array.from({ length: 10 }, (_, i) => [100 + i, 0.1] as const);
    expect(walkBook({ bids: [], asks }, 'buy', 1).enough).toBe(true);
  });

  test('a larger order never pays less', () => {
    const size = fc.double({ min: 0.01, max: 10, noNaN: true });
    fc.assert(
      fc.property(size, size, (a, b) => {
        const pay = (quantity: number) => walkBook(book, 'buy', quantity).averagePrice!;
        expect(pay(Math.max(a, b))).toBeGreaterThanOrEqual(pay(Math.min(a, b)) - 1e-9);
      }),
    );
  });

  test.each([
    [
      'bids that rise',
      {
        ...book,
        bids: [
          [98, 1],
          [99, 1],
        ] as const,
      },
      'UNSORTED',
      'book.bids[1][0]',
    ],
    [
      'asks that fall',
      {
        ...book,
        asks: [
          [101, 1],
          [100, 1],
        ] as const,
      },
      'UNSORTED',
      'book.asks[1][0]',
    ],
    ['a crossed book', { ...book, bids: [[100, 1]] as const }, 'CONTRADICTION', 'book'],
    ['an empty level', { ...book, asks: [[100, 0]] as const }, 'NOT_POSITIVE', 'book.asks[0][1]'],
  ])('%s are refused', (_, bad, code, path) => {
    expect(refusalOf(() => walkBook(bad, 'buy', 1))).toMatchObject({ code, path });
  });

  test('any input at all is answered with finite figures or refused by name', () => {
    const level = fc.tuple(anyNumber, anyNumber);
    const side = fc.constantFrom('buy' as const, 'sell' as const);
    const levels = fc.array(level, { maxLength: 3 });
    answersOrRefuses(
      fc.tuple(levels, levels, side, anyNumber, anyNumber),
      ([bids, asks, way, quantity, sigma]) => walkBook({ bids, asks }, way, quantity, sigma),
    );
  });
});

describe('remembered slippage', () => {
  const fill = (symbol: string, actualPrice: number): RecordedFill => ({
    symbol,
    expectedPrice: 100,
    actualPrice,
  });

  test('is averaged over all fills or one symbol’s, and unknown without any', () => {
    const record = [fill('A', 101), fill('B', 97)];
    expect(averageSlippage(record)).toBeCloseTo(0.02, 12);
    expect(averageSlippage(record, 'B')).toBeCloseTo(0.03, 12);
    expect(averageSlippage(record, 'C')).toBeNull();
  });

  test('keeps the last hundred fills', () => {
    let record: readonly RecordedFill[] = [];
    for (let i = 0; i < 150; i++) record = recordFill(record, fill('A', 100 + i));
    expect(record).toHaveLength(100);
    expect(record[0]!.actualPrice).toBe(150);
  });

  test('refuses a fill without a price', () => {
    expect(refusalOf(() => recordFill([], fill('A', 0))).path).toBe('actualPrice');
  });
});

describe('halts', () => {
  const quiet = { recentVolume: 9, averageVolume: 100, book };
  const torn: BookLevels = { bids: [[90, 1]], asks: [[100, 1]] };

  test.each([
    ['a quiet market with a sound book trades on', quiet, false, ['THIN_VOLUME']],
    [
      'a quiet market with a torn book is halted',
      { ...quiet, book: torn },
      true,
      ['THIN_VOLUME', 'WIDE_SPREAD'],
    ],
    [
      'a busy market with a torn book trades on',
      { ...quiet, recentVolume: 10, book: torn },
      false,
      ['WIDE_SPREAD'],
    ],
    [
      'a busy market without a book trades on',
      { ...quiet, recentVolume: 10, book: { bids: [], asks: [] } },
      false,
      ['NO_BIDS', 'NO_ASKS'],
    ],
    [
      'a quiet market without bids is halted',
      { ...quiet, book: { ...book, bids: [] } },
      true,
      ['THIN_VOLUME', 'NO_BIDS'],
    ],
    [
      'a silent market without a book is halted',
      { ...quiet, recentVolume: 0, book: { bids: [], asks: [] } },
      true,
      ['THIN_VOLUME', 'NO_BIDS', 'NO_ASKS'],
    ],
  ])('%s', (_, input, halted, reasons) => expect(readHalt(input)).toMatchObject({ halted, reasons }));

  test('the gap after a halt is large beyond 10 %, either way', () => {
    const gap = (price: number) => readHalt({ ...quiet, previousPrice: 100, price });
    expect(gap(111)).toMatchObject({ largeGap: true });
    expect(gap(89).gap).toBeCloseTo(-0.11, 12);
    expect(gap(110)).toMatchObject({ gap: 0.1, largeGap: false });
    expect(readHalt({ ...quiet, price: 100 })).not.toHaveProperty('gap');
  });

  test('any input at all is answered with finite figures or refused by name', () => {
    const option = fc.option(anyNumber, { nil: undefined });
    answersOrRefuses(
      fc.tuple(anyNumber, anyNumber, anyNumber, anyNumber, option, option),
      ([recentVolume, averageVolume, bid, ask, previousPrice, price]) =>
        readHalt({
          recentVolume,
          averageVolume,
          book: { bids: [[bid, 1]], asks: [[ask, 1]] },
          previousPrice,
          price,
        }),
    );
  });
});
