// The last messages of one stream, for looking into it afterwards: without keys, and long ones only from their beginning.
import type { StreamFigures, StreamMessage } from '../../../ports/venue-telemetry.ts';

const KEPT = 10_000;
/** A message with the prices of every symbol has 60,000 characters; ten thousand of those would fill the machine. */
const LONGEST = 400;
/** A listen key opens the account's stream to whoever has it. */
const KEYS = /("listenKey"\s*:\s*")[^"]*/g;

export class StreamMemory {
  readonly #stream: StreamFigures['name'];
  readonly #kept: StreamMessage[] = [];
  #next = 0;
  #count = 0;
  #heardAt: number | undefined;

  constructor(stream: StreamFigures['name']) {
    this.#stream = stream;
  }

  heard(text: string, at: number): void {
    // A copy of its own: a slice would keep the whole message alive behind it.
    const beginning = Buffer.from(text.slice(0, LONGEST).replace(KEYS, '$1…')).toString();
    this.#kept[this.#next] = { at, stream: this.#stream, text: beginning, length: text.length };
    this.#next = (this.#next + 1) % KEPT;
    this.#count += 1;
    this.#heardAt = at;
  }

  /** Newest first. */
  newest(limit: number): readonly StreamMessage[] {
    const size = this.#kept.length;
    return Array.from(
      { length: Math.min(limit, size) },
      (_, back) => this.#kept[(this.#next - 1 - back + 2 * KEPT) % KEPT],
    ).flatMap((message) => message ?? []);
  }

  figures(state: StreamFigures['state']): StreamFigures {
    return {
      name: this.#stream,
      state,
      messages: this.#count,
      ...(this.#heardAt === undefined ? {} : { heardAt: this.#heardAt }),
    };
  }
}
