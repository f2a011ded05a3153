// Specifies the GARCH(1,1) fit: a scipy optimum that is always here, the published benchmark when its data is at hand,
// the forecast recursion, and what it refuses.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelInputError } from '../../../src/risk/model-input-error.ts';
import { RandomSource } from '../../../src/risk/random.ts';
import { fitGarch } from '../../../src/risk/volatility/garch.ts';
import { garchLikelihood } from '../../../src/risk/volatility/garch-likelihood.ts';
import { sharedData } from '../../support/shared-data.ts';
import { series } from '../tail/reference-series.ts';
import { CLUSTERED } from './clustered-returns.ts';

const near = (actual: number, expected: number, relative: number) =>
  expect(Math.abs(actual / expected - 1), `${actual} against ${expected}`).toBeLessThan(relative);

const benchmark = sharedData('garch/dem2gbp.csv');

describe('the GARCH(1,1) maximum likelihood fit', () => {
  it('finds the optimum that scipy finds (initial variance: mean of e²)', () => {
    // scipy.optimize.minimize(nll, ..., method='Nelder-Mead', xatol=1e-11), restarted four times
    const fit = fitGarch({ returns: CLUSTERED });
    near(fit.mu, 0.08422489648931221, 1e-5);
    near(fit.omega, 0.05805410983225652, 1e-5);
    near(fit.alpha, 0.11964284291157803, 1e-5);
    near(fit.beta, 0.8279628775527527, 1e-5);
    near(fit.logLikelihood, -350.59928565069407, 1e-12);
    near(fit.conditionalVolatility[0]!, 1.0437216910652252, 1e-6);
    expect(fit.conditionalVolatility).toHaveLength(250);
  });

  it('finds it for the sample variance as initial variance', () => {
    const fit = fitGarch({ returns: CLUSTERED, initial: 'sample-variance' });
    near(fit.mu, 0.08425545491507111, 1e-5);
    near(fit.omega, 0.05805743769110775, 1e-5);
    near(fit.alpha, 0.1196356023720373, 1e-5);
    near(fit.beta, 0.827958242568674, 1e-5);
    near(fit.logLikelihood, -350.5975493046072, 1e-12);
  });

  it('finds it for Student-t shocks', () => {
    // the same with -stats.t.logpdf(e, v, scale=sqrt(h*(v-2)/v)).sum() on sign(r)*abs(r)**1.2
    const heavy = CLUSTERED.map((r) => Math.sign(r) * Math.abs(r) ** 1.2);
    const fit = fitGarch({ returns: heavy, distribution: 'student-t' });
    near(fit.mu, 0.07199969100730794, 1e-4);
    near(fit.omega, 0.07369550779865033, 1e-4);
    near(fit.alpha, 0.13684872567209186, 1e-4);
    near(fit.beta, 0.8170425497814023, 1e-4);
    near(fit.df!, 6.074926459063716, 1e-4);
    near(fit.logLikelihood, -369.0276974837941, 1e-11);
  });

  const title =
    'reproduces the Fiorentini–Calzolari–Panattoni benchmark to four digits (skipped: no shared data)';
  it.skipIf(benchmark === undefined)(title, () => {
    const returns = readFileSync(benchmark!, 'utf8').trim().split('\n').slice(1).map(Number);
    const fit = fitGarch({ returns });
    near(fit.mu, -0.00619041, 1e-5);
    near(fit.omega, 0.0107613, 2e-5);
    near(fit.alpha, 0.153134, 1e-5);
    near(fit.beta, 0.805974, 1e-5);
    near(fit.logLikelihood, -1106.60788, 1e-8);
    near(fitGarch({ returns, initial: 'backcast' }).logLikelihood, -1104.521, 1e-6);
  });

  it('does not depend on the unit of the returns', () => {
    const percent = fitGarch({ returns: CLUSTERED });
    const share = fitGarch({ returns: CLUSTERED.map((r) => r / 100) });
    near(share.alpha, percent.alpha, 1e-6);
    near(share.omega * 1e4, percent.omega, 1e-6);
    near(share.forecast[4]! * 100, percent.forecast[4]!, 1e-6);
    near(share.logLikelihood, percent.logLikelihood + 250 * Math.log(100), 1e-9);
  });

  it('recovers the parameters of a long simulated series', () => {
    const stream = new RandomSource(3).stream(0);
    let h = 1e-4;
    let e = 0;
    const returns = Array.from({ length: 20_000 }, () => {
      h = 5e-6 + 0.1 * e * e + 0.85 * h;
      e = Math.sqrt(h) * stream.normal();
      return 0.0003 + e;
    });
    const fit = fitGarch({ returns });
    near(fit.alpha, 0.1, 0.1);
    near(fit.beta, 0.85, 0.03);
    near(fit.longRunVolatility, 0.01, 0.05);
  });
});

describe('the forecast', () => {
  it('starts from the next variance and closes in on the long run by α + β a period', () => {
    // hand recursion: h' = omega + (alpha + beta) * h
    const fit = fitGarch({ returns: CLUSTERED, horizon: 400 });
    near(fit.forecast[0]!, 1.345771290915463, 1e-5);
    near(fit.forecast[1]!, 1.332014706512312, 1e-5);
    near(fit.forecast[9]!, 1.2414455857256075, 1e-5);
    near(fit.longRunVolatility, 1.0526271046440827, 1e-5);
    const longRun = fit.longRunVolatility ** 2;
    for (const h of [1, 5, 50]) {
      const expected = longRun + fit.persistence ** h * (fit.forecast[0]! ** 2 - longRun);
      near(fit.forecast[h]! ** 2, expected, 1e-12);
    }
    near(fit.forecast[399]!, fit.longRunVolatility, 1e-9);
  });

  it('is stationary, positive and finite for any series that varies', () => {
    const samples = fc.tuple(
      fc.integer({ min: 1, max: 2 ** 30 }),
      fc.integer({ min: 100, max: 300 }),
      fc.double({ min: 1e-4, max: 100, noNaN: true }),
    );
    fc.assert(
      fc.property(
        samples,
        fc.constantFrom('normal' as const, 'student-t' as const),
        ([seed, length, scale], distribution) => {
          const returns = series(seed, length).map((r) => r * scale);
          const fit = fitGarch({ returns, distribution });
          expect(fit.persistence).toBeLessThan(1);
          expect(Math.min(fit.omega, ...fit.forecast, ...fit.conditionalVolatility)).toBeGreaterThan(0);
          expect(fit.alpha).toBeGreaterThanOrEqual(0);
          expect(fit.beta).toBeGreaterThanOrEqual(0);
          expect([...fit.forecast, fit.logLikelihood, fit.longRunVolatility].every(Number.isFinite)).toBe(
            true,
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the likelihood', () => {
  it('has the gradient that differences of it show', () => {
    const data = Float64Array.from(CLUSTERED);
    const at = [0.05, 0.08, 0.12, 0.8, 7];
    const value = (p: number[]) =>
      garchLikelihood(
        data,
        'mean-square',
        { mu: p[0]!, omega: p[1]!, alpha: p[2]!, beta: p[3]!, df: p[4]! },
        new Float64Array(5),
      );
    const gradient = new Float64Array(5);
    garchLikelihood(data, 'mean-square', { mu: 0.05, omega: 0.08, alpha: 0.12, beta: 0.8, df: 7 }, gradient);
    for (let i = 0; i < 5; i++) {
      const step = 1e-6;
      const up = at.map((x, j) => (j === i ? x + step : x));
      const down = at.map((x, j) => (j === i ? x - step : x));
      expect(gradient[i]!).toBeCloseTo((value(up) - value(down)) / (2 * step), 4);
    }
  });
});

describe('GARCH refuses', () => {
  it.each([
    [[], 'TOO_SHORT returns'],
    [CLUSTERED.slice(0, 99), 'TOO_SHORT returns'],
    [new Array(200).fill(0.01), 'NO_VARIATION returns'],
    [[...CLUSTERED, Number.NaN], 'NOT_FINITE returns[250]'],
    [[...CLUSTERED, 1e200], 'OUT_OF_RANGE returns[250]'],
  ])('%# with %s', (returns, expected) => {
    let found = 'accepted';
    try {
      fitGarch({ returns });
    } catch (error) {
      if (!(error instanceof ModelInputError)) throw error;
      found = `${error.code} ${error.path}`;
    }
    expect(found).toBe(expected);
  });
});
