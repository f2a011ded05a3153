// Updates on their way to the bot: kept until an offset confirms them, handed out again until then, and only
// ever to one poller, as on the real server.
import type { Lifetime } from '../loopback/lifetime.ts';
import { conflict, type TelegramApiError } from './api-error.ts';

export interface Update {
  readonly update_id: number;
  readonly [kind: string]: unknown;
}

interface Pending {
  readonly update: Update;
  /** Handed out once more whatever the offset says: a redelivery the bot has already confirmed. */
  readonly forced: boolean;
}

interface Poller {
  readonly offset: number;
  readonly limit: number;
  answer(updates: Update[]): void;
  fail(error: TelegramApiError): void;
}

export interface PollRequest {
  readonly offset: number;
  readonly limit: number;
  readonly timeoutSeconds: number;
  readonly allowed: readonly string[] | undefined;
  /** Aborted when the poller's connection closes. */
  readonly closed: AbortSignal;
}

/** Kinds that a bot receives only when it names them. */
const ON_REQUEST_ONLY = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);

const OTHER_POLLER =
  'terminated by other getUpdates request; make sure that only one bot instance is running';

export class UpdateQueue {
  readonly #lifetime: Lifetime;
  readonly #archive = new Map<number, Update>();
  readonly #onPush: () => void;
  #pending: Pending[] = [];
  #poller: Poller | undefined;
  #allowed: readonly string[] = [];
  #lastId: number;
  #conflictNext = false;
  /** The highest update id the bot has confirmed. */
  confirmed = 0;

  constructor(lifetime: Lifetime, firstId: number, onPush: () => void) {
    this.#lifetime = lifetime;
    this.#lastId = firstId - 1;
    this.#onPush = onPush;
    lifetime.onEnd(() => {
      this.#poller = undefined;
    });
  }

  get allowed(): readonly string[] {
    return this.#allowed;
  }

  set allowed(kinds: readonly string[]) {
    this.#allowed = kinds;
  }

  get unconfirmed(): readonly Update[] {
    return this.#pending.map((entry) => entry.update);
  }

  get polling(): boolean {
    return this.#poller !== undefined;
  }

  /** Makes an update; undefined when the bot has not asked for this kind. */
  push(kind: string, content: unknown): Update | undefined {
    const wanted = this.#allowed.length === 0 ? !ON_REQUEST_ONLY.has(kind) : this.#allowed.includes(kind);
    if (!wanted) return undefined;
    this.#lastId += 1;
    const update: Update = { update_id: this.#lastId, [kind]: content };
    this.#archive.set(update.update_id, update);
    this.#enqueue({ update, forced: false });
    return update;
  }

  /** The update as it was first made. */
  archived(updateId: number): Update {
    const update = this.#archive.get(updateId);
    if (update === undefined) throw new Error(`There has been no update ${updateId}.`);
    return update;
  }

  /** Hands an update out again under its own id, also after it was confirmed. */
  redeliver(updateId: number): void {
    this.#enqueue({ update: this.archived(updateId), forced: true });
  }

  #enqueue(entry: Pending): void {
    this.#pending.push(entry);
    this.#onPush();
    // Updates made in one go leave in one batch.
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    const poller = this.#poller;
    if (poller === undefined) return;
    const batch = this.#take(poller.offset, poller.limit);
    if (batch.length > 0) poller.answer(batch);
  }

  #take(offset: number, limit: number): Update[] {
    const batch = this.#pending
      .filter(({ update, forced }) => forced || update.update_id >= offset)
      .slice(0, limit);
    this.#pending = this.#pending.filter((entry) => !entry.forced || !batch.includes(entry));
    return batch.map(({ update }) => update);
  }

  /** Forgets everything below `offset`. A negative offset keeps that many of the newest. */
  #confirm(offset: number): number {
    if (offset < 0) {
      const kept = this.#pending.slice(offset);
      for (const { update } of this.#pending.slice(0, offset)) this.settle(update.update_id);
      this.#pending = kept;
      return 0;
    }
    if (offset > 0) {
      for (const { update, forced } of [...this.#pending]) {
        if (!forced && update.update_id < offset) this.settle(update.update_id);
      }
    }
    return offset;
  }

  /** Confirms one update: it will not be handed out again. */
  settle(updateId: number): void {
    const at = this.#pending.findIndex((entry) => entry.update.update_id === updateId);
    if (at >= 0) this.#pending.splice(at, 1);
    this.confirmed = Math.max(this.confirmed, updateId);
  }

  drop(): void {
    this.#pending = [];
  }

  /** Ends the waiting poll with 409, or the next one when none waits: somebody else polls with this token. */
  conflict(): void {
    if (this.#poller === undefined) this.#conflictNext = true;
    else this.#poller.fail(conflict(OTHER_POLLER));
  }

  endPolling(reason: string): void {
    this.#poller?.fail(conflict(reason));
  }

  /** One getUpdates call. A poll that already waits is ended with 409: the newer one wins. */
  poll(request: PollRequest): Promise<Update[]> {
    if (request.allowed !== undefined) this.#allowed = request.allowed;
    if (this.#conflictNext) {
      this.#conflictNext = false;
      return Promise.reject(conflict(OTHER_POLLER));
    }
    this.#poller?.fail(conflict(OTHER_POLLER));
    const offset = this.#confirm(request.offset);
    const ready = this.#take(offset, request.limit);
    if (ready.length > 0 || request.timeoutSeconds <= 0) return Promise.resolve(ready);
    return new Promise((resolve, reject) => {
      const leave = (): boolean => {
        if (this.#poller !== poller) return false;
        this.#poller = undefined;
        cancelTimer();
        request.closed.removeEventListener('abort', onClosed);
        return true;
      };
      const poller: Poller = {
        offset,
        limit: request.limit,
        answer: (updates) => {
          if (leave()) resolve(updates);
        },
        fail: (error) => {
          if (leave()) reject(error);
        },
      };
      const onClosed = () => poller.answer([]);
      const cancelTimer = this.#lifetime.after(
        request.timeoutSeconds * 1000,
        () => poller.answer([]),
        () => resolve([]),
      );
      this.#poller = poller;
      request.closed.addEventListener('abort', onClosed);
      if (request.closed.aborted) onClosed();
    });
  }
}
