// Sizing models: fixed fractional, volatility, advanced and strategy size.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BracketTable } from '../../../src/risk/margin/brackets.ts';
import { advancedSize } from '../../../src/risk/sizing/advanced-size.ts';
import { type FixedFractionalInput, fixedFractional } from '../../../src/risk/sizing/fixed-fractional.ts';
import { type StrategySizeInput, strategySize } from '../../../src/risk/sizing/strategy-size.ts';
import { volatilitySizing } from '../../../src/risk/sizing/volatility-sizing.ts';
import { answersOrRefuses, anyNumber } from '../answers-or-refuses.ts';
import { refusalOf } from '../refusal-of.ts';

const table = BracketTable.fallback();

describe('fixed fractional', () => {
  const base: FixedFractionalInput = {
    equity: 10_000,
    riskShare: 0.01,
    entryPrice: 50_000,
    stopPrice: 48_000,
  };
  const size = (more: Partial<FixedFractionalInput> = {}) => fixedFractional({ ...base, ...more }, table);

  test('1 % of 10,000 over a stop 4 % away is 2,500 of notional, whatever the leverage', () => {
    expect(size()).toMatchObject({
      side: 'long',
      notional: 2_500,
      quantity: 0.05,
      riskAmount: 100,
      lossAtStop: 100,
    });
    expect(size({ leverage: 1 }).margin).toBe(2_500);
    expect(size({ leverage: 10 })).toMatchObject({ notional: 2_500, margin: 250 });
  });

  test('fees on both ends are part of the loss at the stop', () => {
    const { quantity, lossAtStop } = size({ feeRate: 0.001 });
    expect(quantity * 2_000 + quantity * 98_000 * 0.001).toBeCloseTo(100, 9);
    expect(lossAtStop).toBeCloseTo(100, 9);
  });

  test('the loss at the stop equals the budget for any trade', () => {
    const amount = fc.double({ min: 0.01, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(
        amount,
        amount,
        fc.double({ min: 1e-4, max: 1, noNaN: true }),
        (entryPrice, stopPrice, riskShare) => {
          fc.pre(Math.abs(entryPrice - stopPrice) > 1e-6 * entryPrice);
          const { quantity, riskAmount } = size({ entryPrice, stopPrice, riskShare, feeRate: 0.0005 });
          const loss = quantity * (Math.abs(entryPrice - stopPrice) + 0.0005 * (entryPrice + stopPrice));
          expect(loss / riskAmount).toBeCloseTo(1, 9);
          expect(riskAmount).toBeCloseTo(10_000 * riskShare, 6);
        },
      ),
    );
  });

  test('the lowest leverage with the best score is recommended', () => {
    const { recommendedLeverage, table: rows, margin } = size();
    expect(rows.map(({ score }) => score)).toEqual([0.7, 0.7, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(recommendedLeverage).toBe(3);
    expect(margin).toBeCloseTo(2_500 / 3, 9);
  });

  test.each([
    [0.02, 0.4],
    [0.03, 0.1],
  ])('a risk of %d scores %d at 1x', (riskShare, score) => {
    expect(size({ riskShare }).table[0]!.score).toBe(score);
  });

  test('a leverage whose liquidation comes before the stop is no row to choose, and is refused when asked for', () => {
    const { table: rows } = size({ maxLeverage: 50 });
    expect(rows[49]!.practical).toBe(false);
    expect(rows[19]!.practical).toBe(true);
    const error = refusalOf(() => size({ leverage: 50 }));
    expect(error).toMatchObject({ code: 'STOP_BEYOND_LIQUIDATION', path: 'stopPrice' });
  });

  test('a short’s stop lies above, and before its liquidation', () => {
    expect(size({ stopPrice: 52_000 }).side).toBe('short');
    expect(refusalOf(() => size({ stopPrice: 52_000, leverage: 50 })).code).toBe('STOP_BEYOND_LIQUIDATION');
  });

  test('more margin than equity at every leverage leaves nothing to recommend', () => {
    const { recommendedLeverage, margin } = size({ stopPrice: 49_990, maxLeverage: 2 });
    expect([recommendedLeverage, margin]).toEqual([null, null]);
  });

  test.each([
    ['a stop at the entry', { stopPrice: 50_000 }, 'STOP_ON_WRONG_SIDE', 'stopPrice'],
    ['a leverage above the bracket', { leverage: 126 }, 'LEVERAGE_TOO_HIGH', 'leverage'],
    ['a risk above all', { riskShare: 1.5 }, 'OUT_OF_RANGE', 'riskPct'],
  ])('%s is refused', (_, more, code, path) => {
    expect(refusalOf(() => size(more))).toMatchObject({ code, path });
  });

  test('any input at all is answered with finite figures or refused by name', () => {
    const option = fc.option(anyNumber, { nil: undefined });
    answersOrRefuses(
      fc.tuple(anyNumber, anyNumber, anyNumber, anyNumber, option, option),
      ([equity, riskShare, entryPrice, stopPrice, leverage, feeRate]) =>
        fixedFractional({ equity, riskShare, entryPrice, stopPrice, leverage, feeRate }, table),
    );
  });
});

describe('volatility sizing', () => {
  test.each([
    [0.02, 1, 'Medium'],
    [0.04, 0.5, 'Extreme'],
    [0.005, 2, 'Low'],
    [0.03, 2 / 3, 'High'],
    [0.2, 0.5, 'Extreme'],
    [0.01, 2, 'Medium'],
    [0.025, 0.8, 'High'],
  ])('a volatility of %d scales by %d and is %s', (volatility, factor, name) => {
    const answer = volatilitySizing(1_000, volatility, 0.02, 3);
    expect(answer.factor).toBeCloseTo(factor, 12);
    expect(answer).toMatchObject({ class: name, margin: answer.size });
    expect(answer.notional).toBeCloseTo(3_000 * factor, 9);
  });

  test('the ladder climbs from 0.5 to 5 % in ten rungs and never asks for more as it climbs', () => {
    const { ladder } = volatilitySizing(1_000, 0.02);
    expect(ladder.map(({ volatility }) => volatility)).toEqual([
      0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04, 0.045, 0.05,
    ]);
    for (const [i, rung] of ladder.entries())
      expect(rung.size).toBeLessThanOrEqual(ladder[i - 1]?.size ?? 2_000);
  });

  test('any input at all is answered with finite figures or refused by name', () => {
    answersOrRefuses(fc.tuple(anyNumber, anyNumber, anyNumber, anyNumber), (input) =>
      volatilitySizing(...input),
    );
  });
});

describe('advanced size', () => {
  const input = {
    base: 100_000,
    riskMode: 'normal',
    regime: 'TRENDING',
    averageSlippage: 0.001,
    currentExposure: 200_000,
    maxExposure: 500_000,
    exposureGrowth: 0,
  } as const;

  test.each([
    ['normal and trending', {}, 120_000],
    ['normal and ranging', { regime: 'RANGING' as const }, 80_000],
    ['cautious', { riskMode: 'cautious' as const }, 60_000],
    ['extreme', { riskMode: 'extreme' as const }, 30_000],
    ['slippage at the threshold', { averageSlippage: 0.002 }, 120_000],
    ['twice the threshold', { averageSlippage: 0.004 }, 60_000],
    ['little room left', { currentExposure: 450_000 }, 50_000],
    ['no room left', { currentExposure: 600_000 }, 0],
    ['exposure growing by half', { exposureGrowth: 0.5, currentExposure: 200_000 }, 50_000],
    ['exposure shrinking', { exposureGrowth: -0.5 }, 120_000],
    ['exposure doubling', { exposureGrowth: 2 }, 0],
  ])('%s', (_, more, size) => expect(advancedSize({ ...input, ...more }).size).toBeCloseTo(size, 6));

  test('any input at all is answered with finite figures or refused by name', () => {
    answersOrRefuses(
      fc.tuple(anyNumber, anyNumber, anyNumber, anyNumber, anyNumber),
      ([base, averageSlippage, currentExposure, maxExposure, exposureGrowth]) =>
        advancedSize({ ...input, base, averageSlippage, currentExposure, maxExposure, exposureGrowth }),
    );
  });
});

describe('strategy size', () => {
  const input: StrategySizeInput = {
    equity: 10_000,
    entryPrice: 50_000,
    atr: 500,
    market: { leverage: 5, kellyShare: 0.25, stopAtr: 2 },
    regime: { leverage: 1, size: 1, stop: 1 },
    caps: { risk: 0.02, leverage: 5, notional: 1e6 },
  };
  const size = (more: Partial<StrategySizeInput> = {}) => strategySize({ ...input, ...more });

  test('without a record 1 % of equity is risked over two ATR', () => {
    expect(size()).toMatchObject({
      basis: 'default',
      stopDistance: 1_000,
      notional: 5_000,
      quantity: 0.1,
      margin: 1_000,
      riskAmount: 100,
      cappedBy: null,
    });
  });

  test('with a record a quarter of Kelly is risked, up to the cap', () => {
    expect(size({ kellyFraction: 0.06 })).toMatchObject({ basis: 'kelly', riskAmount: 150 });
    const capped = size({ kellyFraction: 0.4 });
    expect(capped.cappedBy).toBe('risk');
    expect(capped.riskAmount).toBeCloseTo(200, 9);
    expect(size({ kellyFraction: 0 }).quantity).toBe(0);
  });

  test('a wild regime widens the stop and shrinks size and leverage', () => {
    const { stopDistance, notional, leverage } = size({ regime: { leverage: 0.4, size: 0.5, stop: 2 } });
    expect([stopDistance, notional, leverage]).toEqual([2_000, 1_250, 2]);
  });

  test('caps come last: margin the equity has, and the largest notional', () => {
    expect(size({ atr: 5 })).toMatchObject({ notional: 50_000, cappedBy: 'margin' });
    expect(size({ atr: 5, caps: { ...input.caps, notional: 20_000 } })).toMatchObject({
      notional: 20_000,
      cappedBy: 'notional',
    });
  });

  test('any input at all is answered with finite figures or refused by name', () => {
    answersOrRefuses(
      fc.tuple(
        anyNumber,
        anyNumber,
        anyNumber,
        fc.option(anyNumber, { nil: undefined }),
        anyNumber,
        anyNumber,
      ),
      ([equity, entryPrice, atr, kellyFraction, leverage, notional]) =>
        size({ equity, entryPrice, atr, kellyFraction, caps: { risk: 0.02, leverage, notional } }),
    );
  });
});
