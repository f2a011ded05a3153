// Which of four markets this is: trending or ranging (ADX), high or low volatility (width of the Bollinger bands).
// Also the long-run desk's simpler reading: an exponentially smoothed volatility against its own history. Model 34.
import { ModelInputError, requireBetween, requireInteger } from '../model-input-error.ts';
import { meanOf, squaredDeviations } from '../statistics/moments.ts';
import { simpleReturns } from '../statistics/returns.ts';
import type { Candle } from './candles.ts';
import { indicators } from './indicators.ts';

export type MarketRegimeName =
  | 'TRENDING_HIGH_VOL'
  | 'TRENDING_LOW_VOL'
  | 'RANGING_HIGH_VOL'
  | 'RANGING_LOW_VOL';

export interface MarketRegime {
  readonly adx: number;
  /** (upper − lower) / middle. */
  readonly bollingerWidth: number;
  readonly regime: MarketRegimeName;
}

const TRENDING_ABOVE = 25;
const WIDE_ABOVE = 0.04;
/** ADX(14) is first known at the 28th bar. */
const BARS_NEEDED = 28;

/** Of the newest bar. Errors: TOO_SHORT under 28 bars, and those of the candles. */
export function marketRegime(candles: readonly Candle[]): MarketRegime {
  if (candles.length < BARS_NEEDED) {
    const found = `candles has ${candles.length} bars; ADX(14) needs ${BARS_NEEDED}`;
    throw new ModelInputError('TOO_SHORT', 'candles', found);
  }
  const lines = indicators(candles);
  const last = candles.length - 1;
  const adx = lines.adx[last]!;
  const { lower, middle, upper } = lines.bollinger;
  const bollingerWidth = (upper[last]! - lower[last]!) / middle[last]!;
  const trend = adx > TRENDING_ABOVE ? 'TRENDING' : 'RANGING';
  return { adx, bollingerWidth, regime: `${trend}_${bollingerWidth > WIDE_ABOVE ? 'HIGH' : 'LOW'}_VOL` };
}

export interface SmoothedVolatility {
  /** √ of the exponential average of squared returns, per period. */
  readonly volatilitySmoothed: number;
  /** What it is compared with. */
  readonly threshold: number;
  readonly regime: 'TRENDING' | 'RANGING';
}

/**
 * Smoothed with weight 2/(span + 1), started at the mean of the first `span` squares; TRENDING above the threshold
 * (default: the sample standard deviation of all returns given). Errors: TOO_SHORT under span + 1 prices.
 */
export function smoothedVolatilityRegime(
  prices: ArrayLike<number>,
  { span = 20, threshold }: { readonly span?: number; readonly threshold?: number } = {},
): SmoothedVolatility {
  requireInteger(span, 'span', 2, 100_000);
  const returns = simpleReturns(prices, 'prices', span);
  let square = 0;
  for (let i = 0; i < span; i++) square += returns[i]! ** 2 / span;
  const weight = 2 / (span + 1);
  for (let i = span; i < returns.length; i++) square += weight * (returns[i]! ** 2 - square);
  const ordinary = Math.sqrt(squaredDeviations(returns, meanOf(returns)) / (returns.length - 1));
  const limit = threshold === undefined ? ordinary : requireBetween(threshold, 'threshold', 0, 1e6);
  const volatilitySmoothed = Math.sqrt(square);
  return {
    volatilitySmoothed,
    threshold: limit,
    regime: volatilitySmoothed > limit ? 'TRENDING' : 'RANGING',
  };
}
