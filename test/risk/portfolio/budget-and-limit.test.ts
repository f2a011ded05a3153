// Specifies risk budgets, in one unit throughout, and the limit on positions that move together.
import { describe, expect, it } from 'vitest';
import { choleskyFactor } from '../../../src/risk/portfolio/cholesky.ts';
import { correlationLimit } from '../../../src/risk/portfolio/correlation-limit.ts';
import { type RiskBudgetInput, riskBudget } from '../../../src/risk/portfolio/risk-budget.ts';
import { series } from '../tail/reference-series.ts';

const input: RiskBudgetInput = {
  equity: 100_000,
  method: 'equal-risk',
  strategies: [
    { name: 'trend', sharpe: 1.5, volatility: 0.4 },
    { name: 'revert', sharpe: 0.5, volatility: 0.2 },
  ],
  positions: [
    { name: 'trend', notional: 30_000, volatility: 0.03 },
    { name: 'trend', notional: 10_000, volatility: 0.03 },
    { name: 'revert', notional: 5_000, volatility: 0.02 },
  ],
};
const fails = (run: () => unknown, code: string, path: string) =>
  expect(run).toThrow(expect.objectContaining({ code, path }));

describe('a daily risk budget of 2 % of equity', () => {
  it('is split equally, by Sharpe ratio, or by inverse volatility', () => {
    expect(riskBudget(input).budgets).toEqual({ trend: 0.01, revert: 0.01 });
    const merit = riskBudget({ ...input, method: 'performance-weighted' }).budgets;
    expect(merit['trend']).toBeCloseTo(0.015, 12);
    const calm = riskBudget({ ...input, method: 'inverse-volatility' }).budgets;
    expect(calm['revert']).toBeCloseTo((0.02 * 5) / 7.5, 12);
    const losers = input.strategies.map((one) => ({ ...one, sharpe: -1 }));
    expect(riskBudget({ ...input, method: 'performance-weighted', strategies: losers }).budgets).toEqual({
      trend: 0.01,
      revert: 0.01,
    });
  });

  it('is compared with use in the same unit: 40,000 · 3 % · 1.645 of 100,000 is 1.97 %', () => {
    const { usage, suggestions, totalUsed } = riskBudget(input);
    expect(usage[0]!.used).toBeCloseTo(0.0197382, 6);
    expect(usage[0]).toMatchObject({ status: 'OVER_BUDGET' });
    expect(usage[1]!.ratio).toBeCloseTo(0.164485, 5);
    expect(usage[1]).toMatchObject({ status: 'LOW' });
    expect(totalUsed).toBeCloseTo(usage[0]!.used + usage[1]!.used, 14);
    expect(suggestions).toEqual([
      { name: 'trend', action: 'REDUCE', ratio: 1 - 0.01 / usage[0]!.used },
      { name: 'revert', action: 'INCREASE', ratio: 1 - usage[1]!.ratio! },
    ]);
  });

  it('after the suggested reduction is used exactly', () => {
    const reduce = riskBudget(input).suggestions[0]!.ratio;
    const smaller = input.positions.map((one) =>
      one.name === 'trend' ? { ...one, notional: one.notional * (1 - reduce) } : one,
    );
    expect(riskBudget({ ...input, positions: smaller }).usage[0]!.ratio).toBeCloseTo(1, 12);
  });

  it('grades use by 50, 80 and 100 %', () => {
    const at = (share: number) =>
      riskBudget({
        ...input,
        positions: [
          { name: 'trend', notional: (share * 1000) / (0.01 * 1.6448536269514722), volatility: 0.01 },
        ],
      }).usage[0]!.status;
    expect([0.49, 0.51, 0.81, 1.01].map(at)).toEqual(['LOW', 'MODERATE', 'HIGH', 'OVER_BUDGET']);
  });

  it('knows no ratio for a strategy without a budget', () => {
    const strategies = [input.strategies[0]!, { name: 'revert', sharpe: -1, volatility: 0.2 }];
    const found = riskBudget({ ...input, method: 'performance-weighted', strategies });
    expect(found.usage[1]).toMatchObject({ budget: 0, ratio: null, status: 'OVER_BUDGET' });
    expect(found.suggestions).toContainEqual({ name: 'revert', action: 'REDUCE', ratio: 1 });
  });

  it('refuses by name', () => {
    fails(() => riskBudget({ ...input, equity: 0 }), 'NOT_POSITIVE', 'equity');
    fails(() => riskBudget({ ...input, strategies: [] }), 'TOO_SHORT', 'strategies');
    fails(
      () => riskBudget({ ...input, strategies: [input.strategies[0]!, input.strategies[0]!] }),
      'DUPLICATE',
      'strategies[1].name',
    );
    fails(
      () => riskBudget({ ...input, positions: [{ name: 'x', notional: 1, volatility: 1 }] }),
      'UNKNOWN_NAME',
      'positions[0].name',
    );
    fails(
      () => riskBudget({ ...input, positions: [{ name: 'trend', notional: -1, volatility: 1 }] }),
      'NEGATIVE',
      'positions[0].notional',
    );
    const still = input.strategies.map((one) => ({ ...one, volatility: 0 }));
    fails(
      () => riskBudget({ ...input, method: 'inverse-volatility', strategies: still }),
      'NOT_POSITIVE',
      'strategies[0].volatility',
    );
  });
});

describe('the correlation limit', () => {
  const base = series(1, 100);
  const like = (seed: number) => series(seed, 100).map((r, i) => base[i]! + 0.2 * r);
  const returns = [
    { name: 'BTC', returns: base },
    { name: 'ETH', returns: like(2) },
    { name: 'SOL', returns: like(3) },
    { name: 'GOLD', returns: series(9, 100) },
  ];

  it('refuses the third of a kind and allows the second', () => {
    const third = correlationLimit({ open: ['BTC', 'ETH', 'GOLD'], candidate: 'SOL', returns });
    expect(third.allowed).toBe(false);
    expect(third.correlatedWith.map(({ symbol }) => symbol)).toEqual(['BTC', 'ETH']);
    expect(correlationLimit({ open: ['BTC', 'GOLD'], candidate: 'SOL', returns }).allowed).toBe(true);
    expect(correlationLimit({ open: ['BTC'], candidate: 'SOL', returns, maxCorrelated: 1 }).allowed).toBe(
      false,
    );
  });

  it('does not count a position in the candidate itself, nor one symbol twice', () => {
    expect(
      correlationLimit({ open: ['SOL', 'BTC', 'BTC'], candidate: 'SOL', returns }).correlatedWith,
    ).toHaveLength(1);
    expect(correlationLimit({ open: [], candidate: 'SOL', returns })).toEqual({
      allowed: true,
      correlatedWith: [],
    });
  });

  it('does not count what moves against the candidate', () => {
    const mirror = { name: 'MIRROR', returns: base.map((r) => -r) };
    const same = { name: 'SAME', returns: base };
    const found = correlationLimit({
      open: ['MIRROR'],
      candidate: 'SAME',
      returns: [mirror, same],
      maxCorrelated: 1,
    });
    expect(found).toEqual({ allowed: true, correlatedWith: [] });
  });

  it('refuses by name', () => {
    fails(() => correlationLimit({ open: ['XRP'], candidate: 'SOL', returns }), 'MISSING', 'returns.XRP');
    const short = [{ name: 'SOL', returns: base.slice(0, 10) }];
    fails(() => correlationLimit({ open: [], candidate: 'SOL', returns: short }), 'TOO_SHORT', 'returns.SOL');
  });
});

describe('the Cholesky factor', () => {
  it('multiplies back to its matrix', () => {
    // numpy.linalg.cholesky([[4, 2, 0.4], [2, 5, 1], [0.4, 1, 3]]) = [[2,0,0],[1,2,0],[0.2,0.4,1.67332005]]
    const rows = choleskyFactor(
      [
        [4, 2, 0.4],
        [2, 5, 1],
        [0.4, 1, 3],
      ],
      'covariance',
    );
    expect(rows.map((row) => [...row])).toEqual([
      [2, 0, 0],
      [1, 2, 0],
      [0.2, 0.4, expect.closeTo(1.67332005306815, 12)],
    ]);
  });

  it('refuses what has none', () => {
    fails(
      () =>
        choleskyFactor(
          [
            [1, 1],
            [1, 1],
          ],
          'covariance',
        ),
      'SINGULAR',
      'covariance',
    );
    fails(
      () =>
        choleskyFactor(
          [
            [1, 2],
            [2, 1],
          ],
          'covariance',
        ),
      'SINGULAR',
      'covariance',
    );
    fails(
      () =>
        choleskyFactor(
          [
            [1, 2],
            [3, 9],
          ],
          'covariance',
        ),
      'NOT_SYMMETRIC',
      'covariance',
    );
    fails(() => choleskyFactor([[1, 2]], 'covariance'), 'LENGTH_MISMATCH', 'covariance');
    fails(() => choleskyFactor([[Number.NaN]], 'covariance'), 'NOT_FINITE', 'covariance');
  });
});
