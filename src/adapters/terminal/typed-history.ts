// What was typed before, kept in a file of the person's own between runs. One-time codes and bare numbers leave no trace.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Log } from '../../ports/log.ts';

const MOST_LINES = 500;
/** A one-time code; or a button's number, which would press another button the next time. */
const NOT_KEPT = /(?<!\d)\d{6}(?!\d)|^\s*\d{1,3}\s*$/;

export class TypedHistory {
  readonly #file: string | undefined;
  readonly #log: Log;
  #broken = false;

  /** Without a file the history lives as long as the process. */
  constructor(file: string | undefined, log: Log) {
    this.#file = file;
    this.#log = log;
  }

  /** Newest first, as readline wants it. */
  load(): string[] {
    if (this.#file === undefined) return [];
    try {
      const lines = readFileSync(this.#file, 'utf8').split('\n');
      return lines
        .filter((line) => line !== '' && !NOT_KEPT.test(line))
        .slice(-MOST_LINES)
        .reverse();
    } catch {
      return [];
    }
  }

  /** Takes what is not to be kept out of readline's own list, in place, and keeps the rest. */
  keep(history: string[]): void {
    for (let index = history.length - 1; index >= 0; index -= 1) {
      if (NOT_KEPT.test(history[index] ?? '')) history.splice(index, 1);
    }
    if (this.#file === undefined || this.#broken) return;
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      const beside = `${this.#file}.new`;
      writeFileSync(beside, `${history.slice(0, MOST_LINES).reverse().join('\n')}\n`, { mode: 0o600 });
      renameSync(beside, this.#file);
    } catch (error) {
      this.#broken = true;
      this.#log.warn({ error }, 'the history of typed lines cannot be kept');
    }
  }
}

export const HISTORY_LINES = MOST_LINES;
