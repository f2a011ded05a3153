// Requests to any ccxt exchange: one unified call at a time through the gate, its answer checked, its failure judged by the wire.
import type { ZodType } from 'zod';
import type { Fault } from '../../../domain/fault.ts';
import { failure, type Result, success } from '../../../domain/result.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { RequestFigures } from '../../../ports/venue-telemetry.ts';
import type { Refused } from '../binance/outcome-table.ts';
import { keyRefused } from '../line/key-sentences.ts';
import { retryAfterOf, type Venue, type VenueClient } from '../line/venue-client.ts';
import { unifiedOutcome } from './outcome.ts';

/** The unified methods that the adapter calls; `has` says which of them the exchange offers. */
export type UnifiedMethod =
  | 'fetchTime'
  | 'fetchStatus'
  | 'fetchLeverageTiers'
  | 'fetchBalance'
  | 'fetchPositions'
  | 'fetchOpenOrders'
  | 'fetchClosedOrders'
  | 'fetchCanceledOrders'
  | 'fetchOrders'
  | 'fetchOrder'
  | 'fetchMyTrades'
  | 'fetchTickers'
  | 'fetchMarkPrices'
  | 'fetchOrderBook'
  | 'fetchOHLCV'
  | 'createOrder'
  | 'cancelOrder'
  | 'cancelAllOrders'
  | 'addMargin'
  | 'reduceMargin'
  | 'setLeverage'
  | 'setMarginMode';

export type Asked<T> = { readonly kind: 'answer'; readonly value: T; readonly signedAt: number } | Refused;

const WRITES: ReadonlySet<string> = new Set([
  'createOrder',
  'cancelOrder',
  'cancelAllOrders',
  'addMargin',
  'reduceMargin',
  'setLeverage',
  'setMarginMode',
]);

export class UnifiedLine {
  readonly account: string;
  readonly #client: VenueClient;
  readonly #clock: Clock;

  constructor(account: string, client: VenueClient, clock: Clock) {
    this.account = account;
    this.#client = client;
    this.#clock = clock;
  }

  get venue(): Venue {
    return this.#client.venue;
  }

  get requests(): RequestFigures | undefined {
    return this.#client.times.figures;
  }

  get skewMs(): number {
    return this.#client.skewMs;
  }

  now(): number {
    return this.#clock.now();
  }

  has(method: UnifiedMethod): boolean {
    const can = this.venue.has[method];
    return can === true || can === 'emulated';
  }

  async ask<T>(
    method: UnifiedMethod,
    given: readonly unknown[],
    shape: ZodType<T>,
    urgent = false,
  ): Promise<Asked<T>> {
    const writes = WRITES.has(method);
    if (!this.has(method)) return { kind: 'fault', fault: cannot(method) };
    const venue = this.venue as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
    const work = (): Promise<unknown> => venue[method]!(...given);
    const reply = await this.#client.call({ weight: 1, orders: 0 }, urgent, work);
    if (reply.kind === 'refused-by-gate') return { kind: 'fault', fault: reply.fault };
    const { evidence, error, result, signedAt } = reply;
    if (error !== undefined) {
      const retryAfterMs = retryAfterOf(evidence.headers, this.#clock.now());
      const failed = { evidence, error, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
      const refused = unifiedOutcome(failed, writes ? 'write' : 'read');
      return refused.kind === 'fault'
        ? { kind: 'fault', fault: this.#noted(refused.fault, urgent) }
        : refused;
    }
    const parsed = shape.safeParse(result);
    if (parsed.success) return { kind: 'answer', value: parsed.data, signedAt };
    const issue = parsed.error.issues[0];
    const where = issue === undefined ? '' : ` (${issue.path.join('.')}: ${issue.message})`;
    return {
      kind: 'fault',
      fault: {
        code: 'BAD_ANSWER',
        message: `the exchange answered ${method} with something else than expected${where}`,
        retryable: true,
        outcome: writes ? 'unknown' : 'none',
      },
    };
  }

  async read<T>(
    method: UnifiedMethod,
    given: readonly unknown[],
    shape: ZodType<T>,
    urgent = false,
  ): Promise<Result<T, Fault>> {
    const asked = await this.ask(method, given, shape, urgent);
    if (asked.kind === 'answer') return success(asked.value);
    if (asked.kind === 'fault') return failure(asked.fault);
    return failure({
      code: 'BAD_ANSWER',
      message: asked.rejection.reason,
      retryable: false,
      outcome: 'none',
    });
  }

  #noted(fault: Fault, urgent: boolean): Fault {
    if (fault.code === 'RATE_LIMITED' || fault.code === 'BANNED') {
      const kind = fault.code === 'BANNED' ? 'banned' : 'limited';
      this.#client.gate.refused(kind, fault.retryAfterMs ?? 10_000, urgent);
    }
    if (fault.code !== 'AUTH_LOST') return fault;
    return keyRefused(this.account, undefined, fault.message);
  }
}

export const cannot = (what: string): Fault => ({
  code: 'UNSUPPORTED',
  message: `this exchange does not offer ${what}`,
  retryable: false,
  outcome: 'none',
});
