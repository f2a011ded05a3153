// What an answer of Binance USDⓈ-M means for the request behind it, from HTTP status and venue code alone. What is not in
// the table is unknown: of an order that may rest at the venue, "probably not" is worth nothing.
import type { Fault, Rejection } from '../../../domain/fault.ts';

export type Refused =
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

/** A negative answer, or none: `failure` is set where no HTTP answer came. */
export interface NegativeAnswer {
  readonly status?: number;
  readonly failure?: 'timeout' | 'never-sent' | 'lost';
  /** The venue's own code, such as -2019; absent in bodies that are not its own. */
  readonly code?: number;
  readonly message: string;
  readonly retryAfterMs?: number;
}

type Class =
  /** It may have been carried out. */
  | 'unknown'
  /** Turned away at the door; the same request may be tried again. */
  | 'limited'
  | 'overloaded'
  | 'skew'
  /** The key is not taken. */
  | 'auth'
  /** Understood, and refused for good. */
  | 'rejected'
  /** The order, symbol or listen key is not there. */
  | 'absent'
  | 'maintenance';

/** Single codes; ranges follow below. */
const CODES: ReadonlyMap<number, Class> = new Map<number, Class>([
  [-1000, 'unknown'],
  [-1001, 'unknown'],
  [-1002, 'auth'],
  [-1003, 'limited'],
  [-1006, 'unknown'],
  [-1007, 'unknown'],
  [-1008, 'overloaded'],
  [-1013, 'rejected'],
  [-1014, 'rejected'],
  [-1015, 'limited'],
  [-1016, 'maintenance'],
  [-1020, 'rejected'],
  [-1021, 'skew'],
  [-1022, 'auth'],
  [-1023, 'rejected'],
  [-1099, 'auth'],
  [-1125, 'absent'],
  [-2008, 'auth'],
  [-2010, 'rejected'],
  [-2011, 'absent'],
  [-2013, 'absent'],
  [-2014, 'auth'],
  [-2015, 'auth'],
  [-2017, 'auth'],
  [-2012, 'unknown'],
  [-2026, 'unknown'],
  [-4087, 'rejected'],
  [-4088, 'rejected'],
  [-5028, 'skew'],
]);

/** Bounds inclusive, from the venue's own grouping: request issues, trading rules, filters, execution. */
const RANGES: readonly (readonly [from: number, to: number, meaning: Class])[] = [
  [-1199, -1100, 'rejected'],
  [-2099, -2016, 'rejected'],
  [-4999, -4000, 'rejected'],
  [-5099, -5021, 'rejected'],
];

/** Order-count limits come without Retry-After; their window is ten seconds. */
const ORDER_WINDOW_MS = 10_000;

/** A read changes nothing, so its outcome is never unknown. */
export function outcomeOf(answer: NegativeAnswer, request: 'read' | 'write'): Refused {
  const meaning = meaningOf(answer);
  const outcome = meaning === 'unknown' || meaning === 'maintenance' ? 'unknown' : 'none';
  const made = (code: Fault['code'], retryable: boolean): Refused => ({
    kind: 'fault',
    fault: {
      code,
      message: said(answer),
      retryable,
      outcome: request === 'read' ? 'none' : outcome,
      ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
    },
  });
  switch (meaning) {
    case 'limited': {
      if (answer.status === 418) return made('BANNED', true);
      const refused = made('RATE_LIMITED', true);
      if (refused.kind !== 'fault' || answer.retryAfterMs !== undefined) return refused;
      return { kind: 'fault', fault: { ...refused.fault, retryAfterMs: ORDER_WINDOW_MS } };
    }
    case 'overloaded':
      return made('UNREACHABLE', true);
    case 'skew':
      return made('CLOCK_SKEW', true);
    case 'auth':
      return made('AUTH_LOST', false);
    case 'absent':
      return made('NOT_FOUND', false);
    case 'maintenance':
      return made('MAINTENANCE', true);
    case 'rejected':
      return { kind: 'rejected', rejection: { venueCode: String(answer.code), reason: answer.message } };
    case 'unknown':
      return made(unknownCode(answer), true);
    default:
      return meaning satisfies never;
  }
}

function meaningOf({ status, failure, code }: NegativeAnswer): Class {
  if (failure === 'never-sent') return 'overloaded';
  if (status === undefined) return 'unknown';
  if (status === 418 || status === 429) return 'limited';
  if (code === undefined) return 'unknown';
  const known = CODES.get(code) ?? RANGES.find(([from, to]) => code >= from && code <= to)?.[2];
  if (known === undefined) return 'unknown';
  // A server error carries no promise, whatever its body says, but for the one code that says "not accepted".
  if (status >= 500 && known !== 'overloaded' && known !== 'maintenance') return 'unknown';
  return known;
}

function unknownCode({ failure, status, code }: NegativeAnswer): Fault['code'] {
  if (failure === 'timeout' || code === -1007) return 'TIMEOUT';
  if (failure === 'lost' || (status !== undefined && status >= 500)) return 'UNREACHABLE';
  return 'BAD_ANSWER';
}

function said({ status, failure, code, message }: NegativeAnswer): string {
  if (failure === 'timeout') return 'the exchange did not answer in time';
  if (failure === 'never-sent') return `the exchange cannot be reached (${message})`;
  if (failure === 'lost') return `the connection to the exchange broke (${message})`;
  if (code !== undefined && CODES.get(code) === 'skew') {
    return `the exchange refused the time stamp of a request (${code}); the clocks are compared again`;
  }
  const words = message === '' ? '' : `: ${message}`;
  return code === undefined
    ? `the exchange answered HTTP ${status}${words}`
    : `the exchange said ${code}${words}`;
}
