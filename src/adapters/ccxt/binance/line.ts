// Requests to Binance USDⓈ-M: limits before, the outcome table after, bodies checked to the last field we use.
import type { ZodType } from 'zod';
import type { Fault, Rejection } from '../../../domain/fault.ts';
import { failure, type Result, success } from '../../../domain/result.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { RequestFigures, VenueTelemetry } from '../../../ports/venue-telemetry.ts';
import type { Evidence } from '../line/http-evidence.ts';
import { keyRefused } from '../line/key-sentences.ts';
import { type Reply, retryAfterOf, type VenueClient } from '../line/venue-client.ts';
import { type BinanceMethod, ENDPOINTS } from './endpoints.ts';
import { type NegativeAnswer, outcomeOf, type Refused } from './outcome-table.ts';

export type Parameters = Readonly<Record<string, string | number | boolean>>;

export type Asked<T> =
  | { readonly kind: 'answer'; readonly value: T; readonly signedAt: number }
  | (Refused & { readonly signedAt?: number });

export interface LineParts {
  readonly account: string;
  readonly client: VenueClient;
  readonly clock: Clock;
}

/** A ban without Retry-After: the venue's shortest. */
const SHORTEST_BAN_MS = 120_000;
const LIMITED_WAIT_MS = 10_000;

export class BinanceLine {
  readonly #parts: LineParts;
  /** The last urgent read failed: as long as nothing can be read, nothing is asked twice. */
  #isBlind = false;
  #synchronising: Promise<Result<number, Fault>> | undefined;

  constructor(parts: LineParts) {
    this.#parts = parts;
  }

  get skewMs(): number {
    return this.#parts.client.skewMs;
  }

  get requests(): RequestFigures | undefined {
    return this.#parts.client.times.figures;
  }

  get weight(): NonNullable<VenueTelemetry['weight']> {
    const { gate } = this.#parts.client;
    return { used: gate.usedWeight, limit: gate.weightLimit };
  }

  venueNow(): number {
    return this.#parts.client.venueNow();
  }

  /**
   * Asks and reads; a body of another shape is a fault. A read refused for its time stamp is asked once more, and so is
   * what is urgent and failed in any way but by the venue's limits: reading twice costs less than working blindly.
   */
  async read<T>(
    method: BinanceMethod,
    parameters: Parameters,
    shape: ZodType<T>,
    urgent = false,
  ): Promise<Result<T, Fault>> {
    let asked = await this.ask(method, parameters, shape, urgent);
    if (asked.kind === 'fault' && asked.fault.code === 'CLOCK_SKEW') {
      await this.synchronise(urgent);
      asked = await this.ask(method, parameters, shape, urgent);
    }
    const failed = asked.kind === 'fault' ? asked.fault : undefined;
    if (urgent && !this.#isBlind && failed?.retryable === true && failed.retryAfterMs === undefined) {
      asked = await this.ask(method, parameters, shape, urgent);
    }
    if (urgent) this.#isBlind = asked.kind === 'fault';
    if (asked.kind === 'answer') return success(asked.value);
    if (asked.kind === 'fault') return failure(asked.fault);
    return failure(asFault(asked.rejection));
  }

  /** One request. A write refused for its time stamp is not repeated here: the clocks are compared, the desk decides. */
  async ask<T>(
    method: BinanceMethod,
    parameters: Parameters,
    shape: ZodType<T>,
    urgent = false,
  ): Promise<Asked<T>> {
    const { client } = this.#parts;
    const endpoint = ENDPOINTS[method];
    const venue = client.venue as unknown as Record<string, (given: Parameters) => Promise<unknown>>;
    const reply = await client.call(endpoint, urgent, () => venue[method]!({ ...parameters }));
    if (reply.kind === 'refused-by-gate') return { kind: 'fault', fault: reply.fault };
    const { signedAt } = reply;
    const answer = this.#negative(reply);
    if (answer === undefined) {
      const parsed = shape.safeParse(reply.body);
      if (parsed.success) return { kind: 'answer', value: parsed.data, signedAt };
      const issue = parsed.error.issues[0];
      const where = issue === undefined ? '' : ` (${issue.path.join('.')}: ${issue.message})`;
      return { kind: 'fault', fault: unreadable(method, where, endpoint.writes), signedAt };
    }
    const refused = outcomeOf(answer, endpoint.writes ? 'write' : 'read');
    if (refused.kind === 'rejected') return { ...refused, signedAt };
    const { fault } = refused;
    if (fault.code === 'RATE_LIMITED' || fault.code === 'BANNED') {
      const isBan = fault.code === 'BANNED';
      const wait = fault.retryAfterMs ?? (isBan ? SHORTEST_BAN_MS : LIMITED_WAIT_MS);
      // The count of orders is the account's own affair; weight and bans hold for the whole address.
      if (answer.code !== -1015) client.gate.refused(isBan ? 'banned' : 'limited', wait, urgent);
      return { kind: 'fault', fault: { ...fault, retryAfterMs: wait }, signedAt };
    }
    if (fault.code === 'CLOCK_SKEW' && endpoint.writes) await this.synchronise(urgent);
    if (fault.code === 'AUTH_LOST') {
      return { kind: 'fault', fault: keyRefused(this.#parts.account, answer.code, answer.message), signedAt };
    }
    return { ...refused, signedAt };
  }

  /** Compares the clocks; answers the venue's time. Several askers share one request. */
  synchronise(urgent = false): Promise<Result<number, Fault>> {
    this.#synchronising ??= this.#compareClocks(urgent).finally(() => {
      this.#synchronising = undefined;
    });
    return this.#synchronising;
  }

  async #compareClocks(urgent: boolean): Promise<Result<number, Fault>> {
    const { client, clock } = this.#parts;
    const cost = ENDPOINTS.fapiPublicGetTime;
    const venue = client.venue as unknown as Record<string, () => Promise<unknown>>;
    let sentAt = 0;
    const reply = await client.call(cost, urgent, () => {
      sentAt = clock.monotonic();
      return venue['fapiPublicGetTime']!();
    });
    const receivedAt = clock.monotonic();
    if (reply.kind === 'refused-by-gate') return failure(reply.fault);
    const answer = this.#negative(reply);
    if (answer !== undefined) {
      const refused = outcomeOf(answer, 'read');
      return failure(refused.kind === 'fault' ? refused.fault : asFault(refused.rejection));
    }
    const time = (reply.body as { serverTime?: unknown } | null)?.serverTime;
    if (typeof time !== 'number' || !Number.isSafeInteger(time) || time <= 0) {
      return failure(unreadable('fapiPublicGetTime', '', false));
    }
    client.synchronise(time, sentAt, receivedAt);
    return success(client.venueNow());
  }

  /** Undefined for a good answer: HTTP 2xx, readable, without an error code of the venue in it. */
  #negative({ evidence, body, error }: Extract<Reply, { kind: 'answered' }>): NegativeAnswer | undefined {
    const { status, failure: failed, detail } = evidence;
    if (status === undefined) return { failure: failed ?? 'never-sent', message: detailOf(detail, error) };
    const own = errorIn(body);
    const isGood = status >= 200 && status < 300;
    if (isGood && own === undefined && body !== undefined) return undefined;
    const now = this.#parts.clock.now();
    const retryAfterMs = retryAfterOf(evidence.headers, now) ?? bannedFor(own?.message, now);
    return {
      status,
      ...(own === undefined ? {} : { code: own.code }),
      message: own?.message ?? (isGood ? 'its answer cannot be read' : firstWords(evidence)),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  }
}

/** The error in a body of the venue's own shape. `code: 200` in a body means success. */
function errorIn(body: unknown): { code: number; message: string } | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const { code, msg } = body as { code?: unknown; msg?: unknown };
  const number = typeof code === 'string' ? Number(code) : code;
  if (typeof number !== 'number' || !Number.isInteger(number) || number >= 0) return undefined;
  return { code: number, message: typeof msg === 'string' ? msg.slice(0, 300) : '' };
}

/** "Way too many requests; IP banned until 1659146400000." */
function bannedFor(message: string | undefined, now: number): number | undefined {
  const until = Number(/until (\d{13})/.exec(message ?? '')?.[1] ?? Number.NaN);
  return Number.isFinite(until) && until > now ? until - now : undefined;
}

const firstWords = ({ body }: Evidence): string =>
  (body ?? '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80);

const detailOf = (detail: string, error: unknown): string =>
  detail !== '' ? detail : error instanceof Error ? error.message.slice(0, 200) : 'nothing was sent';

const unreadable = (method: string, where: string, writes: boolean): Fault => ({
  code: 'BAD_ANSWER',
  message: `the exchange answered ${method} with something else than expected${where}`,
  retryable: true,
  outcome: writes ? 'unknown' : 'none',
});

/** The server does not have this endpoint: a page of 404, or the venue's own -5000. */
export const isMissing = ({ message }: Fault): boolean => /\bHTTP 404\b|said -5000\b/.test(message);

/** A read that was refused for what it asked: an unknown symbol, a bad parameter. */
const asFault = ({ venueCode, reason }: Rejection): Fault => ({
  code: venueCode === '-1121' ? 'NOT_FOUND' : 'BAD_ANSWER',
  message: `the exchange said ${venueCode}: ${reason}`,
  retryable: false,
  outcome: 'none',
});
