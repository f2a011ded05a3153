// The machine's own time behind the Clock port. It never runs backwards: a clock that is set back must neither give a card
// another hour, nor make old prices look fresh, nor keep an emergency silent until it has caught up.
import type { Clock } from '../../ports/clock.ts';

/** Longest delay that setTimeout takes; longer sleeps are cut in pieces. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** Behind a clock that was set back, time goes on at this share of its pace until the clock has caught up. */
const PACE_WHILE_AHEAD = 0.5;

/** Where time comes from; the machine's own where nothing else is said. Milliseconds. */
export interface TimeSource {
  wall(): number;
  steady(): number;
}
const MACHINE: TimeSource = { wall: () => Date.now(), steady: () => performance.now() };

export class SystemClock implements Clock {
  readonly #source: TimeSource;
  /** What was told last, and when that was by the steady clock. */
  #told: { readonly wall: number; readonly steady: number };

  constructor(source: TimeSource = MACHINE) {
    this.#source = source;
    this.#told = { wall: source.wall(), steady: source.steady() };
  }

  /** The wall clock, forward jumps included; slower time, and no way back, after it was set back. */
  now(): number {
    const steady = this.#source.steady();
    const passed = Math.max(0, steady - this.#told.steady);
    const wall = Math.max(this.#source.wall(), this.#told.wall + passed * PACE_WHILE_AHEAD);
    this.#told = { wall, steady };
    return Math.floor(wall);
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
