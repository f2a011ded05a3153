// The faults of the real venue in one word each, for `server.fault(...)`: which answer, and whether the call took effect.
import type { Fault } from '../loopback/scripted-faults.ts';
import { errorAnswer, type VenueCode } from './venue-error.ts';

/** The venue acts on the call only after `ms` of its own clock, if it is still valid then; the client hears nothing of it. */
export interface LateFault {
  readonly kind: 'late';
  readonly ms: number;
  /** The connection is cut at once, or stays open without a word until the client gives up. */
  readonly connection: 'cut' | 'silent';
}

export type VenueFault = Fault | LateFault;

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const page = (title: string): string =>
  `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center></body></html>`;

export const venueFaults = {
  delay: (ms: number): VenueFault => ({ kind: 'delay', ms }),
  /** The request is lost on its way. */
  dropBefore: { kind: 'drop', when: 'before' } as VenueFault,
  /** The call takes effect and its answer is lost. */
  dropAfter: { kind: 'drop', when: 'after' } as VenueFault,
  late: (ms: number, connection: LateFault['connection'] = 'cut'): VenueFault => ({
    kind: 'late',
    ms,
    connection,
  }),
  /** Nothing happens and nothing is answered. */
  hang: { kind: 'hang' } as VenueFault,
  /** A documented error; with `effect` the call took effect all the same. */
  code: (code: VenueCode, effect = false, ...values: readonly string[]): VenueFault => ({
    kind: 'answer',
    ...errorAnswer(code, ...values),
    effect,
  }),
  /** 503 of which the documentation says that the outcome is unknown. */
  unknownError: (effect: boolean): VenueFault => ({
    kind: 'answer',
    status: 503,
    body: { code: -1000, msg: 'Unknown error, please check your request or try again later.' },
    effect,
  }),
  /** A page of the proxy in front of the venue. */
  html: (status: number, effect = false): VenueFault => ({
    kind: 'answer',
    status,
    headers: HTML,
    body: page(
      `${status} ${{ 403: 'Forbidden', 502: 'Bad Gateway', 504: 'Gateway Time-out' }[status] ?? 'Error'}`,
    ),
    effect,
  }),
  /** 200 with a body that ends in its middle; the call took effect. */
  truncated: { kind: 'answer', status: 200, body: '{"orderId":8389765', effect: true } as VenueFault,
  /** 200 with nothing in it; the call took effect. */
  empty: { kind: 'answer', status: 200, body: '', effect: true } as VenueFault,
  /** 429, with Retry-After in seconds where given. */
  tooMany: (retryAfter?: number): VenueFault => ({
    kind: 'answer',
    ...errorAnswer('-1003', '2400'),
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } }),
  }),
  /** 418: the address is banned for so many seconds. */
  banned: (retryAfter: number): VenueFault => ({
    kind: 'answer',
    ...errorAnswer('-1003', '2400'),
    status: 418,
    headers: { 'retry-after': String(retryAfter) },
  }),
};

/** What every call is answered with while the venue is closed for maintenance. */
export const MAINTENANCE = {
  page: { status: 503, headers: HTML, body: page('503 Service Temporarily Unavailable') },
  code: errorAnswer('-1016'),
} as const;
