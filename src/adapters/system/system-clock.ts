// The machine's own time behind the Clock port.
import type { Clock } from '../../ports/clock.ts';

/** Longest delay that setTimeout takes; longer sleeps are cut in pieces. */
const LONGEST_TIMER_MS = 2_147_483_647;

export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  monotonic(): number {
    return performance.now();
  }

  breathe(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** Real time; a sleep of zero or less resolves in the next turn of the loop. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const until = performance.now() + Math.max(0, milliseconds);
      let timer: NodeJS.Timeout;
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const wait = () => {
        const left = until - performance.now();
        if (left > LONGEST_TIMER_MS) {
          timer = setTimeout(wait, LONGEST_TIMER_MS);
          return;
        }
        timer = setTimeout(
          () => {
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
          Math.max(0, Math.ceil(left)),
        );
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      wait();
    });
  }
}
