// Specifies what the first variance of a GARCH fit may be: each choice has its own likelihood, and the fit is its maximum.
import { describe, expect, it } from 'vitest';
import { sampleVariance } from '../../../src/risk/statistics/moments.ts';
import { fitGarch } from '../../../src/risk/volatility/garch.ts';
import { refusalOf } from '../refusal-of.ts';
import { CLUSTERED } from './clustered-returns.ts';

/** −½ Σ (ln 2π + ln h + e²/h), h = ω + α·e² + β·h from `start`, written out. */
function likelihood(p: readonly [number, number, number, number], start: number): number {
  const [mu, omega, alpha, beta] = p;
  let h = start;
  let square = start;
  let sum = 0;
  for (const r of CLUSTERED) {
    h = omega + alpha * square + beta * h;
    square = (r - mu) ** 2;
    sum -= 0.5 * (Math.log(2 * Math.PI) + Math.log(h) + square / h);
  }
  return sum;
}

const mean = CLUSTERED.reduce((sum, r) => sum + r, 0) / CLUSTERED.length;
const backcast = (): number => {
  let weighted = 0;
  let weights = 0;
  for (const [i, r] of CLUSTERED.slice(0, 75).entries()) {
    weighted += 0.94 ** i * (r - mean) ** 2;
    weights += 0.94 ** i;
  }
  return weighted / weights;
};

describe('a fit that starts from', () => {
  it.each([
    ['sample-variance' as const, sampleVariance(CLUSTERED)],
    ['backcast' as const, backcast()],
  ])('the %s has the likelihood of its definition, and no neighbour has a higher one', (initial, start) => {
    const { mu, omega, alpha, beta, logLikelihood } = fitGarch({ returns: CLUSTERED, initial });
    const best = likelihood([mu, omega, alpha, beta], start);
    expect(logLikelihood).toBeCloseTo(best, 8);
    for (const at of [0, 1, 2, 3]) {
      for (const nudge of [0.99, 1.01]) {
        const near = [mu, omega, alpha, beta].map((x, i) => (i === at ? x * nudge : x));
        expect(likelihood(near as [number, number, number, number], start)).toBeLessThan(best);
      }
    }
  });

  it('nothing at all is refused: returns that never move describe no variance', () => {
    const refusal = refusalOf(() => fitGarch({ returns: new Array(120).fill(0.01) }));
    expect(refusal).toMatchObject({ code: 'NO_VARIATION', path: 'returns' });
  });
});
