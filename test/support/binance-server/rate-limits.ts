// The venue's budgets: request weight a minute for an address, orders a minute and in ten seconds for an account, and bans.

import type { WireAnswer } from '../loopback/scripted-faults.ts';
import type { VenueAccount } from './account.ts';
import { RATE_LIMITS } from './public-methods.ts';
import { errorAnswer } from './venue-error.ts';

export interface Limits {
  readonly weightPerMinute: number;
  readonly ordersPerMinute: number;
  readonly ordersPerTenSeconds: number;
  /** Requests answered 429 before the address is banned. */
  readonly warnings: number;
  readonly banMs: number;
}

export const USUAL_LIMITS: Limits = { ...RATE_LIMITS, warnings: 10, banMs: 120_000 };

interface Window {
  from: number;
  used: number;
}

const MINUTE = 60_000;
const TEN_SECONDS = 10_000;

function add(window: Window, now: number, length: number, amount: number): number {
  const from = Math.floor(now / length) * length;
  if (window.from !== from) {
    window.from = from;
    window.used = 0;
  }
  window.used += amount;
  return window.used;
}

export class RateLimits {
  limits: Limits = USUAL_LIMITS;
  /** The address is banned until then. */
  bannedUntil = 0;
  readonly #weight: Window = { from: 0, used: 0 };
  readonly #orders = new Map<VenueAccount, { minute: Window; tenSeconds: Window }>();
  #warned = 0;

  /** Counts a request against the address. @returns the refusal when its budget is used up, or it is banned. */
  spend(now: number, weight: number): WireAnswer | undefined {
    if (now < this.bannedUntil) return this.#ban(now);
    const used = add(this.#weight, now, MINUTE, weight);
    if (used <= this.limits.weightPerMinute) {
      this.#warned = 0;
      return undefined;
    }
    this.#warned += 1;
    if (this.#warned > this.limits.warnings) {
      this.bannedUntil = now + this.limits.banMs;
      return this.#ban(now);
    }
    const refused = errorAnswer('-1003', String(this.limits.weightPerMinute));
    return { ...refused, headers: { 'retry-after': seconds(this.#weight.from + MINUTE - now) } };
  }

  #ban(now: number): WireAnswer {
    const msg = `Way too many requests; IP banned until ${this.bannedUntil}. Please use the websocket for live updates to avoid bans.`;
    return {
      status: 418,
      body: { code: -1003, msg },
      headers: { 'retry-after': seconds(this.bannedUntil - now) },
    };
  }

  /** Counts orders against the account. @returns the refusal when there have been too many; without Retry-After. */
  order(now: number, account: VenueAccount, count: number): WireAnswer | undefined {
    const { minute, tenSeconds } = this.#of(account);
    const inMinute = add(minute, now, MINUTE, count);
    const inTen = add(tenSeconds, now, TEN_SECONDS, count);
    const { ordersPerMinute, ordersPerTenSeconds } = this.limits;
    if (inTen > ordersPerTenSeconds) return errorAnswer('-1015', String(ordersPerTenSeconds), '10 SECONDS');
    if (inMinute > ordersPerMinute) return errorAnswer('-1015', String(ordersPerMinute), '1 MINUTE');
    return undefined;
  }

  /** Weight used in this minute. */
  used(now: number): number {
    return add(this.#weight, now, MINUTE, 0);
  }

  /** The headers that tell how much is used up. */
  headers(now: number, account: VenueAccount | undefined): Record<string, string> {
    const headers: Record<string, string> = { 'x-mbx-used-weight-1m': String(this.used(now)) };
    if (account === undefined) return headers;
    const { minute, tenSeconds } = this.#of(account);
    headers['x-mbx-order-count-10s'] = String(add(tenSeconds, now, TEN_SECONDS, 0));
    headers['x-mbx-order-count-1m'] = String(add(minute, now, MINUTE, 0));
    return headers;
  }

  #of(account: VenueAccount): { minute: Window; tenSeconds: Window } {
    let found = this.#orders.get(account);
    if (found === undefined) {
      found = { minute: { from: 0, used: 0 }, tenSeconds: { from: 0, used: 0 } };
      this.#orders.set(account, found);
    }
    return found;
  }
}

const seconds = (ms: number): string => String(Math.max(1, Math.ceil(ms / 1_000)));
