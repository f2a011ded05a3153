// The private stream: listen keys and what happens to an account, told to whoever holds its key, with the stream's own faults.

import type { ServerWebSocket } from '../loopback/websocket.ts';
import type { VenueAccount } from './account.ts';
import { userEvent } from './user-events.ts';
import type { AccountEvent, Venue } from './venue.ts';
import { VenueError } from './venue-error.ts';

const VALID_MS = 60 * 60_000;

/** What goes wrong on the way to the client. */
export interface StreamTrouble {
  /** Events are lost; the connection stays open. */
  silent: boolean;
  /** Every event is sent this many times. */
  copies: number;
  /** While true events are kept back; `release` sends them in another order. */
  holding: boolean;
}

export interface SentEvent {
  readonly account: string;
  readonly message: Readonly<Record<string, unknown>>;
  /** False when it was lost or nobody listened. */
  readonly delivered: boolean;
}

export class UserStream {
  readonly trouble: StreamTrouble = { silent: false, copies: 1, holding: false };
  /** Every event the venue made, delivered or not. */
  readonly events: SentEvent[] = [];
  readonly #venue: Venue;
  readonly #connections = new Map<ServerWebSocket, VenueAccount>();
  readonly #held: { account: VenueAccount; message: Record<string, unknown> }[] = [];
  #keys = 0;

  constructor(venue: Venue) {
    this.#venue = venue;
    venue.onAccountEvent = (account, event) => this.#tell(account, event);
  }

  get connections(): number {
    return this.#connections.size;
  }

  /** The account's listen key, made new when there is none; good for an hour from now. */
  issue(account: VenueAccount): string {
    this.expireDue();
    this.#keys += 1;
    const made = `${account.name.replace(/\W/g, '')}${'pqia91ma19a5s61cv6a81va65sdf19v8'.repeat(2)}${this.#keys}`;
    account.listenKey ??= { text: made, validUntil: 0 };
    account.listenKey.validUntil = this.#venue.now() + VALID_MS;
    return account.listenKey.text;
  }

  /** Keeps the listen key for another hour: -1125 when there is none (any more). */
  keepAlive(account: VenueAccount): string {
    this.expireDue();
    if (account.listenKey === undefined) throw new VenueError('-1125');
    return this.issue(account);
  }

  /** Ends the listen key and its connections. */
  revoke(account: VenueAccount): void {
    account.listenKey = undefined;
    for (const [socket, owner] of this.#connections) if (owner === account) socket.close();
  }

  /** Ends every key whose hour is over, and says so to whoever still listens. */
  expireDue(): void {
    const now = this.#venue.now();
    for (const account of this.#venue.accounts) {
      if (account.listenKey !== undefined && now >= account.listenKey.validUntil) this.expire(account);
    }
  }

  /** Says so and falls silent; the connection itself stays open. */
  expire(account: VenueAccount): void {
    const { listenKey } = account;
    if (listenKey === undefined) return;
    const now = this.#venue.now();
    this.#send(account, { e: 'listenKeyExpired', E: now, listenKey: listenKey.text });
    account.listenKey = undefined;
    for (const [socket, owner] of this.#connections) if (owner === account) this.#connections.delete(socket);
  }

  /** @returns whether the listen key is one that may be listened with. */
  knows(listenKey: string): VenueAccount | undefined {
    this.expireDue();
    return this.#venue.accounts.find((account) => account.listenKey?.text === listenKey);
  }

  join(account: VenueAccount, socket: ServerWebSocket): void {
    this.#connections.set(socket, account);
  }

  leave(socket: ServerWebSocket): void {
    this.#connections.delete(socket);
  }

  /** Answers what a client asks on its private connection; false for a connection that is not one. */
  hear(socket: ServerWebSocket, text: string): boolean {
    const account = this.#connections.get(socket);
    if (account === undefined) return false;
    const asked = JSON.parse(text) as { readonly id?: unknown };
    if (!socket.mute)
      socket.send(JSON.stringify({ result: [account.listenKey?.text], id: asked.id ?? null }));
    return true;
  }

  /** Sends this text, whatever it is, to every private connection. */
  say(text: string): void {
    for (const socket of this.#connections.keys()) socket.send(text);
  }

  /** Cuts every private connection without a word. */
  drop(): void {
    for (const socket of [...this.#connections.keys()]) socket.destroy();
  }

  /** Keeps the connections open and answers nothing on them, pings neither. */
  freeze(frozen: boolean): void {
    this.trouble.silent = frozen;
    for (const socket of this.#connections.keys()) socket.mute = frozen;
  }

  /** Sends what was held back, in the order that `arrange` gives it: the newest first unless told. */
  release(
    arrange: (events: Record<string, unknown>[]) => Record<string, unknown>[] = (all) => all.reverse(),
  ): void {
    this.trouble.holding = false;
    const held = this.#held.splice(0);
    const owners = new Map(held.map(({ account, message }) => [message, account]));
    for (const message of arrange(held.map((each) => each.message))) {
      const account = owners.get(message);
      if (account !== undefined) this.#send(account, message);
    }
  }

  #tell(account: VenueAccount, event: AccountEvent): void {
    const message = userEvent(this.#venue, account, event);
    if (this.trouble.holding) this.#held.push({ account, message });
    else this.#send(account, message);
  }

  #send(account: VenueAccount, message: Record<string, unknown>): void {
    const listening = [...this.#connections].filter(([, owner]) => owner === account);
    const delivered = !this.trouble.silent && listening.length > 0;
    this.events.push({ account: account.name, message, delivered });
    if (!delivered) return;
    const text = JSON.stringify(message);
    for (const [socket] of listening) {
      for (let copy = 0; copy < this.trouble.copies; copy += 1) socket.send(text);
    }
  }
}
