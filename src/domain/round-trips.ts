// Round trips from fills: from flat to flat, what was won or lost after fees. The figures that open the gate to real mode.
import { Decimal, ZERO } from './decimal.ts';

export interface TripFill {
  readonly account: string;
  readonly symbol: string;
  readonly positionSide: 'long' | 'short';
  readonly side: 'buy' | 'sell';
  readonly quantity: string;
  readonly price: string;
  readonly fee: string;
  readonly realizedPnl: string;
  readonly at: number;
}

export interface RoundTrip {
  readonly account: string;
  readonly symbol: string;
  readonly openedAt: number;
  readonly closedAt: number;
  /** After fees, in quote currency. */
  readonly profit: Decimal;
  /** What was put on over the trip, entries added up, in quote currency: what the profit is a return on. */
  readonly notional: Decimal;
}

/** Fills oldest first. A position that is still open is no round trip yet; a flip ends one and begins the next. */
export function roundTrips(fills: readonly TripFill[]): RoundTrip[] {
  const open = new Map<string, { quantity: Decimal; profit: Decimal; notional: Decimal; openedAt: number }>();
  const trips: RoundTrip[] = [];
  for (const fill of fills) {
    const key = `${fill.account}/${fill.symbol}/${fill.positionSide}`;
    const change = new Decimal(fill.quantity).times(fill.side === 'buy' ? 1 : -1);
    const before = open.get(key) ?? {
      quantity: ZERO,
      profit: ZERO,
      notional: ZERO,
      openedAt: fill.at,
    };
    const quantity = before.quantity.plus(change);
    const isEntry = before.quantity.isZero() || change.isPositive() === before.quantity.isPositive();
    const notional = isEntry ? before.notional.plus(change.abs().times(fill.price)) : before.notional;
    const profit = before.profit.plus(fill.realizedPnl).minus(fill.fee);
    const isOver =
      !before.quantity.isZero() &&
      (quantity.isZero() || quantity.isPositive() !== before.quantity.isPositive());
    if (!isOver) {
      open.set(key, { quantity, profit, notional, openedAt: before.openedAt });
      continue;
    }
    const { account, symbol } = fill;
    trips.push({ account, symbol, openedAt: before.openedAt, closedAt: fill.at, profit, notional });
    if (quantity.isZero()) open.delete(key);
    else {
      const turned = quantity.abs().times(fill.price);
      open.set(key, { quantity, profit: ZERO, notional: turned, openedAt: fill.at });
    }
  }
  return trips;
}

/** The deepest fall of a curve from an earlier peak, as a share of that peak; 0 for a curve that never falls. */
export function deepestFall(equity: readonly number[]): number {
  let peak = Number.NEGATIVE_INFINITY;
  let deepest = 0;
  for (const value of equity) {
    peak = Math.max(peak, value);
    if (peak > 0) deepest = Math.max(deepest, (peak - value) / peak);
  }
  return deepest;
}
