// Specifies correlations: numbers against numpy, bounds and symmetry by property, refusals by name.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  averagePairwise,
  correlationMatrix,
  rollingAverageCorrelation,
} from '../../../src/risk/portfolio/correlation.ts';
import { covarianceMatrix } from '../../../src/risk/portfolio/covariance.ts';
import { series } from '../tail/reference-series.ts';

const first = series(1, 500);
const named = [
  { name: 'A', returns: first },
  { name: 'B', returns: series(2, 500).map((r, i) => 0.4 * r + 0.6 * first[i]!) },
  { name: 'C', returns: series(3, 500) },
];

describe('correlation', () => {
  it('agrees with numpy.corrcoef', () => {
    const { matrix, averagePairwise: average } = correlationMatrix(named);
    expect(matrix[0]![1]).toBeCloseTo(0.8752305558125713, 12);
    expect(matrix[0]![2]).toBeCloseTo(0.0937439010309242, 12);
    expect(matrix[2]![1]).toBeCloseTo(0.0838433374950793, 12);
    expect(average).toBeCloseTo((0.8752305558125713 + 0.0937439010309242 + 0.0838433374950793) / 3, 12);
  });

  it('averages over pairs in every window', () => {
    // for i: cc = np.corrcoef(R[:, i:i+60]); (cc[0,1] + cc[0,2] + cc[1,2]) / 3
    const rolling = rollingAverageCorrelation(named, 60);
    expect(rolling).toHaveLength(441);
    expect(rolling[0]).toBeCloseTo(0.25336524952485434, 12);
    expect(rolling[200]).toBeCloseTo(0.20411099485750195, 12);
    expect(rolling[440]).toBeCloseTo(0.4620430704215573, 12);
  });

  it('is symmetric, has ones on its diagonal and stays within −1 and 1', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 1e6 }), { minLength: 2, maxLength: 5 }),
        (seeds) => {
          const { matrix } = correlationMatrix(
            seeds.map((seed) => ({ name: `${seed}`, returns: series(seed, 20) })),
          );
          matrix.forEach((row, i) => {
            expect(row[i]).toBe(1);
            row.forEach((entry, j) => {
              expect(Math.abs(entry)).toBeLessThanOrEqual(1);
              expect(entry).toBe(matrix[j]![i]);
            });
          });
        },
      ),
    );
  });

  it('is 1 for a copy and −1 for a mirror', () => {
    const twins = [
      { name: 'A', returns: first },
      { name: 'B', returns: first.map((r) => 3 * r + 0.01) },
      { name: 'C', returns: first.map((r) => -r) },
    ];
    const { matrix } = correlationMatrix(twins);
    expect(matrix[0]![1]).toBeCloseTo(1, 12);
    expect(matrix[0]![2]).toBeCloseTo(-1, 12);
    expect(averagePairwise(matrix)).toBeCloseTo(-1 / 3, 12);
  });

  it('is unknown in a window in which a series stands still', () => {
    const still = first.map((r, i) => (i < 50 ? 0.01 : r));
    const rolling = rollingAverageCorrelation(
      [
        { name: 'A', returns: first },
        { name: 'B', returns: still },
      ],
      40,
    );
    expect(rolling[0]).toBeNull();
    expect(rolling[10]).toBeNull();
    expect(rolling[11]).not.toBeNull();
    expect(rolling[460]).toBeCloseTo(1, 12);
  });

  it('refuses by name', () => {
    const refuses = (run: () => unknown, code: string, path: string) =>
      expect(run).toThrow(expect.objectContaining({ code, path }));
    refuses(() => correlationMatrix(named.slice(0, 1)), 'TOO_SHORT', 'returns');
    refuses(() => correlationMatrix([named[0]!, { name: 'A', returns: first }]), 'DUPLICATE', 'returns.A');
    refuses(
      () => correlationMatrix([named[0]!, { name: 'B', returns: first.slice(1) }]),
      'LENGTH_MISMATCH',
      'returns.B',
    );
    refuses(
      () => correlationMatrix([named[0]!, { name: 'B', returns: new Array(500).fill(0) }]),
      'NO_VARIATION',
      'returns.B',
    );
    refuses(
      () => correlationMatrix([named[0]!, { name: 'B', returns: first.with(3, Number.NaN) }]),
      'NOT_FINITE',
      'returns.B[3]',
    );
    refuses(() => rollingAverageCorrelation(named, 501), 'TOO_SHORT', 'returns');
    refuses(() => covarianceMatrix([]), 'TOO_SHORT', 'returns');
  });
});
