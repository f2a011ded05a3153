// One account's line to its venue through ccxt: ccxt knows addresses and signatures, everything that decides about money
// (limits, time limits, what an answer means) is ours. ccxt is loaded when the first client is opened, not before.
import type { Fault } from '../../../domain/fault.ts';
import type { Clock } from '../../../ports/clock.ts';
import { type Evidence, EvidenceRecorder, parseJson } from './http-evidence.ts';
import type { Cost, RequestGate } from './request-gate.ts';
import { RequestTimes } from './request-times.ts';

export interface Credentials {
  readonly key: string;
  readonly secret: string;
  /** Some venues want a third word, chosen when the key was made. */
  readonly password?: string;
}

/** The part of a ccxt exchange that the client itself works with. */
export interface Venue {
  urls: { api: Record<string, unknown>; test?: unknown };
  options: Record<string, unknown>;
  has: Readonly<Record<string, unknown>>;
  nonce: () => number;
  milliseconds: () => number;
  fetchImplementation: unknown;
  close?: () => Promise<void>;
}

export interface ClientOptions {
  readonly account: string;
  /** ccxt's name of the exchange, such as `binanceusdm`. */
  readonly exchange: string;
  readonly credentials?: Credentials;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly gate: RequestGate;
  readonly settings?: Readonly<Record<string, unknown>>;
}

export type Reply =
  | { readonly kind: 'refused-by-gate'; readonly fault: Fault }
  /** `signedAt` is the time of the clock just before the bytes were signed. */
  | {
      readonly kind: 'answered';
      readonly evidence: Evidence;
      readonly body: unknown;
      readonly result: unknown;
      readonly error: unknown;
      readonly signedAt: number;
    };

/** ccxt's own time limit runs on the machine's timer; ours, on the desk's clock, comes long before. */
const NEVER_MS = 2_147_483_647;
/** A reason of its own: making the usual one costs as much as signing the request. */
const OVER = 'answered';

export class VenueClient {
  readonly venue: Venue;
  readonly gate: RequestGate;
  readonly times = new RequestTimes();
  readonly #recorder: EvidenceRecorder;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #account: string;
  /** Venue time minus the clock's monotonic milliseconds: the machine's own clock may jump. */
  #offset: number;

  private constructor(
    venue: Venue,
    recorder: EvidenceRecorder,
    { account, clock, gate, timeoutMs }: Pick<ClientOptions, 'account' | 'clock' | 'gate' | 'timeoutMs'>,
  ) {
    this.venue = venue;
    this.gate = gate;
    this.#recorder = recorder;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#account = account;
    this.#offset = clock.now() - clock.monotonic();
    venue.nonce = () => this.venueNow();
    venue.milliseconds = () => this.venueNow();
  }

  /** Loads this one exchange of ccxt (a quarter of a second) and builds its client. Sends nothing; undefined when ccxt has no such exchange. */
  static async load(options: ClientOptions): Promise<VenueClient | undefined> {
    const { exchange, credentials, settings } = options;
    const recorder = new EvidenceRecorder();
    const module = await importExchange(exchange);
    if (module === undefined) return undefined;
    const venue = new module.default({
      ...(credentials === undefined
        ? {}
        : {
            apiKey: credentials.key,
            secret: credentials.secret,
            ...(credentials.password === undefined ? {} : { password: credentials.password }),
          }),
      number: String,
      timeout: NEVER_MS,
      enableRateLimit: false,
      userAgent: 'cutman',
      fetchImplementation: recorder.fetch,
      ...settings,
    });
    return new VenueClient(venue, recorder, options);
  }

  /** The venue's time as last measured, in whole milliseconds. */
  venueNow(): number {
    return Math.round(this.#clock.monotonic() + this.#offset);
  }

  get skewMs(): number {
    return this.venueNow() - Math.round(this.#clock.now());
  }

  /** Takes the venue's time, answered to a request sent and received at these monotonic times. */
  synchronise(venueTime: number, sentAt: number, receivedAt: number): void {
    this.#offset = venueTime - (sentAt + receivedAt) / 2;
  }

  /** One call when the gate lets it through. Never throws. */
  async call(cost: Cost, urgent: boolean, work: () => Promise<unknown>): Promise<Reply> {
    const fault = await this.gate.enter(cost, urgent, this.#account);
    if (fault !== undefined) return { kind: 'refused-by-gate', fault };
    const signedAt = this.#clock.now();
    const sentAt = this.#clock.monotonic();
    const over = new AbortController();
    const limit = new AbortController();
    void this.#clock.sleep(this.#timeoutMs, over.signal).then(
      () => limit.abort(new DOMException('no answer in time', 'TimeoutError')),
      () => undefined,
    );
    const { result, error, evidence } = await this.#recorder.during(work, limit.signal);
    over.abort(OVER);
    this.times.took(this.#clock.monotonic() - sentAt, evidence.status);
    if (evidence.failure === 'never-sent') this.gate.giveBack(cost, this.#account);
    const counted = Number(evidence.headers?.get('x-mbx-used-weight-1m') ?? Number.NaN);
    if (Number.isFinite(counted)) this.gate.counted(counted, cost, sentAt);
    const body = evidence.body === undefined ? undefined : parseJson(evidence.body);
    return { kind: 'answered', evidence, body, result, error, signedAt };
  }
}

interface ExchangeModule {
  readonly default: new (options: Record<string, unknown>) => Venue;
}

async function importExchange(exchange: string): Promise<ExchangeModule | undefined> {
  if (!/^[a-z0-9]{2,32}$/.test(exchange)) return undefined;
  try {
    const address = new URL(`./src/${exchange}.js`, import.meta.resolve('ccxt')).href;
    return (await import(address)) as ExchangeModule;
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Seconds or an HTTP date of a Retry-After header, in milliseconds from now. */
export function retryAfterOf(headers: Headers | undefined, now: number): number | undefined {
  const text = headers?.get('retry-after');
  if (text === null || text === undefined || text.trim() === '') return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return seconds > 0 ? Math.ceil(seconds * 1_000) : undefined;
  const until = Date.parse(text);
  return Number.isFinite(until) && until > now ? until - now : undefined;
}
