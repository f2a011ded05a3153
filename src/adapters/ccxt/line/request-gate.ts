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
  readonly account: string;
  readonly urgent: boolean;
  readonly until: number;
  readonly go: (fault: Fault | undefined) => void;
}
interface Spent extends Cost {
  readonly account: string;
  readonly at: number;
  /** The venue has told a count that this request is in. */
  isTold: boolean;
}

/** One for each address that weight is counted by; orders count by account. Times are the clock's monotonic milliseconds. */
export class RequestGate {
  readonly #clock: Clock;
  #limits: GateLimits;
  #spent: Spent[] = [];
  #queue: Waiting[] = [];
  #isTicking = false;
  /** No request of the lane before this; a ban closes both. */
  #closedUntil = { urgent: 0, normal: 0 };
  #isBanned = false;
  /** What the venue counted itself in its running minute, when it told, and when that minute is over. */
  #told = { weight: 0, at: 0, until: Number.NEGATIVE_INFINITY };

  constructor(clock: Clock, limits: GateLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  setLimits(limits: GateLimits): void {
    this.#limits = limits;
  }

  /** Weight that is used up, as requests that are not urgent have to see it. */
  get usedWeight(): number {
    return this.#used(false);
  }

  /**
   * What the venue counted in its running minute (ours and everybody else's on this address) and ours that it has not
   * answered yet. Before it told: ours of the last sixty seconds; for what is urgent, ours since its minute turned.
   */
  #used(urgent: boolean): number {
    const now = this.#clock.monotonic();
    const { weight, until } = this.#told;
    if (now < until) {
      const minuteBegan = until - MINUTE_MS;
      return weight + this.#weightOf(({ isTold, at }) => !isTold && at >= minuteBegan);
    }
    const since = urgent ? Math.max(until, now - MINUTE_MS) : now - MINUTE_MS;
    return this.#weightOf(({ at }) => at > since);
  }

  get weightLimit(): number {
    return this.#limits.weightPerMinute;
  }

  /** Waits for a place; a fault (nothing sent, with the time to wait) when there is none within two seconds. */
  enter(cost: Cost, urgent: boolean, account = ''): Promise<Fault | undefined> {
    const now = this.#clock.monotonic();
    const closed = this.#closed(urgent, now);
    if (closed !== undefined) return Promise.resolve(closed);
    const isFirst = !this.#queue.some((each) => each.urgent || !urgent);
    if (isFirst && this.#waitOf({ cost, urgent, account }, now) <= 0) {
      this.#spend(cost, account, now);
      return Promise.resolve(undefined);
    }
    return new Promise((go) => {
      this.#queue.push({ cost, urgent, account, until: now + LONGEST_WAIT_MS, go });
      void this.#tick();
    });
  }

  /** The request never left the machine: the venue has not counted it either. */
  giveBack(cost: Cost, account = ''): void {
    const at = this.#spent.findLastIndex(
      (each) => each.weight === cost.weight && each.orders === cost.orders && each.account === account,
    );
    if (at >= 0) this.#spent.splice(at, 1);
  }

  /**
   * The venue's own count of its running minute (its used-weight header), in the answer to a request of this cost that
   * was sent at `sentAt`. Answers overtake each other, so the highest counts; a request that was sent after the last
   * count was heard cannot tell an older one, and a lower one then means that the minute has turned.
   */
  counted(weight: number, cost: Cost, sentAt: number): void {
    const now = this.#clock.monotonic();
    const own = this.#spent.find((each) => !each.isTold && each.weight === cost.weight && each.at <= sentAt);
    if (own !== undefined) own.isTold = true;
    const { at, until } = this.#told;
    const isNewer = now >= until || sentAt >= at;
    if (!isNewer && weight <= this.#told.weight) return;
    this.#told = { weight, at: now, until: now + MINUTE_MS - (this.#clock.now() % MINUTE_MS) };
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
  #waitOf({ cost, urgent, account }: Pick<Waiting, 'cost' | 'urgent' | 'account'>, now: number): number {
    const { weightPerMinute, ordersPerTenSeconds, ordersPerMinute } = this.#limits;
    const share = urgent ? 1 : 1 - RESERVED_SHARE;
    this.#spent = this.#spent.filter(({ at }) => at > now - MINUTE_MS);
    let wait = 0;
    const room = weightPerMinute * share - cost.weight;
    if (cost.weight > 0 && this.#used(urgent) > room) {
      const told = this.#told.until - now;
      wait = Math.max(1, told > 0 ? told : freeAt(this.#spent, 'weight', room, MINUTE_MS, now));
    }
    if (cost.orders > 0) {
      const own = this.#spent.filter((each) => each.account === account);
      const free = (limit: number, windowMs: number): number =>
        freeAt(own, 'orders', limit * share - cost.orders, windowMs, now);
      wait = Math.max(wait, free(ordersPerTenSeconds, TEN_SECONDS_MS), free(ordersPerMinute, MINUTE_MS));
    }
    return wait;
  }

  #weightOf(which: (spent: Spent) => boolean): number {
    let weight = 0;
    for (const each of this.#spent) if (which(each)) weight += each.weight;
    return weight;
  }

  #spend(cost: Cost, account: string, at: number): void {
    this.#spent.push({ ...cost, account, at, isTold: false });
  }

  /** Lets in whoever has room, urgent first and each lane in its order; wakes again when the next one may go. */
  async #tick(): Promise<void> {
    if (this.#isTicking) return;
    this.#isTicking = true;
    while (this.#queue.length > 0) {
      const now = this.#clock.monotonic();
      const next = this.#queue.find((each) => each.urgent) ?? this.#queue[0]!;
      const wait = this.#waitOf(next, now);
      const isLate = now + wait > next.until;
      if (wait <= 0 || isLate) {
        this.#queue = this.#queue.filter((each) => each !== next);
        if (!isLate) this.#spend(next.cost, next.account, now);
        next.go(isLate ? noRoom(wait) : undefined);
        continue;
      }
      await this.#clock.sleep(Math.min(wait, 100));
    }
    this.#isTicking = false;
  }
}

/** When so much of the window has passed that no more than `room` is left in it. */
function freeAt(
  spent: readonly Spent[],
  what: 'weight' | 'orders',
  room: number,
  windowMs: number,
  now: number,
): number {
  const within = spent.filter(({ at }) => at > now - windowMs);
  let left = within.reduce((sum, each) => sum + each[what], 0);
  if (left <= room) return 0;
  for (const each of within) {
    left -= each[what];
    if (left <= room) return Math.max(1, each.at + windowMs - now);
  }
  return windowMs;
}

const noRoom = (waitMs: number): Fault => ({
  code: 'RATE_LIMITED',
  message: 'the request limit of the exchange is used up for the moment',
  retryable: true,
  outcome: 'none',
  retryAfterMs: Math.ceil(waitMs),
});
