// How much of a set of positions must go so that their maintenance margin fits an allowance: the exact share,
// found on the piecewise-linear maintenance margin.
import type { BracketTable } from './brackets.ts';
import { firstNonPositive, type Kink } from './piecewise-line.ts';

/** A position that is cut in step with the others; `notional` at the price at which it is judged. */
export interface Shrinking {
  readonly table: BracketTable;
  readonly notional: number;
}

/**
 * The smallest share c in [0, 1] with `Σ maintenance(notional·(1 − c)) + loss·(1 − c) ≤ allowance`, or null when
 * not even closing all of it is enough. `loss` is what the uncut positions lose on the way to the judged price.
 */
export function shareToCut(shrinking: readonly Shrinking[], loss: number, allowance: number): number | null {
  const line = { slope: -loss, intercept: loss - allowance };
  const kinks: Kink[] = [];
  for (const { table, notional } of shrinking) {
    const { brackets } = table;
    const start = table.indexAt(notional);
    line.slope -= brackets[start]!.rate * notional;
    line.intercept += brackets[start]!.rate * notional - brackets[start]!.cum;
    for (let tier = start; tier > 0; tier--) {
      const [upper, lower] = [brackets[tier]!, brackets[tier - 1]!];
      const rise = lower.rate - upper.rate;
      kinks.push({
        at: 1 - upper.floor / notional,
        slope: -rise * notional,
        intercept: rise * notional - (lower.cum - upper.cum),
      });
    }
  }
  return firstNonPositive(line, kinks, 1);
}

/**
 * Quantities to cut from each position so that their maintenance margin fits `allowance` with the least notional sold:
 * the dearest tiers go first, and within one rate the largest position. Null when closing all is not enough.
 */
export function cheapestCuts(
  positions: readonly (Shrinking & { readonly quantity: number })[],
  allowance: number,
): number[] | null {
  let excess = -allowance;
  const slices: { readonly owner: number; readonly rate: number; readonly size: number }[] = [];
  for (const [owner, { table, notional }] of positions.entries()) {
    excess += table.maintenance(notional);
    const top = table.indexAt(notional);
    for (let tier = top; tier >= 0; tier--) {
      const { floor, cap, rate } = table.brackets[tier]!;
      const size = Math.min(notional, cap) - (tier === 0 ? 0 : floor);
      if (size > 0) slices.push({ owner, rate, size });
    }
  }
  slices.sort((a, b) => b.rate - a.rate || positions[b.owner]!.notional - positions[a.owner]!.notional);
  const sold = new Array<number>(positions.length).fill(0);
  for (const { owner, rate, size } of slices) {
    if (excess <= 0 || rate === 0) break;
    const part = Math.min(size, excess / rate);
    sold[owner]! += part;
    excess -= part * rate;
  }
  const tolerance = 1e-9 * Math.abs(allowance);
  if (excess > tolerance) return null;
  return sold.map((notional, i) => (notional / positions[i]!.notional) * positions[i]!.quantity);
}
