// Mark prices of every symbol once a second over one socket, shared by all accounts of an address: reads of prices then cost no weight.
import type { Clock } from '../../../ports/clock.ts';
import type { MarkPrice } from '../../../ports/exchange.ts';
import type { StreamFigures, StreamMessage } from '../../../ports/venue-telemetry.ts';
import { parseJson } from '../line/http-evidence.ts';
import { StreamMemory } from '../line/stream-memory.ts';
import { type Heard, type SocketState, StreamSocket } from '../line/stream-socket.ts';
import { unwrapped } from './events.ts';
import { markStream, marksFromStream } from './market.ts';

export interface MarkStreamParts {
  readonly streamUrl: string | undefined;
  readonly clock: Clock;
  readonly random: () => number;
}

/** The stream brings every symbol each second; without a word for so long it is dead. */
const SILENT_AFTER_MS = 15_000;
/** Prices heard longer ago are asked for instead. */
const FRESH_MS = 5_000;
const STREAM = '!markPrice@arr@1s';

export class BinanceMarkStream {
  readonly #parts: MarkStreamParts;
  readonly #socket: StreamSocket | undefined;
  readonly #marks = new Map<string, MarkPrice>();
  readonly #hearers = new Set<() => void>();
  readonly #memory = new StreamMemory('prices');
  #heardAt = Number.NEGATIVE_INFINITY;
  /** How far the venue's clock is ahead; set by the account that measured it. */
  skewMs = 0;

  constructor(parts: MarkStreamParts) {
    this.#parts = parts;
    const { clock, random, streamUrl } = parts;
    if (streamUrl === undefined) return;
    this.#socket = new StreamSocket({
      clock,
      random,
      silentAfterMs: SILENT_AFTER_MS,
      // Routed address first; a server that does not know it gets the older form the next time.
      address: async (attempt) => ({
        url: `${streamUrl}${attempt % 2 === 0 ? '/market' : ''}/stream?streams=${STREAM}`,
      }),
      onMessage: (text) => this.#heard(text),
      onState: () => {
        for (const hearer of this.#hearers) hearer();
      },
    });
  }

  start(): void {
    this.#socket?.start();
  }

  get state(): SocketState {
    return this.#socket?.state ?? 'live';
  }

  /** Undefined where there is no stream. */
  get figures(): StreamFigures | undefined {
    return this.#socket === undefined ? undefined : this.#memory.figures(this.#socket.state);
  }

  newest(limit: number): readonly StreamMessage[] {
    return this.#memory.newest(limit);
  }

  onState(hearer: () => void): () => void {
    this.#hearers.add(hearer);
    return () => this.#hearers.delete(hearer);
  }

  /** Those asked for that the venue has, when they were heard a moment ago; undefined when they have to be asked for. */
  marks(symbols: readonly string[]): readonly MarkPrice[] | undefined {
    if (this.#parts.clock.monotonic() - this.#heardAt > FRESH_MS) return undefined;
    return symbols.flatMap((symbol) => this.#marks.get(symbol) ?? []);
  }

  close(): Promise<void> {
    return this.#socket?.close() ?? Promise.resolve();
  }

  #heard(text: string): Heard {
    this.#memory.heard(text, this.#parts.clock.now());
    const read = markStream.safeParse(unwrapped(parseJson(text)));
    if (!read.success) return 'garbage';
    const { clock } = this.#parts;
    this.#heardAt = clock.monotonic();
    for (const mark of marksFromStream(read.data, this.skewMs, clock.now())) {
      const before = this.#marks.get(mark.symbol);
      if (before === undefined || before.at <= mark.at) this.#marks.set(mark.symbol, mark);
    }
    return 'news';
  }
}
