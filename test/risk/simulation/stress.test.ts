// Specifies crash stress: paths end at the scenario, shorts gain, liquidation happens at the real price and is final.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MarginPosition } from '../../../src/risk/margin/margin-position.ts';
import { ModelInputError } from '../../../src/risk/model-input-error.ts';
import { SCENARIOS, type Scenario, settleScenario } from '../../../src/risk/simulation/scenarios.ts';
import { type StressInput, stress } from '../../../src/risk/simulation/stress.ts';
import { STEPS_PER_DAY, stressPaths } from '../../../src/risk/simulation/stress-path.ts';

const position = (change: Partial<MarginPosition> = {}): MarginPosition => ({
  symbol: 'BTCUSDT',
  side: 'long',
  quantity: 1,
  entryPrice: 10_000,
  markPrice: 10_000,
  leverage: 5,
  marginMode: 'isolated',
  ...change,
});
/** Without noise, so that the path is the curve alone. */
const smooth: Scenario = {
  name: 'smooth',
  days: 10,
  drawdown: 0.3,
  volatilityMultiplier: 0,
  correlationShift: 0,
  recoveryDays: 30,
};

describe('the paths of a crash', () => {
  it('start at 1 and end at exactly 1 − drawdown·β, whatever the seed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SCENARIOS),
        fc.double({ min: -2, max: 1.2, noNaN: true }),
        fc.nat(),
        (scenario, beta, seed) => {
          const { relative, ends, steps } = stressPaths(scenario, ['A', 'B'], [beta, 1], seed);
          expect(steps).toBe(scenario.days * STEPS_PER_DAY);
          expect(relative[0]![0]).toBe(1);
          expect(relative[0]![steps]).toBe(ends[0]);
          expect(ends[0]).toBeCloseTo(Math.max(0.01, 1 - scenario.drawdown * beta), 12);
          expect(Math.min(...relative[0]!)).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('arrive at their end by the same steps as everywhere, not by a leap in the last hour', () => {
    for (const scenario of SCENARIOS) {
      const { relative, steps } = stressPaths(scenario, ['A'], [1], 3);
      const path = relative[0]!;
      const hour = (0.02 * scenario.volatilityMultiplier) / Math.sqrt(24);
      const drift = (-3 * Math.log1p(-scenario.drawdown)) / steps;
      expect(Math.abs(Math.log(path[steps]! / path[steps - 1]!)), scenario.name).toBeLessThan(
        5 * hour + drift,
      );
    }
  });

  it('are rougher and more alike in worse scenarios', () => {
    const rough = (scenario: Scenario) => {
      const { relative } = stressPaths(scenario, ['A', 'B'], [1, 1], 3);
      const steps = relative.map((path) => Array.from(path.subarray(1), (p, t) => Math.log(p / path[t]!)));
      const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
      const centred = steps.map((values) => values.map((v) => v - mean(values)));
      const [a, b] = centred as [number[], number[]];
      const product = (x: number[], y: number[]) => mean(x.map((v, i) => v * y[i]!));
      return {
        deviation: Math.sqrt(product(a, a)),
        correlation: product(a, b) / Math.sqrt(product(a, a) * product(b, b)),
      };
    };
    const calm = rough({ ...smooth, days: 40, volatilityMultiplier: 2 });
    const wild = rough({ ...smooth, days: 40, volatilityMultiplier: 6, correlationShift: 0.4 });
    expect(wild.deviation).toBeGreaterThan(2.5 * calm.deviation);
    expect(wild.correlation).toBeGreaterThan(calm.correlation + 0.2);
  });
});

describe('a crash of 30 % without noise', () => {
  it('costs a long its move and gains a short the same, exposure counted once', () => {
    const book = [
      position({ quantity: 0.5, leverage: 1 }),
      position({ symbol: 'ETHUSDT', side: 'short', quantity: 0.2, leverage: 2 }),
    ];
    const found = stress({ equity: 8000, positions: book, scenario: smooth });
    expect(found.positions[0]).toMatchObject({ liquidated: false, day: null, price: null });
    expect(found.positions[0]!.pnl).toBeCloseTo(-0.3 * 5000, 8);
    expect(found.positions[1]!.pnl).toBeCloseTo(0.3 * 2000, 8);
    expect(found.portfolio.pnl).toBeCloseTo(-900, 8);
    expect(found.portfolio.survivingEquity).toBeCloseTo(7100, 8);
    expect(found.riskScore).toBeCloseTo(100 - 100 * (900 / 8000), 8);
  });

  it('liquidates a 5x long where its margin meets maintenance: it loses its margin, on the day, and stays closed', () => {
    // LP = (2000 − 10000) / (0.004 − 1) = 8032.13; the fall reaches −19.7 % when 1 − e^(−3t) = ln 0.80321 / ln 0.7 · (1 − e^(−3))
    const found = stress({ equity: 2000, positions: [position()], scenario: smooth });
    const share = (Math.log(8000 / 0.996 / 10_000) / Math.log(0.7)) * (1 - Math.exp(-3));
    const day = (-Math.log(1 - share) / 3) * 10;
    expect(found.positions[0]).toMatchObject({ liquidated: true, pnl: -2000, day: Math.ceil(day) });
    expect(found.positions[0]!.price!).toBeCloseTo(8000 / 0.996, 8);
    expect(found.portfolio).toMatchObject({ survives: false, survivingEquity: 0, return: -1, liquidated: 1 });
    expect(found.recovery.fast).toMatchObject({ breakEvenDays: null, finalEquity: 0 });
    expect(found.riskScore).toBe(0);
  });

  it('takes the whole cross account with it, and no more than that', () => {
    const cross = [
      position({ marginMode: 'cross', quantity: 1 }),
      position({ symbol: 'ETHUSDT', marginMode: 'cross', quantity: 0.5 }),
    ];
    const found = stress({ equity: 3000, positions: cross, scenario: smooth });
    expect(found.positions.every(({ liquidated }) => liquidated)).toBe(true);
    expect(found.portfolio.pnl).toBeCloseTo(-3000, 8);
    expect(found.positions[0]!.pnl + found.positions[1]!.pnl).toBeCloseTo(-3000, 8);
  });

  it('finds the safe leverage by bisection: 3.35x for a fall of 30 %', () => {
    // 1/L − (1 − 0.7) = 0.7·MMR·… : margin 1/L − 0.3 equals maintenance 0.7·0.004 (first bracket): L = 1/0.3028 = 3.302
    const found = stress({
      equity: 1000,
      positions: [position({ quantity: 0.01, leverage: 1 })],
      scenario: smooth,
    });
    expect(found.safeMaxLeverage).toBeCloseTo(3.3, 10);
    expect(found.byLeverage.map(({ leverage, liquidated }) => [leverage, liquidated])).toEqual([
      [1, 0],
      [3, 0],
      [5, 1],
      [10, 1],
      [20, 1],
    ]);
    expect(found.byLeverage[0]!.return).toBeCloseTo(-0.3, 10);
    expect(found.byLeverage[1]!.return).toBeCloseTo(-0.9, 10);
    expect(found.byLeverage[2]!.return).toBe(-1);
  });

  it('is won back when prices come back, sooner when they come fast', () => {
    const found = stress({
      equity: 8000,
      positions: [position({ quantity: 0.5, leverage: 1 })],
      scenario: smooth,
    });
    expect(found.recovery.normal).toMatchObject({ breakEvenDays: 30, days: 30 });
    expect(found.recovery.slow.breakEvenDays).toBe(60);
    expect(found.recovery.fast.breakEvenDays).toBe(20);
    expect(found.recovery.normal.finalEquity).toBeCloseTo(8000, 6);
    const short = stress({
      equity: 8000,
      positions: [position({ side: 'short', quantity: 0.5, leverage: 1 })],
      scenario: smooth,
    });
    expect(short.recovery.normal.breakEvenDays).toBe(0);
    expect(short.safeMaxLeverage).toBeGreaterThan(100);
  });

  it('counts profit made before as something to lose', () => {
    const found = stress({
      equity: 4000,
      positions: [position({ entryPrice: 8000, isolatedMargin: 2000 })],
      scenario: smooth,
    });
    expect(found.positions[0]).toMatchObject({ liquidated: false });
    expect(found.positions[0]!.pnl).toBeCloseTo(-3000, 8);
    const deeper = stress({
      equity: 4000,
      positions: [position({ entryPrice: 8000, isolatedMargin: 2000 })],
      scenario: { ...smooth, drawdown: 0.45 },
    });
    expect(deeper.positions[0]).toMatchObject({ liquidated: true, pnl: -4000 });
  });
});

describe('for every book', () => {
  const legs = fc.array(
    fc.record({
      long: fc.boolean(),
      isolated: fc.boolean(),
      quantity: fc.double({ min: 0.01, max: 3, noNaN: true }),
      leverage: fc.integer({ min: 1, max: 20 }),
      beta: fc.double({ min: 0, max: 1.3, noNaN: true }),
    }),
    { minLength: 1, maxLength: 4 },
  );
  it('nobody loses more than the account, and parts add up to the whole', () => {
    fc.assert(
      fc.property(legs, fc.constantFrom(...SCENARIOS), fc.nat(1000), (many, scenario, seed) => {
        const positions = many.map(({ long, isolated, quantity, leverage }, i) =>
          position({
            symbol: `S${i}USDT`,
            side: long ? 'long' : 'short',
            marginMode: isolated ? 'isolated' : 'cross',
            quantity,
            leverage,
          }),
        );
        const betas = Object.fromEntries(many.map(({ beta }, i) => [`S${i}USDT`, beta]));
        const margins = positions.reduce((sum, one) => sum + (one.quantity * 10_000) / one.leverage!, 0);
        const found = stress({ equity: margins + 500, positions, betas, scenario, seed, leverages: [2] });
        expect(found.portfolio.survivingEquity).toBeGreaterThanOrEqual(0);
        const sum = found.positions.reduce((total, one) => total + one.pnl, 0);
        expect(Math.max(sum, -margins - 500)).toBeCloseTo(found.portfolio.pnl, 6);
        for (const one of found.positions) expect(one.liquidated).toBe(one.day !== null);
      }),
      { numRuns: 60 },
    );
  });

  it('the same seed gives the same bits', () => {
    const input: StressInput = {
      equity: 5000,
      positions: [position()],
      scenario: 'covid_crash_2020',
      seed: 9,
    };
    expect(stress(input)).toEqual(stress(input));
  });
});

describe('stress refuses', () => {
  it.each<[Partial<StressInput>, string]>([
    [{ positions: [] }, 'TOO_SHORT positions'],
    [{ equity: 0 }, 'NOT_POSITIVE equity'],
    [{ equity: 100 }, 'CONTRADICTION equity'],
    [{ scenario: 'tulip_mania_1637' }, 'UNKNOWN_NAME scenario'],
    [{ scenario: { ...smooth, days: 0 } }, 'OUT_OF_RANGE scenario.days'],
    [{ scenario: { ...smooth, drawdown: 1.5 } }, 'OUT_OF_RANGE scenario.drawdown'],
    [{ betas: { BTCUSDT: Number.NaN } }, 'NOT_FINITE betas.BTCUSDT'],
    [{ positions: [position({ markPrice: 0 })] }, 'NOT_POSITIVE positions[0].markPrice'],
    [{ leverages: [0] }, 'OUT_OF_RANGE leverages[0]'],
  ])('%# with %s', (change, expected) => {
    let found = 'accepted';
    try {
      stress({ equity: 5000, positions: [position()], scenario: smooth, ...change });
    } catch (error) {
      if (!(error instanceof ModelInputError)) throw error;
      found = `${error.code} ${error.path}`;
    }
    expect(found).toBe(expected);
  });

  it('knows its five scenarios by name', () => {
    expect(SCENARIOS.map(({ name }) => settleScenario(name).drawdown)).toEqual([0.5, 0.8, 0.25, 0.35, 0.7]);
  });
});
