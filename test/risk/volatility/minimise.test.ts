// Specifies the minimiser: it finds minima inside and on the box, starts afresh when its curvature misleads it, and says
// when it did not get there.
import { describe, expect, it } from 'vitest';
import { minimise, type SmoothFunction } from '../../../src/risk/volatility/minimise.ts';

const identity = (n: number, scale = 1) =>
  Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? scale : 0));
const from = (
  start: readonly number[],
  of: SmoothFunction,
  { scale = 1, low = -100, high = 100, tolerance = 1e-14 } = {},
) =>
  minimise({
    function: of,
    start: Float64Array.from(start),
    low: start.map(() => low),
    high: start.map(() => high),
    inverse: identity(start.length, scale),
    tolerance,
  });

/** Rosenbrock's valley, whose minimum of 0 is at (1, 1). */
const valley: SmoothFunction = (point, gradient) => {
  const [x, y] = [point[0]!, point[1]!];
  gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x);
  gradient[1] = 200 * (y - x * x);
  return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
};

describe('the minimiser', () => {
  it.each([
    [1, [-1.2, 1]],
    [1e-6, [-1.2, 1]],
    [1e6, [-1.2, 1]],
    [1, [5, -7]],
  ])('finds the end of a bent valley, however wrong the first curvature (%d, from %j)', (scale, start) => {
    const { point, value, converged } = from(start, valley, { scale });
    expect(converged).toBe(true);
    expect(point[0]).toBeCloseTo(1, 5);
    expect(point[1]).toBeCloseTo(1, 5);
    expect(value).toBeLessThan(1e-10);
  });

  it('stops at the bound that the function pushes against', () => {
    const bowl: SmoothFunction = (point, gradient) => {
      gradient[0] = 2 * (point[0]! - 7);
      gradient[1] = 2 * point[1]!;
      return (point[0]! - 7) ** 2 + point[1]! ** 2;
    };
    const { point, converged } = from([0, 2], bowl, { high: 3, low: -3 });
    expect(converged).toBe(true);
    expect([...point]).toEqual([3, expect.closeTo(0, 6)]);
  });

  it('steps back from where the function has no value', () => {
    const logarithm: SmoothFunction = (point, gradient) => {
      const x = point[0]!;
      if (x <= 0) return Number.POSITIVE_INFINITY;
      gradient[0] = 1 - 1 / x;
      return x - Math.log(x);
    };
    const { point, converged } = from([0.01], logarithm, { scale: 50 });
    expect(converged).toBe(true);
    expect(point[0]).toBeCloseTo(1, 6);
  });

  it('says that it failed when the gradient leads uphill', () => {
    const lying: SmoothFunction = (point, gradient) => {
      gradient[0] = -2 * point[0]!;
      return point[0]! ** 2;
    };
    const { point, converged } = from([1], lying);
    expect(converged).toBe(false);
    expect(point[0]).toBe(1);
  });

  it('gives up on a slope without an end, and says so', () => {
    const slide: SmoothFunction = (point, gradient) => {
      gradient[0] = -1;
      return -point[0]!;
    };
    const { converged, iterations } = from([0], slide, { high: 1e9 });
    expect(iterations).toBe(300);
    expect(converged).toBe(false);
  });
});
