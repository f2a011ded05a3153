// Specifies the Student-t sampler: goodness of fit against the exact distribution of cephes, tails, moments, independence.
import cephes from 'cephes';
import { beforeAll, describe, expect, it } from 'vitest';
import { RandomSource } from '../../../src/risk/random.ts';
import { StudentTZiggurat } from '../../../src/risk/simulation/student-t-ziggurat.ts';

beforeAll(() => cephes.compiled);

/** P(T ≤ x) of Student-t with ν degrees of freedom by the incomplete beta function. */
const distribution = (x: number, df: number) => {
  const tail = 0.5 * cephes.incbet(df / 2, 0.5, df / (df + x * x));
  return x > 0 ? 1 - tail : tail;
};
const sample = (df: number, count: number, seed = 5) => {
  const out = new Float64Array(count);
  new StudentTZiggurat(df).fill(new RandomSource(seed).stream(0), out);
  return out;
};

describe.each([2.1, 3, 5, 30, 1e6])('unit-variance Student-t with %d degrees of freedom', (df) => {
  const unit = Math.sqrt(df / (df - 2));

  it('follows its distribution (Kolmogorov–Smirnov at 1 %)', () => {
    const count = 200_000;
    const sorted = sample(df, count).sort();
    let gap = 0;
    for (let i = 0; i < count; i++)
      gap = Math.max(gap, Math.abs(distribution(sorted[i]! * unit, df) - (i + 0.5) / count));
    expect(gap * Math.sqrt(count)).toBeLessThan(1.63);
  });

  it('has both tails right at 1e-3 and 1e-4', () => {
    const count = 1_000_000;
    const sorted = sample(df, count, 6).sort();
    for (const share of [1e-3, 1e-4]) {
      const k = count * share;
      const below = distribution(sorted[k]! * unit, df) / share;
      const above = distribution(-sorted[count - 1 - k]! * unit, df) / share;
      expect(Math.abs(below - 1)).toBeLessThan(4 / Math.sqrt(k));
      expect(Math.abs(above - 1)).toBeLessThan(4 / Math.sqrt(k));
    }
  });

  it('is symmetric and without memory', () => {
    const values = sample(df, 200_000, 7);
    let positive = 0;
    let together = 0;
    for (let i = 0; i < values.length; i++) {
      if (values[i]! > 0) positive++;
      if (i > 0 && values[i]! > 0 === values[i - 1]! > 0) together++;
    }
    expect(Math.abs(positive / values.length - 0.5)).toBeLessThan(0.005);
    expect(Math.abs(together / values.length - 0.5)).toBeLessThan(0.005);
  });
});

describe('the sampler', () => {
  it('has unit variance', () => {
    const values = sample(8, 500_000);
    let squares = 0;
    for (const value of values) squares += value * value;
    expect(squares / values.length).toBeCloseTo(1, 1);
  });

  it('repeats its bits', () => {
    expect(sample(5, 1000)).toEqual(sample(5, 1000));
  });

  it('refuses degrees of freedom without a variance', () => {
    expect(() => new StudentTZiggurat(2)).toThrow(expect.objectContaining({ path: 'df' }));
  });
});
