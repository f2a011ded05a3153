// How long the newest requests took: the latency that people are shown is that of the venue and the network, not of our own queue.
import type { RequestFigures } from '../../../ports/venue-telemetry.ts';

const KEPT = 500;

export class RequestTimes {
  readonly #milliseconds: number[] = [];
  readonly #failures: boolean[] = [];
  #next = 0;

  /** `status` is that of the answer; undefined when none came. */
  took(milliseconds: number, status: number | undefined): void {
    this.#milliseconds[this.#next] = milliseconds;
    this.#failures[this.#next] = status === undefined || status >= 500;
    this.#next = (this.#next + 1) % KEPT;
  }

  /** Undefined before the first request. */
  get figures(): RequestFigures | undefined {
    const count = this.#milliseconds.length;
    if (count === 0) return undefined;
    const sorted = [...this.#milliseconds].sort((a, b) => a - b);
    const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * count) - 1)] ?? 0;
    return {
      count,
      failed: this.#failures.filter(Boolean).length,
      p50Ms: rank(0.5),
      p99Ms: rank(0.99),
    };
  }
}
