// The HTTP side that the loopback chat servers share: one node:http server on 127.0.0.1 whose sockets all end
// with it, and whose own mistakes come back as a failure of close().
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Outcome } from './scripted-faults.ts';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface Listener {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Open TCP connections, WebSockets included. */
  readonly openSockets: number;
  /** Cuts every open connection and goes on listening. */
  cut(): void;
  /** Cuts every open connection and refuses new ones until the answered function has listened again on the same port. */
  refuse(): () => Promise<void>;
  /** Cuts every connection and stops listening. Rejects when a handler had thrown. */
  close(): Promise<void>;
}

export async function listenOnLoopback(
  port: number,
  handle: RequestHandler,
  upgrade?: UpgradeHandler,
): Promise<Listener> {
  const sockets = new Set<Socket>();
  const bugs: unknown[] = [];
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (request.socket.destroyed) return;
      bugs.push(error);
      request.socket.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  if (upgrade !== undefined) server.on('upgrade', upgrade);
  const listen = (at: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, '127.0.0.1', resolve);
    });
  await listen(port);
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    get openSockets() {
      return sockets.size;
    },
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    refuse() {
      server.close();
      for (const socket of sockets) socket.destroy();
      return () => listen(bound);
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const ended = [...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      for (const socket of sockets) socket.destroy();
      await Promise.all([closed, ...ended]);
      if (bugs.length > 0) throw new AggregateError(bugs, `The loopback server failed: ${String(bugs[0])}`);
    },
  };
}

/** Sends what a call, perhaps under a fault, came to. */
export function send(request: IncomingMessage, response: ServerResponse, outcome: Outcome): void {
  switch (outcome.kind) {
    case 'hang':
      return;
    case 'drop':
      request.socket.destroy();
      return;
    case 'answer':
    case 'truncate': {
      const { answer } = outcome;
      const isText = typeof answer.body === 'string';
      const bytes = Buffer.from(isText ? (answer.body as string) : JSON.stringify(answer.body));
      const contentType = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
      response.writeHead(answer.status, {
        'content-type': contentType,
        ...answer.headers,
        'content-length': bytes.length,
      });
      if (outcome.kind === 'answer') response.end(bytes);
      else response.write(bytes.subarray(0, outcome.bytes), () => request.socket.destroy());
      return;
    }
    default:
      outcome satisfies never;
  }
}
