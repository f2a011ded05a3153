// What an order that takes from the book pays: a walk through its levels, or one of three formulas of size over visible depth.
import { Decimal, ZERO } from '../../domain/decimal.ts';
import type { OrderSide } from '../../domain/order.ts';
import type { OrderBook } from '../../ports/exchange.ts';
import type { SlippageModel } from './paper-settings.ts';

export interface TakeRequest {
  readonly book: OrderBook;
  readonly side: OrderSide;
  readonly quantity: Decimal;
  readonly limit: Decimal | undefined;
  readonly tick: Decimal;
  readonly model: SlippageModel;
  readonly coefficient: number;
}

/** Digits of an average price; rounded against the taker. */
const PRICE_DIGITS = 8;

/**
 * How much of an order the book fills at once, and at what average price. Less than asked where the book (or the
 * limit price) ends; undefined when nothing is filled.
 */
export function take(request: TakeRequest): { filled: Decimal; average: Decimal } | undefined {
  const { book, side, quantity, limit } = request;
  const levels = side === 'buy' ? book.asks : book.bids;
  let filled = ZERO;
  let cost = ZERO;
  let depth = ZERO;
  for (const [levelPrice, levelQuantity] of levels) {
    const price = new Decimal(levelPrice);
    depth = depth.plus(levelQuantity);
    if (limit !== undefined && (side === 'buy' ? price.gt(limit) : price.lt(limit))) continue;
    const part = Decimal.min(quantity.minus(filled), levelQuantity);
    filled = filled.plus(part);
    cost = cost.plus(part.times(price));
  }
  const best = levels[0];
  if (filled.isZero() || best === undefined) return undefined;
  const against = side === 'buy' ? Decimal.ROUND_UP : Decimal.ROUND_DOWN;
  if (request.model === 'book') {
    return { filled, average: cost.div(filled).toDecimalPlaces(PRICE_DIGITS, against) };
  }
  const share = request.quantity.div(depth).toNumber();
  const slip = request.coefficient * impact(request.model, share);
  const raw = new Decimal(best[0]).times(side === 'buy' ? 1 + slip : 1 - slip);
  const rounded = raw.div(request.tick).toDecimalPlaces(0, against).times(request.tick);
  const capped =
    limit === undefined
      ? rounded
      : side === 'buy'
        ? Decimal.min(rounded, limit)
        : Decimal.max(rounded, limit);
  // Without a limit the formulas know no end of the book: the order is filled whole.
  return { filled: limit === undefined ? quantity : filled, average: Decimal.max(capped, request.tick) };
}

function impact(model: Exclude<SlippageModel, 'book'>, share: number): number {
  switch (model) {
    case 'linear':
      return share;
    case 'square-root':
      return Math.sqrt(share);
    case 'logarithmic':
      return Math.log1p(share);
    default:
      return model satisfies never;
  }
}
