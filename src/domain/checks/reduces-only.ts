// A reduce-only order leaves a smaller position on the same side; never more, never the other side.
import type { Refusal } from '../refusal.ts';
import type { Check } from './check.ts';

export const reducesOnly: Check = ({ intent, exposure }) => {
  if (!intent.reduceOnly) return [];
  const refusals: Refusal[] = [];
  if (exposure.before.isZero()) {
    refusals.push({ code: 'POSITION_GONE', symbol: intent.symbol });
    return refusals;
  }
  const side = exposure.before.isPositive() ? 'long' : 'short';
  if (side !== intent.positionSide) {
    refusals.push({ code: 'SIDE_FLIPPED', symbol: intent.symbol, was: intent.positionSide, is: side });
  } else if (!exposure.reduces) {
    refusals.push({
      code: 'REDUCE_ONLY_WOULD_INCREASE',
      symbol: intent.symbol,
      quantity: intent.quantity.toString(),
      position: exposure.before.abs().toFixed(),
    });
  }
  return refusals;
};
