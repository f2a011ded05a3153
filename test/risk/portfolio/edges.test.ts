// The corners of the portfolio models: sizes that are refused, degenerate budgets, cash that runs out.
import { expect, it } from 'vitest';
import { correlationFromCovariance } from '../../../src/risk/portfolio/covariance.ts';
import { optimisePortfolio } from '../../../src/risk/portfolio/optimise-portfolio.ts';
import { rebalance } from '../../../src/risk/portfolio/rebalance.ts';
import { riskBudget } from '../../../src/risk/portfolio/risk-budget.ts';
import { equalRiskWeights } from '../../../src/risk/portfolio/risk-parity.ts';

const fails = (run: () => unknown, code: string, path: string) =>
  expect(run).toThrow(expect.objectContaining({ code, path }));
/** `count` assets of variance 0.04 that all correlate by `correlation`. */
const crowd = (count: number, correlation: number) => ({
  names: Array.from({ length: count }, (_, i) => `S${i}`),
  expected: new Array<number>(count).fill(0.1),
  covariance: Array.from({ length: count }, (_, i) =>
    Array.from({ length: count }, (_unused, j) => (i === j ? 0.04 : 0.04 * correlation)),
  ),
});

it('allocation is exact up to a hundred assets and 1,500 capped pairs, and says so beyond', () => {
  fails(() => optimisePortfolio(crowd(101, 0.1)), 'TOO_LONG', 'expected');
  fails(() => optimisePortfolio(crowd(60, 0.85)), 'TOO_LONG', 'pairCap');
  const even = optimisePortfolio(crowd(100, 0.1));
  expect(even.weights[0]).toBeCloseTo(0.01, 9);
});

it('allocation needs a row and an expected return for every asset', () => {
  const two = crowd(2, 0);
  fails(() => optimisePortfolio({ ...two, expected: [0.1] }), 'LENGTH_MISMATCH', 'covariance');
  fails(() => optimisePortfolio({ ...two, covariance: [[1, 0], [0]] }), 'LENGTH_MISMATCH', 'covariance.S1');
  fails(() => optimisePortfolio({ ...two, expected: [0.1, Number.NaN] }), 'NOT_FINITE', 'expected.S1');
});

it('a covariance that no book can have is refused, not optimised', () => {
  const impossible = { ...crowd(3, -0.9), pairCap: null };
  fails(() => optimisePortfolio(impossible), 'SINGULAR', 'covariance');
  fails(() => optimisePortfolio({ ...impossible, objective: 'min-variance' }), 'SINGULAR', 'covariance');
});

it('equal risk works with assets that move against each other', () => {
  const weights = equalRiskWeights([
    [0.04, -0.03],
    [-0.03, 0.09],
  ]);
  expect(weights[0]! / weights[1]!).toBeCloseTo(0.3 / 0.2, 10);
});

it('a series that stands still is named, whichever side of the pair it is on', () => {
  const names = ['A', 'B'];
  fails(
    () =>
      correlationFromCovariance(
        [
          [0, 0],
          [0, 1],
        ],
        names,
      ),
    'NO_VARIATION',
    'returns.A',
  );
  fails(
    () =>
      correlationFromCovariance(
        [
          [1, 0],
          [0, 0],
        ],
        names,
      ),
    'NO_VARIATION',
    'returns.B',
  );
});

it('a purchase that no cash is left for is dropped with its reason', () => {
  const found = rebalance({
    cash: 0,
    positions: { A: 10 },
    prices: { A: 100, B: 100 },
    targets: { A: { weight: 0.9, max: 0.95 }, B: { weight: 0.1 } },
    minTrade: 100,
    maxCostRate: 1,
  });
  expect(found.trades.map(({ symbol, side }) => [symbol, side])).toEqual([['A', 'sell']]);
  expect(found.dropped).toEqual([{ symbol: 'B', reason: 'no-cash' }]);
});

it('an idle strategy without a budget uses nothing and needs nothing', () => {
  const found = riskBudget({
    equity: 1000,
    method: 'performance-weighted',
    strategies: [
      { name: 'good', sharpe: 1, volatility: 0.1 },
      { name: 'bad', sharpe: -1, volatility: 0.1 },
    ],
    positions: [],
  });
  expect(found.usage[1]).toMatchObject({ budget: 0, used: 0, ratio: 0, status: 'LOW' });
  expect(found.suggestions).toEqual([{ name: 'good', action: 'INCREASE', ratio: 1 }]);
});

it('equal risk names the floor or the cap of an asset that it cannot meet', () => {
  const two = {
    names: ['CALM', 'WILD'],
    expected: [0.1, 0.1],
    covariance: [
      [0.04, 0],
      [0, 0.09],
    ],
    objective: 'risk-parity' as const,
  };
  fails(() => optimisePortfolio({ ...two, minWeights: { WILD: 0.5 } }), 'INFEASIBLE', 'minWeights.WILD');
  fails(() => optimisePortfolio({ ...two, maxWeights: { CALM: 0.5 } }), 'INFEASIBLE', 'maxWeights.CALM');
});

it('a rebalancing that costs nothing keeps every trade, and a portfolio larger than what is listed leaves its cash out', () => {
  const found = rebalance({
    portfolioValue: 2000,
    cash: 500,
    positions: { A: 10 },
    prices: { A: 100, B: 100 },
    targets: { A: { weight: 0.25 }, B: { weight: 0.5 } },
    feeRate: 0,
    slippageRate: 0,
    maxCostRate: 0,
  });
  expect(found.trades.map(({ symbol, side, notional }) => [symbol, side, notional])).toEqual([
    ['A', 'sell', 500],
    ['B', 'buy', 1000],
  ]);
  expect(found.totalCost).toBe(0);
  expect(found.accuracy).toBeCloseTo(1, 12);
});
