// The fraction that makes past trades grow fastest: the maximum of mean log(1 + f·r) over the returns themselves.
import { requireBetween, requireSeries } from '../model-input-error.ts';

const LARGEST_FRACTION = 1e6;

/**
 * Searches f ≥ 0 inside the domain where every 1 + f·r is above zero; the function is concave, so the zero of its slope
 * is the one maximum. 0 when the trades lose on average; null when no trade loses, since then no fraction is too large.
 */
export function growthOptimalFraction(returns: ArrayLike<number>): number | null {
  requireSeries(returns, 'returns', 1);
  let worst = 0;
  let sum = 0;
  for (let i = 0; i < returns.length; i++) {
    const r = requireBetween(returns[i]!, `returns[${i}]`, -1e6, 1e6);
    worst = Math.min(worst, r);
    sum += r;
  }
  if (sum <= 0) return 0;
  if (-worst * LARGEST_FRACTION < 1) return null;
  const slope = (f: number) => {
    let total = 0;
    for (let i = 0; i < returns.length; i++) total += returns[i]! / (1 + f * returns[i]!);
    return total;
  };
  let low = 0;
  let high = -1 / worst;
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  return low;
}
