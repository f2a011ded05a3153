// Leverage brackets: derivation of the maintenance amount, the borders, spelling of symbols, and what is refused.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BracketBook, symbolKey } from '../../../src/risk/margin/bracket-book.ts';
import { BracketTable } from '../../../src/risk/margin/brackets.ts';
import { marginRequirement } from '../../../src/risk/margin/maintenance.ts';
import { answersOrRefuses, anyNumber } from '../answers-or-refuses.ts';
import { refusalOf } from '../refusal-of.ts';
import { BTC_TIERS, ETH_TIERS } from './binance-facts.ts';

describe('the maintenance amount', () => {
  test.each([
    ['BTCUSDT', BTC_TIERS],
    ['ETHUSDT', ETH_TIERS],
  ])('derived for %s equals the figure of the exchange in every tier', (_, tiers) => {
    const derived = new BracketTable(tiers.map(({ cum: _cum, ...row }) => row));
    for (const [i, row] of tiers.entries()) expect(derived.brackets[i]!.cum).toBeCloseTo(row.cum!, 4);
  });

  test('derived for the bundled table keeps maintenance margin continuous at every border', () => {
    const table = BracketTable.fallback();
    for (const { floor } of table.brackets.slice(1)) {
      expect(table.maintenance(floor * (1 - 1e-12)) / table.maintenance(floor)).toBeCloseTo(1, 10);
    }
    expect(table.brackets.map(({ cum }) => cum)).toEqual([0, 50, 1300, 16_300, 141_300, 1_141_300]);
  });

  test('never falls as the notional grows', () => {
    const table = new BracketTable(BTC_TIERS);
    const notional = fc.double({ min: 0, max: 2e9, noNaN: true });
    fc.assert(
      fc.property(notional, notional, (a, b) => {
        expect(table.maintenance(Math.max(a, b))).toBeGreaterThanOrEqual(table.maintenance(Math.min(a, b)));
      }),
    );
  });

  test('that a venue gives is believed even where it makes a jump', () => {
    const table = new BracketTable([{ floor: 0, cap: 1e9, rate: 0.1, maxLeverage: 5, cum: 135_365 }]);
    expect(table.maintenance(4_918_774.7)).toBeCloseTo(356_512.47, 6);
  });
});

describe('which tier', () => {
  const table = BracketTable.fallback();
  test.each([
    [0, 125],
    [49_999.99, 125],
    [50_000, 100],
    [249_999, 100],
    [999_999, 50],
    [4_999_999, 20],
    [20_000_000, 5],
    [1e12, 5],
  ])('a notional of %d may have %dx', (notional, leverage) => {
    expect(table.at(notional).maxLeverage).toBe(leverage);
  });
});

describe('margin of a notional', () => {
  test('100,000 at 10x in the bundled table', () => {
    expect(marginRequirement(100_000, 10, BracketTable.fallback())).toMatchObject({
      tier: 2,
      initialMargin: 10_000,
      maintenanceMargin: 450,
      ratio: 0.045,
      leverageEfficiency: 0.9955,
    });
  });

  test('more leverage than the tier allows is refused with the maximum', () => {
    const error = refusalOf(() => marginRequirement(300_000, 51, BracketTable.fallback()));
    expect(error).toMatchObject({ code: 'LEVERAGE_TOO_HIGH', path: 'leverage' });
    expect(error.message).toContain('50x');
  });

  test('any input at all is answered with finite figures or refused by name', () => {
    const table = BracketTable.fallback();
    answersOrRefuses(fc.tuple(anyNumber, anyNumber), ([n, l]) => marginRequirement(n, l, table), {
      allowInfinite: ['cap'],
    });
  });
});

describe('a table is refused', () => {
  const row = { floor: 0, cap: 100, rate: 0.01, maxLeverage: 10 };
  test.each([
    ['when it is empty', [], 'TOO_SHORT', 'tiers'],
    ['with a gap', [row, { ...row, floor: 150, cap: 200 }], 'NOT_CONTIGUOUS', 'tiers[1].minNotional'],
    ['out of order', [{ ...row, floor: 100, cap: 200 }, row], 'UNSORTED', 'tiers[1].minNotional'],
    ['with an end before its start', [{ ...row, cap: 0 }], 'UNSORTED', 'tiers[0].maxNotional'],
    ['with a rate of one', [{ ...row, rate: 1 }], 'OUT_OF_RANGE', 'tiers[0].maintenanceMarginRate'],
    [
      'with a maintenance amount that is no number',
      [{ ...row, cum: Number.NaN }],
      'NOT_FINITE',
      'tiers[0].cum',
    ],
    ['with less than 1x', [{ ...row, maxLeverage: 0 }], 'OUT_OF_RANGE', 'tiers[0].maxLeverage'],
  ])('%s', (_, rows, code, path) => {
    expect(refusalOf(() => new BracketTable(rows))).toMatchObject({ code, path });
  });
});

describe('spelling of symbols', () => {
  test.each([
    ['BTC/USDT:USDT', 'BTCUSDT'],
    ['btcusdt', 'BTCUSDT'],
    ['BTC/USDT', 'BTCUSDT'],
    ['BTC/USD:BTC', 'BTCUSD:BTC'],
    ['BTC/USDT:USDT-251226', 'BTCUSDT-251226'],
    ['KRW-BTC', 'KRW-BTC'],
  ])('%s is %s', (symbol, key) => expect(symbolKey(symbol)).toBe(key));

  test('the exact name wins over another spelling', () => {
    const rows = (rate: number) => [{ floor: 0, cap: 1e9, rate, maxLeverage: 10 }];
    const book = BracketBook.of({ BTCUSDT: rows(0.01), 'BTC/USDT:USDT': rows(0.02) });
    expect(book.tableFor('BTCUSDT').at(1).rate).toBe(0.01);
    expect(book.tableFor('BTC/USDT:USDT').at(1).rate).toBe(0.02);
    expect(book.basis).toBe('given');
  });

  test('without tiers every symbol gets the bundled table, and the book says so', () => {
    const book = new BracketBook();
    expect(book.tableFor('DOGEUSDT').at(1).maxLeverage).toBe(125);
    expect(book.basis).toBe('fallback');
  });

  test('one table alone serves every symbol', () => {
    const book = new BracketBook(new BracketTable(BTC_TIERS));
    expect(book.tableFor('XRPUSDT').at(700_000).maxLeverage).toBe(75);
  });
});
