// Specifies the statistical conventions every model rests on, against numpy 2.4 and scipy 1.17.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelInputError } from '../../../src/risk/model-input-error.ts';
import { mean, moments, sampleVariance, standardDeviation } from '../../../src/risk/statistics/moments.ts';
import { percentile, percentileOfSorted, selectInPlace } from '../../../src/risk/statistics/percentile.ts';
import { series } from './reference-series.ts';

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const close = (actual: number, expected: number, relative = 1e-12) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.max(Math.abs(expected), 1e-300));

describe('moments', () => {
  it('agree with numpy (ddof = 1) and scipy (bias = False)', () => {
    // r = series(42, 500): r.mean(), r.std(ddof=1), stats.skew(r, bias=False), stats.kurtosis(r, bias=False)
    const found = moments(series(42, 500));
    close(found.mean, -0.0006552050123230986);
    close(found.standardDeviation, 0.026994008455585347);
    close(found.skewness!, -0.13645741090636007, 1e-11);
    close(found.kurtosis!, 0.07965202801239757, 1e-10);
    expect(found.count).toBe(500);
  });

  it('divide by n − 1', () => {
    expect(sampleVariance([1, 2, 3, 4])).toBeCloseTo(5 / 3, 14);
    expect(standardDeviation([1, 2, 3, 4])).toBeCloseTo(Math.sqrt(5 / 3), 14);
    expect(mean([1, 2, 3, 4])).toBe(2.5);
  });

  it('keep their digits on top of a large level', () => {
    // numpy: np.array([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).std(ddof=1) = 5.477225575051661
    close(moments([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).standardDeviation, 5.477225575051661);
  });

  it('have no shape without variation or with too few values', () => {
    expect(moments([0.1, 0.1, 0.1, 0.1])).toMatchObject({
      standardDeviation: 0,
      skewness: null,
      kurtosis: null,
    });
    expect(moments([1, 2]).skewness).toBeNull();
    expect(moments([1, 2, 4]).kurtosis).toBeNull();
    expect(moments([1, 2, 4]).skewness).not.toBeNull();
  });

  it('refuse what has no answer, naming the input', () => {
    expect(() => moments([1], 'returns')).toThrow(ModelInputError);
    expect(() => moments([1, Number.NaN, 2], 'returns')).toThrow(
      expect.objectContaining({ path: 'returns[1]' }),
    );
    expect(() => moments([1e308, 1e308, -1e308])).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE' }));
  });

  it('follow shifts and scales exactly as definitions say', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 50 }),
        (values) => {
          const base = moments(values);
          const moved = moments(values.map((v) => 8 * v + 64));
          expect(moved.standardDeviation).toBeCloseTo(8 * base.standardDeviation, 8);
          if (base.skewness !== null) expect(moved.skewness!).toBeCloseTo(base.skewness, 8);
          if (base.kurtosis !== null) expect(moved.kurtosis!).toBeCloseTo(base.kurtosis, 7);
        },
      ),
    );
  });
});

describe('percentile', () => {
  it('interpolates as numpy does by default', () => {
    // np.percentile(series(42, 500), [0, 5, 33.1, 50, 95, 99, 100])
    const r = series(42, 500);
    const expected: [number, number][] = [
      [0, -0.076837686052521],
      [0.05, -0.045411814370151946],
      [0.331, -0.011367224383272118],
      [0.5, 0.00025745751623751974],
      [0.95, 0.04268019152629303],
      [0.99, 0.0605823852721959],
      [1, 0.0786484443706903],
    ];
    for (const [share, value] of expected) close(percentile(r, share), value, 1e-12);
  });

  it('equals the percentile of the sorted values, whatever their order and ties', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(finite, fc.integer({ min: -3, max: 3 })), { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, share) => {
          const sorted = Float64Array.from(values).sort();
          expect(percentile(values, share)).toBe(percentileOfSorted(sorted, share));
        },
      ),
    );
  });

  it('selects every rank of a long series', () => {
    const r = Float64Array.from(series(9, 5000));
    const sorted = r.slice().sort();
    for (const k of [0, 1, 49, 2500, 4750, 4998, 4999]) {
      const work = r.slice();
      expect(selectInPlace(work, k)).toBe(sorted[k]);
      expect(Math.max(...work.subarray(0, k))).toBeLessThanOrEqual(k === 0 ? Infinity : sorted[k]!);
    }
  });

  it('leaves its input as it was', () => {
    const values = [3, 1, 2];
    percentile(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });

  it('refuses an empty series and a share outside 0..1', () => {
    expect(() => percentile([], 0.5)).toThrow(expect.objectContaining({ code: 'TOO_SHORT' }));
    expect(() => percentile([1], 1.5)).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE' }));
  });
});
