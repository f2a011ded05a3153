// Specifies the performance table: numbers against numpy, a drawdown that can be followed by hand, unknowns that say why.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxDrawdown } from '../../../src/risk/performance/drawdown.ts';
import { performance } from '../../../src/risk/performance/performance.ts';
import { series } from './reference-series.ts';

const near = (actual: number | null, expected: number, relative = 1e-11) =>
  expect(Math.abs((actual ?? Number.NaN) / expected - 1), `${actual} against ${expected}`).toBeLessThan(
    relative,
  );

describe('performance', () => {
  it('agrees with numpy', () => {
    // r = series(42, 500); W = cumprod([1, 1 + r]); dd = 1 - W / maximum.accumulate(W); 365 periods a year
    const found = performance({ returns: series(42, 500) });
    near(found.totalReturn, -0.3997468565127523);
    near(found.annualReturn, -0.31105564903442817);
    near(found.volatility, 0.5157198074173395);
    near(found.sharpe, -0.46372046614917406);
    near(found.sortino, -0.6317519653771604);
    near(found.maxDrawdown, 0.6274629578863888);
    expect(found.drawdown).toMatchObject({ start: 13, trough: 379, recovery: null });
    near(found.calmar, -0.31105564903442817 / 0.6274629578863888);
    near(found.winRate, 0.504);
    near(found.averageWin, 0.020370699339159446);
    near(found.averageLoss, 0.02202023685334568);
    near(found.profitFactor, 0.9400107339342767);
    near(found.expectancy, -0.0006552050123230986);
    expect(found.unknown).toEqual({});
  });

  it('meets the published table of empyrical for its mixed returns', () => {
    // empyrical 0.5.5 test_stats, mixed_returns = [nan, 1, 10, -4, 2, 3, 2, 1, -10] / 100, 252 periods a year.
    // Its annual return counts the first day, its averages leave it out.
    const returns = [0.01, 0.1, -0.04, 0.02, 0.03, 0.02, 0.01, -0.1];
    const whole = performance({ returns: [0, ...returns], periodsPerYear: 252 });
    near(whole.annualReturn, 1.913592537319423, 1e-12);
    near(whole.calmar, 19.135925373194233, 1e-12);
    const found = performance({ returns, periodsPerYear: 252 });
    near(found.maxDrawdown, 0.1, 1e-12);
    near(found.sharpe, 1.7238613961706866, 1e-12);
    near(found.volatility, 0.9136465399704637, 1e-12);
    near(found.sortino, 2.605531251673693, 1e-12);
  });

  it('asks the Sortino ratio for its target over all periods', () => {
    const found = performance({ returns: [0.02, -0.01, 0.03, 0], periodsPerYear: 1, target: 0.01 });
    expect(found.sortino).toBeCloseTo(0 / 1, 12);
    expect(performance({ returns: [0.02, -0.01], periodsPerYear: 1, target: 0.01 }).sortino).toBeCloseTo(
      (0.005 - 0.01) / Math.sqrt(0.0004 / 2),
      12,
    );
  });

  it('says why a figure is unknown instead of inventing one', () => {
    const flat = performance({ returns: [0.01, 0.01, 0.01, 0.01] });
    expect(flat).toMatchObject({
      sharpe: null,
      sortino: null,
      calmar: null,
      averageLoss: null,
      profitFactor: null,
    });
    expect(flat.unknown['sharpe']).toBe('the returns never change');
    expect(flat.unknown['calmar']).toBe('there is no drawdown');
    expect(performance({ returns: [-0.1, -0.2] }).unknown).toHaveProperty('averageWin');
  });

  it('ends in ruin at a loss of everything', () => {
    expect(performance({ returns: [0.5, -1, 3] })).toMatchObject({
      totalReturn: -1,
      annualReturn: -1,
      maxDrawdown: 1,
    });
  });

  it('gives finite numbers or null for any returns', () => {
    const any = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(any, fc.double({ min: 0.001, max: 1e6, noNaN: true }), (returns, periodsPerYear) => {
        const { drawdown, unknown, ...figures } = performance({ returns, periodsPerYear });
        for (const [field, figure] of Object.entries(figures)) {
          if (figure === null) expect(unknown).toHaveProperty(field);
          else expect(Number.isFinite(figure), `${field} = ${figure}`).toBe(true);
        }
        expect(drawdown.maxDrawdown).toBeGreaterThanOrEqual(0);
        expect(drawdown.maxDrawdown).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses too little, not finite and absurd input by name', () => {
    expect(() => performance({ returns: [0.1] })).toThrow(expect.objectContaining({ code: 'TOO_SHORT' }));
    expect(() => performance({ returns: [0.1, Number.NaN] })).toThrow(
      expect.objectContaining({ path: 'returns[1]' }),
    );
    expect(() => performance({ returns: [0.1, 0.2], periodsPerYear: 0 })).toThrow(
      expect.objectContaining({ path: 'periodsPerYear' }),
    );
  });
});

describe('the maximum drawdown', () => {
  it('runs from peak to trough, and says where the peak is regained', () => {
    // wealth 1, 1.1, 0.55, 0.825, 1.2375, 1.11375: from 1.1 (after 1) to 0.55 (after 2), regained after 4
    const found = maxDrawdown([0.1, -0.5, 0.5, 0.5, -0.1]);
    expect(found).toMatchObject({ start: 1, trough: 2, recovery: 4 });
    expect(found.maxDrawdown).toBeCloseTo(0.5, 14);
  });

  it('is over when wealth is back at the peak to the last bit', () => {
    expect(maxDrawdown([-0.5, 1, -0.25])).toEqual({ maxDrawdown: 0.5, start: 0, trough: 1, recovery: 2 });
  });

  it('counts the start as a peak', () => {
    expect(maxDrawdown([-0.2, 0.1])).toMatchObject({ start: 0, trough: 1, recovery: null });
  });

  it('of a series that only rises is nothing', () => {
    expect(maxDrawdown([0.1, 0, 0.2])).toEqual({ maxDrawdown: 0, start: null, trough: null, recovery: null });
  });

  it('survives growth beyond the range of numbers', () => {
    const found = maxDrawdown([...new Array(400).fill(9), -0.5, ...new Array(400).fill(9)]);
    expect(found.maxDrawdown).toBeCloseTo(0.5, 12);
    expect(found).toMatchObject({ start: 400, trough: 401, recovery: 402 });
  });
});
