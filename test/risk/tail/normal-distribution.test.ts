// Specifies the normal distribution and the gamma function against the independent cephes library and scipy.
import cephes from 'cephes';
import { beforeAll, describe, expect, it } from 'vitest';
import { digamma, logGamma } from '../../../src/risk/statistics/log-gamma.ts';
import {
  complementaryError,
  normalDensity,
  normalDistribution,
  normalQuantile,
} from '../../../src/risk/statistics/normal-distribution.ts';

beforeAll(() => cephes.compiled);

const relative = (actual: number, expected: number) =>
  Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-3);

describe('the standard normal', () => {
  it('has the quantiles of cephes to 2e-15 from 1e-300 to 1 − 1e-15', () => {
    for (let i = 1; i < 2000; i++)
      expect(relative(normalQuantile(i / 2000), cephes.ndtri(i / 2000))).toBeLessThan(2e-15);
    for (let e = 4; e <= 300; e++)
      expect(relative(normalQuantile(10 ** -e), cephes.ndtri(10 ** -e))).toBeLessThan(2e-15);
    expect(normalQuantile(1 - 1e-15)).toBeGreaterThan(7.9);
  });

  it('has the tails of cephes to 2e-15 relative', () => {
    for (let x = -6; x < 26; x += 0.0137) {
      expect(Math.abs(complementaryError(x) / cephes.erfc(x) - 1)).toBeLessThan(2e-15);
    }
    expect(complementaryError(40)).toBe(0);
    expect(complementaryError(-40)).toBe(2);
  });

  it('turns quantiles back into shares', () => {
    for (const p of [1e-12, 0.001, 0.025, 0.5, 0.8, 0.99]) {
      expect(Math.abs(normalDistribution(normalQuantile(p)) / p - 1)).toBeLessThan(1e-13);
    }
    expect(normalQuantile(0.95)).toBeCloseTo(1.6448536269514722, 14);
    expect(normalDensity(0)).toBeCloseTo(0.3989422804014327, 15);
  });

  it('refuses shares outside the open interval', () => {
    for (const p of [0, 1, -0.1, Number.NaN]) {
      expect(() => normalQuantile(p, 'confidence')).toThrow(expect.objectContaining({ path: 'confidence' }));
    }
  });
});

describe('the gamma function', () => {
  it('agrees with cephes, and its derivative with scipy.special.digamma', () => {
    for (let x = 0.05; x < 300; x *= 1.07) {
      expect(relative(logGamma(x), cephes.lgam(x))).toBeLessThan(5e-13);
    }
    // scipy.special.digamma([0.5, 1, 2.5, 10, 123.4])
    const known: [number, number][] = [
      [0.5, -1.9635100260214235],
      [1, -0.5772156649015329],
      [2.5, 0.7031566406452432],
      [10, 2.251752589066721],
      [123.4, 4.811373775116278],
    ];
    for (const [x, value] of known) expect(digamma(x)).toBeCloseTo(value, 9);
  });
});
