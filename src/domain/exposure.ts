// The book as it would be after an order: what every check looks at, because sides alone say nothing about risk.
import { type Decimal, ZERO } from './decimal.ts';
import type { OrderIntent } from './order.ts';
import { notional, type PositionSide, sign } from './position.ts';
import type { AccountSnapshot } from './snapshot.ts';

export interface ExposureAfter {
  /** Signed quantity in base units before and after; long is above zero. */
  readonly before: Decimal;
  readonly after: Decimal;
  /** Smaller than before, and on the same side or flat. */
  readonly reduces: boolean;
  /** Sum of |notional| over every position, in quote currency, after the order. */
  readonly totalNotional: Decimal;
  readonly openPositions: number;
}

/** The position an order works on, as a signed quantity: in hedge mode the named side, else the one there is. */
export function signedPosition(snapshot: AccountSnapshot, symbol: string, side: PositionSide): Decimal {
  let total = ZERO;
  for (const position of snapshot.positions) {
    if (position.symbol !== symbol) continue;
    if (snapshot.positionMode === 'hedge' && position.side !== side) continue;
    total = total.plus(position.quantity.value.times(sign(position.side)));
  }
  return total;
}

/** What the book would look like were `intent` filled whole at the mark. */
export function exposureAfter(
  intent: OrderIntent,
  snapshot: AccountSnapshot,
  markPrice: Decimal,
): ExposureAfter {
  const before = signedPosition(snapshot, intent.symbol, intent.positionSide);
  const change = intent.side === 'buy' ? intent.quantity.value : intent.quantity.value.negated();
  const after = before.plus(change);
  const sameSide = after.isZero() || (after.isPositive() === before.isPositive() && !before.isZero());
  let total = ZERO;
  let open = 0;
  for (const position of snapshot.positions) {
    const isThis =
      position.symbol === intent.symbol &&
      (snapshot.positionMode !== 'hedge' || position.side === intent.positionSide);
    if (isThis) continue;
    total = total.plus(notional(position));
    open += 1;
  }
  return {
    before,
    after,
    reduces: sameSide && after.abs().lt(before.abs()),
    totalNotional: total.plus(after.abs().times(markPrice)),
    openPositions: open + (after.isZero() ? 0 : 1),
  };
}
