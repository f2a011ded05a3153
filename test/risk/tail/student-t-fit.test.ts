// Specifies the estimate of tail weight: against scipy on a reference series, and by recovering known tails.
import { describe, expect, it } from 'vitest';
import { RandomSource } from '../../../src/risk/random.ts';
import { fitDegreesOfFreedom } from '../../../src/risk/statistics/student-t-fit.ts';
import { series } from './reference-series.ts';

describe('degrees of freedom', () => {
  it('maximise the same likelihood as scipy', () => {
    // x = (r - r.mean()) / r.std(ddof=1); g = sign(x) * abs(x)**1.5, standardised;
    // minimise -stats.t.logpdf(g, v, scale=sqrt((v-2)/v)).sum()  ->  v = 3.027958378479248
    const heavy = series(42, 500).map((r) => {
      const x = (r + 0.0006552050123230986) / 0.026994008455585347;
      return Math.sign(x) * Math.abs(x) ** 1.5;
    });
    expect(fitDegreesOfFreedom(heavy)).toBeCloseTo(3.027958378479248, 4);
  });

  it('come back from simulated Student-t returns, and run high for normal ones', () => {
    const stream = new RandomSource(11).stream(0);
    const t5 = Array.from({ length: 20_000 }, () => 0.01 * stream.studentT(5));
    const normal = Array.from({ length: 20_000 }, () => 0.01 * stream.normal());
    expect(Math.abs(fitDegreesOfFreedom(t5) - 5)).toBeLessThan(0.5);
    expect(fitDegreesOfFreedom(normal)).toBeGreaterThan(40);
  });

  it('need thirty returns that vary', () => {
    expect(() => fitDegreesOfFreedom(series(1, 29))).toThrow(expect.objectContaining({ code: 'TOO_SHORT' }));
    expect(() => fitDegreesOfFreedom(new Array(40).fill(0.1))).toThrow(
      expect.objectContaining({ code: 'NO_VARIATION' }),
    );
  });
});
