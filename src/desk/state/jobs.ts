// Work that goes on behind an answer (an execution, the kill switch), counted so that a run in market time can wait until all of it rests.
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';

export class Jobs {
  readonly #clock: Clock;
  readonly #log: Log;
  #active = 0;
  #resting: (() => void)[] = [];

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Starts `work` and does not wait for it. A throw is a bug: logged with its stack and handed to `onBug`. */
  start(name: string, work: () => Promise<void>, onBug: (error: unknown) => void): void {
    this.#active += 1;
    work()
      .catch((error: unknown) => {
        this.#log.error({ job: name, error }, 'a job failed');
        onBug(error);
      })
      .finally(() => this.#rest());
  }

  /** Waits on the clock; meanwhile the job counts as resting. */
  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    this.#rest();
    try {
      await this.#clock.sleep(milliseconds, signal);
    } finally {
      this.#active += 1;
    }
  }

  /** Work that nobody waits for, such as a write to the disk, and that has to rest all the same before time goes on. */
  async behind(work: () => Promise<void>): Promise<void> {
    this.#active += 1;
    try {
      await work();
    } finally {
      this.#rest();
    }
  }

  /**
   * Several strands inside one job, each of which counts by itself: were they counted as one, the job would rest when
   * the first of them sleeps. Rejects as Promise.all does.
   */
  async together(strands: readonly (() => Promise<void>)[]): Promise<void> {
    if (strands.length === 0) return;
    // The job's own count passes to the strand that ends last, and back.
    this.#active += strands.length - 1;
    let left = strands.length;
    const counted = async (strand: () => Promise<void>): Promise<void> => {
      try {
        await strand();
      } finally {
        left -= 1;
        if (left > 0) this.#rest();
      }
    };
    await Promise.all(strands.map(counted));
  }

  /** Resolves when every job is done or waits on the clock. */
  settled(): Promise<void> {
    if (this.#active === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#resting.push(resolve);
    });
  }

  #rest(): void {
    this.#active -= 1;
    if (this.#active > 0) return;
    const waiting = this.#resting;
    this.#resting = [];
    for (const wake of waiting) wake();
  }
}
