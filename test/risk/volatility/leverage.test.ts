// Specifies realised volatility, dynamic leverage on one basis, its plan, and the backtest against static leverage.
import { describe, expect, it } from 'vitest';
import { BracketTable } from '../../../src/risk/margin/brackets.ts';
import {
  dynamicLeverage,
  leverageConfig,
  leverageFor,
} from '../../../src/risk/volatility/dynamic-leverage.ts';
import { leverageBacktest } from '../../../src/risk/volatility/leverage-backtest.ts';
import { leveragePlan } from '../../../src/risk/volatility/leverage-plan.ts';
import { realisedVolatility } from '../../../src/risk/volatility/realised-volatility.ts';
import { series } from '../tail/reference-series.ts';

const pricesOf = (returns: readonly number[]) => {
  const path = [100];
  for (const r of returns) path.push(path.at(-1)! * (1 + r));
  return path;
};
const prices = pricesOf(series(21, 60));
const fails = (run: () => unknown, code: string, path: string) =>
  expect(run).toThrow(expect.objectContaining({ code, path }));
/** Prices whose every window of returns alternates ±size: sample deviation size·√(20/19). */
const alternating = (size: number) =>
  pricesOf(Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? size : -size)));

describe('realised volatility', () => {
  it('is the sample deviation of the last returns, given per period, per day and per year', () => {
    // r = series(21, 60); r[-20:].std(ddof=1), r.std(ddof=1)
    const found = realisedVolatility(prices, 20);
    expect(found.perPeriod).toBeCloseTo(0.029315912317597073, 13);
    expect(found.annual).toBeCloseTo(0.029315912317597073 * Math.sqrt(365), 12);
    expect(realisedVolatility(prices).perPeriod).toBeCloseTo(0.027873796995651824, 13);
    const hourly = realisedVolatility(prices, 20, 8760);
    expect(hourly.daily).toBeCloseTo(hourly.perPeriod * Math.sqrt(24), 13);
  });

  it('refuses short, zero and broken prices', () => {
    fails(() => realisedVolatility([100, 101], 20), 'TOO_SHORT', 'prices');
    fails(() => realisedVolatility(prices.slice(0, 20), 20), 'TOO_SHORT', 'prices');
    fails(() => realisedVolatility(prices.with(3, 0), 20), 'NOT_POSITIVE', 'prices[3]');
    fails(() => realisedVolatility(prices.with(3, Number.NaN)), 'NOT_FINITE', 'prices[3]');
  });
});

describe('dynamic leverage', () => {
  it.each([
    [0.008, 'LOW', 9, 9],
    [0.02, 'NORMAL', 3, 3],
    [0.04, 'HIGH', 1.2, 1],
    [0.06, 'EXTREME', 1, 1],
    [0.0001, 'LOW', 10, 10],
    [0, 'LOW', 10, 10],
  ])(
    'at a daily volatility of %d is in regime %s: %d, rounded down to %d',
    (daily, regime, adjusted, recommended) => {
      const found = leverageFor(daily, leverageConfig());
      expect(found.regime).toBe(regime);
      expect(found.adjusted).toBeCloseTo(adjusted, 10);
      expect(found.recommended).toBe(recommended);
    },
  );

  it('compares daily with daily: 2 % a day is normal, not extreme', () => {
    const found = dynamicLeverage(alternating(0.02), 3);
    expect(found.regime).toBe('NORMAL');
    expect(found.volatility.annual).toBeCloseTo(found.volatility.daily * Math.sqrt(365), 12);
    const hourly = dynamicLeverage(alternating(0.02 / Math.sqrt(24)), 3, { periodsPerYear: 8760 });
    expect(hourly.volatility.daily).toBeCloseTo(found.volatility.daily, 4);
  });

  it('measures the change against the leverage that is there now', () => {
    const high = dynamicLeverage(alternating(0.04), 5);
    expect(high.change).toEqual({ amount: -4, ratio: 0.8, shouldAdjust: true });
    expect(high.priority).toBe('HIGH');
    expect(dynamicLeverage(alternating(0.02), 2.05).change.shouldAdjust).toBe(false);
    expect(dynamicLeverage(alternating(0.04), 1.2)).toMatchObject({ priority: 'MEDIUM' });
    expect(dynamicLeverage(alternating(0.02), 2)).toMatchObject({ priority: 'LOW' });
  });

  it('refuses by name', () => {
    fails(() => dynamicLeverage(prices.slice(0, 10), 3), 'TOO_SHORT', 'prices');
    fails(() => dynamicLeverage(prices, 0), 'NOT_POSITIVE', 'currentLeverage');
    fails(() => dynamicLeverage(prices, 3, { min: 5, max: 2 }), 'CONTRADICTION', 'config.min');
    fails(() => dynamicLeverage(prices, 3, { target: 0 }), 'OUT_OF_RANGE', 'config.target');
  });
});

describe('the plan of a leverage change', () => {
  const position = {
    symbol: 'BTCUSDT',
    side: 'long' as const,
    quantity: 1,
    entryPrice: 30_000,
    markPrice: 30_000,
    leverage: 10,
    marginMode: 'isolated' as const,
  };

  it('lowering leverage adds margin and moves the liquidation price away', () => {
    // 30,000 at 5x: margin 6,000; LP = (6000 − 30000) / (0.004 − 1) = 24,096.39
    const plan = leveragePlan(position, 10, 5, 0.02);
    expect(plan).toMatchObject({
      action: 'ADD_MARGIN',
      currentMargin: 3000,
      targetMargin: 6000,
      marginChange: 3000,
    });
    expect(plan.liquidationPrice).toBeCloseTo(24_000 / 0.996, 8);
    expect(plan.valueAtRiskOfMargin.after).toBeCloseTo(1.6448536269514722 * 0.02 * 5, 12);
    expect(plan.valueAtRiskOfMargin.now).toBeCloseTo(2 * plan.valueAtRiskOfMargin.after, 12);
  });

  it('raising it frees margin; the liquidation price counts from the margin at the mark, profit included', () => {
    const plan = leveragePlan({ ...position, entryPrice: 20_000 }, 5, 10, 0.02);
    expect(plan).toMatchObject({ action: 'FREE_MARGIN', marginChange: 3000 });
    expect(plan.liquidationPrice).toBeCloseTo(27_000 / 0.996, 8);
    expect(leveragePlan(position, 5, 5, 0.02).action).toBe('KEEP');
  });
});

describe('the leverage backtest', () => {
  it('with whole exposure and no fees follows the price', () => {
    const found = leverageBacktest({
      prices,
      initialCapital: 1000,
      staticLeverage: 1,
      rebalanceEvery: 1,
      feeRate: 0,
    });
    expect(found.static.totalReturn).toBeCloseTo(prices.at(-1)! / prices[0]! - 1, 12);
    expect(found.static.averageLeverage).toBeCloseTo(1, 12);
    expect(found.static.fees).toBe(0);
  });

  it('rebalanced every bar multiplies each return by the leverage', () => {
    const expected = series(21, 60).reduce((wealth, r) => wealth * (1 + 3 * r), 1) - 1;
    const found = leverageBacktest({ prices, initialCapital: 1000, rebalanceEvery: 1, feeRate: 0 });
    expect(found.static.totalReturn).toBeCloseTo(expected, 10);
  });

  it('pays fees on the exposure that changes', () => {
    const flat = new Array(30).fill(100);
    const found = leverageBacktest({
      prices: flat.with(29, 100.001),
      initialCapital: 1000,
      feeRate: 0.001,
      rebalanceEvery: 100,
    });
    expect(found.static.fees).toBeCloseTo(3, 9);
  });

  it('pays on the change alone when it rebalances', () => {
    // 3,000 bought for 3; at the same price three times the 997 left is 9 less, sold for 9 · 0.001.
    const found = leverageBacktest({
      prices: new Array(30).fill(100).with(29, 100.001),
      initialCapital: 1000,
      feeRate: 0.001,
      rebalanceEvery: 28,
    });
    expect(found.static.fees).toBeCloseTo(3 + 0.009, 9);
  });

  it('ends in liquidation where margin meets maintenance, and not before', () => {
    const crash = [...new Array(25).fill(100).map((p, i) => p + (i % 2) * 0.1), 69, 95, 100];
    const found = leverageBacktest({
      prices: crash,
      initialCapital: 1000,
      rebalanceEvery: 1,
      table: BracketTable.fallback(),
    });
    expect(found.static.liquidatedAt).toBeUndefined();
    const deeper = leverageBacktest({ prices: crash.with(25, 66), initialCapital: 1000, rebalanceEvery: 1 });
    expect(deeper.static).toMatchObject({ liquidatedAt: 25, totalReturn: -1, maxDrawdown: 1, finalValue: 0 });
  });

  it('with dynamic leverage goes easy when markets are wild', () => {
    const wild = pricesOf(series(5, 200).map((r) => 2.5 * r));
    const found = leverageBacktest({ prices: wild, initialCapital: 1000 });
    expect(found.dynamic.averageLeverage).toBeLessThan(found.static.averageLeverage);
    expect(found.dynamic.maxDrawdown).toBeLessThan(found.static.maxDrawdown);
    expect(found.comparison.drawdownDifference).toBeCloseTo(
      found.dynamic.maxDrawdown - found.static.maxDrawdown,
      14,
    );
    expect(found.comparison.better).toBe(found.comparison.returnDifference > 0 ? 'dynamic' : 'static');
  });

  it('refuses by name', () => {
    fails(
      () => leverageBacktest({ prices: prices.slice(0, 21), initialCapital: 1000 }),
      'TOO_SHORT',
      'prices',
    );
    fails(() => leverageBacktest({ prices, initialCapital: 0 }), 'NOT_POSITIVE', 'initialCapital');
    fails(
      () => leverageBacktest({ prices, initialCapital: 1, rebalanceEvery: 0 }),
      'OUT_OF_RANGE',
      'rebalanceEvery',
    );
  });
});

describe('a backtest without a story', () => {
  it('knows no Sharpe ratio where prices stand still, nor the difference of two', () => {
    const still = leverageBacktest({ prices: new Array(30).fill(100), initialCapital: 1000, feeRate: 0 });
    expect(still.static.sharpe).toBeNull();
    expect(still.comparison).toMatchObject({ sharpeDifference: null, returnDifference: 0, better: 'equal' });
  });

  it('ends at once where the fee takes the whole capital', () => {
    const prices = new Array(30).fill(100);
    const gone = leverageBacktest({ prices, initialCapital: 1000, staticLeverage: 100, feeRate: 0.1 });
    expect(gone.static).toMatchObject({ finalValue: 0, fees: 1000, liquidatedAt: 1, averageLeverage: 0 });
  });
});
