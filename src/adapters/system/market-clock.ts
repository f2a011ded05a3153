// Market time: it moves only when the run says so, so that a replay of days repeats to the letter and takes minutes.
import type { Clock } from '../../ports/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

export interface MarketClockOptions {
  /** Market time at the start, in milliseconds since the epoch. */
  readonly startAt: number;
  /** Market milliseconds to one real millisecond; the caller paces with `realMs`. Default 1. */
  readonly speed?: number;
}

export class MarketClock implements Clock {
  readonly speed: number;
  readonly #startAt: number;
  #now: number;
  #order = 0;
  #advancing: Promise<void> = Promise.resolve();
  readonly #sleepers: Sleeper[] = [];

  /** Throws RangeError when the start or the speed is not usable. */
  constructor(options: MarketClockOptions) {
    const speed = options.speed ?? 1;
    if (!Number.isFinite(options.startAt)) throw new RangeError('a market clock starts at a finite time');
    if (!Number.isFinite(speed) || speed <= 0) throw new RangeError('the speed of a market clock is above 0');
    this.#startAt = options.startAt;
    this.#now = options.startAt;
    this.speed = speed;
  }

  now(): number {
    return this.#now;
  }

  /** Market milliseconds since the start. */
  monotonic(): number {
    return this.#now - this.#startAt;
  }

  /** How long `marketMs` of market time take in real milliseconds at this speed. */
  realMs(marketMs: number): number {
    return marketMs / this.speed;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      this.#order += 1;
      const onAbort = () => {
        const place = this.#sleepers.indexOf(sleeper);
        if (place >= 0) this.#sleepers.splice(place, 1);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        at: this.#now + Math.max(0, milliseconds),
        order: this.#order,
        wake: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#insert(sleeper);
    });
  }

  breathe(): Promise<void> {
    return nextTurn();
  }

  /** When the next sleeper wants to wake; undefined when nobody sleeps. */
  nextWakeAt(): number | undefined {
    return this.#sleepers[0]?.at;
  }

  /**
   * Moves time to `at` (never back), stopping at every sleeper on the way, earliest first and, at the same time, in
   * the order in which they lay down. `settle` is awaited after each wake: what was woken runs to its next wait
   * before time moves on. Calls that overlap stand in line.
   */
  advanceTo(at: number, settle: () => Promise<void> = nextTurn): Promise<void> {
    const done = this.#advancing.then(() => this.#advance(at, settle));
    this.#advancing = done.catch(() => undefined);
    return done;
  }

  async #advance(at: number, settle: () => Promise<void>): Promise<void> {
    await settle();
    for (;;) {
      const next = this.#sleepers[0];
      if (next === undefined || next.at > at) break;
      this.#sleepers.shift();
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      // Whoever woke has to have begun before anybody can tell that he is at rest again.
      await nextTurn();
      await settle();
    }
    this.#now = Math.max(this.#now, at);
  }

  #insert(sleeper: Sleeper): void {
    let low = 0;
    let high = this.#sleepers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#sleepers[middle] as Sleeper;
      if (other.at < sleeper.at || (other.at === sleeper.at && other.order < sleeper.order)) low = middle + 1;
      else high = middle;
    }
    this.#sleepers.splice(low, 0, sleeper);
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
