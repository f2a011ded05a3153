// Specifies the Monte Carlo of a portfolio: exact moments where they are known, convergence at 1/√n, the same bits
// from any split of the work, and what the summary means.
import { describe, expect, it } from 'vitest';
import { ModelInputError } from '../../../src/risk/model-input-error.ts';
import { compareScenarios, monteCarlo, scenarioInputs } from '../../../src/risk/simulation/monte-carlo.ts';
import { blockCount, simulateBlocks } from '../../../src/risk/simulation/monte-carlo-paths.ts';
import { type MonteCarloInput, planMonteCarlo } from '../../../src/risk/simulation/monte-carlo-plan.ts';
import { summariseMonteCarlo } from '../../../src/risk/simulation/monte-carlo-summary.ts';

const input: MonteCarloInput = {
  weights: [0.5, 0.3, 0.2],
  expected: [0.1, 0.12, 0.15],
  covariance: [
    [0.16, 0.06, 0.03],
    [0.06, 0.25, 0.05],
    [0.03, 0.05, 0.36],
  ],
  days: 252,
  periodsPerYear: 252,
};
/** Mean and variance of Π(1 + x'r): (1 + m)ⁿ − 1 and ((1 + m)² + s²)ⁿ − (1 + m)²ⁿ. */
const exact = (leverage: number) => {
  const m = (leverage * (0.05 + 0.036 + 0.03)) / 252;
  const w = input.weights as number[];
  let s2 = 0;
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) s2 += (leverage ** 2 * w[i]! * w[j]! * input.covariance[i]![j]!) / 252;
  return { mean: (1 + m) ** 252 - 1, std: Math.sqrt(((1 + m) ** 2 + s2) ** 252 - (1 + m) ** 504) };
};

describe('simulated portfolios', () => {
  it('have the mean and deviation that compounding of independent returns must have', () => {
    const found = monteCarlo({ ...input, sims: 100_000 });
    expect(Math.abs(found.meanReturn - exact(1).mean)).toBeLessThan((4 * exact(1).std) / Math.sqrt(100_000));
    expect(Math.abs(found.stdReturn / exact(1).std - 1)).toBeLessThan(0.015);
  });

  it('agree with numpy on tails and drawdowns', () => {
    // rng.standard_normal((200000, 252, 3)) @ cholesky(cov/252).T + mu/252, weights restored daily:
    // VaR 95 0.3785, CVaR 95 0.4544, mean drawdown 0.2950, 95th 0.4862 (standard errors near 0.001)
    const found = monteCarlo({ ...input, sims: 100_000 });
    expect(found.valueAtRisk['95']).toBeCloseTo(0.3785, 2);
    expect(found.conditionalValueAtRisk['95']).toBeCloseTo(0.4544, 2);
    expect(found.maxDrawdown.mean).toBeCloseTo(0.295, 2);
    expect(found.maxDrawdown.p95).toBeCloseTo(0.4862, 2);
  });

  it('have the same law whether restored weights are drawn at once or asset by asset', () => {
    const one = { ...input, weights: [1, 0, 0], sims: 60_000 };
    const held = monteCarlo({ ...one, rebalance: 'none' });
    const daily = monteCarlo(one);
    expect(Math.abs(held.meanReturn - daily.meanReturn)).toBeLessThan(0.01);
    expect(held.stdReturn / daily.stdReturn).toBeCloseTo(1, 1);
    expect(held.maxDrawdown.mean).toBeCloseTo(daily.maxDrawdown.mean, 2);
  });

  it('held without rebalancing earn the weighted growth of their assets', () => {
    const found = monteCarlo({ ...input, sims: 60_000, rebalance: 'none' });
    const growth = [0.1, 0.12, 0.15].reduce(
      (sum, mu, i) => sum + (input.weights as number[])[i]! * ((1 + mu / 252) ** 252 - 1),
      0,
    );
    expect(Math.abs(found.meanReturn - growth)).toBeLessThan(0.008);
  });

  it('converge to the exact mean at 1/√n', () => {
    const error = (sims: number) => {
      const squares = Array.from(
        { length: 8 },
        (_, i) =>
          (monteCarlo({ ...input, days: 20, sims, seed: i + 1 }).meanReturn -
            ((1 + 0.116 / 252) ** 20 - 1)) **
          2,
      );
      return Math.sqrt(squares.reduce((a, b) => a + b) / squares.length);
    };
    const ratio = error(1000) / error(64_000);
    expect(ratio).toBeGreaterThan(3.5);
    expect(ratio).toBeLessThan(19);
  });

  it('with Student-t returns have the same variance and heavier days', () => {
    const normal = monteCarlo({ ...input, sims: 40_000 });
    const heavy = monteCarlo({ ...input, sims: 40_000, distribution: 'student-t' });
    expect(heavy.stdReturn / normal.stdReturn).toBeCloseTo(1, 1);
    expect(normal.extremeEvents.count / (40_000 * 252)).toBeCloseTo(0.0027, 4);
    // P(|t₅| > 3·√(5/3)) = 0.01173 (scipy.stats.t.sf(3*sqrt(5/3), 5)*2)
    expect(heavy.extremeEvents.count / (40_000 * 252)).toBeCloseTo(0.01173, 3);
    const held = monteCarlo({ ...input, sims: 5000, distribution: 'student-t', rebalance: 'none' });
    expect(held.extremeEvents.affectedShare).toBeGreaterThan(0.9);
  });

  it('are absorbed at ruin', () => {
    const found = monteCarlo({ ...input, leverage: 60, sims: 2000 });
    expect(found.probability.ruin).toBeGreaterThan(0.5);
    expect(found.valueAtRisk['99']).toBe(1);
    expect(found.quantiles.p5.at(-1)).toBe(0);
    const held = monteCarlo({ ...input, leverage: 60, sims: 500, rebalance: 'none' });
    expect(held.probability.ruin).toBeGreaterThan(0.5);
    expect(held.maxDrawdown.p95).toBe(1);
  });

  it('without exposure stay where they are', () => {
    const found = monteCarlo({ ...input, leverage: 0, sims: 200 });
    expect(found).toMatchObject({
      meanReturn: 0,
      stdReturn: 0,
      skewness: null,
      maxDrawdown: { mean: 0, p95: 0 },
    });
    expect(found.probability).toMatchObject({ positive: 0, loss5: 0, ruin: 0 });
  });
});

describe('the summary', () => {
  const found = monteCarlo({ ...input, sims: 5000 });

  it('gives every chance that the lognormal law gives', () => {
    // One asset, a year of days: ln wealth is normal with mean 365·(ln(1 + m) − s²/2) and variance 365·s², s² = 0.04/365.
    const { probability } = monteCarlo({ weights: [1], expected: [0.1], covariance: [[0.04]], sims: 20_000 });
    // scipy.stats.norm.cdf((log(1 + x) - mean)/0.2), or 1 less it
    const exact = {
      positive: 0.6554,
      loss5: 0.25578,
      loss10: 0.17703,
      loss20: 0.0648,
      return5: 0.56198,
      return10: 0.46946,
      return15: 0.38252,
      return20: 0.30444,
    };
    for (const [name, share] of Object.entries(exact)) {
      const error = 4 * Math.sqrt((share * (1 - share)) / 20_000);
      expect(Math.abs(Reflect.get(probability, name) - share), name).toBeLessThan(error + 0.001);
    }
  });

  it('orders its figures as their names promise', () => {
    const { valueAtRisk: v, conditionalValueAtRisk: c, probability: p } = found;
    expect(v['90'] <= v['95'] && v['95'] <= v['99']).toBe(true);
    for (const level of ['90', '95', '99'] as const) expect(c[level]).toBeGreaterThanOrEqual(v[level]);
    expect([p.loss20, p.loss10, p.loss5]).toEqual([p.loss20, p.loss10, p.loss5].sort((a, b) => a - b));
    expect(p.positive).toBeGreaterThan(p.return5);
    expect(p.return15).toBeGreaterThan(p.return20);
  });

  it('fans out from the initial value to the final quantiles', () => {
    const { quantiles } = found;
    expect(quantiles.days[0]).toBe(0);
    expect(quantiles.days.at(-1)).toBe(252);
    expect(quantiles.p50[0]).toBe(10_000);
    quantiles.days.forEach((_, i) => {
      expect(quantiles.p5[i]! <= quantiles.p25[i]! && quantiles.p25[i]! <= quantiles.p50[i]!).toBe(true);
      expect(quantiles.p50[i]! <= quantiles.p75[i]! && quantiles.p75[i]! <= quantiles.p95[i]!).toBe(true);
    });
    expect(1 - quantiles.p5.at(-1)! / 10_000).toBeCloseTo(found.valueAtRisk['95'], 12);
  });

  it('is the same to the last bit for one worker, three, or seventeen, in any order of arrival', () => {
    for (const rebalance of ['daily', 'none'] as const) {
      for (const distribution of ['normal', 'student-t'] as const) {
        const plan = planMonteCarlo({ ...input, sims: 3001, days: 40, rebalance, distribution });
        const whole = summariseMonteCarlo(plan, [simulateBlocks(plan, 0, blockCount(plan))]);
        for (const size of [9, 2, 1]) {
          const batches = [];
          for (let b = 0; b < blockCount(plan); b += size)
            batches.push(simulateBlocks(plan, b, Math.min(size, blockCount(plan) - b)));
          expect(summariseMonteCarlo(plan, batches.reverse())).toEqual(whole);
        }
      }
    }
  });

  it('depends on the seed and on nothing else', () => {
    expect(monteCarlo({ ...input, sims: 500 })).toEqual(monteCarlo({ ...input, sims: 500 }));
    expect(monteCarlo({ ...input, sims: 500, seed: 2 }).meanReturn).not.toBe(
      monteCarlo({ ...input, sims: 500 }).meanReturn,
    );
  });

  it('survives a structured clone of its plan', () => {
    const plan = planMonteCarlo({ ...input, sims: 300, days: 10 });
    expect(simulateBlocks(structuredClone(plan), 0, 3)).toEqual(simulateBlocks(plan, 0, 3));
  });
});

describe('the five scenarios', () => {
  it('show what each assumption is worth against the base', () => {
    const inputs = scenarioInputs({ ...input, sims: 4000 });
    const names = Object.keys(inputs) as (keyof typeof inputs)[];
    const runs = Object.fromEntries(names.map((name) => [name, monteCarlo(inputs[name])])) as Parameters<
      typeof compareScenarios
    >[0];
    const rows = Object.fromEntries(compareScenarios(runs).map((row) => [row.name, row]));
    expect(rows['base']!.change).toEqual({ meanReturn: 0, stdReturn: 0, valueAtRisk95: 0, drawdown95: 0 });
    expect(rows['high-volatility']!.change.stdReturn).toBeGreaterThan(0.3);
    expect(rows['high-volatility']!.change.valueAtRisk95).toBeGreaterThan(0.15);
    expect(rows['low-returns']!.change.meanReturn).toBeLessThan(-0.04);
    expect(rows['high-correlation']!.change.stdReturn).toBeGreaterThan(0.05);
    expect(rows['negative-returns']!.meanReturn).toBeLessThan(-0.08);
  });
});

describe('Monte Carlo refuses', () => {
  const singular = [
    [0.04, 0.04],
    [0.04, 0.04],
  ];
  it.each<[Partial<MonteCarloInput>, string]>([
    [{ weights: [] }, 'TOO_SHORT weights'],
    [{ weights: [1] }, 'LENGTH_MISMATCH weights'],
    [{ weights: [1, Number.NaN, 0] }, 'NOT_FINITE weights[1]'],
    [{ expected: [0, 0, Number.POSITIVE_INFINITY] }, 'NOT_FINITE expected[2]'],
    [{ weights: [0.5, 0.5], expected: [0, 0], covariance: singular }, 'SINGULAR covariance'],
    [{ sims: 10 }, 'OUT_OF_RANGE sims'],
    [{ sims: 10_000_000, days: 1_000_000 }, 'OUT_OF_RANGE sims × days × assets'],
    [{ days: 0 }, 'OUT_OF_RANGE days'],
    [{ leverage: -1 }, 'OUT_OF_RANGE leverage'],
    [{ initialValue: 0 }, 'NOT_POSITIVE initialValue'],
    [{ distribution: 'student-t', df: 2 }, 'OUT_OF_RANGE df'],
    [{ seed: 0.5 }, 'NOT_INTEGER seed'],
  ])('%# with %s', (change, expected) => {
    let found = 'accepted';
    try {
      planMonteCarlo({ ...input, ...change });
    } catch (error) {
      if (!(error instanceof ModelInputError)) throw error;
      found = `${error.code} ${error.path}`;
    }
    expect(found).toBe(expected);
  });
});

it('growth that no number holds is refused, with what to lower', () => {
  const asked = { weights: [1], expected: [10_000], covariance: [[0.04]], sims: 100, days: 5_000 };
  expect(() => monteCarlo(asked)).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE', path: 'days' }));
});
