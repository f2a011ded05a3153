// Socket Mode's server side: one-time addresses, hello, envelopes and their acknowledgements, pings, and the
// goodbyes that make a client reconnect, with or without an overlap.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Lifetime } from '../loopback/lifetime.ts';
import { ServerWebSocket } from '../loopback/websocket.ts';
import type { Outcome, Transport } from './delivery.ts';

interface Connection {
  readonly socket: ServerWebSocket;
  readonly opened: number;
}

interface AwaitedAck {
  readonly connection: Connection;
  settle(outcome: Outcome): void;
}

/** Which of several open connections gets an envelope; `all` gives every one of them a copy. */
export type Routing = 'newest' | 'oldest' | 'all';

export class SocketHub {
  readonly #lifetime: Lifetime;
  readonly #pingMs: number;
  readonly #appId: string;
  readonly #onChange: () => void;
  readonly #tickets = new Set<string>();
  readonly #connections = new Set<Connection>();
  readonly #awaited = new Map<string, AwaitedAck>();
  #count = 0;
  /** Connections opened so far. */
  opened = 0;
  routing: Routing = 'newest';
  /** While true every new WebSocket is turned away with 503. */
  refusing = false;

  constructor(lifetime: Lifetime, pingMs: number, appId: string, onChange: () => void) {
    this.#lifetime = lifetime;
    this.#pingMs = pingMs;
    this.#appId = appId;
    this.#onChange = onChange;
    lifetime.onEnd(() => this.drop());
  }

  get connections(): number {
    return this.#connections.size;
  }

  /** Pongs the client has sent on its open connections. */
  get pongs(): number {
    return [...this.#connections].reduce((sum, { socket }) => sum + socket.pongs, 0);
  }

  /** The path and query of a new one-time address. */
  issueTicket(): string {
    this.#count += 1;
    const ticket = `ticket-${this.#count}`;
    this.#tickets.add(ticket);
    return `/link/?ticket=${ticket}&app_id=${this.#appId}`;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const known = url.pathname === '/link/' && this.#tickets.delete(url.searchParams.get('ticket') ?? '');
    if (!known || this.refusing) {
      socket.end(
        `HTTP/1.1 ${known ? '503 Service Unavailable' : '404 Not Found'}\r\nConnection: close\r\n\r\n`,
      );
      return;
    }
    this.opened += 1;
    const connection: Connection = {
      opened: this.opened,
      socket: ServerWebSocket.accept(request, socket, head, {
        onText: (text) => this.#hear(text),
        onClose: () => this.#forget(connection),
      }),
    };
    this.#connections.add(connection);
    this.#send(connection, {
      type: 'hello',
      num_connections: this.#connections.size,
      connection_info: { app_id: this.#appId },
      debug_info: { host: 'loopback', approximate_connection_time: 18060 },
    });
    this.#schedulePing(connection);
    this.#onChange();
  }

  /** Asks every client to reconnect. The connections stay open until the client, or close(), ends them. */
  announceDisconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled' = 'refresh_requested'): void {
    for (const connection of this.#connections) {
      this.#send(connection, { type: 'disconnect', reason, debug_info: { host: 'loopback' } });
    }
  }

  /** Ends every connection with a close frame. */
  close(): void {
    for (const { socket } of [...this.#connections]) socket.close();
  }

  /** Cuts every connection without a word. */
  drop(): void {
    for (const { socket } of [...this.#connections]) socket.destroy();
  }

  /** Keeps the connections open but silent: no pings, no pongs. */
  mute(): void {
    for (const { socket } of this.#connections) socket.mute = true;
  }

  /** Carries envelopes over an open connection. */
  readonly transport: Transport = async (envelope, retry, ackMs) => {
    const targets = this.#targets();
    if (targets.length === 0) return { kind: 'connection_failed', reason: 'no open connection' };
    const outcomes = targets.map((connection) =>
      this.#carry(connection, envelope.kind, envelope.payload, retry, ackMs),
    );
    return Promise.any(
      outcomes.map(async (outcome) => {
        const settled = await outcome;
        if (settled.kind !== 'acknowledged') throw settled;
        return settled;
      }),
    ).catch(() => outcomes[0]!);
  };

  #targets(): Connection[] {
    const open = [...this.#connections].filter(({ socket }) => socket.open && !socket.mute);
    open.sort((a, b) => b.opened - a.opened);
    if (this.routing === 'all') return open;
    const chosen = this.routing === 'newest' ? open[0] : open.at(-1);
    return chosen === undefined ? [] : [chosen];
  }

  #carry(
    connection: Connection,
    type: string,
    payload: Readonly<Record<string, unknown>>,
    retry: { readonly num: number; readonly reason: string | undefined },
    ackMs: number,
  ): Promise<Outcome> {
    this.#count += 1;
    const envelopeId = `envelope-${this.#count}`;
    return new Promise((resolve) => {
      const settle = (outcome: Outcome) => {
        if (!this.#awaited.delete(envelopeId)) return;
        cancel();
        resolve(outcome);
      };
      this.#awaited.set(envelopeId, { connection, settle });
      const cancel = this.#lifetime.after(
        ackMs,
        () => settle({ kind: 'http_timeout' }),
        () => resolve({ kind: 'connection_failed', reason: 'the server ended' }),
      );
      this.#send(connection, {
        envelope_id: envelopeId,
        type,
        payload,
        accepts_response_payload: type !== 'events_api',
        ...(type === 'events_api'
          ? { retry_attempt: retry.num, retry_reason: retry.num > 0 ? 'timeout' : '' }
          : {}),
      });
    });
  }

  #send({ socket }: Connection, message: unknown): void {
    socket.send(JSON.stringify(message));
  }

  #hear(text: string): void {
    const message = JSON.parse(text) as { envelope_id?: string; payload?: unknown };
    const awaited = this.#awaited.get(message.envelope_id ?? '');
    awaited?.settle({ kind: 'acknowledged', status: 200, body: message.payload });
  }

  #forget(connection: Connection): void {
    this.#connections.delete(connection);
    for (const awaited of [...this.#awaited.values()]) {
      if (awaited.connection !== connection) continue;
      awaited.settle({ kind: 'connection_failed', reason: 'the connection closed' });
    }
    this.#onChange();
  }

  #schedulePing(connection: Connection): void {
    this.#lifetime.after(this.#pingMs, () => {
      if (!this.#connections.has(connection)) return;
      connection.socket.ping();
      this.#schedulePing(connection);
    });
  }
}
