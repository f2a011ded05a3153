// What really came back over the wire for one call: status, headers and body, or how it failed. ccxt's own error classes
// say something else than the venue did (a cut body is a TypeError, a revoked key a DDoSProtection), so nothing is judged by them.
import { AsyncLocalStorage } from 'node:async_hooks';

export interface Evidence {
  /** HTTP status; absent when no answer came. */
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Headers;
  /** Why there is no answer: it took too long, the bytes never left, or the connection broke under way. */
  readonly failure?: 'timeout' | 'never-sent' | 'lost';
  readonly detail: string;
}

interface Request {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** The part of a response that ccxt reads. */
interface ReadResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  text(): Promise<string>;
}

/** Errors of connecting: nothing of the request has left the machine. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_INVALID_URL',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Each call keeps its own record, however many run at once; the last request of a call is what counts. */
export class EvidenceRecorder {
  readonly #records = new AsyncLocalStorage<{ last?: Evidence; readonly limit: AbortSignal }>();

  /** For ccxt's `fetchImplementation`. The body is read here, so that the time limit covers it too. */
  readonly fetch = async (url: string, request: Request): Promise<ReadResponse> => {
    const record = this.#records.getStore();
    try {
      const response = await fetch(url, { ...pick(request, record?.limit), redirect: 'error' });
      const { status, statusText, headers } = response;
      const body = await response.text();
      if (record !== undefined) record.last = { status, body, headers, detail: statusText };
      return { status, statusText, headers, text: () => Promise.resolve(body) };
    } catch (error) {
      if (record !== undefined) record.last = failureOf(error);
      throw error;
    }
  };

  /**
   * Runs the call; answers what came over the wire last, and what the call threw before anything was sent. The requests
   * of the call end when `limit` is aborted.
   */
  async during(
    call: () => Promise<unknown>,
    limit: AbortSignal,
  ): Promise<{ result?: unknown; error?: unknown; evidence: Evidence }> {
    const record: { last?: Evidence; readonly limit: AbortSignal } = { limit };
    try {
      const result = await this.#records.run(record, call);
      return { result, evidence: record.last ?? { failure: 'never-sent', detail: 'nothing was asked' } };
    } catch (error) {
      const detail = error instanceof Error ? error.message.slice(0, 300) : String(error);
      return { error, evidence: record.last ?? { failure: 'never-sent', detail } };
    }
  }
}

/** The time limit is ours; ccxt's own signal counts beside it. */
function pick({ method, headers, body, signal }: Request, limit: AbortSignal | undefined): RequestInit {
  const signals = [signal, limit].filter((each) => each !== undefined);
  return {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }),
  };
}

function failureOf(error: unknown): Evidence {
  const { name, cause } = error as { name?: string; cause?: { code?: string; message?: string } };
  if (name === 'AbortError' || name === 'TimeoutError') {
    return { failure: 'timeout', detail: 'no answer in time' };
  }
  const code = cause?.code ?? '';
  const detail = cause?.message ?? (error instanceof Error ? error.message : String(error));
  return { failure: NEVER_SENT.has(code) ? 'never-sent' : 'lost', detail: detail.slice(0, 200) };
}

/**
 * JSON with whole numbers beyond 2^53 kept as text: order ids have 19 digits on some symbols. Undefined when the text is
 * not JSON.
 */
export function parseJson(text: string): unknown {
  try {
    if (!/\d{16}/.test(text)) return JSON.parse(text);
    return JSON.parse(text, keepLargeIntegers as (key: string, value: unknown) => unknown);
  } catch {
    return undefined;
  }
}

function keepLargeIntegers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const isLarge = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isLarge ? (context?.source ?? value) : value;
}
