// The venue's own figure for the price at which a position is liquidated, which the desk holds against its own.
import type { LeverageBracket } from '../../domain/instrument.ts';
import { bracketOf } from './margin.ts';

export interface LiquidationLeg {
  readonly sign: 1 | -1;
  readonly quantity: number;
  readonly cost: number;
  readonly brackets: readonly LeverageBracket[];
}

/**
 * The price nearest to `mark` at which `collateral + Σ profit = Σ maintenance`, over the legs of one symbol; undefined
 * where no price above zero is that border. Between two bracket borders the sum is a straight line, so that its zero
 * is the venue's published `(collateral + Σ cum − Σ sign·cost) / Σ (quantity·rate − sign·quantity)`.
 */
export function venueLiquidationPrice(
  legs: readonly LiquidationLeg[],
  collateral: number,
  mark: number,
): number | undefined {
  const borders = legs.flatMap(({ brackets, quantity }) => brackets.map(({ floor }) => floor / quantity));
  const sorted = legs.length === 1 ? borders : borders.sort((a, b) => a - b);
  let nearest: number | undefined;
  for (const [i, low] of sorted.entries()) {
    const high = sorted[i + 1] ?? Number.POSITIVE_INFINITY;
    const inside = high === Number.POSITIVE_INFINITY ? low + 1 : (low + high) / 2;
    let constant = collateral;
    let slope = 0;
    for (const { sign, quantity, cost, brackets } of legs) {
      const { cum, maintenanceMarginRate } = bracketOf(brackets, quantity * inside);
      constant += cum - sign * cost;
      slope += quantity * (sign - maintenanceMarginRate);
    }
    const price = -constant / slope;
    if (!(price > 0) || price < low || price > high || slope === 0) continue;
    if (nearest === undefined || Math.abs(price - mark) < Math.abs(nearest - mark)) nearest = price;
  }
  return nearest;
}
