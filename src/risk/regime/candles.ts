// Candles as indicator models read them: checked once, so that an unsorted or impossible bar is named, not averaged in.
import { ModelInputError, requirePositive } from '../model-input-error.ts';

/** [milliseconds, open, high, low, close, volume]. */
export type Candle = readonly [number, number, number, number, number, number];

/** The candles themselves, oldest first and in rising time; TOO_SHORT, UNSORTED, NOT_POSITIVE or CONTRADICTION with the place. */
export function requireCandles(candles: readonly Candle[], min: number, path = 'candles'): readonly Candle[] {
  if (candles.length < min) {
    throw new ModelInputError(
      'TOO_SHORT',
      path,
      `${path} has ${candles.length} bars; at least ${min} are needed`,
    );
  }
  let before = Number.NEGATIVE_INFINITY;
  for (const [i, [time, open, high, low, close]] of candles.entries()) {
    const here = `${path}[${i}]`;
    if (!Number.isFinite(time) || time <= before) {
      throw new ModelInputError(
        'UNSORTED',
        here,
        `${here} does not come after the bar before it; sort by time, once each`,
      );
    }
    before = time;
    for (const [k, price] of [open, high, low, close].entries()) requirePositive(price, `${here}[${k + 1}]`);
    if (high < Math.max(open, close, low) || low > Math.min(open, close)) {
      throw new ModelInputError('CONTRADICTION', here, `${here} has prices outside its own high and low`);
    }
  }
  return candles;
}
