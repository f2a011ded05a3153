// What a failure of any other exchange means. There is no table of its codes, so only what the HTTP status and ccxt's
// mapping say together counts; a doubt is an unknown outcome.
import type { Fault } from '../../../domain/fault.ts';
import type { Refused } from '../binance/outcome-table.ts';
import type { Evidence } from '../line/http-evidence.ts';

export interface UnifiedFailure {
  readonly evidence: Evidence;
  readonly error: unknown;
  readonly retryAfterMs?: number;
}

/** ccxt's classes that name a refusal of the request itself. */
const REFUSALS: ReadonlySet<string> = new Set([
  'InsufficientFunds',
  'InvalidOrder',
  'OrderImmediatelyFillable',
  'OrderNotFillable',
  'DuplicateOrderId',
  'ContractUnavailable',
  'BadRequest',
  'BadSymbol',
  'OperationRejected',
  'MarginModeAlreadySet',
  'NoChange',
  'ArgumentsRequired',
  'InvalidAddress',
]);
const AUTH: ReadonlySet<string> = new Set([
  'AuthenticationError',
  'PermissionDenied',
  'AccountNotEnabled',
  'AccountSuspended',
]);
const LIMITED_WAIT_MS = 10_000;

/** `request`: a read has no outcome that could be unknown. */
export function unifiedOutcome(failed: UnifiedFailure, request: 'read' | 'write'): Refused {
  const { evidence, error, retryAfterMs } = failed;
  const names = namesOf(error);
  const has = (wanted: ReadonlySet<string>): boolean => names.some((name) => wanted.has(name));
  const { status, failure } = evidence;
  const message = saidIn(failed);
  const made = (
    code: Fault['code'],
    retryable: boolean,
    outcome: Fault['outcome'],
    wait?: number,
  ): Refused => ({
    kind: 'fault',
    fault: {
      code,
      message,
      retryable,
      outcome: request === 'read' ? 'none' : outcome,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    },
  });
  if (names.includes('NotSupported')) return made('UNSUPPORTED', false, 'none');
  if (failure === 'never-sent') {
    // ccxt itself refused before anything left: a wrong symbol, a missing argument.
    if (has(REFUSALS))
      return { kind: 'rejected', rejection: { venueCode: names[0] ?? 'refused', reason: message } };
    return made('UNREACHABLE', true, 'none');
  }
  if (failure === 'timeout') return made('TIMEOUT', true, 'unknown');
  if (status === undefined) return made('UNREACHABLE', true, 'unknown');
  if (status === 418) return made('BANNED', true, 'none', retryAfterMs ?? 120_000);
  if (status === 429) return made('RATE_LIMITED', true, 'none', retryAfterMs ?? LIMITED_WAIT_MS);
  if (status >= 500)
    return made(names.includes('OnMaintenance') ? 'MAINTENANCE' : 'UNREACHABLE', true, 'unknown');
  const isReadable = isJson(evidence.body);
  if (!isReadable) return made('BAD_ANSWER', true, 'unknown');
  if (names.includes('OrderNotFound')) return made('NOT_FOUND', false, 'none');
  if (names.includes('InvalidNonce')) return made('CLOCK_SKEW', true, 'none');
  if (has(AUTH)) return made('AUTH_LOST', false, 'none');
  if (names.includes('RateLimitExceeded'))
    return made('RATE_LIMITED', true, 'none', retryAfterMs ?? LIMITED_WAIT_MS);
  if (has(REFUSALS))
    return { kind: 'rejected', rejection: { venueCode: codeIn(evidence.body, names), reason: message } };
  // The venue refused a request as such, in its own words.
  if ((status === 400 || status === 422) && names.includes('ExchangeError')) {
    return { kind: 'rejected', rejection: { venueCode: codeIn(evidence.body, names), reason: message } };
  }
  return made('BAD_ANSWER', true, 'unknown');
}

/** The names of the error's class and of those it was derived from, nearest first. */
function namesOf(error: unknown): readonly string[] {
  const names: string[] = [];
  let prototype: unknown = error === null || typeof error !== 'object' ? null : Object.getPrototypeOf(error);
  while (prototype !== null && prototype !== Object.prototype) {
    names.push((prototype as { constructor: { name: string } }).constructor.name);
    prototype = Object.getPrototypeOf(prototype);
  }
  return names;
}

/** The venue's own words; ccxt's message where it has none. Addresses and queries are cut off: they carry signatures. */
function saidIn({ evidence, error }: UnifiedFailure): string {
  const found = wordsIn(parsed(evidence.body));
  if (found !== undefined) return `the exchange said: ${found}`.slice(0, 300);
  const text = error instanceof Error ? error.message : evidence.detail;
  const cut = text
    .replace(/https?:\/\/\S+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return (evidence.status === undefined ? cut : `the exchange answered HTTP ${evidence.status}`).slice(
    0,
    300,
  );
}

function codeIn(body: string | undefined, names: readonly string[]): string {
  const found = wordsIn(parsed(body), ['name', 'code', 'retCode', 'sCode', 'label']);
  return found ?? names[0] ?? 'refused';
}

function wordsIn(
  body: unknown,
  keys = ['message', 'msg', 'retMsg', 'sMsg', 'name', 'label'],
): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const record = body as Record<string, unknown>;
  for (const key of keys) {
    const value = record[key];
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') return String(value);
  }
  return wordsIn(record['error'], keys);
}

const isJson = (text: string | undefined): boolean => parsed(text) !== undefined;

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
