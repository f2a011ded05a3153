// An allocation of what is held: better than now by the measure asked for, inside caps that can be met, named when left out.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelInputError } from '../../../src/risk/model-input-error.ts';
import { allocate } from '../../../src/risk/portfolio/allocation.ts';
import { RandomSource } from '../../../src/risk/random.ts';
import { refusalOf } from '../refusal-of.ts';

const DAYS = 250;

function series(count: number, common: number, seed = 1, drift = 0.002) {
  const source = new RandomSource(seed);
  const market = source.stream(0);
  const shared = Float64Array.from({ length: DAYS }, () => market.normal());
  return Array.from({ length: count }, (_, i) => {
    const own = source.stream(i + 1);
    return {
      name: `S${i}`,
      returns: shared.map(
        (shock) => drift + 0.03 * (common * shock + Math.sqrt(1 - common ** 2) * own.normal()),
      ),
    };
  });
}

const ask = (count: number, common: number, changes: Partial<Parameters<typeof allocate>[0]> = {}) => ({
  series: series(count, common),
  notionals: Array.from({ length: count }, (_, i) => 100 * (i + 1)),
  objective: 'max-sharpe' as const,
  largestWeight: 0.4,
  periodsPerYear: 365,
  ...changes,
});

describe('an allocation', () => {
  it('is never worse than now, by its own measure and without caps in the way', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 7 }), fc.integer({ min: 1, max: 1_000 }), (count, seed) => {
        const free = { largestWeight: 1, series: series(count, 0.5, seed, 0.01) };
        const sharpe = allocate(ask(count, 0.5, free));
        const variance = allocate(ask(count, 0.5, { ...free, objective: 'min-variance' }));
        expect(sharpe.best.sharpe).toBeGreaterThanOrEqual(sharpe.now.sharpe - 1e-9);
        expect(variance.best.volatility).toBeLessThanOrEqual(variance.now.volatility + 1e-9);
        expect(sharpe.now.weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps both caps where they can be met', () => {
    const { best, maxWeights, pairCap } = allocate(ask(5, 0.3));
    expect(Math.max(...best.weights)).toBeLessThanOrEqual(0.4 + 1e-9);
    expect(maxWeights).toMatchObject({ S0: 0.4, S4: 0.4 });
    expect(pairCap).toEqual({ threshold: 0.8, cap: 0.6 });
  });

  it('leaves out the cap of one for two parts, and that of pairs when all are alike', () => {
    const two = allocate(ask(2, 0.99));
    expect([two.maxWeights, two.pairCap]).toEqual([null, null]);
    const unlike = allocate(ask(2, 0.1));
    expect([unlike.maxWeights, unlike.pairCap]).toEqual([null, { threshold: 0.8, cap: 0.6 }]);
  });

  it('of equal risk knows no caps', () => {
    const { maxWeights, pairCap, best } = allocate(ask(4, 0.5, { objective: 'risk-parity' }));
    expect([maxWeights, pairCap]).toEqual([null, null]);
    for (const share of best.riskContribution) expect(share).toBeCloseTo(0.25, 6);
  });

  it.each(['max-sharpe', 'min-variance', 'risk-parity'] as const)(
    'for %s of a long and a short of the same symbol answers or refuses, never with NaN',
    (objective) => {
      const [one] = series(1, 0.5);
      const parts = [one!, { name: 'S1', returns: one!.returns.map((value) => -value) }];
      const input = ask(2, 0.5, { series: parts, notionals: [1, 1], objective });
      try {
        const { now, best } = allocate(input);
        for (const mix of [now, best])
          expect(
            Object.values(mix)
              .flat()
              .every((value) => typeof value !== 'number' || Number.isFinite(value)),
          ).toBe(true);
        expect(now.sharpe).toBe(0);
      } catch (error) {
        expect(error).toBeInstanceOf(ModelInputError);
      }
    },
  );

  it.each([
    ['one part', ask(1, 0.5), 'TOO_SHORT', 'series'],
    ['nothing held', ask(3, 0.5, { notionals: [0, 0, 0] }), 'NOT_POSITIVE', 'notionals'],
    ['a size missing', ask(3, 0.5, { notionals: [1, 2] }), 'NOT_POSITIVE', 'notionals'],
    ['a negative size', ask(3, 0.5, { notionals: [1, -2, 3] }), 'OUT_OF_RANGE', 'notionals[1]'],
    ['a cap of nothing', ask(3, 0.5, { largestWeight: 0 }), 'OUT_OF_RANGE', 'largestWeight'],
    ['nothing that earns', ask(3, 0.5, { series: series(3, 0.5, 1, -0.02) }), 'INFEASIBLE', 'expected'],
    [
      'no variation',
      ask(2, 0.5, { series: [series(1, 0.5)[0]!, { name: 'S1', returns: new Float64Array(DAYS) }] }),
      'NO_VARIATION',
      'covariance.S1.S1',
    ],
  ])('refuses %s by name', (_name, input, code, path) => {
    expect(refusalOf(() => allocate(input))).toMatchObject({ code, path });
  });
});
