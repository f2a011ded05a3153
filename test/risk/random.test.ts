// Goodness of fit of the generators: moments, tails, Kolmogorov–Smirnov, autocorrelation; and the promise that a stream
// depends on seed and index alone.
import { describe, expect, test } from 'vitest';
import { RandomSource, type RandomStream } from '../../src/risk/random.ts';
import { refusalOf } from './refusal-of.ts';

const COUNT = 1_000_000;
const draw = (next: (stream: RandomStream) => number, count = COUNT, seed = 20_251_010): Float64Array => {
  const stream = new RandomSource(seed).stream(0);
  return Float64Array.from({ length: count }, () => next(stream));
};
const mean = (values: Float64Array, of: (x: number) => number = (x) => x) =>
  values.reduce((sum, x) => sum + of(x), 0) / values.length;

/** Normal distribution function by its series and continued fraction (Abramowitz and Stegun 26.2.10, 26.2.14). */
function normalBelow(x: number): number {
  if (x < -5) return 0;
  if (x > 5) return 1;
  let term = x;
  let sum = x;
  for (let i = 1; i < 120; i++) {
    term *= (x * x) / (2 * i + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Largest gap between the empirical and the given distribution, times √n; above 1.95 has probability 0.1 %. */
function kolmogorov(values: Float64Array, below: (x: number) => number): number {
  const sorted = values.toSorted();
  let gap = 0;
  for (const [i, x] of sorted.entries()) {
    const p = below(x);
    gap = Math.max(gap, Math.abs(p - i / sorted.length), Math.abs(p - (i + 1) / sorted.length));
  }
  return gap * Math.sqrt(sorted.length);
}

/** √n times the correlation of the values with themselves `lag` later; standard normal for independent values. */
function autocorrelation(values: Float64Array, lag: number): number {
  const centre = mean(values);
  let covariance = 0;
  let variance = 0;
  for (let i = 0; i + lag < values.length; i++)
    covariance += (values[i]! - centre) * (values[i + lag]! - centre);
  for (const x of values) variance += (x - centre) ** 2;
  return (covariance / variance) * Math.sqrt(values.length);
}

describe('normals', () => {
  const values = draw((stream) => stream.normal());

  test('have the moments of a standard normal', () => {
    expect(Math.abs(mean(values))).toBeLessThan(4 / Math.sqrt(COUNT));
    expect(Math.abs(mean(values, (x) => x ** 2) - 1)).toBeLessThan(4 * Math.sqrt(2 / COUNT));
    expect(Math.abs(mean(values, (x) => x ** 3))).toBeLessThan(4 * Math.sqrt(15 / COUNT));
    expect(Math.abs(mean(values, (x) => x ** 4) - 3)).toBeLessThan(4 * Math.sqrt(96 / COUNT));
  });

  test('follow the normal distribution by Kolmogorov and Smirnov', () => {
    expect(kolmogorov(values, normalBelow)).toBeLessThan(1.95);
  });

  test('do not depend on each other one, two, three or seven draws apart', () => {
    for (const lag of [1, 2, 3, 7]) {
      expect(Math.abs(autocorrelation(values, lag))).toBeLessThan(4);
      expect(
        Math.abs(
          autocorrelation(
            values.map((x) => x * x),
            lag,
          ),
        ),
      ).toBeLessThan(4);
    }
  });

  test('have tails as heavy as they should be, down to one in a million', () => {
    const source = new RandomSource(3);
    const block = new Float64Array(100_000);
    const limits = [
      [2, 0.022_750_131_9],
      [3, 1.349_898_03e-3],
      [3.654_152_885_361, 1.290_124_7e-4],
      [4, 3.167_124_18e-5],
      [4.753_424_308_8, 1e-6],
    ] as const;
    const above = new Array<number>(limits.length).fill(0);
    const below = new Array<number>(limits.length).fill(0);
    const blocks = 100;
    for (let i = 0; i < blocks; i++) {
      source.stream(i).fillNormals(block);
      for (const x of block) {
        if (Math.abs(x) < 2) continue;
        for (const [j, [limit]] of limits.entries()) {
          if (x > limit) above[j]!++;
          if (x < -limit) below[j]!++;
        }
      }
    }
    for (const [j, [, probability]] of limits.entries()) {
      const expected = probability * blocks * block.length;
      for (const seen of [above[j]!, below[j]!]) {
        expect(Math.abs(seen - expected)).toBeLessThan(4.5 * Math.sqrt(expected) + 1);
      }
    }
  });

  test('beyond the last layer of the ziggurat exceed its edge by as much as they should', () => {
    const source = new RandomSource(17);
    const block = new Float64Array(100_000);
    const edge = 3.654_152_885_361_009;
    const excess: number[] = [];
    for (let i = 0; i < 300; i++) {
      source.stream(i).fillNormals(block);
      for (const x of block) if (x > edge || x < -edge) excess.push(Math.abs(x) - edge);
    }
    // φ(edge)/Q(edge) − edge for a standard normal; the deviation of one excess is about its mean.
    const expected = 0.242_886_186_287;
    expect(Math.abs(mean(Float64Array.from(excess)) - expected)).toBeLessThan(
      (4 * expected) / Math.sqrt(excess.length),
    );
  });

  test('come out the same one by one and in a block', () => {
    const block = new Float64Array(50_000);
    new RandomSource(9).stream(4).fillNormals(block);
    const stream = new RandomSource(9).stream(4);
    expect(Float64Array.from(block, () => stream.normal())).toEqual(block);
  });
});

describe('uniforms', () => {
  const values = draw((stream) => stream.uniform());
  test('follow the uniform distribution, never 0 and never 1', () => {
    expect(kolmogorov(values, (x) => x)).toBeLessThan(1.95);
    expect(values.every((x) => x > 0 && x < 1)).toBe(true);
  });

  test('hit every one of ten boxes equally often', () => {
    const stream = new RandomSource(5).stream(0);
    const boxes = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) boxes[stream.below(10)]!++;
    const statistic = boxes.reduce((sum, seen) => sum + (seen - 10_000) ** 2 / 10_000, 0);
    expect(statistic).toBeLessThan(27.9); // chi-square, 9 degrees of freedom, 0.1 %
  });
});

describe('Student-t and chi-square', () => {
  test.each([0.5, 1, 3, 5, 40])('chi-square with %d degrees of freedom has its mean and variance', (df) => {
    const values = draw((stream) => stream.chiSquare(df), 300_000);
    expect(mean(values) / df).toBeCloseTo(1, 1);
    expect(mean(values, (x) => (x - df) ** 2) / (2 * df)).toBeCloseTo(1, 1);
  });

  test('t with 3 degrees of freedom follows its distribution by Kolmogorov and Smirnov', () => {
    const below = (x: number) => {
      const u = x / Math.sqrt(3);
      return 0.5 + (u / (1 + u * u) + Math.atan(u)) / Math.PI;
    };
    expect(
      kolmogorov(
        draw((stream) => stream.studentT(3), 300_000),
        below,
      ),
    ).toBeLessThan(1.95);
  });

  test('no degrees of freedom are refused', () => {
    const stream = new RandomSource(1).stream(0);
    expect(refusalOf(() => stream.studentT(0))).toMatchObject({ code: 'NOT_POSITIVE', path: 'df' });
  });
});

describe('streams', () => {
  const words = (seed: number, index: number) => {
    const stream = new RandomSource(seed).stream(index);
    return Array.from({ length: 4 }, () => stream.word());
  };

  test('repeat bit for bit: these four words are written down', () => {
    expect(words(42, 7)).toEqual(words(42, 7));
    expect(words(42, 0)).toEqual([1450757135, 208623431, 68329170, -1011691389]);
  });

  test('differ for every seed and index, beyond 32 bits too', () => {
    const first = new Set<string>();
    for (const seed of [0, 1, 2, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1]) {
      for (const index of [0, 1, 2, 1000, 2 ** 32, 2 ** 40]) first.add(words(seed, index).join());
    }
    expect(first.size).toBe(42);
  });

  test('next to each other are independent', () => {
    const source = new RandomSource(11);
    const firsts = Float64Array.from({ length: 200_000 }, (_, i) => source.stream(i).normal());
    expect(kolmogorov(firsts, normalBelow)).toBeLessThan(1.95);
    for (const lag of [1, 2, 16]) expect(Math.abs(autocorrelation(firsts, lag))).toBeLessThan(4);
    const across = Float64Array.from({ length: 10_000 }, (_, i) => new RandomSource(i).stream(0).uniform());
    expect(kolmogorov(across, (x) => x)).toBeLessThan(1.95);
  });

  test.each([-1, 0.5, 2 ** 53, Number.NaN])('a seed of %d is refused', (seed) => {
    expect(refusalOf(() => new RandomSource(seed)).path).toBe('seed');
    expect(refusalOf(() => new RandomSource(1).stream(seed)).path).toBe('stream');
  });
});
