// Time for the simulated venue: every price between two moments, in the order of time, with what it sets off.
import type { Fault } from '../../domain/fault.ts';
import { type Result, success } from '../../domain/result.ts';
import type { OrderBook } from '../../ports/exchange.ts';
import type { FeedTick, MarketFeed } from '../../ports/market-feed.ts';
import type { PaperEngine } from './paper-engine.ts';

/** A long absence is walked in pieces of this length: its prices never lie in memory all at once, and others get a turn. */
const PIECE_MS = 1_800_000;

export class MarketWalk {
  readonly #feed: MarketFeed;
  readonly #engine: PaperEngine;
  /** The market was walked up to here. */
  at: number;

  constructor(feed: MarketFeed, engine: PaperEngine, at: number) {
    this.#feed = feed;
    this.#engine = engine;
    this.at = at;
  }

  /** Takes the prices of one moment as they are, without what they would set off; for a start. */
  async look(at: number): Promise<Result<void, Fault>> {
    const ticks = await this.#feed.ticks(at);
    if (!ticks.ok) return ticks;
    for (const tick of ticks.value) this.#note(tick);
    return success(undefined);
  }

  /** Goes on to `now`. A clock that went back changes nothing. */
  async advance(now: number): Promise<Result<void, Fault>> {
    if (now <= this.at) return success(undefined);
    const latest = await this.#feed.ticks(now);
    if (!latest.ok) return latest;
    while (this.at < now) {
      const symbols = this.#symbols();
      if (symbols.size === 0) break;
      const until = Math.min(now, this.at + PIECE_MS);
      for (const tick of this.#ticksUntil(symbols, until)) {
        const triggered = this.#engine.price(tick);
        for (const order of triggered) {
          this.#engine.trigger(order, await this.orderBook(order.symbol, tick.at), tick.at);
        }
        this.#engine.settle(tick);
      }
      this.at = until;
      if (until < now) await breathe();
    }
    this.at = now;
    const walked = this.#symbols();
    for (const tick of latest.value) if (!walked.has(tick.symbol)) this.#note(tick);
    return success(undefined);
  }

  async orderBook(symbol: string, at: number): Promise<OrderBook | undefined> {
    const book = await this.#feed.orderBook(symbol, at);
    return book.ok ? book.value : undefined;
  }

  /** Only what is held or has an order can be touched by a price. */
  #symbols(): Set<string> {
    const { book, orders } = this.#engine.state;
    const symbols = new Set<string>();
    for (const holding of book.holdings.values()) symbols.add(holding.symbol);
    for (const order of orders.open.values()) symbols.add(order.symbol);
    return symbols;
  }

  #ticksUntil(symbols: ReadonlySet<string>, until: number): readonly FeedTick[] {
    const ticks: FeedTick[] = [];
    for (const symbol of symbols)
      for (const tick of this.#feed.path(symbol, this.at, until)) ticks.push(tick);
    return symbols.size === 1 ? ticks : ticks.sort((a, b) => a.at - b.at);
  }

  #note(tick: FeedTick): void {
    const { state } = this.#engine;
    const known = state.ticks.get(tick.symbol);
    if (known !== undefined && known.at === tick.at && known.mark === tick.mark) return;
    state.marks.set(tick.symbol, tick.mark);
    state.ticks.set(tick.symbol, tick);
  }
}

/** Lets everything else that waits run, a kill switch among it. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
