// The numbers that the models are documented with, tried just on this side and just on that side of each.
import { describe, expect, it, test } from 'vitest';
import { BracketBook } from '../../src/risk/margin/bracket-book.ts';
import { BracketTable } from '../../src/risk/margin/brackets.ts';
import { allocateIsolated } from '../../src/risk/margin/isolated-allocation.ts';
import { openStop, runStop } from '../../src/risk/margin/stops.ts';
import { readHalt } from '../../src/risk/microstructure/halt.ts';
import { rollingMetrics } from '../../src/risk/performance/rolling.ts';
import { optimisePortfolio } from '../../src/risk/portfolio/optimise-portfolio.ts';
import { rebalance } from '../../src/risk/portfolio/rebalance.ts';
import { riskBudget } from '../../src/risk/portfolio/risk-budget.ts';
import { multiTimeframeRisk } from '../../src/risk/regime/multi-timeframe.ts';
import { scenarioInputs } from '../../src/risk/simulation/monte-carlo.ts';
import { SCENARIOS } from '../../src/risk/simulation/scenarios.ts';
import { stress } from '../../src/risk/simulation/stress.ts';
import { fixedFractional } from '../../src/risk/sizing/fixed-fractional.ts';
import { dynamicLeverage } from '../../src/risk/volatility/dynamic-leverage.ts';

describe('rolling alerts', () => {
  /** Two returns of this mean, this far from it: deviation √2·distance, 95 % value at risk 0.9·distance − mean. */
  const pair = (mean: number, distance: number) =>
    rollingMetrics({ returns: [mean + distance, mean - distance], window: 2, periodsPerYear: 1 }).alerts.map(
      ({ metric }) => metric,
    );
  const alerts = (returns: number[]) =>
    rollingMetrics({ returns, window: returns.length, periodsPerYear: 1 }).alerts.map(({ metric }) => metric);

  test.each([
    ['sharpe', pair(0.51 * Math.SQRT2 * 0.01, 0.01), pair(0.49 * Math.SQRT2 * 0.01, 0.01)],
    ['volatility', pair(0.5, 0.39 / Math.SQRT2), pair(0.5, 0.41 / Math.SQRT2)],
    ['valueAtRisk95', pair(0, 0.049 / 0.9), pair(0, 0.051 / 0.9)],
    ['maxDrawdown', alerts([0.5, -0.149, 0.5]), alerts([0.5, -0.151, 0.5])],
    ['winRate', alerts([1, 1, 0, 0, 0]), alerts([1, 1, 0, 0, 0, 0])],
  ])('%s', (metric, quiet, loud) => {
    expect(quiet).not.toContain(metric);
    expect(loud).toContain(metric);
  });
});

describe('dynamic leverage', () => {
  /** Prices whose daily volatility is this many targets of 2 %. */
  const prices = (targets: number) => {
    const move = (targets * 0.02) / Math.SQRT2;
    return [100, 100 * (1 + move), 100 * (1 + move) * (1 - move)];
  };
  test.each([
    [0.49, 'LOW'],
    [0.51, 'NORMAL'],
    [1.49, 'NORMAL'],
    [1.51, 'HIGH'],
    [2.49, 'HIGH'],
    [2.51, 'EXTREME'],
  ])('at %d times the target is %s', (targets, regime) => {
    expect(dynamicLeverage(prices(targets), 3, { window: 2 }).regime).toBe(regime);
  });

  test.each([
    ['LOW', 0.4, 1.2],
    ['NORMAL', 1, 1],
    ['HIGH', 2, 0.8],
    ['EXTREME', 3, 0.6],
  ])('%s multiplies', (_, targets, factor) => {
    const { adjusted } = dynamicLeverage(prices(targets), 3, { window: 2, min: 0.1, max: 100, base: 10 });
    expect(adjusted).toBeCloseTo((10 / targets) * factor, 9);
  });

  test.each([
    [7.7, false, 'LOW'],
    [7.8, true, 'LOW'],
    [10, true, 'LOW'],
    [10.1, true, 'MEDIUM'],
    [14, true, 'MEDIUM'],
    [14.1, true, 'HIGH'],
  ])('from %dx to 7x', (current, shouldAdjust, priority) => {
    const found = dynamicLeverage(prices(1), current, { window: 2, min: 7, max: 7, base: 7 });
    expect([found.change.shouldAdjust, found.priority]).toEqual([shouldAdjust, priority]);
  });
});

test.each([
  [29, 'CONSERVATIVE'],
  [31, 'BALANCED'],
  [59, 'BALANCED'],
  [61, 'AGGRESSIVE'],
  [79, 'AGGRESSIVE'],
  [81, 'OVERLEVERED'],
])('isolated margins of %d of 100 are %s', (quantity, strategy) => {
  const request = { symbol: 'A', side: 'long', quantity, entryPrice: 1, leverage: 1 } as const;
  expect(allocateIsolated(100, [request], new BracketBook()).strategy).toBe(strategy);
});

test.each([
  [0.0999, 1],
  [0.101, 0.7],
  [0.299, 0.7],
  [0.301, 0.4],
  [0.499, 0.4],
  [0.501, 0.1],
])('a margin of %d of equity scores %d', (use, score) => {
  // A stop at x of the price and a risk of x·use of equity make a notional of use·equity.
  const trade = { equity: 10_000, riskShare: 0.1 * use, entryPrice: 100, stopPrice: 90, maxLeverage: 1 };
  expect(fixedFractional(trade, BracketTable.fallback()).table[0]!.score).toBe(score);
});

test('a stop without distances starts at 2 % and trails by 3 %', () => {
  expect(openStop({ side: 'long', entryPrice: 100 }).stopPrice).toBe(98);
  expect(runStop({ side: 'long', entryPrice: 100 }, [110]).finalStop).toBeCloseTo(106.7, 12);
});

test('a spread of 5 % of the middle is wide', () => {
  const at = (ask: number) =>
    readHalt({ recentVolume: 1, averageVolume: 100, book: { bids: [[100, 1]], asks: [[ask, 1]] } }).reasons;
  expect(at(105.1)).not.toContain('WIDE_SPREAD');
  expect(at(105.2)).toContain('WIDE_SPREAD');
});

test.each([
  [0.019, 'LOW'],
  [0.021, 'MEDIUM'],
  [0.039, 'MEDIUM'],
  [0.041, 'HIGH'],
])('four frames that all say %d a day are %s', (daily, level) => {
  const per = (minutes: number) => daily / Math.sqrt(1440 / minutes);
  const found = multiTimeframeRisk({ '5m': per(5), '15m': per(15), '1h': per(60), '4h': per(240) });
  expect(found.score).toBeCloseTo(daily, 12);
  expect(found.level).toBe(level);
});

test.each([
  [0.29, 'LOW', 'INCREASE'],
  [0.31, 'LOW', undefined],
  [0.49, 'LOW', undefined],
  [0.51, 'MODERATE', undefined],
  [0.79, 'MODERATE', undefined],
  [0.81, 'HIGH', undefined],
  [0.99, 'HIGH', undefined],
  [1.01, 'OVER_BUDGET', 'REDUCE'],
])('%d of a risk budget is %s', (use, status, action) => {
  const notional = (use * 0.02 * 1000) / (0.05 * 1.6448536269514722);
  const found = riskBudget({
    equity: 1000,
    method: 'equal-risk',
    strategies: [{ name: 'a', sharpe: 1, volatility: 1 }],
    positions: [{ name: 'a', notional, volatility: 0.05 }],
  });
  expect([found.usage[0]!.status, found.suggestions[0]?.action]).toEqual([status, action]);
});

describe('rebalancing', () => {
  const to = (weight: number, held: number) =>
    rebalance({
      cash: 10_000 - held * 100,
      positions: { A: held },
      prices: { A: 100 },
      targets: { A: { weight } },
    });

  it('waits inside 5 %', () => {
    expect(to(0.5, 45.1).needed).toBe(false);
    expect(to(0.5, 44.9).needed).toBe(true);
  });

  it('spends up to a thousandth of the portfolio, at 0.15 % of each trade', () => {
    expect(to(0.66, 0)).toMatchObject({ totalCost: expect.closeTo(9.9, 9), dropped: [] });
    expect(to(0.67, 0)).toMatchObject({ totalCost: 0, dropped: [{ symbol: 'A', reason: 'cost-cap' }] });
  });

  it('trades from 100 on', () => {
    const small = (held: number) =>
      rebalance({
        cash: 1000 - held * 100,
        positions: { A: held },
        prices: { A: 100 },
        targets: { A: { weight: 0.1 } },
        maxCostRate: 1,
      });
    expect(small(0.01).dropped).toEqual([{ symbol: 'A', reason: 'below-minimum' }]);
    expect(small(2.01).trades[0]!.notional).toBeCloseTo(101, 9);
  });
});

test('a pair that correlates above 0.8 may hold 60 %', () => {
  const weightOfPair = (rho: number) => {
    const { weights } = optimisePortfolio({
      names: ['A', 'B', 'C'],
      expected: [0.3, 0.3, 0.01],
      covariance: [
        [0.04, 0.04 * rho, 0],
        [0.04 * rho, 0.04, 0],
        [0, 0, 0.04],
      ],
    });
    return weights[0]! + weights[1]!;
  };
  expect(weightOfPair(0.81)).toBeCloseTo(0.6, 9);
  expect(weightOfPair(0.79)).toBeGreaterThan(0.9);
});

describe('crashes', () => {
  it('are the five of the catalogue, number by number', () => {
    const told = SCENARIOS.map((one) => [
      one.name,
      one.days,
      one.drawdown,
      one.volatilityMultiplier,
      one.correlationShift,
      one.recoveryDays,
    ]);
    expect(told).toEqual([
      ['covid_crash_2020', 30, 0.5, 3, 0.3, 120],
      ['luna_ust_collapse_2022', 7, 0.8, 5, 0.5, 180],
      ['ftx_bankruptcy_2022', 14, 0.25, 2.5, 0.4, 90],
      ['china_evergrande_2021', 21, 0.35, 2, 0.2, 60],
      ['black_swan_extreme', 3, 0.7, 8, 0.7, 365],
    ]);
  });

  it('score what is left, less 50 times the share that was liquidated', () => {
    const one = {
      side: 'long',
      quantity: 1,
      entryPrice: 100,
      markPrice: 100,
      marginMode: 'isolated',
    } as const;
    const found = stress({
      equity: 1000,
      positions: [
        { ...one, symbol: 'A', isolatedMargin: 5 },
        { ...one, symbol: 'B', isolatedMargin: 100 },
      ],
      scenario: 'ftx_bankruptcy_2022',
    });
    // A loses its 5, B a quarter of 100: 3 % of equity.
    expect(found.portfolio.pnl).toBeCloseTo(-30, 9);
    expect(found.riskScore).toBeCloseTo(100 - 3 - 25, 9);
  });
});

test('the five runs of a simulation change one assumption each', () => {
  const input = {
    weights: [1, 1],
    expected: [0.1, -0.2],
    covariance: [
      [0.04, 0.01],
      [0.01, 0.09],
    ],
  };
  const runs = scenarioInputs(input);
  expect(runs.base).toBe(input);
  expect(runs['high-volatility'].covariance).toEqual([
    [0.16, 0.04],
    [0.04, 0.36],
  ]);
  expect(runs['low-returns'].expected).toEqual([0.05, -0.1]);
  expect(runs['high-correlation'].covariance[0]![1]).toBeCloseTo(0.9 * 0.2 * 0.3, 15);
  expect(runs['high-correlation'].covariance[1]![1]).toBeCloseTo(0.09, 15);
  expect(runs['negative-returns'].expected).toEqual([-0.1, -0.2]);
});
