// The HTTP transport by Bolt's own receiver, with what it lacks: a host to listen on, requests from the future refused, and
// an answer that asks Slack to come again when something could not be stored.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type App, HTTPReceiver, type Logger, type Receiver } from '@slack/bolt';
import type { ConfirmGate } from './confirm-gate.ts';
import type { ConnectionState } from './connection-state.ts';
import type { SlackLimits } from './limits.ts';

export interface RequestParts {
  readonly signingSecret: string;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly gate: ConfirmGate;
  readonly state: ConnectionState;
  readonly limits: SlackLimits;
  readonly logger: Logger;
  /** Wall clock in milliseconds. */
  readonly wallNow: () => number;
}

export class RequestReceiver implements Receiver {
  readonly #parts: RequestParts;
  readonly #receiver: HTTPReceiver;
  #server: Server | undefined;

  constructor(parts: RequestParts) {
    this.#parts = parts;
    this.#receiver = new HTTPReceiver({
      signingSecret: parts.signingSecret,
      logger: parts.logger,
      bodyLimit: parts.limits.requestBytes,
      unhandledRequestHandler: ({ response }) => comeAgain(response),
      processEventErrorHandler: async ({ response }) => {
        comeAgain(response);
        // Told that this is settled, the receiver forgets its timer.
        return true;
      },
    });
    const verified = this.#receiver.requestListener;
    this.#receiver.requestListener = (request, response) => {
      if (this.#fromTheFuture(request)) refuse(request, response);
      else verified(request, response);
    };
  }

  init(app: App): void {
    this.#parts.gate.init(app);
    this.#receiver.init(this.#parts.gate.asApp);
  }

  /** Rejects when the address cannot be bound. */
  async start(): Promise<void> {
    const { host, port, limits, state } = this.#parts;
    const server = await this.#receiver.start({ host, port }, { requestTimeout: limits.requestTimeoutMs });
    this.#server = server as Server;
    state.become({ kind: 'connected' });
  }

  get port(): number | undefined {
    return (this.#server?.address() as AddressInfo | null | undefined)?.port;
  }

  /** What is being stored is still confirmed, within reason. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined || !server.listening) return;
    const closed = this.#receiver.stop().catch(() => undefined);
    const timer = setTimeout(() => server.closeAllConnections(), this.#parts.limits.stopMs);
    await this.#parts.gate.idle();
    server.closeIdleConnections();
    await closed;
    clearTimeout(timer);
  }

  /** Bolt refuses requests older than five minutes, and takes any time to come. */
  #fromTheFuture({ headers }: IncomingMessage): boolean {
    const stamp = headers['x-slack-request-timestamp'];
    if (stamp === undefined) return false;
    const at = Number(stamp) * 1000;
    return !Number.isFinite(at) || at > this.#parts.wallNow() + this.#parts.limits.futureMs;
  }
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  // The body is not read; the connection ends with the answer.
  response.writeHead(401, { connection: 'close' }).end(() => request.socket.destroy());
}

function comeAgain(response: ServerResponse): void {
  if (!response.headersSent) response.writeHead(503).end();
}
