// Raw signed calls to the loopback Binance server, for tests that look at the very bytes.
import { createHmac } from 'node:crypto';
import type { AccountDriver } from '../support/binance-server/account-driver.ts';
import type { BinanceServer } from '../support/binance-server/binance-driver.ts';

export interface Answered {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of every shape, read by the assertions of a test
  readonly body: any;
  readonly text: string;
  readonly headers: Headers;
}

export interface CallOptions {
  /** Milliseconds since 1970; the venue's own time unless told. */
  readonly timestamp?: number;
  readonly key?: string;
  readonly secret?: string;
  readonly unsigned?: boolean;
}

export type Caller = (
  method: string,
  params?: Readonly<Record<string, string | number | boolean>>,
  options?: CallOptions,
) => Promise<Answered>;

/** Calls `METHOD /path` for an account, signed, with the parameters in the query. */
export function caller(server: BinanceServer, account: AccountDriver): Caller {
  return async (method, params = {}, options = {}) => {
    const [verb = 'GET', path = '/'] = method.split(' ');
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(params)) query.set(name, String(value));
    if (options.unsigned !== true) {
      query.set('timestamp', String(options.timestamp ?? server.venue.now()));
      const secret = options.secret ?? account.apiKey.secret;
      query.set('signature', createHmac('sha256', secret).update(query.toString()).digest('hex'));
    }
    const response = await fetch(`${server.url}${path}?${query}`, {
      method: verb,
      headers: { 'x-mbx-apikey': options.key ?? account.apiKey.key },
    });
    const text = await response.text();
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      body = undefined;
    }
    return { status: response.status, body, text, headers: response.headers };
  };
}

/** A virtual clock: a test moves it, the venue reads it. */
export class TestClock {
  at = Date.UTC(2026, 10, 21, 5, 3, 22);
  readonly now = (): number => this.at;
  pass(ms: number): void {
    this.at += ms;
  }
}
