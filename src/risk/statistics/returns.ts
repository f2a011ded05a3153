// What counts as a usable series of returns: finite and within bounds that arithmetic survives.
// A single place, so that every model refuses the same inputs with the same words.
import { ModelInputError, requireBetween, requirePositive, requireSeries } from '../model-input-error.ts';

/** A return beyond a hundred million per cent is a broken feed, not a market. */
const LARGEST_RETURN = 1e6;
/** Money beyond this is a wrong unit; sums of it would lose their cents in float64. */
const LARGEST_MONEY = 1e15;
/** Less than any coin's smallest unit is a wrong unit too; shares of it would leave float64. */
const SMALLEST_CAPITAL = 1e-6;

/** The series itself when it has at least `min` finite values of at most 1,000,000 in size; a typed error naming the index otherwise. */
export function requireReturns<T extends ArrayLike<number>>(series: T, path: string, min: number): T {
  requireSeries(series, path, min);
  for (let i = 0; i < series.length; i++) {
    const value = series[i]!;
    if (value > LARGEST_RETURN || value < -LARGEST_RETURN) {
      throw new ModelInputError(
        'OUT_OF_RANGE',
        `${path}[${i}]`,
        `${path}[${i}] is ${value}; returns are shares, 0.05 for 5 %`,
      );
    }
  }
  return series;
}

/** A signed amount of money in float64 range with cents intact; NOT_FINITE or OUT_OF_RANGE otherwise. */
export function requireMoney(value: number, path: string): number {
  return requireBetween(value, path, -LARGEST_MONEY, LARGEST_MONEY);
}

/** Capital that figures are divided by: money of at least a millionth; NOT_POSITIVE, NOT_FINITE or OUT_OF_RANGE otherwise. */
export function requireCapital(value: number, path: string): number {
  return requireBetween(requirePositive(value, path), path, SMALLEST_CAPITAL, LARGEST_MONEY);
}

/** A confidence level strictly between one half and one (0.95 for 95 %). */
export function requireConfidence(value: number, path = 'confidence'): number {
  return requireBetween(value, path, 0.5, 0.999999);
}

/** Simple returns `P_t / P_{t−1} − 1` of at least `min + 1` positive prices, oldest first. */
export function simpleReturns(prices: ArrayLike<number>, path = 'prices', min = 1): Float64Array {
  requireSeries(prices, path, min + 1);
  const returns = new Float64Array(prices.length - 1);
  for (let i = 0; i < prices.length; i++) {
    if (!(prices[i]! > 0)) {
      throw new ModelInputError(
        'NOT_POSITIVE',
        `${path}[${i}]`,
        `${path}[${i}] is ${prices[i]}; prices are above 0`,
      );
    }
    if (i > 0) returns[i - 1] = prices[i]! / prices[i - 1]! - 1;
  }
  return requireReturns(returns, `returns of ${path}`, min);
}
