// The venue's public endpoints through ccxt, loaded only when somebody asks for live prices, and its errors as faults.
import type { ZodType } from 'zod';
import type { Fault } from '../../../domain/fault.ts';
import { failure, type Result, success } from '../../../domain/result.ts';

type Call = (parameters?: Readonly<Record<string, string | number>>) => Promise<unknown>;

/** The part of ccxt's binanceusdm that public data needs: raw bodies, its throttle, its timeouts. */
interface Binance {
  urls: { api: Record<string, unknown> };
  readonly last_response_headers?: Record<string, string>;
  readonly fapiPublicGetExchangeInfo: Call;
  readonly fapiPublicGetPremiumIndex: Call;
  readonly fapiPublicGetFundingInfo: Call;
  readonly fapiPublicGetDepth: Call;
  readonly fapiPublicGetKlines: Call;
}
export type PublicMethod =
  | 'fapiPublicGetExchangeInfo'
  | 'fapiPublicGetPremiumIndex'
  | 'fapiPublicGetFundingInfo'
  | 'fapiPublicGetDepth'
  | 'fapiPublicGetKlines';

export interface PublicClientOptions {
  /** Another address than Binance's own, such as `http://127.0.0.1:9001`. */
  readonly baseUrl?: string;
  readonly timeoutMs: number;
}

export class PublicClient {
  readonly #client: Binance;

  private constructor(client: Binance) {
    this.#client = client;
  }

  /** Loads ccxt (about 0.4 s and 100 MB, so not before it is needed). Sends nothing. */
  static async load(options: PublicClientOptions): Promise<PublicClient> {
    const module: unknown = await import(
      new URL('./src/pro/binanceusdm.js', import.meta.resolve('ccxt')).href
    );
    const { default: Venue } = module as { default: new (options: Record<string, unknown>) => Binance };
    const client = new Venue({ number: String, timeout: options.timeoutMs, enableRateLimit: true });
    if (options.baseUrl !== undefined) {
      client.urls.api['fapiPublic'] = `${options.baseUrl.replace(/\/$/, '')}/fapi/v1`;
    }
    return new PublicClient(client);
  }

  /** One call; a body that is not of this shape is BAD_ANSWER. Public reads change nothing: every outcome is `none`. */
  async read<T>(
    method: PublicMethod,
    parameters: Readonly<Record<string, string | number>>,
    shape: ZodType<T>,
  ): Promise<Result<T, Fault>> {
    let body: unknown;
    try {
      body = await this.#client[method](parameters);
    } catch (error) {
      return failure(this.#faultOf(error));
    }
    const parsed = shape.safeParse(body);
    if (parsed.success) return success(parsed.data);
    const issue = parsed.error.issues[0];
    const where = issue === undefined ? '' : `${issue.path.join('.')}: ${issue.message}`;
    return failure(fault('BAD_ANSWER', `${method} answered something else (${where})`));
  }

  #faultOf(error: unknown): Fault {
    const name = error instanceof Error ? error.constructor.name : 'Error';
    const message = error instanceof Error ? error.message.slice(0, 300) : String(error);
    const after = retryAfter(this.#client.last_response_headers);
    const limited = {
      ...fault('RATE_LIMITED', message),
      ...(after === undefined ? {} : { retryAfterMs: after }),
    };
    if (/\b418\b/.test(message)) return { ...limited, code: 'BANNED' };
    if (/\b429\b|"code":-1003/.test(message)) return limited;
    switch (name) {
      case 'RequestTimeout':
        return fault('TIMEOUT', message);
      case 'DDoSProtection':
      case 'RateLimitExceeded':
        return limited;
      case 'OnMaintenance':
        return fault('MAINTENANCE', message);
      case 'NetworkError':
      case 'ExchangeNotAvailable':
        return fault('UNREACHABLE', message);
      case 'BadSymbol':
        return { ...fault('NOT_FOUND', message), retryable: false };
      default:
        return fault('BAD_ANSWER', message);
    }
  }
}

export const fault = (code: Fault['code'], message: string): Fault => ({
  code,
  message,
  retryable: true,
  outcome: 'none',
});

function retryAfter(headers: Record<string, string> | undefined): number | undefined {
  const seconds = Number(headers?.['Retry-After'] ?? headers?.['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
}
