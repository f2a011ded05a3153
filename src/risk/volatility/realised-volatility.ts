// Realised volatility: the sample standard deviation of simple returns in a window, per period, per day and per year.
// The three bases are given side by side under their own names, so that no model mixes them. Model 24.
import { ModelInputError, requireBetween, requireInteger } from '../model-input-error.ts';
import { meanOf, squaredDeviations } from '../statistics/moments.ts';
import { simpleReturns } from '../statistics/returns.ts';

export interface RealisedVolatility {
  readonly perPeriod: number;
  readonly daily: number;
  readonly annual: number;
  /** Number of returns it rests on. */
  readonly count: number;
}

/** Trading never stops: a year is 365 days. */
const DAYS_PER_YEAR = 365;

/**
 * Of the last `window` returns (default: all) of positive prices, oldest first. `periodsPerYear` default 365.
 * Errors: TOO_SHORT under window + 1 prices (at least 3), NOT_POSITIVE, NOT_FINITE.
 */
export function realisedVolatility(
  prices: ArrayLike<number>,
  window?: number,
  periodsPerYear = DAYS_PER_YEAR,
): RealisedVolatility {
  requireBetween(periodsPerYear, 'periodsPerYear', 1e-3, 1e8);
  if (window !== undefined) requireInteger(window, 'window', 2, 10_000_000);
  const returns = simpleReturns(prices, 'prices', 2);
  if (window !== undefined && returns.length < window) {
    throw new ModelInputError(
      'TOO_SHORT',
      'prices',
      `prices has ${prices.length} values; a window of ${window} returns needs ${window + 1}`,
    );
  }
  const used = returns.subarray(returns.length - (window ?? returns.length));
  const perPeriod = Math.sqrt(squaredDeviations(used, meanOf(used)) / (used.length - 1));
  return {
    perPeriod,
    daily: perPeriod * Math.sqrt(periodsPerYear / DAYS_PER_YEAR),
    annual: perPeriod * Math.sqrt(periodsPerYear),
    count: used.length,
  };
}
