// The venue's HTTP and WebSocket entrance: reads a request, holds it against budgets and access, runs it, keeps a log.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { readRaw } from '../loopback/request-body.ts';
import type { WireAnswer } from '../loopback/scripted-faults.ts';
import { ServerWebSocket } from '../loopback/websocket.ts';
import { authorise, type Credentials } from './access.ts';
import type { VenueAccount } from './account.ts';
import { accountMethods } from './account-methods.ts';
import { algoMethods } from './algo-methods.ts';
import { Call, type Method, type Params } from './call.ts';
import { MarketStream } from './market-stream.ts';
import { orderMethods } from './order-methods.ts';
import { publicMethods } from './public-methods.ts';
import { RateLimits } from './rate-limits.ts';
import { streamMethods } from './stream-methods.ts';
import { UserStream } from './user-stream.ts';
import type { Venue } from './venue.ts';
import { VenueError } from './venue-error.ts';
import { MAINTENANCE } from './venue-faults.ts';

/** One request in the log. */
export interface LoggedRequest {
  /** `POST /fapi/v1/order` */
  readonly method: string;
  readonly params: Params;
  /** The venue's time when it came. */
  readonly at: number;
  readonly account: string | undefined;
  readonly weight: number;
  /** Weight used in that minute, this request included. */
  usedWeight: number;
  /** HTTP status, or undefined while, or if never, answered by the venue itself. */
  status: number | undefined;
  /** The venue's error code, when it answered with one. */
  code: number | undefined;
}

export interface ReadRequest {
  readonly method: string;
  readonly credentials: Credentials;
  readonly log: LoggedRequest;
}

export class FrontDoor {
  readonly venue: Venue;
  readonly limits = new RateLimits();
  readonly users: UserStream;
  readonly markets: MarketStream;
  readonly requests: LoggedRequest[] = [];
  maintenance: keyof typeof MAINTENANCE | undefined;
  /** While true every WebSocket is turned away. */
  refusingStreams = false;
  readonly #methods: Readonly<Record<string, Method>>;

  constructor(venue: Venue) {
    this.venue = venue;
    this.users = new UserStream(venue);
    this.markets = new MarketStream(venue);
    this.#methods = {
      ...publicMethods,
      ...accountMethods,
      ...orderMethods,
      ...algoMethods,
      ...streamMethods(this.users),
    };
  }

  async read(request: IncomingMessage): Promise<ReadRequest> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const body = (await readRaw(request)).toString('utf8');
    const params: Record<string, string> = {
      ...Object.fromEntries(url.searchParams),
      ...Object.fromEntries(new URLSearchParams(body)),
    };
    const method = `${request.method} ${url.pathname}`;
    const key = request.headers['x-mbx-apikey'];
    const weight = this.#methods[method]?.weight ?? 1;
    const { signature: _, ...shown } = params;
    const log: LoggedRequest = {
      method,
      params: shown,
      at: this.venue.now(),
      account: typeof key === 'string' ? this.venue.byKey(key)?.name : undefined,
      weight: typeof weight === 'number' ? weight : weight(params),
      usedWeight: this.limits.used(this.venue.now()),
      status: undefined,
      code: undefined,
    };
    this.requests.push(log);
    const query = (request.url ?? '').split('?')[1] ?? '';
    const credentials = { key: typeof key === 'string' ? key : undefined, signed: query + body, params };
    return { method, credentials, log };
  }

  /** Gives the request its effect. */
  run({ method, credentials, log }: ReadRequest): WireAnswer {
    const answer = this.#answer(method, credentials, log);
    log.status = answer.status;
    log.usedWeight = this.limits.used(this.venue.now());
    const code = (answer.body as { code?: unknown } | null)?.code;
    if (typeof code === 'number' && code < 0) log.code = code;
    return answer;
  }

  #answer(name: string, credentials: Credentials, { weight }: LoggedRequest): WireAnswer {
    if (this.maintenance !== undefined) return MAINTENANCE[this.maintenance];
    const now = this.venue.now();
    const limited = this.limits.spend(now, weight);
    if (limited !== undefined) {
      return { ...limited, headers: { ...this.limits.headers(now, undefined), ...limited.headers } };
    }
    const method = this.#methods[name];
    if (method === undefined) return { status: 404, body: '<html><body>404 Not Found</body></html>' };
    let account: VenueAccount | undefined;
    const answered = (answer: WireAnswer): WireAnswer => ({
      ...answer,
      headers: this.limits.headers(now, account),
    });
    try {
      account = authorise(this.venue, method.security, credentials);
      const { params } = credentials;
      const orders = typeof method.orders === 'function' ? method.orders(params) : (method.orders ?? 0);
      if (account !== undefined && orders > 0) {
        const refused = this.limits.order(now, account, orders);
        if (refused !== undefined) return answered(refused);
      }
      const body = method.run(new Call(this.venue, params, account));
      return answered({ status: 200, body });
    } catch (error) {
      if (error instanceof VenueError) return answered(error.answer);
      throw error;
    }
  }

  /** Takes a WebSocket: `/private/ws?listenKey=`, `/market/ws/…`, `/public/ws/…`, `/ws/…` or `/stream?streams=`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.refusingStreams || this.maintenance !== undefined) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
      return;
    }
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const last = url.pathname.split('/').at(-1) ?? '';
    const listenKey = url.searchParams.get('listenKey') ?? last;
    const owner = this.users.knows(listenKey);
    const connection = ServerWebSocket.accept(request, socket, head, {
      onText: (text) => {
        if (!this.users.hear(connection, text)) this.markets.hear(connection, text);
      },
      onClose: () => {
        this.users.leave(connection);
        this.markets.leave(connection);
      },
    });
    if (owner !== undefined) {
      this.users.join(owner, connection);
      return;
    }
    if (url.pathname.includes('private') || url.searchParams.has('listenKey')) return;
    const combined = last === 'stream';
    const named = combined ? (url.searchParams.get('streams') ?? '').split('/') : [last];
    const streams = named.filter((name) => name.includes('@') || name.startsWith('!'));
    this.markets.join(connection, streams, combined);
  }
}
