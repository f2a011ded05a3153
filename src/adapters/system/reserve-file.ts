// A mebibyte of ballast on the disk: given back when the disk is full, so that the latch and the last journal lines get through.
import { closeSync, existsSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs';

export const RESERVE_BYTES = 1024 * 1024;
/** How often a full disk is asked again for room, in milliseconds. */
const RETRY_MS = 2_000;

export class ReserveFile {
  readonly #path: string;
  readonly #monotonic: () => number;
  #released = false;
  #triedAt = Number.NEGATIVE_INFINITY;

  /** `monotonic` in milliseconds. Call `restore()` once at start. */
  constructor(path: string, monotonic: () => number = () => performance.now()) {
    this.#path = path;
    this.#monotonic = monotonic;
  }

  /** True from the release until the ballast is back in place. */
  get released(): boolean {
    return this.#released;
  }

  release(): boolean {
    const there = existsSync(this.#path);
    try {
      rmSync(this.#path, { force: true });
    } catch {
      return false;
    }
    this.#released = true;
    return there;
  }

  /** True when the ballast is in place. Real bytes, not a hole; asks a full disk at most every two seconds. */
  restore(): boolean {
    if (existsSync(this.#path) && statSync(this.#path).size === RESERVE_BYTES) {
      this.#released = false;
      return true;
    }
    const now = this.#monotonic();
    if (now - this.#triedAt < RETRY_MS) return false;
    this.#triedAt = now;
    try {
      const handle = openSync(this.#path, 'w', 0o600);
      try {
        const bytes = new Uint8Array(RESERVE_BYTES).fill(0x52);
        for (let offset = 0; offset < bytes.length; ) offset += writeSync(handle, bytes, offset);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      this.#released = false;
      return true;
    } catch {
      rmSync(this.#path, { force: true });
      this.#released = true;
      return false;
    }
  }
}
