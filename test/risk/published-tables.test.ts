// Figures that others have printed: textbook value at risk, Kupiec's table of non-rejection, a worked RSI, a coin game.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { optimisePortfolio } from '../../src/risk/portfolio/optimise-portfolio.ts';
import { indicators } from '../../src/risk/regime/indicators.ts';
import { kellyFromRecord, kellyFromReturns } from '../../src/risk/sizing/kelly.ts';
import { portfolioValueAtRisk } from '../../src/risk/tail/portfolio-value-at-risk.ts';
import { valueAtRisk } from '../../src/risk/tail/value-at-risk.ts';
import { valueAtRiskBacktest } from '../../src/risk/tail/value-at-risk-backtest.ts';

/** Four days of mean 0, sample deviation `size`; the second kind is uncorrelated with the first. */
const across = (size: number) => [1, 1, -1, -1].map((sign) => sign * size * Math.sqrt(3 / 4));
const against = (size: number) => [1, -1, 1, -1].map((sign) => sign * size * Math.sqrt(3 / 4));

describe('the two-asset example of Hull, Options, Futures and Other Derivatives (chapter on value at risk)', () => {
  // 10 million at 2 % a day and 5 million at 1 % a day, correlation 0.3, 99 %. Hull rounds z to 2.33.
  const big = across(0.02);
  const own = against(0.01);
  const small = own.map((r, t) => 0.3 * (big[t]! / 2) + Math.sqrt(1 - 0.09) * r);
  const ten = (returns: readonly number[], value: number, horizon: number) =>
    valueAtRisk({ returns, value, method: 'parametric', confidence: 0.99, horizon }).valueAtRisk;

  it('has 466,000 in a day and 1,473,621 in ten days for the one', () => {
    expect(ten(big, 10_000_000, 1) / 466_000).toBeCloseTo(1, 2);
    expect(ten(big, 10_000_000, 10) / 1_473_621).toBeCloseTo(1, 2);
  });

  it('has 368,405 for the other and 1,622,657 for both, a benefit of 219,369', () => {
    const book = portfolioValueAtRisk({
      equity: 15_000_000,
      confidence: 0.99,
      method: 'parametric',
      parts: [
        { name: 'big', exposure: 10_000_000, returns: big },
        { name: 'small', exposure: 5_000_000, returns: small },
      ],
    });
    const tenDays = Math.sqrt(10) * (2.33 / 2.3263478740408408);
    expect(ten(small, 5_000_000, 10) * (2.33 / 2.3263478740408408)).toBeCloseTo(368_405, -1);
    expect(book.valueAtRisk * tenDays).toBeCloseTo(1_622_657, -1);
    expect(book.diversificationBenefit * tenDays).toBeCloseTo(219_369, -1);
  });
});

describe("Kupiec's table of model backtests (1995), 5 % test level", () => {
  // Confidence, days, and the exceptions that are not rejected: more than low, fewer than high.
  it.each([
    [0.99, 255, -1, 7],
    [0.99, 510, 1, 11],
    [0.99, 1000, 4, 17],
    [0.95, 255, 6, 21],
    [0.95, 510, 16, 36],
    [0.95, 1000, 37, 65],
    [0.9, 255, 16, 36],
    [0.9, 1000, 81, 120],
  ])('at %d over %d days does not reject from above %d to below %d', (confidence, days, low, high) => {
    const rejected = (exceptions: number) => {
      const returns = Array.from({ length: days }, (_, t) => (t < exceptions ? -0.1 : 0));
      const { kupiec } = valueAtRiskBacktest(returns, new Array(days).fill(0.05), confidence);
      return kupiec.statistic > 3.841458820694124;
    };
    if (low >= 0) expect([rejected(low), rejected(low + 1)]).toEqual([true, false]);
    expect([rejected(high - 1), rejected(high)]).toEqual([false, true]);
  });
});

describe('the RSI worksheet of StockCharts (33 closes of QQQQ, 14 periods)', () => {
  it('runs from 70.53 to 37.77', () => {
    const closes = [
      44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931,
      46.0328, 45.614, 46.282, 46.282, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439, 46.2122, 46.2521, 45.7137,
      46.4515, 45.7835, 45.3548, 44.0288, 44.1783, 44.2181, 44.5672, 43.4205, 42.6628, 43.1314,
    ];
    const { rsi } = indicators(closes.map((close, t) => [t, close, close, close, close, 1] as const));
    const printed = [
      70.5328, 66.3186, 66.5498, 69.4063, 66.3552, 57.9749, 62.9296, 63.2571, 56.0593, 62.3771, 54.7076,
      50.4228, 39.9898, 41.4605, 41.8689, 45.4632, 37.304, 33.0795, 37.773,
    ];
    expect(rsi.slice(0, 14)).toEqual(new Array(14).fill(null));
    expect(rsi.slice(14)).toEqual(printed.map((value) => expect.closeTo(value, 4)));
  });
});

describe('the bet that cannot ruin', () => {
  it('on a coin that falls right six times in ten is a fifth, as Kelly has it', () => {
    const { kellyFraction } = kellyFromRecord(
      { winProbability: 0.6, averageWin: 1, averageLoss: 1 },
      { equity: 1 },
    );
    expect(kellyFraction).toBeCloseTo(0.2, 15);
  });

  it('leaves something after every trade of its own record, however they fall', () => {
    const trade = fc.double({ min: -0.95, max: 2, noNaN: true });
    fc.assert(
      fc.property(fc.array(trade, { minLength: 30, maxLength: 60 }), (returns) => {
        const { kellyFraction, growthOptimalFraction } = kellyFromReturns(returns, { equity: 1 });
        if (kellyFraction !== null) expect(kellyFraction).toBeLessThan(1);
        if (growthOptimalFraction === null) return;
        for (const r of returns) expect(1 + growthOptimalFraction * r).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the frontier of two assets', () => {
  it('has its least variance at (σ₂² − ρσ₁σ₂) / (σ₁² + σ₂² − 2ρσ₁σ₂)', () => {
    // σ 20 % and 30 %, ρ 0.1: 0.084 / 0.118
    const { weights, volatility } = optimisePortfolio({
      names: ['one', 'other'],
      expected: [0.05, 0.1],
      covariance: [
        [0.04, 0.006],
        [0.006, 0.09],
      ],
      objective: 'min-variance',
    });
    expect(weights[0]).toBeCloseTo(0.084 / 0.118, 10);
    expect(volatility ** 2).toBeCloseTo((0.04 * 0.09 - 0.006 ** 2) / 0.118, 12);
  });
});
