// How long to wait before Slack is tried again: longer each time, never longer than a stated most.
import { setTimeout as wait } from 'node:timers/promises';

export class RetryPause {
  readonly #firstMs: number;
  readonly #stopping: AbortSignal;
  #times = 0;

  constructor(firstMs: number, stopping: AbortSignal) {
    this.#firstMs = firstMs;
    this.#stopping = stopping;
  }

  /** Waits, at least `atLeastMs` and otherwise twice as long as the last time up to `mostMs`. Rejects when stopped. */
  async wait(mostMs: number, atLeastMs = 0): Promise<void> {
    const pause = Math.min(mostMs, this.#firstMs * 2 ** Math.min(this.#times, 20));
    this.#times += 1;
    await wait(Math.max(pause, atLeastMs), undefined, { signal: this.#stopping });
  }
}
