// How it stands with Telegram, for /health: said plainly, and said once to the log when it changes.
import type { Log } from '../../ports/log.ts';
import type { Rooms } from './rooms.ts';

export type Connection =
  | { readonly kind: 'starting' }
  | { readonly kind: 'connected' }
  | { readonly kind: 'conflict'; readonly why: string }
  | { readonly kind: 'unauthorised'; readonly why: string }
  | { readonly kind: 'unreachable'; readonly why: string }
  | { readonly kind: 'not-registered' }
  | { readonly kind: 'not-stored' }
  | { readonly kind: 'stopped' };

export interface Health {
  readonly ok: boolean;
  readonly detail: string;
}

export class ConnectionState {
  readonly #rooms: Rooms;
  readonly #log: Log;
  #now: Connection = { kind: 'starting' };

  constructor(rooms: Rooms, log: Log) {
    this.#rooms = rooms;
    this.#log = log;
  }

  get kind(): Connection['kind'] {
    return this.#now.kind;
  }

  become(next: Connection): void {
    const changed = next.kind !== this.#now.kind;
    this.#now = next;
    if (!changed || next.kind === 'stopped') return;
    if (next.kind === 'connected') this.#log.info({}, 'connected with Telegram');
    else this.#log.warn({ detail: wordConnection(next) }, 'Telegram does not work');
  }

  /** Not ok: nothing comes in, or no configured room is left to write to. */
  health(): Health {
    const { lost, configured } = this.#rooms;
    const nowhere = lost.length > 0 && lost.length === configured.length;
    const missing = lost.map(({ room, why }) => `; chat ${room} cannot be written to: ${why}`).join('');
    return { ok: this.#now.kind === 'connected' && !nowhere, detail: wordConnection(this.#now) + missing };
  }
}

function wordConnection(connection: Connection): string {
  switch (connection.kind) {
    case 'starting':
      return 'connecting with Telegram';
    case 'connected':
      return 'connected with Telegram';
    case 'conflict':
      return `another bot reads the messages of this token: stop it, or give each bot its own token (${connection.why})`;
    case 'unauthorised':
      return `Telegram does not know this token: check TELEGRAM_BOT_TOKEN (${connection.why})`;
    case 'unreachable':
      return `Telegram does not answer: ${connection.why}`;
    case 'not-registered':
      return 'no webhook is registered with Telegram for this bot, so nothing arrives: register it with its secret';
    case 'not-stored':
      return 'what arrives cannot be stored; Telegram keeps it and sends it again';
    case 'stopped':
      return 'stopped';
    default:
      return connection satisfies never;
  }
}
