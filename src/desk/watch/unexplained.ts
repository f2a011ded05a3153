// Positions against the fills that made them: what the venue holds and no trade explains is told. A trade may be listed late, and a
// picture may be older than the list; so a difference counts only when it is still the same a reconciliation later.
import type { Decimal } from '../../domain/decimal.ts';
import { ZERO } from '../../domain/decimal.ts';
import type { Fill } from '../../domain/order.ts';
import { positionKey, sign } from '../../domain/position.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { TrackedBook } from '../state/watch-memory.ts';

export interface Unexplained {
  readonly symbol: string;
  /** Signed quantities as decimal text: by the fills, and by the venue. */
  readonly before: string;
  readonly after: string;
}

/** Positions and trades are read one after the other: what is younger than this may be in one and not in the other. */
const SETTLING_MS = 5_000;
/** Longer than the list is read again. */
const FORGET_MS = 600_000;

type Sides = AccountSnapshot['positionMode'];
const keyOf = (mode: Sides, symbol: string, side: 'long' | 'short'): string =>
  mode === 'hedge' ? positionKey(symbol, side) : symbol;

/** The book to begin with; undefined while trades are so young that they may or may not be in the picture. */
export function beginTracking(snapshot: AccountSnapshot, fills: readonly Fill[]): TrackedBook | undefined {
  if (fills.some(({ at }) => at > snapshot.at - SETTLING_MS)) return undefined;
  const counted = new Map(fills.map(({ id, at }) => [id, at]));
  return { mode: snapshot.positionMode, quantities: heldOf(snapshot), counted, doubts: new Map() };
}

/** Counts what is new among `fills` and names what has stayed unexplained; from then on the venue's word is the base. */
export function trackOn(
  book: TrackedBook,
  snapshot: AccountSnapshot,
  fills: readonly Fill[],
): readonly Unexplained[] {
  const { mode, quantities, counted, doubts } = book;
  for (const { id, at, symbol, side, positionSide, quantity } of fills) {
    if (counted.has(id)) continue;
    counted.set(id, at);
    const key = keyOf(mode, symbol, positionSide);
    const change = side === 'buy' ? quantity.value : quantity.value.negated();
    quantities.set(key, (quantities.get(key) ?? ZERO).plus(change));
  }
  for (const [id, at] of counted) if (at < snapshot.at - FORGET_MS) counted.delete(id);
  const held = heldOf(snapshot);
  const found: Unexplained[] = [];
  for (const key of new Set([...quantities.keys(), ...held.keys()])) {
    const tracked = quantities.get(key) ?? ZERO;
    const told = held.get(key) ?? ZERO;
    const apart = told.minus(tracked).toFixed();
    if (told.eq(tracked)) doubts.delete(key);
    else if (doubts.get(key) !== apart) doubts.set(key, apart);
    else {
      doubts.delete(key);
      quantities.set(key, told);
      const symbol = key.replace(/:(long|short)$/, '');
      found.push({ symbol, before: tracked.toFixed(), after: told.toFixed() });
    }
  }
  return found;
}

function heldOf({ positions, positionMode }: AccountSnapshot): Map<string, Decimal> {
  const held = new Map<string, Decimal>();
  for (const { symbol, side, quantity } of positions) {
    const key = keyOf(positionMode, symbol, side);
    held.set(key, (held.get(key) ?? ZERO).plus(quantity.value.times(sign(side))));
  }
  return held;
}
