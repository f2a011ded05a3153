// A clock that moves only when the test says so; sleepers wake in order of their time.
import type { Clock } from '../../src/ports/clock.ts';

export class FakeClock implements Clock {
  #now: number;
  readonly #start: number;
  readonly #settle: () => Promise<void>;
  #sleepers: { at: number; wake: () => void }[] = [];

  /** `settleAll` lets everything that can run now run; what goes over sockets needs more than a few turns of the event loop. */
  constructor(start = Date.UTC(2026, 10, 21, 5, 3, 22), settleAll: () => Promise<void> = settle) {
    this.#now = start;
    this.#start = start;
    this.#settle = settleAll;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now - this.#start;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const sleeper = { at: this.#now + milliseconds, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((each) => each !== sleeper);
        reject(signal.reason);
      });
    });
  }

  breathe(): Promise<void> {
    return settle(1);
  }

  get sleeping(): number {
    return this.#sleepers.length;
  }

  /** Moves time on and lets everything that wakes on the way run to its next wait. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    await this.#settle();
    for (;;) {
      this.#sleepers.sort((a, b) => a.at - b.at);
      const next = this.#sleepers[0];
      if (next === undefined || next.at > until) break;
      this.#sleepers.shift();
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      await this.#settle();
    }
    this.#now = until;
    await this.#settle();
  }
}

/** Lets everything that can run now run. */
export async function settle(rounds = 20): Promise<void> {
  for (let round = 0; round < rounds; round += 1) await new Promise((resolve) => setImmediate(resolve));
}
