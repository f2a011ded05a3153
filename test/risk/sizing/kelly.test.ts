// Kelly sizing: the formula, the record behind it, the defaults, and the growth-optimal fraction.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { growthOptimalFraction } from '../../../src/risk/sizing/growth-optimal.ts';
import { kellyFromRecord, kellyFromReturns } from '../../../src/risk/sizing/kelly.ts';
import { answersOrRefuses, anyNumber } from '../answers-or-refuses.ts';
import { refusalOf } from '../refusal-of.ts';

const settings = { equity: 10_000 };
const repeated = (win: number, wins: number, loss: number, losses: number) => [
  ...new Array<number>(wins).fill(win),
  ...new Array<number>(losses).fill(loss),
];

describe('from a record', () => {
  const record = { winProbability: 0.6, averageWin: 0.02, averageLoss: 0.01 };

  test('six wins in ten at two to one bet 0.4, a quarter of it safely', () => {
    const answer = kellyFromRecord(record, settings);
    expect(answer.kellyFraction).toBeCloseTo(0.4, 12);
    expect(answer.safeKelly).toBeCloseTo(0.1, 12);
    expect(answer.expectancy).toBeCloseTo(0.008, 12);
    expect(answer.winLossRatio).toBeCloseTo(2, 12);
    expect(answer.basis).toBe('given');
  });

  test('the loss counts by its size', () => {
    expect(kellyFromRecord({ ...record, averageLoss: -0.01 }, settings)).toEqual(
      kellyFromRecord(record, settings),
    );
  });

  test('the risk is capped at 2 % of equity', () => {
    expect(kellyFromRecord(record, settings).riskAmount).toBe(200);
    expect(kellyFromRecord(record, { ...settings, riskLimit: 0.5 }).riskAmount).toBeCloseTo(1_000, 9);
    expect(kellyFromRecord(record, { ...settings, riskLimit: 0.5, fraction: 0.5 }).riskAmount).toBeCloseTo(
      2_000,
      9,
    );
  });

  test('a losing record is no bet', () => {
    const answer = kellyFromRecord({ ...record, winProbability: 0.3 }, settings);
    expect(answer).toMatchObject({ kellyFraction: 0, safeKelly: 0, riskAmount: 0 });
    expect(answer.scenarios[0]!.notional).toBe(0);
    expect(kellyFromRecord({ ...record, averageWin: 0 }, settings).kellyFraction).toBe(0);
  });

  test('leverage lowers the margin and leaves the notional, so that the average loss costs the risk amount', () => {
    const { scenarios } = kellyFromRecord(record, { ...settings, maxLeverage: 4 });
    expect(scenarios).toHaveLength(4);
    expect(scenarios.map(({ notional }) => notional * 0.01)).toEqual([200, 200, 200, 200]);
    expect(scenarios[3]).toEqual({
      leverage: 4,
      notional: 20_000,
      margin: 5_000,
      shareOfEquity: 2,
      marginShare: 0.5,
    });
  });
});

describe('from trades', () => {
  test('the record is taken from them, a flat trade being neither win nor loss', () => {
    const answer = kellyFromReturns([...repeated(0.02, 18, -0.01, 9), 0, 0, 0], settings);
    expect(answer).toMatchObject({ basis: 'returns', winProbability: 0.6, averageLoss: 0.01 });
    expect(answer.averageWin).toBeCloseTo(0.02, 12);
    expect(answer.kellyFraction).toBeCloseTo(0.4, 12);
  });

  test('a record that never won bets nothing', () => {
    const sized = kellyFromReturns(new Array(30).fill(-0.01), { equity: 1000 });
    expect(sized).toMatchObject({ basis: 'returns', kellyFraction: 0, averageWin: 0, riskAmount: 0 });
  });

  test('under thirty trades 1 % of equity is risked and the basis says default', () => {
    const answer = kellyFromReturns(repeated(0.02, 20, -0.01, 9), settings);
    expect(answer).toMatchObject({
      basis: 'default',
      reason: 'under-30-trades',
      kellyFraction: null,
      riskAmount: 100,
    });
    expect(answer.scenarios[0]!.notional).toBeCloseTo(10_000, 9);
  });

  test('trades that never lost have an unknown loss, and get the default as well', () => {
    const answer = kellyFromReturns(repeated(0.02, 40, 0, 0), settings);
    expect(answer).toMatchObject({
      basis: 'default',
      reason: 'no-losing-trade',
      riskAmount: 100,
      scenarios: [],
    });
  });

  test('the fraction is never negative, whatever the trades', () => {
    const trades = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 30, maxLength: 60 });
    fc.assert(
      fc.property(trades, (returns) => {
        const { kellyFraction, safeKelly, riskAmount } = kellyFromReturns(returns, settings);
        expect(kellyFraction ?? 0).toBeGreaterThanOrEqual(0);
        expect(safeKelly ?? 0).toBeGreaterThanOrEqual(0);
        expect(riskAmount).toBeLessThanOrEqual(200);
      }),
    );
  });
});

describe('the growth-optimal fraction', () => {
  test('of a two-outcome game is Kelly divided by the loss', () => {
    // Wins of 2 % at 0.6, losses of 1 %: f* = 0.4 of what is lost, so 0.4/0.01 of the equity.
    expect(growthOptimalFraction(repeated(0.02, 60, -0.01, 40))).toBeCloseTo(40, 9);
  });

  test('is where mean log growth is highest', () => {
    const trades = fc.array(fc.double({ min: -0.9, max: 2, noNaN: true }), { minLength: 3, maxLength: 40 });
    fc.assert(
      fc.property(trades, (returns) => {
        const best = growthOptimalFraction(returns);
        if (best === null) return;
        const growth = (f: number) => returns.reduce((sum, r) => sum + Math.log1p(f * r), 0);
        for (const near of [best * 0.99, best * 1.01]) {
          const value = growth(near);
          if (Number.isFinite(value)) expect(growth(best)).toBeGreaterThanOrEqual(value - 1e-9);
        }
      }),
    );
  });

  test('is 0 where trades lose on average, and unknown where none loses', () => {
    expect(growthOptimalFraction([0.01, -0.02])).toBe(0);
    expect(growthOptimalFraction([0.01, 0.02])).toBeNull();
  });
});

test.each([
  ['no trades', () => kellyFromReturns([], settings), 'TOO_SHORT', 'returns'],
  ['a broken trade', () => kellyFromReturns([0.1, Number.NaN], settings), 'NOT_FINITE', 'returns[1]'],
  [
    'a probability above one',
    () => kellyFromRecord({ winProbability: 2, averageWin: 1, averageLoss: 1 }, settings),
    'OUT_OF_RANGE',
    'winProbability',
  ],
  [
    'an average loss of nothing',
    () => kellyFromRecord({ winProbability: 0.5, averageWin: 1, averageLoss: 0 }, settings),
    'OUT_OF_RANGE',
    'averageLoss',
  ],
])('%s is refused', (_, run, code, path) => expect(refusalOf(run)).toMatchObject({ code, path }));

test('any input at all is answered with finite figures or refused by name', () => {
  answersOrRefuses(
    fc.tuple(anyNumber, anyNumber, anyNumber, anyNumber),
    ([winProbability, averageWin, averageLoss, equity]) =>
      kellyFromRecord({ winProbability, averageWin, averageLoss }, { equity }),
  );
  const trade = fc.oneof(
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.constantFrom(0, 1e-320, -1e-320, 1e6, -1e6),
  );
  answersOrRefuses(
    fc.array(trade, { minLength: 28, maxLength: 34 }),
    (returns) => kellyFromReturns(returns, settings),
    { numRuns: 1_000 },
  );
});
