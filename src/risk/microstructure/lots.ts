// What is still held of which purchase: first in, first out, for whoever has to account for every lot. Exact, like the tracker beside it.
import { Decimal } from '../../domain/decimal.ts';
import { requireFill, type TrackedFill } from './position-track.ts';

export interface Lot {
  /** Signed: below zero is short. */
  readonly quantity: Decimal;
  readonly price: Decimal;
  /** What is left of the entry fee, by quantity. */
  readonly fee: Decimal;
}

export interface LotBook {
  /** Oldest first. */
  readonly lots: readonly Lot[];
  /** By the lots that were closed, after the fees of both ends. */
  readonly realizedPnl: Decimal;
}

const ZERO = new Decimal(0);
export const NO_LOTS: LotBook = { lots: [], realizedPnl: ZERO };

/** After one fill: it closes the oldest lots of the other side and opens one with what is left of it. Throws as the tracker does. */
export function applyToLots(book: LotBook, fill: TrackedFill, path = 'fill'): LotBook {
  requireFill(fill, path);
  const way = fill.side === 'buy' ? 1 : -1;
  const fee = fill.fee ?? ZERO;
  const lots = [...book.lots];
  let { realizedPnl } = book;
  let left = fill.quantity;
  while (left.gt(0)) {
    const oldest = lots[0];
    if (oldest === undefined || oldest.quantity.isPositive() === way > 0) break;
    const size = oldest.quantity.abs();
    const closed = Decimal.min(size, left);
    const entryFee = closed.eq(size) ? oldest.fee : oldest.fee.times(closed).div(size);
    const exitFee = fee.times(closed).div(fill.quantity);
    const gained = fill.price.minus(oldest.price).times(closed).times(-way);
    realizedPnl = realizedPnl.plus(gained).minus(entryFee).minus(exitFee);
    left = left.minus(closed);
    if (closed.eq(size)) lots.shift();
    else {
      const quantity = oldest.quantity.plus(closed.times(way));
      lots[0] = { quantity, price: oldest.price, fee: oldest.fee.minus(entryFee) };
    }
  }
  if (left.gt(0)) {
    const rest = left.eq(fill.quantity) ? fee : fee.times(left).div(fill.quantity);
    lots.push({ quantity: left.times(way), price: fill.price, fee: rest });
  }
  return { lots, realizedPnl };
}
