// Real time, only faster: for sockets, which no virtual clock can move.
import { SystemClock } from '../../src/adapters/system/system-clock.ts';
import type { Clock } from '../../src/ports/clock.ts';

export class FastClock implements Clock {
  readonly #real = new SystemClock();
  readonly #startAt: number;
  readonly #speed: number;
  readonly #from = this.#real.monotonic();

  constructor(startAt: number, speed: number) {
    this.#startAt = startAt;
    this.#speed = speed;
  }

  now(): number {
    return Math.round(this.#startAt + this.monotonic());
  }

  monotonic(): number {
    return (this.#real.monotonic() - this.#from) * this.#speed;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return this.#real.sleep(milliseconds / this.#speed, signal);
  }

  breathe(): Promise<void> {
    return this.#real.breathe();
  }
}
