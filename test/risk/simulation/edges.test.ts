// The corners of simulation: defaults, paths that are all of one kind, a book that nothing can break.
import { expect, it } from 'vitest';
import { BracketBook } from '../../../src/risk/margin/bracket-book.ts';
import { BracketTable } from '../../../src/risk/margin/brackets.ts';
import { planLiquidation } from '../../../src/risk/simulation/liquidation-probability.ts';
import { monteCarlo } from '../../../src/risk/simulation/monte-carlo.ts';
import { planMonteCarlo } from '../../../src/risk/simulation/monte-carlo-plan.ts';
import { SCENARIOS } from '../../../src/risk/simulation/scenarios.ts';
import { stress } from '../../../src/risk/simulation/stress.ts';
import { stressPaths } from '../../../src/risk/simulation/stress-path.ts';
import { series } from '../tail/reference-series.ts';

const one = { weights: [1], expected: [0.1], covariance: [[0.04]] };
const position = {
  symbol: 'A',
  side: 'long' as const,
  quantity: 1,
  entryPrice: 100,
  markPrice: 100,
  leverage: 1,
  marginMode: 'isolated' as const,
};

it('a Monte Carlo plan without particulars is ten thousand paths of a year of days', () => {
  const plan = planMonteCarlo(one);
  expect(plan).toMatchObject({
    sims: 10_000,
    days: 365,
    seed: 1,
    df: 0,
    initialValue: 10_000,
    rebalance: 'daily',
  });
  expect(plan.checkpoints.at(-1)).toBe(365);
});

it('when all paths are of one kind, what extreme days cost is unknown', () => {
  const calm = monteCarlo({ ...one, sims: 100, days: 1, seed: 3 });
  const wild = monteCarlo({ ...one, sims: 100, days: 5000, seed: 3 });
  expect([calm, wild].map(({ extremeEvents }) => extremeEvents.affectedShare)).toEqual([0, 1]);
  expect(calm.extremeEvents).toMatchObject({ meanReturnAffected: null, effect: null });
  expect(wild.extremeEvents).toMatchObject({ meanReturnUnaffected: null, effect: null });
});

it('a liquidation plan without particulars is ten thousand paths of a day and a week', () => {
  const plan = planLiquidation({
    walletBalance: 0,
    positions: [position],
    returns: [{ name: 'A', returns: series(1, 200) }],
  });
  expect(plan).toMatchObject({ sims: 10_000, horizons: [24, 168], seed: 1, df: 0 });
});

it('a book that nothing can liquidate has no leverage that is too high', () => {
  const free = new BracketBook(
    new BracketTable([{ floor: 0, cap: Number.POSITIVE_INFINITY, rate: 0, maxLeverage: 125 }]),
  );
  const short = { ...position, side: 'short' as const };
  const still = {
    name: 'still',
    days: 1,
    drawdown: 0,
    volatilityMultiplier: 0,
    correlationShift: 0,
    recoveryDays: 1,
  };
  expect(
    stress({ equity: 1000, positions: [short], scenario: still, book: free }).safeMaxLeverage,
  ).toBeNull();
});

it('every symbol of a stress path has a beta', () => {
  expect(() => stressPaths(SCENARIOS[0]!, ['A', 'B'], [1], 1)).toThrow(
    expect.objectContaining({ code: 'LENGTH_MISMATCH' }),
  );
});
