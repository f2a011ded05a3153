// Specifies rolling metrics: each window equals the same figures computed on that window alone, and numpy's.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { performance } from '../../../src/risk/performance/performance.ts';
import { rollingMetrics } from '../../../src/risk/performance/rolling.ts';
import { percentile } from '../../../src/risk/statistics/percentile.ts';
import { slidingPercentile } from '../../../src/risk/statistics/sliding-quantile.ts';
import { series } from './reference-series.ts';

const near = (actual: number | null, expected: number, relative = 1e-10) =>
  expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThan(
    relative * Math.max(1e-6, Math.abs(expected)),
  );

describe('rolling metrics', () => {
  it('agree with numpy window by window', () => {
    // for r[i:i+30]: mean/std(ddof=1)*sqrt(365), mean/sqrt(mean(minimum(x,0)**2))*sqrt(365), drawdown from 1, std*sqrt(365),
    // np.percentile(-x, 95), (x > 0).mean()
    const expected: Record<number, number[]> = {
      0: [
        -1.6493528954226901,
        -2.2720535356881424,
        0.20560361582242037,
        0.5350203803999067,
        0.05084742737178961,
        13 / 30,
      ],
      1: [
        -0.7929992572092158,
        -1.137009449143016,
        0.20560361582242048,
        0.5568736212238458,
        0.05084742737178961,
        13 / 30,
      ],
      29: [
        -1.4327888036009993,
        -2.003440884597236,
        0.11715727374712992,
        0.49292328615270714,
        0.03889810900264748,
        16 / 30,
      ],
      30: [
        -1.0054800402938642,
        -1.4135947297401639,
        0.11715727374712981,
        0.4924540870449788,
        0.03889810900264748,
        17 / 30,
      ],
      233: [
        -0.7794659765032906,
        -1.0359829530710887,
        0.12699150860123964,
        0.48092040284320714,
        0.04138510888284231,
        16 / 30,
      ],
      470: [
        1.259858391972395,
        1.8662851338402664,
        0.1304864855617789,
        0.5177642478419164,
        0.0410040416119985,
        16 / 30,
      ],
    };
    const found = rollingMetrics({ returns: series(42, 500) });
    expect(found.sharpe).toHaveLength(471);
    for (const [at, row] of Object.entries(expected)) {
      const i = Number(at);
      const mine = [
        found.sharpe[i]!,
        found.sortino[i]!,
        found.maxDrawdown[i]!,
        found.volatility[i]!,
        found.valueAtRisk95[i]!,
        found.winRate[i]!,
      ];
      mine.forEach((value, k) => {
        near(value, row[k]!);
      });
    }
  });

  it('put windows into thirds of their own history and report every change of band', () => {
    // np.percentile(vol, [33, 67]); labels by <=: 156 Low, 159 Medium, 156 High; 77 changes
    const { regimes, changes } = rollingMetrics({ returns: series(42, 500) });
    const count = (band: string) => regimes.volatility.filter((label) => label === band).length;
    expect([count('Low'), count('Medium'), count('High')]).toEqual([156, 159, 156]);
    const volatile = changes.filter(({ kind }) => kind === 'volatility');
    expect(volatile).toHaveLength(77);
    for (const { index, kind, from, to } of changes) {
      expect(regimes[kind][index - 1]).toBe(from);
      expect(regimes[kind][index]).toBe(to);
    }
    expect(changes.map(({ index }) => index)).toEqual(
      changes.map(({ index }) => index).sort((a, b) => a - b),
    );
  });

  it('equal the figures of each window alone, for any series and window', () => {
    const shapes = fc
      .array(fc.double({ min: -0.9, max: 2, noNaN: true }), { minLength: 2, maxLength: 70 })
      .chain((returns) => fc.tuple(fc.constant(returns), fc.integer({ min: 2, max: returns.length })));
    fc.assert(
      fc.property(shapes, ([returns, window]) => {
        const found = rollingMetrics({ returns, window });
        for (let i = 0; i + window <= returns.length; i++) {
          const alone = performance({ returns: returns.slice(i, i + window) });
          near(found.volatility[i]!, alone.volatility, 1e-9);
          near(found.maxDrawdown[i]!, alone.maxDrawdown, 1e-9);
          near(found.winRate[i]!, alone.winRate, 1e-12);
          if (alone.sharpe !== null && alone.volatility > 1e-9) near(found.sharpe[i]!, alone.sharpe, 1e-7);
          if (alone.sortino !== null && alone.sortino < 1e6) near(found.sortino[i]!, alone.sortino, 1e-7);
          const losses = returns.slice(i, i + window).map((r) => -r);
          expect(found.valueAtRisk95[i]!).toBeCloseTo(Math.max(0, percentile(losses, 0.95)), 12);
        }
      }),
    );
  });

  it('do not keep the rounding of a spike that left the window', () => {
    const returns = series(5, 300).with(100, 5e5);
    const spiked = rollingMetrics({ returns });
    const plain = rollingMetrics({ returns: series(5, 300) });
    near(spiked.volatility[101]!, plain.volatility[101]!, 1e-13);
  });

  it('know no Sharpe ratio in a window that stands still, and no Sortino ratio without a loss', () => {
    const found = rollingMetrics({ returns: [0.1, 0.1, 0.1, -0.1], window: 3 });
    expect(found.sharpe[0]).toBeNull();
    expect(found.sortino[0]).toBeNull();
    expect(found.regimes.sharpe[0]).toBeNull();
    expect(found.volatility[0]).toBe(0);
    expect(found.sharpe[1]).not.toBeNull();
  });

  it('alarm on the newest window only', () => {
    const wild = rollingMetrics({ returns: [...series(3, 60), ...series(3, 30).map((r) => 3 * r - 0.02)] });
    expect(wild.alerts.map(({ metric }) => metric)).toEqual([
      'sharpe',
      'volatility',
      'maxDrawdown',
      'valueAtRisk95',
      'winRate',
    ]);
    const calm = rollingMetrics({ returns: series(3, 60).map((r) => 0.1 * r + 0.002) });
    expect(calm.alerts).toEqual([]);
  });

  it('refuse a window longer than the series', () => {
    expect(() => rollingMetrics({ returns: series(1, 29) })).toThrow(
      expect.objectContaining({ code: 'TOO_SHORT' }),
    );
    expect(() => rollingMetrics({ returns: series(1, 29), window: 1 })).toThrow(
      expect.objectContaining({ path: 'window' }),
    );
  });
});

describe('the sliding percentile', () => {
  it('equals the percentile of each window, ties and long windows included', () => {
    const values = Float64Array.from(series(8, 900), (r, i) => (i % 3 === 0 ? Math.round(r * 50) / 50 : r));
    for (const window of [2, 30, 257]) {
      const found = slidingPercentile(values, window, 0.95);
      for (let i = 0; i < found.length; i += 7)
        expect(found[i]).toBe(percentile(values.slice(i, i + window), 0.95));
    }
  });

  it('does so deep in the lower tail, where only the lowest values are kept, on rising and falling series too', () => {
    const mixed = Float64Array.from(series(8, 700), (r, i) => (i % 3 === 0 ? Math.round(r * 50) / 50 : r));
    const rising = mixed.map((_, i) => i);
    for (const values of [mixed, rising, rising.map((x) => -x), mixed.map(() => 1)]) {
      for (const [window, share] of [
        [30, 0.05],
        [12, 0],
        [100, 0.1],
        [128, 0.05],
        [129, 0.05],
      ] as const) {
        const found = slidingPercentile(values, window, share);
        for (let i = 0; i < found.length; i += 5)
          expect(found[i]).toBe(percentile(values.slice(i, i + window), share));
      }
    }
  });
});
