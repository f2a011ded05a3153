// One WebSocket that stays open: reconnected after 2, 4, 8 … 60 seconds with jitter, given up for polling after five
// failures (while it goes on trying), closed when it falls silent. Node's own client: ccxt Pro's keeps timers after close
// and parses money into floats.
import type { Clock } from '../../../ports/clock.ts';

export type SocketState = 'new' | 'live' | 'lost' | 'polling';

export interface SocketParts {
  /** Where to connect for the n-th time in a row; a text instead of an address says why not. */
  readonly address: (attempt: number) => Promise<{ readonly url: string } | { readonly why: string }>;
  readonly onMessage: (text: string) => void;
  readonly onState: (state: 'live' | 'lost' | 'polling', why?: string) => void;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Without a message for so long the connection counts as dead. */
  readonly silentAfterMs?: number;
}

const LONGEST_PAUSE_MS = 60_000;
const FAILURES_BEFORE_POLLING = 5;
const CONNECT_WITHIN_MS = 10_000;
/** A connection that lasted so long was a good one: the next failure is the first again. */
const GOOD_AFTER_MS = 10_000;

/** 2^n seconds up to a minute, spread by a fifth either way, so that a thousand desks do not come back at once. */
export const pauseBefore = (failures: number, random: number): number =>
  Math.round(Math.min(2 ** failures * 1_000, LONGEST_PAUSE_MS) * (0.8 + 0.4 * random));

export class StreamSocket {
  readonly #parts: SocketParts;
  readonly #stop = new AbortController();
  #socket: WebSocket | undefined;
  #running: Promise<void> | undefined;
  #drop: ((why: string) => void) | undefined;
  #failures = 0;
  #state: SocketState = 'new';

  constructor(parts: SocketParts) {
    this.#parts = parts;
  }

  get state(): SocketState {
    return this.#state;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Closes the present connection, and opens the next at once: this one cannot be trusted. */
  renew(why: string): void {
    this.#failures = 0;
    this.#drop?.(why);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#drop?.('closed');
    this.#socket?.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, random } = this.#parts;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const openedAt = clock.monotonic();
      const end = await this.#connection();
      if (signal.aborted) return;
      if (end.wasOpen && clock.monotonic() - openedAt >= GOOD_AFTER_MS) this.#failures = 0;
      if (end.isRenewal) {
        this.#tell('lost', end.why);
        continue;
      }
      this.#failures += 1;
      this.#tell(this.#failures >= FAILURES_BEFORE_POLLING ? 'polling' : 'lost', end.why);
      await clock.sleep(pauseBefore(this.#failures, random()), signal).catch(() => undefined);
    }
  }

  /** From connecting to the end of the connection. Never rejects. */
  async #connection(): Promise<{
    readonly wasOpen: boolean;
    readonly isRenewal: boolean;
    readonly why: string;
  }> {
    const { address, clock, onMessage, silentAfterMs } = this.#parts;
    const target = await address(this.#failures);
    if ('why' in target) return { wasOpen: false, isRenewal: false, why: target.why };
    if (this.#stop.signal.aborted) return { wasOpen: false, isRenewal: false, why: 'closed' };
    const over = new AbortController();
    let wasOpen = false;
    let heardAt = clock.monotonic();
    return new Promise((resolve) => {
      let isOver = false;
      const end = (why: string, isRenewal = false): void => {
        if (isOver) return;
        isOver = true;
        over.abort();
        this.#drop = undefined;
        socket.onmessage = null;
        socket.close();
        resolve({ wasOpen, isRenewal, why });
      };
      let socket: WebSocket;
      try {
        socket = new WebSocket(target.url);
      } catch (error) {
        resolve({
          wasOpen,
          isRenewal: false,
          why: error instanceof Error ? error.message : 'no such address',
        });
        return;
      }
      this.#socket = socket;
      this.#drop = (why) => end(why, true);
      socket.onopen = () => {
        wasOpen = true;
        heardAt = clock.monotonic();
        this.#tell('live');
      };
      socket.onmessage = (event: MessageEvent) => {
        heardAt = clock.monotonic();
        if (typeof event.data === 'string') onMessage(event.data);
      };
      socket.onerror = () => end('the connection failed');
      socket.onclose = () => end('the exchange closed the connection');
      const watch = async (): Promise<void> => {
        await clock.sleep(CONNECT_WITHIN_MS, over.signal);
        if (!wasOpen) end('no connection in ten seconds');
        while (silentAfterMs !== undefined && !isOver) {
          const left = heardAt + silentAfterMs - clock.monotonic();
          if (left <= 0) end(`silent for ${Math.round(silentAfterMs / 1_000)} seconds`);
          else await clock.sleep(left, over.signal);
        }
      };
      watch().catch(() => undefined);
    });
  }

  #tell(state: 'live' | 'lost' | 'polling', why?: string): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#parts.onState(state, why);
  }
}
