// Specifies indicators and regimes: an independent numpy computation of Wilder's formulas that is always here, the
// reference vectors of Stock.Indicators when they are at hand, and market shapes whose regime is beyond doubt.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candle } from '../../../src/risk/regime/candles.ts';
import { indicators } from '../../../src/risk/regime/indicators.ts';
import { marketRegime, smoothedVolatilityRegime } from '../../../src/risk/regime/market-regime.ts';
import { multiTimeframeRisk } from '../../../src/risk/regime/multi-timeframe.ts';
import { sharedData } from '../../support/shared-data.ts';
import { series } from '../tail/reference-series.ts';

/** c = 100*cumprod(1 + series(31)); open is the close before; high and low stick out by |series(32)| and |series(33)|. */
function candlesFrom(
  closes: readonly number[],
  above: readonly number[],
  below: readonly number[],
): Candle[] {
  return closes.map((close, i) => {
    const open = i === 0 ? 100 : closes[i - 1]!;
    const high = Math.max(open, close) * (1 + Math.abs(above[i]!));
    const low = Math.min(open, close) * (1 - Math.abs(below[i]!));
    return [i * 60_000, open, high, low, close, 1];
  });
}
const walk = (returns: readonly number[]) => {
  let price = 100;
  return returns.map((r) => {
    price *= 1 + r;
    return price;
  });
};
const candles = candlesFrom(walk(series(31, 60)), series(32, 60), series(33, 60));
const fails = (run: () => unknown, code: string, path: string) =>
  expect(run).toThrow(expect.objectContaining({ code, path }));

describe('indicators', () => {
  it("follow Wilder's averages seeded by a simple mean, from the second bar on", () => {
    // numpy: wilder(x, n) starts with mean(x[:n]) and moves by (x - last)/n; bands use the population deviation
    const found = indicators(candles);
    expect(found.rsi.slice(13, 15)).toEqual([null, expect.closeTo(41.42092472852475, 9)]);
    expect(found.rsi[59]).toBeCloseTo(44.47521698536382, 9);
    expect(found.atr.slice(13, 15)).toEqual([null, expect.closeTo(6.970732850221401, 10)]);
    expect(found.atr[59]).toBeCloseTo(6.210237774824928, 10);
    expect(found.adx.slice(26, 29)).toEqual([
      null,
      expect.closeTo(12.74960080236643, 9),
      expect.closeTo(12.053619544911424, 9),
    ]);
    expect(found.adx[59]).toBeCloseTo(10.198512854571376, 9);
    expect(found.bollinger.middle[18]).toBeNull();
    expect(found.bollinger.lower[59]).toBeCloseTo(92.39341065818768, 9);
    expect(found.bollinger.upper[59]).toBeCloseTo(106.67474774214055, 9);
  });

  const quotes = sharedData('indicators/skender_quotes_502.csv');
  const title = 'equal the reference vectors of Stock.Indicators on 502 bars (skipped: no shared data)';
  it.skipIf(quotes === undefined)(title, () => {
    const rows = readFileSync(quotes!, 'utf8').trim().split('\n').slice(1);
    const bars = rows.map((row, i): Candle => {
      const [, open, high, low, close, volume] = row.split(',').map(Number) as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      return [i, open, high, low, close, volume];
    });
    const { results } = JSON.parse(
      readFileSync(sharedData('indicators/skender_rsi_atr_bb_adx.json')!, 'utf8'),
    );
    const found = indicators(bars);
    const pairs: [readonly (number | null)[], (number | null)[]][] = [
      [found.rsi, results.rsi.rsi],
      [found.atr, results.atr.atr],
      [found.adx, results.adx.adx],
      [found.bollinger.upper, results.bb.upperBand],
      [found.bollinger.lower, results.bb.lowerBand],
    ];
    for (const [mine, theirs] of pairs) {
      mine.forEach((value, i) => {
        if (theirs[i] === null) expect(value).toBeNull();
        else expect(Math.abs(value! / theirs[i]! - 1)).toBeLessThan(1e-13);
      });
    }
  });

  it('know no strength in a market that stands still, and full strength in one that only rises', () => {
    const still = Array.from({ length: 40 }, (_, i): Candle => [i, 100, 100, 100, 100, 0]);
    const found = indicators(still);
    expect(found.rsi[39]).toBeNull();
    expect(found.atr[39]).toBe(0);
    expect(found.adx[39]).toBe(0);
    const rising = candlesFrom(walk(new Array(60).fill(0.01)), new Array(60).fill(0), new Array(60).fill(0));
    expect(indicators(rising).rsi[59]).toBe(100);
    expect(indicators(rising).adx[59]).toBeCloseTo(100, 8);
  });

  it('stay in their ranges for any candles', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 30, max: 90 }), (seed, length) => {
        const any = candlesFrom(
          walk(series(seed, length)),
          series(seed + 1, length),
          series(seed + 2, length),
        );
        const found = indicators(any);
        const known = (line: readonly (number | null)[]) =>
          line.filter((value): value is number => value !== null);
        for (const value of [...known(found.rsi), ...known(found.adx)]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(100 + 1e-9);
        }
        expect(Math.min(...known(found.atr))).toBeGreaterThan(0);
        found.bollinger.lower.forEach((low, i) => {
          if (low !== null) expect(low).toBeLessThanOrEqual(found.bollinger.upper[i]!);
        });
      }),
    );
  });

  it('refuse unsorted, impossible and missing candles by place', () => {
    const bar = candles[5]!;
    fails(() => indicators([]), 'TOO_SHORT', 'candles');
    fails(
      () => indicators(candles.with(5, [candles[4]![0], ...bar.slice(1)] as unknown as Candle)),
      'UNSORTED',
      'candles[5]',
    );
    fails(
      () => indicators(candles.with(5, [bar[0], bar[1], bar[3] * 0.9, bar[3], bar[4], 1])),
      'CONTRADICTION',
      'candles[5]',
    );
    fails(
      () => indicators(candles.with(5, [bar[0], 0, bar[2], bar[3], bar[4], 1])),
      'NOT_POSITIVE',
      'candles[5][1]',
    );
    fails(
      () => indicators(candles.with(5, [bar[0], Number.NaN, bar[2], bar[3], bar[4], 1])),
      'NOT_FINITE',
      'candles[5][1]',
    );
    fails(() => indicators(candles, { rsi: 1 }), 'OUT_OF_RANGE', 'rsi');
  });
});

describe('the market regime', () => {
  it('is trending and volatile in a steep climb, trending and calm in a gentle one', () => {
    const climb = (step: number) =>
      candlesFrom(walk(new Array(60).fill(step)), new Array(60).fill(0.001), new Array(60).fill(0.001));
    expect(marketRegime(climb(0.01)).regime).toBe('TRENDING_HIGH_VOL');
    expect(marketRegime(climb(0.001)).regime).toBe('TRENDING_LOW_VOL');
  });

  it('turns at an ADX of 25 and at a width of 4 %', () => {
    // ADX by the numpy computation above for seeds 36 and 250: 25.00785 and 24.92859; width 4·std/mean of 20 closes
    const at = (seed: number) =>
      marketRegime(candlesFrom(walk(series(seed, 60)), series(seed + 1, 60), series(seed + 2, 60)));
    expect(at(36)).toMatchObject({ adx: expect.closeTo(25.007852577790185, 9), regime: 'TRENDING_HIGH_VOL' });
    expect(at(250)).toMatchObject({ adx: expect.closeTo(24.928594365488166, 9), regime: 'RANGING_HIGH_VOL' });
    const climb = (step: number) =>
      marketRegime(candlesFrom(walk(new Array(60).fill(step)), new Array(60).fill(0), new Array(60).fill(0)));
    expect(climb(0.0017)).toMatchObject({ regime: 'TRENDING_LOW_VOL' });
    expect(climb(0.00178)).toMatchObject({ regime: 'TRENDING_HIGH_VOL' });
  });

  it('is ranging where prices swing without direction', () => {
    const swing = (size: number) =>
      Array.from({ length: 80 }, (_, i) => size * [1, -1, -1, 1, -1, 1, 1, -1][i % 8]!);
    const quiet = new Array(80).fill(0.002);
    expect(marketRegime(candlesFrom(walk(swing(0.02)), quiet, quiet)).regime).toBe('RANGING_HIGH_VOL');
    expect(marketRegime(candlesFrom(walk(swing(0.002)), quiet, quiet)).regime).toBe('RANGING_LOW_VOL');
    expect(marketRegime(candles)).toMatchObject({ bollingerWidth: expect.closeTo(0.14348188277537544, 10) });
  });

  it('needs 28 bars', () => {
    fails(() => marketRegime(candles.slice(0, 27)), 'TOO_SHORT', 'candles');
    expect(marketRegime(candles.slice(0, 28)).adx).toBeGreaterThan(0);
  });

  it('by smoothed volatility is trending when recent moves outgrow their history', () => {
    // p = 100*cumprod(1 + series(21, 60)): sq = mean(r[:20]**2), then sq += 2/21*(r**2 - sq); sqrt = 0.0301482
    const prices = [100, ...walk(series(21, 60))];
    const found = smoothedVolatilityRegime(prices);
    expect(found.volatilitySmoothed).toBeCloseTo(0.030148237070337147, 13);
    expect(found).toMatchObject({ threshold: expect.closeTo(0.027873796995651824, 12), regime: 'TRENDING' });
    expect(smoothedVolatilityRegime(prices, { threshold: 0.05 }).regime).toBe('RANGING');
    fails(() => smoothedVolatilityRegime(prices.slice(0, 10)), 'TOO_SHORT', 'prices');
  });
});

describe('multi-timeframe risk', () => {
  it('scales every timeframe to a day before weighing: one market seen through four frames has one volatility', () => {
    const daily = 0.03;
    const bars = { '5m': 288, '15m': 96, '1h': 24, '4h': 6 };
    const found = multiTimeframeRisk({
      '5m': daily / Math.sqrt(bars['5m']),
      '15m': daily / Math.sqrt(bars['15m']),
      '1h': daily / Math.sqrt(bars['1h']),
      '4h': daily / Math.sqrt(bars['4h']),
    });
    expect(found.score).toBeCloseTo(daily, 12);
    expect(found.level).toBe('MEDIUM');
    expect(found.parts['1h'].contribution).toBeCloseTo(0.4 * daily, 12);
  });

  it('is high above 4 % and low up to 2 %', () => {
    const at = (volatility: number) =>
      multiTimeframeRisk({ '5m': volatility, '15m': volatility, '1h': volatility, '4h': volatility }, 5)
        .level;
    expect([0.01, 0.05, 0.2].map(at)).toEqual(['LOW', 'MEDIUM', 'HIGH']);
  });

  it('refuses negative and broken volatilities', () => {
    fails(
      () => multiTimeframeRisk({ '5m': -1, '15m': 0, '1h': 0, '4h': 0 }),
      'OUT_OF_RANGE',
      'volatilities.5m',
    );
    fails(
      () => multiTimeframeRisk({ '5m': 0, '15m': 0, '1h': Number.NaN, '4h': 0 }),
      'NOT_FINITE',
      'volatilities.1h',
    );
  });
});
