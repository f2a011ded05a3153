// The account's own stream: a listen key that is kept alive, a socket that is kept open, and open orders that need not be
// asked for as long as nothing was heard of a change.
import { z } from 'zod';
import type { Fault } from '../../../domain/fault.ts';
import { Money } from '../../../domain/money.ts';
import type { Fill, Order } from '../../../domain/order.ts';
import { type Result, success } from '../../../domain/result.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { ExchangeEvent, StreamState } from '../../../ports/exchange.ts';
import type { Log } from '../../../ports/log.ts';
import type { StreamFigures, StreamMessage } from '../../../ports/venue-telemetry.ts';
import { parseJson } from '../line/http-evidence.ts';
import { StreamMemory } from '../line/stream-memory.ts';
import { type Heard, StreamSocket } from '../line/stream-socket.ts';
import { CURRENCY, DOLLARS } from './account.ts';
import type { BinanceAccountState } from './account-state.ts';
import { type UserEvent, UserEvents } from './events.ts';
import type { BinanceFills } from './fills.ts';
import type { BinanceLine } from './line.ts';
import type { BinanceMarkStream } from './mark-stream.ts';
import { done } from './values.ts';

export interface UserStreamParts {
  readonly account: string;
  /** `wss://…` without a path; absent where streams are switched off. */
  readonly streamUrl: string | undefined;
  readonly line: BinanceLine;
  readonly state: BinanceAccountState;
  readonly fills: BinanceFills;
  readonly marks: BinanceMarkStream;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** Open orders heard of by the stream are read again after this long; 0 reads them each time. */
  readonly ordersKeptMs: number;
}

const listenKey = z.object({ listenKey: z.string().min(1).max(200) });
/** A key lives for an hour. */
const RENEW_EVERY_MS = 30 * 60_000;
const RENEW_AGAIN_MS = 60_000;
const KEY_LIVES_MS = 60 * 60_000;
/** Nothing may happen on an account for days: only an answer tells that somebody is there. */
const HEARTBEAT = { text: '{"method":"LIST_SUBSCRIPTIONS","id":1}', everyMs: 20_000 };
/** An answer to a question of ours, refused ones included; it is no news of the account. */
const answer = z.looseObject({ id: z.literal(1), e: z.undefined().optional() });

export class BinanceUserStream {
  readonly #parts: UserStreamParts;
  readonly #listeners = new Set<(event: ExchangeEvent) => void>();
  readonly #events = new UserEvents();
  readonly #memory = new StreamMemory('account');
  readonly #stop = new AbortController();
  readonly #socket: StreamSocket | undefined;
  #keeping: Promise<void> | undefined;
  /** When the listen key was made or renewed last. */
  #keyAt = 0;
  #kept: { readonly orders: readonly Order[]; readonly at: number; readonly change: number } | undefined;
  /** Counts everything that may have changed the open orders: our own requests and what was heard. */
  #change = 0;
  #told: StreamState | undefined;
  readonly #unhear: () => void;

  constructor(parts: UserStreamParts) {
    this.#parts = parts;
    const { clock, random, streamUrl } = parts;
    this.#unhear = parts.marks.onState(() => this.#tellState());
    if (streamUrl === undefined) return;
    this.#socket = new StreamSocket({
      clock,
      random,
      address: (attempt) => this.#address(streamUrl, attempt),
      heartbeat: HEARTBEAT,
      onMessage: (text) => this.#heard(text),
      onState: (_, why) => {
        this.changed();
        this.#tellState(why);
      },
    });
  }

  start(): void {
    this.#socket?.start();
    if (this.#socket !== undefined) this.#keeping ??= this.#keepKey();
  }

  listen(listener: (event: ExchangeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Of the prices' stream and the account's own; none where streams are off. */
  get figures(): readonly StreamFigures[] {
    if (this.#socket === undefined) return [];
    const prices = this.#parts.marks.figures;
    return [...(prices === undefined ? [] : [prices]), this.#memory.figures(this.#socket.state)];
  }

  /** What was heard on both, newest first. */
  newest(limit: number): readonly StreamMessage[] {
    return [...this.#parts.marks.newest(limit), ...this.#memory.newest(limit)]
      .sort((a, b) => b.at - a.at)
      .slice(0, limit);
  }

  changed(): void {
    this.#change += 1;
  }

  /**
   * The open orders as they were last read, while the stream is live, nothing was heard since and they are young; else
   * read. A reading that differs although nothing was heard proves the stream deaf: it is connected anew.
   */
  async ordersOr(
    urgent: boolean,
    read: () => Promise<Result<readonly Order[], Fault>>,
  ): Promise<Result<readonly Order[], Fault>> {
    const { clock, ordersKeptMs } = this.#parts;
    const kept = this.#kept;
    const isQuiet = kept !== undefined && kept.change === this.#change && this.#socket?.state === 'live';
    if (!urgent && isQuiet && clock.monotonic() - kept.at < ordersKeptMs) return success(kept.orders);
    const change = this.#change;
    const fresh = await read();
    if (!fresh.ok) return fresh;
    if (isQuiet && change === this.#change && namesOf(fresh.value) !== namesOf(kept.orders)) {
      this.#parts.log.warn({ account: this.#parts.account }, 'the user stream missed a change of orders');
      this.#socket?.renew('it missed a change of orders');
    }
    this.#kept = { orders: fresh.value, at: clock.monotonic(), change };
    return fresh;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#unhear();
    this.#listeners.clear();
    await this.#socket?.close();
    await this.#keeping;
  }

  /** Routed addresses first; a server that does not know them gets the older form the next time. */
  async #address(streamUrl: string, attempt: number): Promise<{ url: string } | { why: string }> {
    const made = await this.#parts.line.read('fapiPrivatePostListenKey', {}, listenKey);
    if (!made.ok) return { why: made.error.message };
    this.#keyAt = this.#parts.clock.monotonic();
    const key = made.value.listenKey;
    return { url: attempt % 2 === 0 ? `${streamUrl}/private/ws?listenKey=${key}` : `${streamUrl}/ws/${key}` };
  }

  async #keepKey(): Promise<void> {
    const { clock, line } = this.#parts;
    const { signal } = this.#stop;
    let pause = RENEW_EVERY_MS;
    while (!signal.aborted) {
      await clock.sleep(pause, signal).catch(() => undefined);
      if (signal.aborted) return;
      const renewed = await line.read('fapiPrivatePutListenKey', {}, done);
      pause = renewed.ok ? RENEW_EVERY_MS : RENEW_AGAIN_MS;
      if (renewed.ok) this.#keyAt = clock.monotonic();
      else if (renewed.error.code === 'NOT_FOUND' || clock.monotonic() - this.#keyAt >= KEY_LIVES_MS)
        this.#socket?.renew('its key expired');
    }
  }

  #heard(text: string): Heard {
    const body = parseJson(text);
    if (answer.safeParse(body).success) return 'answer';
    this.#memory.heard(text, this.#parts.clock.now());
    this.#take(this.#events.read(body));
    return body === undefined ? 'garbage' : 'news';
  }

  #take(event: UserEvent | undefined): void {
    const { clock, line, state, fills } = this.#parts;
    switch (event?.kind) {
      case undefined:
      case 'other':
        return;
      case 'order': {
        const { order, fill } = event;
        this.changed();
        if (order.book === 'plain') fills.saw(order.symbol, order.id, order);
        this.#tell({ kind: 'order', order });
        if (fill !== undefined) this.#tellFill({ ...fill, at: fill.at - line.skewMs });
        return;
      }
      case 'late-fill':
        this.changed();
        fills.saw(event.order.symbol, event.order.id, event.order);
        this.#tell({ kind: 'fill', fill: event.fill });
        return;
      case 'account':
        this.#tell({ kind: 'account', at: event.at - line.skewMs });
        return;
      case 'settings':
        state.forget();
        this.#tell({ kind: 'account', at: event.at - line.skewMs });
        return;
      case 'unreadable':
        this.changed();
        state.forget();
        this.#tell({ kind: 'account', at: clock.now() });
        return;
      case 'key-expired':
        this.#socket?.renew('its key expired');
        return;
      default:
        event satisfies never;
    }
  }

  /** A fee in a coin whose price is not known here makes it news of the account: the fill is read, and valued there. */
  #tellFill(fill: Fill): void {
    const { feePaid, at } = fill;
    if (feePaid === undefined || DOLLARS.has(feePaid.currency)) {
      this.#tell({ kind: 'fill', fill });
      return;
    }
    const [mark] = this.#parts.marks.marks([`${feePaid.currency}USDT`]) ?? [];
    if (mark === undefined) {
      this.#tell({ kind: 'account', at });
      return;
    }
    const fee = Money.of(feePaid.value.times(mark.price.value).toDecimalPlaces(8), CURRENCY);
    this.#tell({ kind: 'fill', fill: { ...fill, fee } });
  }

  /** Live when both streams are, polling when either is given up for now. */
  #tellState(why?: string): void {
    if (this.#socket === undefined) return;
    const states = [this.#socket.state, this.#parts.marks.state];
    const state: StreamState = states.includes('polling')
      ? 'polling'
      : states.every((each) => each === 'live')
        ? 'live'
        : 'lost';
    if (state === this.#told || (state === 'lost' && this.#told === undefined)) return;
    this.#told = state;
    const { clock, log, account } = this.#parts;
    log.info({ account, state, why }, 'the streams of the exchange');
    this.#tell({ kind: 'stream', state, at: clock.now(), ...(why === undefined ? {} : { why }) });
  }

  #tell(event: ExchangeEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

const namesOf = (orders: readonly Order[]): string =>
  orders
    .map(({ book, id, filled }) => `${book} ${id} ${filled}`)
    .sort()
    .join('\n');
