// One WebSocket that stays open: reconnected after 2, 4, 8 … 60 seconds with jitter, given up for polling after five
// failures (while it goes on trying), closed when it falls silent. Node's own client: ccxt Pro's keeps timers after close
// and parses money into floats.
import type { Clock } from '../../../ports/clock.ts';

export type SocketState = 'new' | 'live' | 'lost' | 'polling';

/** What a message was: news of what was asked for, an answer to our own question, or nothing that can be understood. */
export type Heard = 'news' | 'answer' | 'garbage';

/** A question that the server answers at any time, for streams that are silent by nature. */
export interface Heartbeat {
  readonly text: string;
  readonly everyMs: number;
}

export interface SocketParts {
  /** Where to connect for the n-th time in a row; a text instead of an address says why not. */
  readonly address: (attempt: number) => Promise<{ readonly url: string } | { readonly why: string }>;
  /** A message that is no text comes as an empty one. */
  readonly onMessage: (text: string) => Heard;
  readonly onState: (state: 'live' | 'lost' | 'polling', why?: string) => void;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Without a message that can be understood for so long the connection counts as dead. */
  readonly silentAfterMs?: number;
  /** Asked all the time; a server that has ever answered and does not any more is not there. */
  readonly heartbeat?: Heartbeat;
}

const LONGEST_PAUSE_MS = 60_000;
const FAILURES_BEFORE_POLLING = 5;
const CONNECT_WITHIN_MS = 10_000;
/** Prices of a thousand symbols have a fiftieth of it; what is longer is not read. */
const LONGEST_MESSAGE = 8_388_608;
/** A connection that lasted so long, and said something to the end, was a good one: the next failure is the first again. */
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
  #answersHeartbeat = false;

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
      const end = await this.#connection();
      if (signal.aborted) return;
      if (end.goodForMs >= GOOD_AFTER_MS) this.#failures = 0;
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
    /** From its opening to the last moment at which it is known to have worked. */
    readonly goodForMs: number;
    readonly isRenewal: boolean;
    readonly why: string;
  }> {
    const { address, clock, onMessage, silentAfterMs, heartbeat } = this.#parts;
    const target = await address(this.#failures);
    if ('why' in target) return { goodForMs: 0, isRenewal: false, why: target.why };
    if (this.#stop.signal.aborted) return { goodForMs: 0, isRenewal: false, why: 'closed' };
    const over = new AbortController();
    let openedAt: number | undefined;
    let heardAt = clock.monotonic();
    /** A stream that may be silent works as long as it is open; any other until it was heard last. */
    const goodForMs = (): number => {
      if (openedAt === undefined) return 0;
      return (silentAfterMs === undefined ? clock.monotonic() : heardAt) - openedAt;
    };
    return new Promise((resolve) => {
      let isOver = false;
      const end = (why: string, isRenewal = false): void => {
        if (isOver) return;
        isOver = true;
        over.abort();
        this.#drop = undefined;
        socket.onmessage = null;
        socket.close();
        resolve({ goodForMs: goodForMs(), isRenewal, why });
      };
      let socket: WebSocket;
      try {
        socket = new WebSocket(target.url);
      } catch (error) {
        resolve({
          goodForMs: 0,
          isRenewal: false,
          why: error instanceof Error ? error.message : 'no such address',
        });
        return;
      }
      this.#socket = socket;
      this.#drop = (why) => end(why, true);
      socket.onopen = () => {
        openedAt = clock.monotonic();
        heardAt = openedAt;
        // One that has to speak is there when it has spoken: a door that opens on silence is no stream.
        if (silentAfterMs === undefined) this.#tell('live');
      };
      socket.onmessage = (event: MessageEvent) => {
        const text = typeof event.data === 'string' ? event.data : '';
        if (text.length > LONGEST_MESSAGE) return end('it sent a message that is too long');
        const heard = onMessage(text);
        if (heard === 'garbage') return;
        heardAt = clock.monotonic();
        this.#tell('live');
        if (heard === 'answer') this.#answersHeartbeat = true;
      };
      socket.onerror = () => end('the connection failed');
      socket.onclose = () => end('the exchange closed the connection');
      const watch = async (): Promise<void> => {
        await clock.sleep(CONNECT_WITHIN_MS, over.signal);
        if (openedAt === undefined) end('no connection in ten seconds');
        while (silentAfterMs !== undefined && !isOver) {
          const left = heardAt + silentAfterMs - clock.monotonic();
          if (left <= 0) end(`silent for ${Math.round(silentAfterMs / 1_000)} seconds`);
          else await clock.sleep(left, over.signal);
        }
      };
      const beat = async ({ text, everyMs }: Heartbeat): Promise<void> => {
        while (!isOver) {
          const askedAt = clock.monotonic();
          if (socket.readyState === WebSocket.OPEN) socket.send(text);
          await clock.sleep(everyMs, over.signal);
          if (openedAt !== undefined && this.#answersHeartbeat && heardAt < askedAt)
            end('it answers no more');
        }
      };
      watch().catch(() => undefined);
      if (heartbeat !== undefined) beat(heartbeat).catch(() => undefined);
    });
  }

  #tell(state: 'live' | 'lost' | 'polling', why?: string): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#parts.onState(state, why);
  }
}
