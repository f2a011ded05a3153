// One contract's market: mark, last and index price, the order book that orders meet, and whether it trades at all.
import { Decimal, floorToStep } from '../../../src/domain/decimal.ts';
import type { Listing } from './listing.ts';

export interface Level {
  readonly price: Decimal;
  quantity: Decimal;
}

export interface Book {
  readonly bids: Level[];
  readonly asks: Level[];
}

export interface Trade {
  readonly price: Decimal;
  readonly quantity: Decimal;
}

const LEVELS = 20;

export class Market {
  readonly listing: Listing;
  mark: Decimal;
  index: Decimal;
  last: Decimal;
  fundingRate = new Decimal('0.0001');
  /** What was paid on this contract, oldest first. */
  readonly fundings: { readonly at: number; readonly rate: Decimal; readonly mark: Decimal }[] = [];
  /** TRADING unless a test halts or settles it. */
  status = 'TRADING';
  /** While true nothing of this contract can be cancelled either. */
  frozen = false;
  /** Share of a new order that is filled at once; the rest waits until the test completes it. */
  fillShare: Decimal | undefined;
  /** Base quantity on every level of the book that is made up around the last price. */
  depth: Decimal;
  updates = 1_027_024;
  #book: Book | undefined;

  constructor(listing: Listing) {
    this.listing = listing;
    this.mark = new Decimal(listing.price);
    this.index = this.mark;
    this.last = this.mark;
    this.depth = new Decimal(listing.maxQty);
  }

  /** A book that is used up by the orders that meet it; undefined goes back to the bottomless one. */
  setBook(book: Book | undefined): void {
    this.#book = book;
    this.updates += 1;
  }

  get book(): Book {
    return { bids: [...this.#levels('SELL')], asks: [...this.#levels('BUY')] };
  }

  /** What a taker on this side meets, best first: the given book, or one made up as far as it is looked at. */
  *#levels(side: 'BUY' | 'SELL'): Generator<Level> {
    if (this.#book !== undefined) {
      yield* side === 'BUY' ? this.#book.asks : this.#book.bids;
      return;
    }
    const tick = new Decimal(this.listing.tickSize);
    const step = side === 'BUY' ? tick : tick.negated();
    const bid = floorToStep(this.last, tick);
    let price = side === 'BUY' ? bid.plus(tick) : bid;
    for (let level = 0; level < LEVELS && price.gt(0); level += 1) {
      yield { price, quantity: this.depth };
      price = price.plus(step);
    }
  }

  /** The best price somebody offers to a taker on this side. */
  best(side: 'BUY' | 'SELL'): Decimal | undefined {
    return this.#levels(side).next().value?.price;
  }

  /** What a taker of `quantity` gets, level by level, no worse than `limit`; what is taken from a given book is gone. */
  take(side: 'BUY' | 'SELL', quantity: Decimal, limit: Decimal | undefined): Trade[] {
    const taken = this.offered(side, quantity, limit);
    if (this.#book === undefined) return taken;
    const levels = side === 'BUY' ? this.#book.asks : this.#book.bids;
    for (const { price, quantity: gone } of taken) {
      const level = levels.find((each) => each.price.eq(price));
      if (level !== undefined) level.quantity = level.quantity.minus(gone);
    }
    const left = levels.filter((each) => each.quantity.gt(0));
    levels.splice(0, levels.length, ...left);
    this.updates += 1;
    return taken;
  }

  /** What a taker would get now. */
  offered(side: 'BUY' | 'SELL', quantity: Decimal, limit: Decimal | undefined): Trade[] {
    const trades: Trade[] = [];
    let left = quantity;
    for (const level of this.#levels(side)) {
      if (left.lte(0)) break;
      if (limit !== undefined && (side === 'BUY' ? level.price.gt(limit) : level.price.lt(limit))) break;
      const part = Decimal.min(left, level.quantity);
      trades.push({ price: level.price, quantity: part });
      left = left.minus(part);
    }
    return trades;
  }
}
