// How much of an order a book takes within a slippage cap: a thin book gets slices, never the whole at any price.
import { Decimal, floorToStep, ZERO } from './decimal.ts';

/** Best first: price and quantity. */
export type BookLevels = readonly (readonly [number, number])[];

/** The largest part of `quantity` (a multiple of `step`) whose average price stays within `cap` of the mark; zero when none does. */
export function quantityWithin(
  levels: BookLevels,
  quantity: Decimal,
  mark: number,
  cap: number,
  step: Decimal,
): Decimal {
  let taken = 0;
  let worth = 0;
  for (const [price, size] of levels) {
    const distance = Math.abs(price - mark) / mark;
    if (distance <= cap) {
      taken += size;
      worth += size * price;
      continue;
    }
    // The part x of this level at which the average reaches the cap: (worth + x p) / (taken + x) = mark (1 +- cap).
    const bound = price > mark ? mark * (1 + cap) : mark * (1 - cap);
    const part = taken === 0 ? 0 : (bound * taken - worth) / (price - bound);
    if (part < size) {
      taken += Math.max(0, part);
      break;
    }
    taken += size;
    worth += size * price;
  }
  const within = floorToStep(new Decimal(taken), step);
  return Decimal.max(ZERO, Decimal.min(quantity, within));
}
