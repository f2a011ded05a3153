// The venue's request limits, kept on our side: what is urgent goes first and has a part of the weight to itself, and
// when the venue says wait or bans the address, nothing is sent until then.
import type { Fault } from '../../../domain/fault.ts';
import type { Clock } from '../../../ports/clock.ts';

export interface Cost {
  readonly weight: number;
  /** How many orders the request places. */
  readonly orders: number;
}

export interface GateLimits {
  readonly weightPerMinute: number;
  readonly ordersPerTenSeconds: number;
  readonly ordersPerMinute: number;
}

/** Binance USDⓈ-M's published limits; exchangeInfo tells the present ones. */
export const BINANCE_LIMITS: GateLimits = {
  weightPerMinute: 2_400,
  ordersPerTenSeconds: 300,
  ordersPerMinute: 1_200,
};

/** Of the weight, for the kill switch alone. */
const RESERVED_SHARE = 0.25;
/** Longer waits are answered as a fault: the desk then knows that nothing was sent, and until when. */
const LONGEST_WAIT_MS = 2_000;
const MINUTE_MS = 60_000;
const TEN_SECONDS_MS = 10_000;

interface Waiting {
  readonly cost: Cost;
  readonly urgent: boolean;
  readonly until: number;
  readonly go: (fault: Fault | undefined) => void;
}
interface Spent extends Cost {
  readonly at: number;
}

/** One for each address that limits are counted by. Times are the clock's monotonic milliseconds. */
export class RequestGate {
  readonly #clock: Clock;
  #limits: GateLimits;
  #spent: Spent[] = [];
  #queue: Waiting[] = [];
  #isTicking = false;
  /** No request of the lane before this; a ban closes both. */
  #closedUntil = { urgent: 0, normal: 0 };
  #isBanned = false;
  /** What the venue counted itself, and until when that count holds. */
  #venueCount = { weight: 0, until: 0, at: 0 };

  constructor(clock: Clock, limits: GateLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  setLimits(limits: GateLimits): void {
    this.#limits = limits;
  }

  /** Weight of the last minute, ours and whatever else the venue counted on this address. */
  get usedWeight(): number {
    const now = this.#clock.monotonic();
    const own = this.#sum(now - MINUTE_MS).weight;
    if (now >= this.#venueCount.until) return own;
    return Math.max(own, this.#venueCount.weight + this.#sum(this.#venueCount.at).weight);
  }

  get weightLimit(): number {
    return this.#limits.weightPerMinute;
  }

  /** Waits for a place; a fault (nothing sent, with the time to wait) when there is none within two seconds. */
  enter(cost: Cost, urgent: boolean): Promise<Fault | undefined> {
    const now = this.#clock.monotonic();
    const closed = this.#closed(urgent, now);
    if (closed !== undefined) return Promise.resolve(closed);
    const isFirst = !this.#queue.some((each) => each.urgent || !urgent);
    if (isFirst && this.#waitOf(cost, urgent, now) <= 0) {
      this.#spend(cost, now);
      return Promise.resolve(undefined);
    }
    return new Promise((go) => {
      this.#queue.push({ cost, urgent, until: now + LONGEST_WAIT_MS, go });
      void this.#tick();
    });
  }

  /** The request never left the machine: the venue has not counted it either. */
  giveBack({ weight, orders }: Cost): void {
    const at = this.#spent.findLastIndex((each) => each.weight === weight && each.orders === orders);
    if (at >= 0) this.#spent.splice(at, 1);
  }

  /** The venue's own count of the running minute (its used-weight header). */
  counted(weight: number): void {
    const now = this.#clock.monotonic();
    const left = MINUTE_MS - (this.#clock.now() % MINUTE_MS);
    this.#venueCount = { weight, until: now + left, at: now };
  }

  /** The venue refused for too many requests: only what is urgent goes on, unless it was refused itself; a ban stops all. */
  refused(kind: 'limited' | 'banned', waitMs: number, urgent: boolean): void {
    const until = this.#clock.monotonic() + waitMs;
    this.#closedUntil.normal = Math.max(this.#closedUntil.normal, until);
    if (kind === 'banned' || urgent) this.#closedUntil.urgent = Math.max(this.#closedUntil.urgent, until);
    if (kind === 'banned') this.#isBanned = true;
    const waiting = this.#queue;
    this.#queue = [];
    const now = this.#clock.monotonic();
    for (const each of waiting) {
      const closed = this.#closed(each.urgent, now);
      if (closed === undefined) this.#queue.push(each);
      else each.go(closed);
    }
  }

  #closed(urgent: boolean, now: number): Fault | undefined {
    const until = urgent ? this.#closedUntil.urgent : this.#closedUntil.normal;
    if (now >= until) {
      if (now >= this.#closedUntil.urgent) this.#isBanned = false;
      return undefined;
    }
    const waitMs = Math.ceil(until - now);
    const at = new Date(this.#clock.now() + waitMs).toISOString().slice(11, 19);
    const isBanned = this.#isBanned;
    return {
      code: isBanned ? 'BANNED' : 'RATE_LIMITED',
      message: isBanned
        ? `the exchange banned this address until ${at} UTC; nothing is asked before`
        : `the exchange asks for a pause until ${at} UTC`,
      retryable: true,
      outcome: 'none',
      retryAfterMs: waitMs,
    };
  }

  /** Milliseconds until there is room; 0 when there is. */
  #waitOf({ weight, orders }: Cost, urgent: boolean, now: number): number {
    const { weightPerMinute, ordersPerTenSeconds, ordersPerMinute } = this.#limits;
    const share = urgent ? 1 : 1 - RESERVED_SHARE;
    this.#spent = this.#spent.filter(({ at }) => at > now - MINUTE_MS);
    let wait = 0;
    const room = weightPerMinute * share - weight;
    if (this.usedWeight > room) {
      const own = this.#freeAt('weight', room, MINUTE_MS, now);
      wait = Math.max(wait, own, this.#venueCount.weight > room ? this.#venueCount.until - now : 0, 1);
    }
    if (orders > 0) {
      wait = Math.max(
        wait,
        this.#freeAt('orders', ordersPerTenSeconds * share - orders, TEN_SECONDS_MS, now),
      );
      wait = Math.max(wait, this.#freeAt('orders', ordersPerMinute * share - orders, MINUTE_MS, now));
    }
    return wait;
  }

  /** When so much of the window has passed that no more than `room` is left in it. */
  #freeAt(what: 'weight' | 'orders', room: number, windowMs: number, now: number): number {
    const within = this.#spent.filter(({ at }) => at > now - windowMs);
    let left = within.reduce((sum, each) => sum + each[what], 0);
    if (left <= room) return 0;
    for (const each of within) {
      left -= each[what];
      if (left <= room) return Math.max(1, each.at + windowMs - now);
    }
    return windowMs;
  }

  #sum(since: number): Cost {
    let weight = 0;
    let orders = 0;
    for (const each of this.#spent) {
      if (each.at <= since) continue;
      weight += each.weight;
      orders += each.orders;
    }
    return { weight, orders };
  }

  #spend(cost: Cost, at: number): void {
    this.#spent.push({ ...cost, at });
  }

  /** Lets in whoever has room, urgent first and each lane in its order; wakes again when the next one may go. */
  async #tick(): Promise<void> {
    if (this.#isTicking) return;
    this.#isTicking = true;
    while (this.#queue.length > 0) {
      const now = this.#clock.monotonic();
      const next = this.#queue.find((each) => each.urgent) ?? this.#queue[0]!;
      const wait = this.#waitOf(next.cost, next.urgent, now);
      const isLate = now + wait > next.until;
      if (wait <= 0 || isLate) {
        this.#queue = this.#queue.filter((each) => each !== next);
        if (!isLate) this.#spend(next.cost, now);
        next.go(isLate ? noRoom(wait) : undefined);
        continue;
      }
      await this.#clock.sleep(Math.min(wait, 100));
    }
    this.#isTicking = false;
  }
}

const noRoom = (waitMs: number): Fault => ({
  code: 'RATE_LIMITED',
  message: 'the request limit of the exchange is used up for the moment',
  retryable: true,
  outcome: 'none',
  retryAfterMs: Math.ceil(waitMs),
});
