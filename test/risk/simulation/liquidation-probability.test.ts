// Specifies the chance of liquidation: against the closed form of a barrier, by law, and the same from any split of work.
import { describe, expect, it } from 'vitest';
import type { MarginPosition } from '../../../src/risk/margin/margin-position.ts';
import { ModelInputError } from '../../../src/risk/model-input-error.ts';
import { RandomSource } from '../../../src/risk/random.ts';
import {
  type LiquidationProbabilityInput,
  liquidationBlocks,
  liquidationProbability,
  planLiquidation,
  simulateLiquidations,
  summariseLiquidation,
} from '../../../src/risk/simulation/liquidation-probability.ts';
import { semidefiniteFactor } from '../../../src/risk/simulation/semidefinite-factor.ts';
import { StudentTZiggurat } from '../../../src/risk/simulation/student-t-ziggurat.ts';
import { moments } from '../../../src/risk/statistics/moments.ts';
import { normalDistribution } from '../../../src/risk/statistics/normal-distribution.ts';
import { fitDegreesOfFreedom } from '../../../src/risk/statistics/student-t-fit.ts';

const hourly = (stream: number, scale = 0.005) => {
  const source = new RandomSource(77).stream(stream);
  return Array.from({ length: 1000 }, () => scale * source.normal());
};
const btc: MarginPosition = {
  symbol: 'BTCUSDT',
  side: 'long',
  quantity: 1,
  entryPrice: 10_000,
  markPrice: 10_000,
  marginMode: 'isolated',
  isolatedMargin: 600,
};
const returns = [
  { name: 'BTCUSDT', returns: hourly(1) },
  { name: 'ETHUSDT', returns: hourly(2) },
];
const input: LiquidationProbabilityInput = { walletBalance: 1000, positions: [btc], returns, sims: 4000 };

describe('the probability of liquidation', () => {
  it('of one position is that of a random walk reaching its liquidation price', () => {
    // Reflection principle: P = 2·N(−d/(σ√T)) with the barrier moved out by 0.5826·σ for hourly checks
    // (Broadie, Glasserman and Kou 1997), d = |ln(LP/P)|, LP = (600 − 10000)/(0.004 − 1) = 9437.75
    const flat = hourly(1).map((r, _, all) => r - all.reduce((a, b) => a + b) / all.length);
    const sigma = moments(flat).standardDeviation;
    const found = liquidationProbability({
      ...input,
      model: 'student-t',
      returns: [{ name: 'BTCUSDT', returns: flat }],
      sims: 40_000,
    });
    for (const [h, hours] of [24, 168].entries()) {
      const d = -Math.log(9400 / 0.996 / 10_000) + 0.5826 * sigma;
      const drift = (-sigma * sigma) / 2;
      const spread = sigma * Math.sqrt(hours);
      const exact =
        normalDistribution((-d - drift * hours) / spread) +
        Math.exp((-2 * drift * d) / (sigma * sigma)) * normalDistribution((-d + drift * hours) / spread);
      expect(Math.abs(found.positions[0]![h]! - exact)).toBeLessThan(
        4 * Math.sqrt((exact * (1 - exact)) / 40_000) + 0.004,
      );
    }
  });

  it('grows with time and with leverage, and its error is that of a share', () => {
    const found = liquidationProbability(input);
    expect(found.any[1]!).toBeGreaterThan(found.any[0]!);
    expect(found.standardError[1]).toBeCloseTo(Math.sqrt((found.any[1]! * (1 - found.any[1]!)) / 4000), 14);
    const safer = liquidationProbability({ ...input, positions: [{ ...btc, isolatedMargin: 3000 }] });
    expect(safer.any[1]!).toBeLessThan(found.any[1]!);
  });

  it('falls with a hedge in the cross account, whose positions die together', () => {
    const cross = { ...btc, marginMode: 'cross' as const, quantity: 2 };
    const naked = liquidationProbability({ ...input, positions: [cross] });
    const hedge = { ...cross, side: 'short' as const, quantity: 1.5 };
    const hedged = liquidationProbability({ ...input, positions: [cross, hedge] });
    expect(hedged.account[1]!).toBeLessThan(0.5 * naked.account[1]!);
    expect(hedged.positions[0]).toEqual(hedged.account);
    expect(naked.any).toEqual(naked.account);
  });

  it('knows that heavy tails reach far in one hour', () => {
    // A move of 6 % at 0.5 % volatility: impossible for a normal hour, not for a Student-t one with about 3 degrees of freedom
    const source = new RandomSource(8).stream(0);
    const heavy = Array.from({ length: 3000 }, () => 0.0025 * source.studentT(3));
    const one = {
      ...input,
      model: 'student-t' as const,
      horizons: [1],
      sims: 60_000,
      positions: [{ ...btc, isolatedMargin: 400 }],
    };
    const chance = liquidationProbability({ ...one, returns: [{ name: 'BTCUSDT', returns: heavy }] }).any[0]!;
    const { standardDeviation } = moments(heavy);
    const df = fitDegreesOfFreedom(heavy);
    const barrier = (1 - 9600 / 0.996 / 10_000) / standardDeviation;
    const sample = new Float64Array(400_000);
    new StudentTZiggurat(df).fill(new RandomSource(9).stream(0), sample);
    const exact = sample.filter((x) => x < -barrier).length / sample.length;
    expect(exact).toBeGreaterThan(1e-4);
    expect(Math.abs(chance - exact)).toBeLessThan(5 * Math.sqrt(exact / 60_000));
    const normal = hourly(4, standardDeviation);
    expect(
      liquidationProbability({ ...one, model: 'garch', returns: [{ name: 'BTCUSDT', returns: normal }] })
        .any[0]!,
    ).toBe(0);
  });

  it('starts from the volatility of now under GARCH', () => {
    const restless = hourly(3).map((r, i) => r * (i > 900 ? 3 : 0.7));
    const calm = restless.toReversed();
    const chance = (history: number[]) =>
      liquidationProbability({
        ...input,
        model: 'garch',
        returns: [{ name: 'BTCUSDT', returns: history }],
        sims: 2000,
      }).any[0]!;
    expect(chance(restless)).toBeGreaterThan(1.5 * chance(calm));
  });

  it('is 1 for what is already beyond its liquidation price, and 0 for what cannot be liquidated', () => {
    expect(liquidationProbability({ ...input, positions: [{ ...btc, markPrice: 9000 }] }).any).toEqual([
      1, 1,
    ]);
    const whole = { ...btc, isolatedMargin: 20_000 };
    expect(liquidationProbability({ ...input, positions: [whole], sims: 500 }).any).toEqual([0, 0]);
  });

  it('is the same from any split of the work', () => {
    for (const model of ['garch', 'student-t'] as const) {
      const eth: MarginPosition = { ...btc, symbol: 'ETHUSDT', marginMode: 'cross', quantity: 1 };
      const plan = planLiquidation({ ...input, model, positions: [btc, eth], sims: 700, horizons: [12, 48] });
      const whole = summariseLiquidation(plan, [simulateLiquidations(plan, 0, liquidationBlocks(plan))]);
      const parts = Array.from({ length: liquidationBlocks(plan) }, (_, b) =>
        simulateLiquidations(plan, b, 1),
      );
      expect(summariseLiquidation(plan, parts.reverse())).toEqual(whole);
    }
  });

  it('takes symbols that are copies of each other', () => {
    const twins = [returns[0]!, { name: 'ETHUSDT', returns: returns[0]!.returns }];
    const eth: MarginPosition = { ...btc, symbol: 'ETHUSDT' };
    const found = liquidationProbability({
      ...input,
      returns: twins,
      positions: [btc, eth],
      model: 'student-t',
    });
    expect(found.positions[0]).toEqual(found.positions[1]);
  });

  it.each<[Partial<LiquidationProbabilityInput>, string]>([
    [{ positions: [] }, 'TOO_SHORT positions'],
    [{ returns: [] }, 'MISSING returns.BTCUSDT'],
    [{ returns: [{ name: 'BTCUSDT', returns: hourly(1).slice(0, 99) }] }, 'TOO_SHORT returns.BTCUSDT'],
    [{ returns: [{ name: 'BTCUSDT', returns: new Array(200).fill(0) }] }, 'NO_VARIATION returns.BTCUSDT'],
    [
      { returns: [{ name: 'BTCUSDT', returns: hourly(1).with(5, Number.NaN) }] },
      'NOT_FINITE returns.BTCUSDT[5]',
    ],
    [{ horizons: [] }, 'TOO_SHORT horizons'],
    [{ horizons: [0] }, 'OUT_OF_RANGE horizons[0]'],
    [{ walletBalance: Number.NaN }, 'NOT_FINITE walletBalance'],
    [{ sims: 1 }, 'OUT_OF_RANGE sims'],
    [{ positions: [{ ...btc, quantity: 0 }] }, 'NOT_POSITIVE positions[0].quantity'],
  ])('refuses %#: %s', (change, expected) => {
    let found = 'accepted';
    try {
      liquidationProbability({ ...input, ...change });
    } catch (error) {
      if (!(error instanceof ModelInputError)) throw error;
      found = `${error.code} ${error.path}`;
    }
    expect(found).toBe(expected);
  });
});

describe('the factor of a correlation matrix', () => {
  it('multiplies back to it, singular or not', () => {
    for (const matrix of [
      [
        [1, 0.5, 0.2],
        [0.5, 1, 0.3],
        [0.2, 0.3, 1],
      ],
      [
        [1, 1, 0],
        [1, 1, 0],
        [0, 0, 1],
      ],
      [
        [1, -1],
        [-1, 1],
      ],
    ]) {
      const rows = semidefiniteFactor(matrix);
      matrix.forEach((row, i) => {
        row.forEach((entry, j) => {
          expect(rows[i]!.reduce((sum, x, k) => sum + x * rows[j]![k]!, 0)).toBeCloseTo(entry, 12);
        });
      });
    }
  });
});

it.each([4, 5, 6, 7])('of %d symbols gives those that move alike the same chance, path by path', (count) => {
  // Every third symbol repeats the history of the one three places before it, so each row of the correlations is known.
  const histories = [hourly(1), hourly(2), hourly(3)].map((own, i, all) =>
    own.map((r, t) => r + 0.5 * all[(i + 1) % 3]![t]!),
  );
  const positions = Array.from({ length: count }, (_, i) => ({
    ...btc,
    symbol: `S${i}`,
    isolatedMargin: 400,
  }));
  const found = liquidationProbability({
    ...input,
    positions,
    returns: positions.map(({ symbol }, i) => ({ name: symbol, returns: histories[i % 3]! })),
    sims: 2000,
    model: 'student-t',
  });
  const [first, second, third] = found.positions;
  expect(new Set([first![1], second![1], third![1]]).size).toBe(3);
  for (const [i, shares] of found.positions.entries()) expect(shares).toEqual(found.positions[i % 3]);
});
