// Several markets read at once: each as alone, and a market whose bars do not do is told by itself.
import { describe, expect, it } from 'vitest';
import { RandomSource } from '../../../src/risk/random.ts';
import type { Candle } from '../../../src/risk/regime/candles.ts';
import { marketRegime, smoothedVolatilityRegime } from '../../../src/risk/regime/market-regime.ts';
import { packCandles, regimesOf } from '../../../src/risk/regime/regimes.ts';

const stream = new RandomSource(9).stream(0);
function bars(count: number): Candle[] {
  let close = 100;
  return Array.from({ length: count }, (_, i): Candle => {
    const open = close;
    close *= 1 + 0.01 * stream.normal();
    return [i + 1, open, Math.max(open, close) * 1.001, Math.min(open, close) * 0.999, close, 5];
  });
}

describe('the regimes of several markets', () => {
  it('are each what it is alone', () => {
    const markets = [bars(60), bars(200)];
    const found = regimesOf(markets.map(packCandles));
    for (const [i, candles] of markets.entries()) {
      expect(found[i]).toEqual({
        kind: 'known',
        market: marketRegime(candles),
        smoothed: smoothedVolatilityRegime(candles.map(([, , , , close]) => close)),
      });
    }
  });

  it('tell apart too few bars and bars that cannot be, and keep the rest', () => {
    const broken = bars(60).map((candle, i): Candle => (i === 30 ? [31, 0, 0, 0, 0, 0] : candle));
    const found = regimesOf([[], bars(27), broken, bars(60)].map(packCandles));
    expect(found.map(({ kind }) => kind)).toEqual(['too-short', 'too-short', 'refused', 'known']);
  });
});
