// Specifies the tests of value-at-risk forecasts against scipy, and the Basel zones against their published table.
import { describe, expect, it } from 'vitest';
import { valueAtRiskBacktest } from '../../../src/risk/tail/value-at-risk-backtest.ts';
import { series } from './reference-series.ts';

const near = (actual: number, expected: number, relative = 1e-10) =>
  expect(Math.abs(actual / expected - 1), `${actual} against ${expected}`).toBeLessThan(relative);
/** `hits` exceptions, spread evenly, in `days` days. */
const days = (hits: number, length = 250) => {
  const step = Math.floor(length / Math.max(1, hits));
  return Array.from({ length }, (_, t) => (t % step === 0 && t / step < hits ? -0.05 : 0.01));
};
const zoneOf = (hits: number) => valueAtRiskBacktest(days(hits), new Array(250).fill(0.03), 0.99).zone;

describe('the backtest of value-at-risk forecasts', () => {
  it('computes the likelihood ratios of Kupiec and Christoffersen', () => {
    // hit = -r > 0.04 on series(42, 500) at 95 %: chi2.sf of -2*(ll(x,n,p) - ll(x,n,x/n)) and of the transition counts
    const found = valueAtRiskBacktest(series(42, 500), new Array(500).fill(0.04), 0.95);
    expect(found.exceptions).toBe(38);
    near(found.expected, 25);
    near(found.kupiec.statistic, 6.181065880740334);
    near(found.kupiec.pValue, 0.012912446959316244);
    near(found.christoffersen.statistic, 0.0045213578152214495, 1e-8);
    near(found.christoffersen.pValue, 0.9463898117404129, 1e-9);
    near(found.conditionalCoverage.statistic, 6.185587238555556);
    near(found.conditionalCoverage.pValue, 0.04537501665804331);
    expect(found.zone).toBe('yellow');
  });

  it('is green to 4 exceptions, yellow to 9 and red from 10 in 250 days at 99 %, as Basel has it', () => {
    expect([0, 4, 5, 9, 10, 30].map(zoneOf)).toEqual(['green', 'green', 'yellow', 'yellow', 'red', 'red']);
  });

  it('finds exceptions that come in a row suspicious', () => {
    const clustered = Array.from({ length: 250 }, (_, t) => (t >= 100 && t < 105 ? -0.05 : 0.01));
    const found = valueAtRiskBacktest(clustered, new Array(250).fill(0.03), 0.98);
    expect(found.kupiec.pValue).toBeGreaterThan(0.5);
    expect(found.christoffersen.pValue).toBeLessThan(0.001);
  });

  it('has an answer when nothing or everything is an exception', () => {
    const never = valueAtRiskBacktest(days(0), new Array(250).fill(0.03), 0.99);
    near(never.kupiec.statistic, -2 * 250 * Math.log(0.99), 1e-9);
    expect(never.christoffersen).toEqual({ statistic: 0, pValue: 1 });
    const always = valueAtRiskBacktest(new Array(60).fill(-0.1), new Array(60).fill(0), 0.99);
    expect(always).toMatchObject({ exceptions: 60, zone: 'red' });
    expect(always.christoffersen.pValue).toBe(1);
  });

  it('refuses short series, missing forecasts and negative ones', () => {
    const ok = new Array(60).fill(0.01);
    expect(() => valueAtRiskBacktest([], [], 0.99)).toThrow(expect.objectContaining({ code: 'TOO_SHORT' }));
    expect(() => valueAtRiskBacktest(ok, ok.slice(1), 0.99)).toThrow(
      expect.objectContaining({ code: 'LENGTH_MISMATCH' }),
    );
    expect(() => valueAtRiskBacktest(ok, ok.with(3, -0.1), 0.99)).toThrow(
      expect.objectContaining({ path: 'forecasts[3]' }),
    );
  });
});
