// The public streams: who subscribed to what, and marks, tickers, books and trades sent to them as prices move.

import type { ServerWebSocket } from '../loopback/websocket.ts';
import { figure, money, priceText, quantityText } from './figures.ts';
import type { Market } from './market.ts';
import { nextFunding } from './public-methods.ts';
import type { Venue } from './venue.ts';

interface Client {
  readonly socket: ServerWebSocket;
  readonly streams: Set<string>;
  /** A combined connection wraps what it sends with the name of the stream. */
  readonly combined: boolean;
}

export class MarketStream {
  /** While true nothing is sent; the connections stay open. */
  silent = false;
  /** Messages sent so far. */
  sent = 0;
  readonly #venue: Venue;
  readonly #clients = new Map<ServerWebSocket, Client>();
  readonly #lastUpdate = new Map<string, number>();

  constructor(venue: Venue) {
    this.#venue = venue;
  }

  get connections(): number {
    return this.#clients.size;
  }

  /** Names of all streams that somebody listens to. */
  get subscriptions(): string[] {
    return [...new Set([...this.#clients.values()].flatMap(({ streams }) => [...streams]))].sort();
  }

  join(socket: ServerWebSocket, streams: readonly string[], combined: boolean): void {
    this.#clients.set(socket, { socket, streams: new Set(streams), combined });
  }

  leave(socket: ServerWebSocket): void {
    this.#clients.delete(socket);
  }

  /** SUBSCRIBE, UNSUBSCRIBE and LIST_SUBSCRIPTIONS; anything else is the client's mistake and is told so. */
  hear(socket: ServerWebSocket, text: string): void {
    const client = this.#clients.get(socket);
    if (client === undefined) return;
    const request = parse(text);
    if (request === undefined) {
      socket.send(
        JSON.stringify({ error: { code: 3, msg: 'Invalid JSON: expected value at line 1 column 1' } }),
      );
      return;
    }
    const { id, method, params } = request;
    if (method === 'SUBSCRIBE') for (const name of params) client.streams.add(name);
    else if (method === 'UNSUBSCRIBE') for (const name of params) client.streams.delete(name);
    else if (method !== 'LIST_SUBSCRIPTIONS') {
      socket.send(JSON.stringify({ error: { code: 2, msg: 'Invalid request: unknown variant' }, id }));
      return;
    }
    socket.send(JSON.stringify({ result: method === 'LIST_SUBSCRIPTIONS' ? [...client.streams] : null, id }));
    if (method === 'SUBSCRIBE') this.#publishTo([client], params);
  }

  /** Sends the present state of everything subscribed to. */
  publish(): void {
    this.#publishTo([...this.#clients.values()], undefined);
  }

  /** Sends this text, whatever it is, to every connection. */
  say(text: string): void {
    for (const socket of this.#clients.keys()) socket.send(text);
  }

  drop(): void {
    for (const socket of [...this.#clients.keys()]) socket.destroy();
  }

  freeze(frozen: boolean): void {
    this.silent = frozen;
    for (const socket of this.#clients.keys()) socket.mute = frozen;
  }

  #publishTo(clients: readonly Client[], only: readonly string[] | undefined): void {
    if (this.silent) return;
    const written = new Map<string, string | undefined>();
    for (const { socket, streams, combined } of clients) {
      for (const name of only ?? streams) {
        if (!written.has(name)) {
          const data = this.#message(name);
          written.set(name, data === undefined ? undefined : JSON.stringify(data));
        }
        const text = written.get(name);
        if (text === undefined) continue;
        this.sent += 1;
        socket.send(combined ? `{"stream":${JSON.stringify(name)},"data":${text}}` : text);
      }
    }
  }

  #message(stream: string): unknown {
    const [who = '', kind = ''] = stream.split('@');
    if (stream.startsWith('!markPrice@arr'))
      return [...this.#venue.markets.values()].map((each) => this.#mark(each));
    if (stream === '!bookTicker') return undefined;
    const market = this.#venue.markets.get(who.toUpperCase());
    if (market === undefined) return undefined;
    if (kind === 'markPrice') return this.#mark(market);
    if (kind === 'bookTicker') return this.#ticker(market);
    if (kind.startsWith('depth')) return this.#depth(market, stream);
    if (kind === 'trade' || kind === 'aggTrade') return this.#trade(market, kind);
    return undefined;
  }

  #mark(market: Market): unknown {
    const now = this.#venue.now();
    return {
      e: 'markPriceUpdate',
      E: this.#venue.markedAt ?? now,
      s: market.listing.symbol,
      p: money(market.mark),
      ap: money(market.mark),
      P: money(market.index),
      i: money(market.index),
      r: market.fundingRate.toFixed(8),
      T: nextFunding(now, market.listing),
    };
  }

  #ticker(market: Market): unknown {
    const now = this.#venue.now();
    const [bid, ask] = [market.book.bids[0], market.book.asks[0]];
    return {
      e: 'bookTicker',
      u: market.updates,
      s: market.listing.symbol,
      b: bid === undefined ? '0' : priceText(market, bid.price),
      B: bid === undefined ? '0' : quantityText(market, bid.quantity),
      a: ask === undefined ? '0' : priceText(market, ask.price),
      A: ask === undefined ? '0' : quantityText(market, ask.quantity),
      T: now,
      E: now,
    };
  }

  #depth(market: Market, stream: string): unknown {
    const now = this.#venue.now();
    const before = this.#lastUpdate.get(stream) ?? market.updates - 1;
    this.#lastUpdate.set(stream, market.updates);
    const side = (levels: Market['book']['bids']) =>
      levels.map(({ price, quantity }) => [priceText(market, price), quantityText(market, quantity)]);
    return {
      e: 'depthUpdate',
      E: now,
      T: now,
      s: market.listing.symbol,
      U: before + 1,
      u: market.updates,
      pu: before,
      b: side(market.book.bids),
      a: side(market.book.asks),
    };
  }

  #trade(market: Market, kind: string): unknown {
    const now = this.#venue.now();
    const id = market.updates;
    const shared = { e: kind, E: now, T: now, s: market.listing.symbol, m: false };
    const price = { p: priceText(market, market.last), q: figure(market.last.div(market.last), 3, 3) };
    return kind === 'trade'
      ? { ...shared, ...price, t: id, X: 'MARKET' }
      : { ...shared, ...price, a: id, f: id, l: id };
  }
}

function parse(text: string): { id: unknown; method: string; params: string[] } | undefined {
  try {
    const message = JSON.parse(text) as { id?: unknown; method?: unknown; params?: unknown };
    const params = Array.isArray(message.params) ? message.params.map(String) : [];
    return { id: message.id ?? null, method: String(message.method), params };
  } catch {
    return undefined;
  }
}
