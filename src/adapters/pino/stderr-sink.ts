// Where log lines end: standard error, written so that a full, slow or broken one costs lines and never the desk.
import { fstatSync, write, writeSync } from 'node:fs';

const STDERR = 2;
const MOST_BYTES = 1024 * 1024;
const AGAIN_MS = 50;
/** A write that has not come back for this long is stuck: nothing more is tried at exit. */
const STUCK_MS = 1_000;

export interface LineSink {
  write(line: string): void;
}

export interface SinkCalls {
  /** As node:fs `write`: may write less than given. */
  write(
    fd: number,
    bytes: Uint8Array,
    done: (error: NodeJS.ErrnoException | null, written: number) => void,
  ): void;
  writeSync(fd: number, bytes: Uint8Array): number;
}

const NODE_CALLS: SinkCalls = {
  write: (fd, bytes, done) => write(fd, bytes, (error, written) => done(error, written)),
  writeSync: (fd, bytes) => writeSync(fd, bytes),
};

export class StderrSink implements LineSink {
  readonly #fd: number;
  readonly #calls: SinkCalls;
  #queue: Buffer[] = [];
  #bytes = 0;
  #dropped = 0;
  #writingSince: number | undefined;
  #dead = false;

  /** One write at a time goes to the thread pool; what waits is bounded, and the newest lines give way. */
  constructor(fd: number = STDERR, calls: SinkCalls = NODE_CALLS) {
    this.#fd = fd;
    this.#calls = calls;
  }

  /** Lines that were lost since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  write(line: string): void {
    const bytes = Buffer.from(line, 'utf8');
    if (this.#dead || this.#bytes + bytes.length > MOST_BYTES) {
      this.#dropped += 1;
      return;
    }
    this.#queue.push(bytes);
    this.#bytes += bytes.length;
    this.#next();
  }

  /** At exit: writes what waits, unless nobody reads. Of more than a pipe surely takes, the newest lines. */
  drainNow(): void {
    const stuck = this.#writingSince !== undefined && performance.now() - this.#writingSince > STUCK_MS;
    if (this.#dead || stuck) return;
    const waiting = this.#queue.splice(this.#writingSince === undefined ? 0 : 1);
    try {
      for (const bytes of fitting(waiting, roomIn(this.#fd))) {
        for (let offset = 0; offset < bytes.length; ) {
          offset += this.#calls.writeSync(this.#fd, bytes.subarray(offset));
        }
      }
    } catch {
      this.#dead = true;
    }
  }

  #next(): void {
    const first = this.#queue[0];
    if (first === undefined || this.#writingSince !== undefined || this.#dead) return;
    this.#writingSince = performance.now();
    this.#calls.write(this.#fd, first, (error, written) => {
      this.#writingSince = undefined;
      if (error?.code === 'EAGAIN') {
        setTimeout(() => this.#next(), AGAIN_MS).unref();
        return;
      }
      if (error !== null) {
        this.#lose(error);
      } else {
        this.#bytes -= written;
        if (written < first.length) this.#queue[0] = first.subarray(written);
        else this.#queue.shift();
      }
      this.#next();
    });
  }

  /** A full disk behind the redirection may have room again later; a closed pipe never comes back. */
  #lose(error: NodeJS.ErrnoException): void {
    this.#dropped += this.#queue.length;
    this.#queue = [];
    this.#bytes = 0;
    if (error.code !== 'ENOSPC' && error.code !== 'EDQUOT') this.#dead = true;
  }
}

/** What is surely taken without waiting for a reader, in bytes: a synchronous write must not stop the process from ending. */
const PIPE_BYTES = 32 * 1024;
function roomIn(fd: number): number {
  try {
    const kind = fstatSync(fd);
    return kind.isFIFO() || kind.isSocket() ? PIPE_BYTES : Number.POSITIVE_INFINITY;
  } catch {
    return 0;
  }
}

function fitting(lines: readonly Buffer[], room: number): readonly Buffer[] {
  let left = room;
  const start = lines.findLastIndex((line) => {
    left -= line.length;
    return left < 0;
  });
  return lines.slice(start + 1);
}
