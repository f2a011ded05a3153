// The mark must still be near the price that people saw when they approved, and a limit price near the mark.
import type { Decimal } from '../decimal.ts';
import type { Refusal } from '../refusal.ts';
import type { Check } from './check.ts';

const moved = (from: Decimal, to: Decimal): number => to.minus(from).abs().div(from).toNumber();

export const priceBand: Check = ({ intent, markPrice, limits, state }) => {
  if (state.forKillSwitch) return [];
  const refusals: Refusal[] = [];
  for (const price of [intent.referencePrice, intent.limitPrice]) {
    if (price === undefined) continue;
    const distance = moved(price.value, markPrice);
    if (distance > limits.priceTolerance) {
      refusals.push({
        code: 'PRICE_MOVED',
        symbol: intent.symbol,
        moved: distance,
        limit: limits.priceTolerance,
      });
    }
  }
  return refusals;
};
