// Specifies Hill's tail index against numpy and against samples whose tail is known.
import { describe, expect, it } from 'vitest';
import { RandomSource } from '../../../src/risk/random.ts';
import { tailIndex } from '../../../src/risk/tail/tail-index.ts';
import { series } from './reference-series.ts';

describe('the tail index', () => {
  it('is 1 / mean(ln X_(i) − ln X_(k+1)) on both sides', () => {
    // a = np.sort(r)[::-1]; 1 / np.mean(np.log(a[:25]) - np.log(a[25])), and the same of -r
    const found = tailIndex({ values: series(42, 500) });
    expect(found.k).toBe(25);
    expect(found.upper).toBeCloseTo(4.556395442723496, 10);
    expect(found.lower).toBeCloseTo(3.7407602729331293, 10);
  });

  it('can be done by hand', () => {
    // largest 8, 4, 2: threshold 2, mean of ln 4 and ln 2 = 1.0397, α = 0.9618
    expect(tailIndex({ values: [8, 4, 2, 1, 0.5], k: 2 }).upper).toBeCloseTo(
      2 / (Math.log(4) + Math.log(2)),
      12,
    );
  });

  it('finds the exponent of Pareto samples within its standard error α/√k', () => {
    const stream = new RandomSource(4).stream(0);
    const values = Array.from({ length: 40_000 }, () => stream.uniform() ** (-1 / 3));
    expect(Math.abs(tailIndex({ values }).upper! - 3)).toBeLessThan((3 * 3) / Math.sqrt(2000));
  });

  it('says why a side has no index', () => {
    const found = tailIndex({ values: [1, 2, 3, 4, 5], k: 2 });
    expect(found.lower).toBeNull();
    expect(found.unknown).toHaveProperty('lower');
    expect(tailIndex({ values: [5, 5, 5, 5], k: 2 })).toMatchObject({ lower: null, upper: null });
  });

  it('refuses what makes no sense', () => {
    expect(() => tailIndex({ values: [1, 2] })).toThrow(expect.objectContaining({ code: 'TOO_SHORT' }));
    expect(() => tailIndex({ values: [1, 2, 3], k: 3 })).toThrow(expect.objectContaining({ path: 'k' }));
    expect(() => tailIndex({ values: [1, 2, 3], k: 1, share: 0.1 })).toThrow(
      expect.objectContaining({ code: 'CONTRADICTION' }),
    );
  });
});
