// What is under way between a client and the loopback servers of this process, so that virtual time moves on only when
// nothing is: HTTP and sockets are real, every wait is not.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { FakeClock } from './fake-clock.ts';

/** Turns of the event loop without anything under way: what was written to a socket is read within one or two. */
const QUIET_TURNS = 8;

export class Wire {
  /** Requests that were sent and not yet answered. */
  #open = new Set<object>();
  readonly #opening: object[] = [];
  /** Those of them that a server holds back until time moves on, or for ever. */
  #held = 0;
  readonly clock: FakeClock;

  constructor(startAt?: number) {
    this.clock = new FakeClock(startAt, () => this.quiet());
    subscribe('undici:request:create', this.#began);
    subscribe('undici:websocket:open', this.#opened);
    for (const end of ENDS) subscribe(end, this.#ended);
  }

  /** Resolves when nothing moves any more but by time. */
  async quiet(): Promise<void> {
    for (let turns = 0; turns < QUIET_TURNS; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#open.size > this.#held) turns = 0;
    }
  }

  /** How a server of this process waits: on the virtual clock, with so many milliseconds to it and back. */
  pace(oneWayMs = 0): { oneWayMs: number; sleep(milliseconds: number): Promise<void>; rest(): () => void } {
    return {
      oneWayMs,
      sleep: (milliseconds) => this.clock.sleep(milliseconds),
      rest: () => {
        this.#held += 1;
        let isOver = false;
        return () => {
          if (!isOver) this.#held -= 1;
          isOver = true;
        };
      },
    };
  }

  /** Lets time pass until `probe` holds, a step at a time; answers how long it took. Throws after `atMostMs`. */
  async until(probe: () => boolean, atMostMs: number, stepMs = 50): Promise<number> {
    const from = this.clock.now();
    await this.clock.advance(0);
    while (!probe()) {
      if (this.clock.now() - from >= atMostMs) throw new Error(`not within ${atMostMs} ms`);
      await this.clock.advance(stepMs);
    }
    return this.clock.now() - from;
  }

  close(): void {
    unsubscribe('undici:request:create', this.#began);
    unsubscribe('undici:websocket:open', this.#opened);
    for (const end of ENDS) unsubscribe(end, this.#ended);
  }

  readonly #began = (message: unknown): void => {
    const { request } = message as { request: { upgrade?: unknown } };
    this.#open.add(request);
    // A WebSocket begins as a request, and is open when Node says so.
    if (typeof request.upgrade === 'string') this.#opening.push(request);
  };
  readonly #opened = (): void => {
    const first = this.#opening.shift();
    if (first !== undefined) this.#open.delete(first);
  };
  readonly #ended = (message: unknown): void => {
    const { request } = message as { request: object };
    this.#open.delete(request);
    const opening = this.#opening.indexOf(request);
    if (opening >= 0) this.#opening.splice(opening, 1);
  };
}

const ENDS = ['undici:request:trailers', 'undici:request:error'] as const;
