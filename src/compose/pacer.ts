// Drives a running desk: one check every interval of its clock, the minute work, and the sending of what is due. In market time it also moves the clock.
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';

/** What the pacer drives; the real one is RunningDesk. */
export interface Paced {
  check(): Promise<void>;
  minute(): Promise<void>;
  settled(): Promise<void>;
}

/** A clock that moves only when told, and wakes its sleepers on the way. */
export interface MovableClock extends Clock {
  advanceTo(at: number, settle?: () => Promise<void>): Promise<void>;
}

export interface PacerParts {
  readonly desk: Paced;
  readonly clock: Clock | MovableClock;
  readonly intervalMs: number;
  /** Sends everything that is due; resolves when it was tried. */
  readonly pump: () => Promise<void>;
  readonly log: Log;
  /** Market time over real time in market time runs; 0: as fast as it goes. Ignored on the system's clock. */
  readonly speed: number;
  /** Waits in real time. */
  readonly realSleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly realNow: () => number;
  /** Somebody's lines are being worked on, or more of them are on their way: market time does not run on by itself meanwhile. */
  readonly busy?: () => boolean;
  /** Market time at which the run ends. */
  readonly until?: number;
  readonly onBug: (error: unknown) => void;
}

const MINUTE_MS = 60_000;
/** In market time at a human speed the clock moves in steps this small (real ms), so that waits end when they should. */
const STEP_MS = 250;
const BUSY_LOOK_MS = 20;

export class Pacer {
  readonly #parts: PacerParts;
  #nextCheckAt: number;
  #nextMinuteAt: number;
  #stopped = new AbortController();
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: PacerParts) {
    this.#parts = parts;
    const now = parts.clock.now();
    // The first check was made by whoever started the desk.
    this.#nextCheckAt = now + parts.intervalMs;
    this.#nextMinuteAt = Math.ceil((now + 1) / MINUTE_MS) * MINUTE_MS;
  }

  /** True once `until` is reached. */
  get finished(): boolean {
    const { until, clock } = this.#parts;
    return until !== undefined && clock.now() >= until;
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** Runs until stopped, or until the end of the run. */
  async run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted && !this.finished) {
      const began = this.#parts.realNow();
      if (isMovable(this.#parts.clock) && this.#parts.busy?.() === true)
        await this.#parts.realSleep(BUSY_LOOK_MS, signal).catch(() => undefined);
      else if (isMovable(this.#parts.clock)) await this.#marketStep(began);
      else await this.#systemStep();
    }
  }

  /** Moves market time on by so much, with every check on the way; on the system's clock it waits. */
  advance(milliseconds: number): Promise<void> {
    return this.advanceUntil(() => false, milliseconds);
  }

  /** Moves market time on until `reached`, at most `atMost` milliseconds. Stands in line with other moves. */
  advanceUntil(reached: () => boolean, atMost: number): Promise<void> {
    const move = async (): Promise<void> => {
      const { clock } = this.#parts;
      const end = this.#bounded(clock.now() + atMost);
      while (clock.now() < end && !reached() && !this.#stopped.signal.aborted) {
        const target = Math.min(end, Math.max(clock.now() + 1, this.#nextCheckAt));
        await this.#moveTo(target);
        await this.#due();
      }
    };
    const done = this.#turn.then(move);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Does what is due now without moving time. */
  async due(): Promise<void> {
    await this.#due();
  }

  async #systemStep(): Promise<void> {
    await this.#due();
    const wait = Math.max(1, Math.min(this.#nextCheckAt, this.#nextMinuteAt) - this.#parts.clock.now());
    await this.#parts.realSleep(Math.min(wait, STEP_MS), this.#stopped.signal).catch(() => undefined);
  }

  async #marketStep(began: number): Promise<void> {
    const { clock, speed, intervalMs, realNow, realSleep } = this.#parts;
    const step = speed === 0 ? intervalMs : Math.max(1, Math.min(intervalMs, STEP_MS * speed));
    await this.advance(Math.min(step, Math.max(1, this.#bounded(clock.now() + step) - clock.now())));
    const wait = speed === 0 ? 0 : step / speed - (realNow() - began);
    await realSleep(Math.max(0, wait), this.#stopped.signal).catch(() => undefined);
  }

  #bounded(at: number): number {
    return this.#parts.until === undefined ? at : Math.min(at, this.#parts.until);
  }

  async #moveTo(at: number): Promise<void> {
    const { clock, desk, realSleep } = this.#parts;
    if (!isMovable(clock)) {
      await realSleep(Math.max(0, at - clock.now()), this.#stopped.signal).catch(() => undefined);
      return;
    }
    await clock.advanceTo(at, () => desk.settled());
  }

  async #due(): Promise<void> {
    const { clock, desk, pump, intervalMs } = this.#parts;
    try {
      if (clock.now() >= this.#nextCheckAt) {
        await desk.check();
        await desk.settled();
        this.#nextCheckAt = Math.max(this.#nextCheckAt + intervalMs, clock.now() + 1);
      }
      if (clock.now() >= this.#nextMinuteAt) {
        this.#nextMinuteAt = Math.floor(clock.now() / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
        await desk.minute();
      }
      await pump();
    } catch (error) {
      this.#parts.log.error({ error }, 'the watch failed');
      this.#parts.onBug(error);
    }
  }
}

const isMovable = (clock: Clock | MovableClock): clock is MovableClock => 'advanceTo' in clock;
