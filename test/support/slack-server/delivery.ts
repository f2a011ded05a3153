// One thing Slack has to tell the app, tried until the app acknowledges it or the retries are used up. Events
// are retried; slash commands and button presses are not, as on the real Slack.
import type { Lifetime } from '../loopback/lifetime.ts';

export type DeliveryKind = 'events_api' | 'slash_commands' | 'interactive';

export interface Envelope {
  readonly kind: DeliveryKind;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Called with what the app put into its acknowledgement. */
  readonly onAck?: (body: unknown) => void;
}

/** Ways to make an HTTP delivery untrustworthy. */
export interface Forgery {
  /** Signs with another secret. */
  readonly secret?: string;
  /** Moves the time stamp: -301 is stale, 3600 is the future. */
  readonly skewSeconds?: number;
  /** Sends this as the signature; null sends none. */
  readonly signature?: string | null;
}

export type Outcome =
  | { readonly kind: 'acknowledged'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'http_error'; readonly status: number; readonly noRetry: boolean }
  | { readonly kind: 'http_timeout' }
  | { readonly kind: 'connection_failed'; readonly reason: string };

export interface RetryMark {
  /** 0 for the first try. */
  readonly num: number;
  readonly reason: string | undefined;
}

export interface Attempt {
  readonly retry: RetryMark;
  readonly outcome: Outcome;
}

/** Carries one envelope once: by signed HTTP request or by socket. */
export type Transport = (
  envelope: Envelope,
  retry: RetryMark,
  ackMs: number,
  forgery: Forgery,
) => Promise<Outcome>;

export class Delivery {
  readonly envelope: Envelope;
  readonly attempts: Attempt[] = [];
  /** Resolves with the delivery itself when it is acknowledged or given up. */
  readonly settled: Promise<Delivery>;

  constructor(envelope: Envelope, run: (delivery: Delivery) => Promise<void>) {
    this.envelope = envelope;
    this.settled = run(this).then(() => this);
  }

  get acknowledged(): boolean {
    return this.attempts.some(({ outcome }) => outcome.kind === 'acknowledged');
  }

  /** The status of the last HTTP answer; undefined when there was none. */
  get status(): number | undefined {
    const outcome = this.attempts.at(-1)?.outcome;
    return outcome !== undefined && 'status' in outcome ? outcome.status : undefined;
  }

  /** What the app put into its acknowledgement. */
  get ackBody(): unknown {
    for (const { outcome } of this.attempts) if (outcome.kind === 'acknowledged') return outcome.body;
    return undefined;
  }
}

export interface DeliveryTiming {
  /** How long the app may take to acknowledge; Slack gives 3,000 ms. */
  readonly ackMs: number;
  /** Waits before each retry; Slack's are 0, 60,000 and 300,000 ms. */
  readonly retryDelaysMs: readonly number[];
}

export class Deliverer {
  readonly #lifetime: Lifetime;
  readonly #timing: DeliveryTiming;
  readonly #transport: () => Transport;
  readonly #onChange: () => void;
  readonly deliveries: Delivery[] = [];

  constructor(lifetime: Lifetime, timing: DeliveryTiming, transport: () => Transport, onChange: () => void) {
    this.#lifetime = lifetime;
    this.#timing = timing;
    this.#transport = transport;
    this.#onChange = onChange;
  }

  deliver(envelope: Envelope, forgery?: Forgery): Delivery {
    const retries = envelope.kind === 'events_api' && forgery === undefined ? this.#timing.retryDelaysMs : [];
    const delivery = new Delivery(envelope, async (self) => {
      let last = await this.#attempt(self, { num: 0, reason: undefined }, forgery);
      for (const [i, delayMs] of retries.entries()) {
        if (last.kind === 'acknowledged' || (last.kind === 'http_error' && last.noRetry)) return;
        if (!(await this.#lifetime.sleep(delayMs))) return;
        last = await this.#attempt(self, { num: i + 1, reason: last.kind });
      }
    });
    this.deliveries.push(delivery);
    return delivery;
  }

  /** Sends the same payload once more, marked as retry `num`: what Slack does when an acknowledgement is lost. */
  async redeliver(delivery: Delivery, num: number, reason: string): Promise<Attempt> {
    await this.#attempt(delivery, { num, reason });
    return delivery.attempts.at(-1)!;
  }

  async #attempt(delivery: Delivery, retry: RetryMark, forgery: Forgery = {}): Promise<Outcome> {
    // The transport is asked in a later turn, so that the caller holds its delivery before anything happens.
    await Promise.resolve();
    const { envelope } = delivery;
    const outcome = await this.#transport()(envelope, retry, this.#timing.ackMs, forgery);
    const first = !delivery.acknowledged;
    delivery.attempts.push({ retry, outcome });
    if (outcome.kind === 'acknowledged' && first) envelope.onAck?.(outcome.body);
    this.#onChange();
    return outcome;
  }
}
