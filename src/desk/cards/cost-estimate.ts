// What a market order would cost, from the visible book: an estimate for the card, never a promise.
import type { OrderSide } from '../../domain/order.ts';
import type { OrderBook } from '../../ports/exchange.ts';

/**
 * Average price of walking the book for `quantity`, as a ratio away from the reference price; never below zero.
 * Undefined when the visible depth is not enough.
 */
export function slippageOf(
  book: OrderBook,
  side: OrderSide,
  quantity: number,
  reference: number,
): number | undefined {
  const levels = side === 'sell' ? book.bids : book.asks;
  let left = quantity;
  let paid = 0;
  for (const [price, available] of levels) {
    const taken = Math.min(left, available);
    paid += taken * price;
    left -= taken;
    if (left <= quantity * 1e-12) break;
  }
  if (left > quantity * 1e-12 || quantity <= 0 || reference <= 0) return undefined;
  const average = paid / quantity;
  const worse = side === 'sell' ? reference - average : average - reference;
  return Math.max(0, worse / reference);
}
