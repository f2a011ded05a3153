// Specifies rebalancing: worked by hand, then by law: drift never grows, costs keep their cap, sells come first.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelInputError } from '../../../src/risk/model-input-error.ts';
import { stepsDown } from '../../../src/risk/portfolio/quantity-step.ts';
import { type RebalanceInput, rebalance } from '../../../src/risk/portfolio/rebalance.ts';

const input: RebalanceInput = {
  cash: 1000,
  positions: { BTC: 0.1, ETH: 1, DOGE: 5000 },
  prices: { BTC: 60_000, ETH: 3000, DOGE: 0.2 },
  targets: { BTC: { weight: 0.5 }, ETH: { weight: 0.4 } },
  steps: { BTC: '0.001', ETH: 0.01 },
};

describe('rebalancing 11,000 of BTC, ETH, DOGE and cash', () => {
  it('sells what is over its target and what has none, then buys, largest deviation first', () => {
    // weights 0.5455, 0.2727, 0.0909, cash 0.0909; targets 0.5, 0.4, 0, cash 0.1
    const found = rebalance(input);
    expect(found.portfolioValue).toBe(11_000);
    expect(found.trades.map(({ symbol, side, quantity }) => [symbol, side, quantity])).toEqual([
      ['DOGE', 'sell', 5000],
      ['BTC', 'sell', 0.008],
      ['ETH', 'buy', 0.46],
    ]);
    expect(found.trades[1]!.cost).toBeCloseTo(480 * 0.0015, 10);
    expect(found.totalCost).toBeCloseTo((1000 + 480 + 1380) * 0.0015, 10);
    expect(found.weightsAfter['BTC']).toBeCloseTo((0.092 * 60_000) / (11_000 - 4.29), 10);
    expect(found.accuracy).toBeGreaterThan(0.95);
    expect(found.dropped).toEqual([]);
  });

  it('waits while every asset is within its band', () => {
    const near = rebalance({
      ...input,
      positions: { BTC: 0.1, ETH: 1.2 },
      targets: { BTC: { weight: 0.55 }, ETH: { weight: 0.35 } },
    });
    expect(near).toMatchObject({ needed: false, trades: [], totalCost: 0 });
    const banded = rebalance({
      ...input,
      positions: { BTC: 0.1, ETH: 1.2 },
      targets: { BTC: { weight: 0.55, max: 0.56 }, ETH: { weight: 0.35 } },
    });
    expect(banded.needed).toBe(true);
  });

  it('keeps the cost cap by dropping the trades that remove least drift', () => {
    const found = rebalance({ ...input, maxCostRate: 0.00025 });
    expect(found.totalCost).toBeLessThanOrEqual(0.00025 * 11_000);
    expect(found.trades.map(({ symbol }) => symbol)).toEqual(['ETH']);
    expect(found.dropped).toEqual([
      { symbol: 'BTC', reason: 'cost-cap' },
      { symbol: 'DOGE', reason: 'cost-cap' },
    ]);
  });

  it('leaves trades below the minimum, and buys only what cash can pay', () => {
    expect(rebalance({ ...input, minTrade: 600 }).dropped).toContainEqual({
      symbol: 'BTC',
      reason: 'below-minimum',
    });
    const poor = rebalance({
      ...input,
      cash: 0,
      positions: { BTC: 0.1 },
      targets: { BTC: { weight: 0.94 }, ETH: { weight: 0.06 } },
      maxCostRate: 1,
    });
    const bought = poor.trades.find(({ side }) => side === 'buy');
    const sold = poor.trades.find(({ side }) => side === 'sell');
    expect(bought!.notional + bought!.cost).toBeLessThanOrEqual(sold!.notional - sold!.cost + 1e-9);
  });

  it('takes CASH among the targets as what stays uninvested', () => {
    const found = rebalance({ ...input, targets: { ...input.targets, CASH: { weight: 0.1 } } });
    expect(found.trades).toHaveLength(3);
    expect(found.weightsAfter).not.toHaveProperty('CASH');
  });
});

describe('every rebalancing', () => {
  const assets = ['A', 'B', 'C', 'D'];
  const inputs = fc
    .record({
      quantities: fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 4, maxLength: 4 }),
      prices: fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 4, maxLength: 4 }),
      shares: fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 4, maxLength: 4 }),
      cash: fc.integer({ min: 10, max: 100_000 }),
      step: fc.constantFrom('0.001', '0.1', '1'),
      cap: fc.constantFrom(0.0002, 0.001, 1),
      min: fc.constantFrom(0, 100),
    })
    .map(({ quantities, prices, shares, cash, step, cap, min }): RebalanceInput => {
      const by = <T>(values: readonly T[]) => Object.fromEntries(assets.map((name, i) => [name, values[i]!]));
      return {
        cash,
        positions: by(quantities),
        prices: by(prices),
        targets: Object.fromEntries(assets.map((name, i) => [name, { weight: shares[i]! / 100 }])),
        steps: by(assets.map(() => step)),
        maxCostRate: cap,
        minTrade: min,
      };
    });

  it('reduces drift, keeps its cost cap, never overspends and sells before it buys', () => {
    fc.assert(
      fc.property(inputs, (one) => {
        const found = rebalance(one);
        const off = (weights: Readonly<Record<string, number>>) => {
          const invested = assets.reduce((sum, name) => sum + weights[name]!, 0);
          const wanted = assets.reduce((sum, name) => sum + one.targets[name]!.weight, 0);
          return assets.reduce(
            (sum, name) => sum + Math.abs(weights[name]! - one.targets[name]!.weight),
            Math.abs(invested - wanted),
          );
        };
        const costShare = found.totalCost / found.portfolioValue;
        expect(off(found.weightsAfter)).toBeLessThanOrEqual(off(found.weightsBefore) + 2 * costShare + 1e-9);
        expect(found.totalCost).toBeLessThanOrEqual(one.maxCostRate! * found.portfolioValue + 1e-9);
        const sides = found.trades.map(({ side }) => side);
        expect(sides).toEqual([...sides].sort().reverse());
        let cash = one.cash;
        for (const { symbol, side, quantity, notional, cost } of found.trades) {
          cash += side === 'sell' ? notional - cost : -notional - cost;
          if (side === 'sell') expect(quantity).toBeLessThanOrEqual(one.positions[symbol]!);
          expect(notional).toBeGreaterThanOrEqual(one.minTrade!);
          const steps = quantity / Number(one.steps![symbol]);
          expect(Math.abs(steps - Math.round(steps))).toBeLessThan(1e-6);
        }
        expect(cash).toBeGreaterThanOrEqual(-1e-6);
        expect(found.accuracy).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });
});

describe('rebalancing refuses', () => {
  it.each<[Partial<RebalanceInput>, string]>([
    [{ cash: -1 }, 'NEGATIVE cash'],
    [{ cash: Number.NaN }, 'NOT_FINITE cash'],
    [{ prices: { BTC: 60_000, ETH: 3000 } }, 'MISSING prices.DOGE'],
    [{ prices: { ...input.prices, ETH: 0 } }, 'NOT_POSITIVE prices.ETH'],
    [{ positions: { BTC: -1 } }, 'NEGATIVE positions.BTC'],
    [{ targets: { BTC: { weight: 0.8 }, ETH: { weight: 0.4 } } }, 'CONTRADICTION targets'],
    [{ targets: { BTC: { weight: 0.5, max: 0.4 } } }, 'CONTRADICTION targets.BTC'],
    [{ targets: { BTC: { weight: -0.5 } } }, 'OUT_OF_RANGE targets.BTC.weight'],
    [{ cash: 0, positions: {}, targets: {} }, 'NOT_POSITIVE portfolioValue'],
    [{ steps: { BTC: '0' } }, 'NOT_POSITIVE steps.BTC'],
    [{ feeRate: 2 }, 'OUT_OF_RANGE feeRate'],
  ])('%# with %s', (change, expected) => {
    let found = 'accepted';
    try {
      rebalance({ ...input, ...change });
    } catch (error) {
      if (!(error instanceof ModelInputError)) throw error;
      found = `${error.code} ${error.path}`;
    }
    expect(found).toBe(expected);
  });
});

describe('a quantity step', () => {
  it('rounds down without losing a step to binary fractions', () => {
    expect(stepsDown(0.1 + 0.2, '0.1', 'step')).toBe(0.3);
    expect(stepsDown(0.29999, 0.1, 'step')).toBe(0.2);
    expect(stepsDown(1.5, undefined, 'step')).toBe(1.5);
  });
});
