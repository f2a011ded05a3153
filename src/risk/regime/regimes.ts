// The regimes of several markets at once, as plain data in and out, so that a large book can be read beside the event loop.
import { ModelInputError } from '../model-input-error.ts';
import type { Candle } from './candles.ts';
import {
  type MarketRegime,
  marketRegime,
  type SmoothedVolatility,
  smoothedVolatilityRegime,
} from './market-regime.ts';

/** Numbers of a candle in a row: time, open, high, low, close, volume. */
const WIDTH = 6;

export type RegimeReading =
  | { readonly kind: 'known'; readonly market: MarketRegime; readonly smoothed: SmoothedVolatility }
  | { readonly kind: 'too-short' }
  | { readonly kind: 'refused'; readonly message: string };

/** Candles one after the other in one array, which travels to a worker at a copy's price. */
export function packCandles(candles: readonly Candle[]): Float64Array {
  const packed = new Float64Array(candles.length * WIDTH);
  for (const [i, candle] of candles.entries()) packed.set(candle, i * WIDTH);
  return packed;
}

/** A market whose bars do not do is told alone; it does not take the others with it. */
export function regimesOf(packed: readonly Float64Array[]): RegimeReading[] {
  return packed.map((bars) => {
    const candles = Array.from(
      { length: bars.length / WIDTH },
      (_, i) => [...bars.subarray(i * WIDTH, (i + 1) * WIDTH)] as unknown as Candle,
    );
    try {
      const closes = candles.map(([, , , , close]) => close);
      return { kind: 'known', market: marketRegime(candles), smoothed: smoothedVolatilityRegime(closes) };
    } catch (error) {
      if (!(error instanceof ModelInputError)) throw error;
      return error.code === 'TOO_SHORT' ? { kind: 'too-short' } : { kind: 'refused', message: error.message };
    }
  });
}
