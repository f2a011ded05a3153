// The equity of all accounts together at a moment, from the points that history keeps of each.
import { Decimal, ZERO } from '../../domain/decimal.ts';
import type { EquityPoint } from '../../ports/history.ts';

export interface EquityAt {
  readonly equity: Decimal;
  readonly unrealizedPnl: Decimal;
  /** Sum of the accounts' value at risk (95 %, one day) in money; undefined while an account's is not known. */
  readonly valueAtRisk: Decimal | undefined;
}

/**
 * Adds up, for every account in `points` (oldest first), its last point at or before `at`, or its first one after
 * when it began later. Undefined without any point.
 */
export function equityAt(points: readonly EquityPoint[], at: number): EquityAt | undefined {
  const chosen = new Map<string, EquityPoint>();
  for (const point of points) {
    if (point.at <= at || !chosen.has(point.account)) chosen.set(point.account, point);
  }
  if (chosen.size === 0) return undefined;
  let [equity, unrealizedPnl] = [ZERO, ZERO];
  let valueAtRisk: Decimal | undefined = ZERO;
  for (const point of chosen.values()) {
    equity = equity.plus(point.equity);
    unrealizedPnl = unrealizedPnl.plus(point.unrealizedPnl);
    valueAtRisk =
      point.valueAtRisk === null
        ? undefined
        : valueAtRisk?.plus(new Decimal(point.equity).times(point.valueAtRisk));
  }
  return { equity, unrealizedPnl, valueAtRisk };
}

/** The deepest drawdown in the points, with its moment; null when none is known. */
export function deepest(
  points: readonly EquityPoint[],
): { readonly value: number; readonly at: number } | null {
  let worst: { readonly value: number; readonly at: number } | null = null;
  for (const { drawdown, at } of points) {
    if (drawdown !== null && (worst === null || drawdown > worst.value)) worst = { value: drawdown, at };
  }
  return worst;
}
