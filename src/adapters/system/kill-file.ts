// KILLED.json, the latch beside the ledger: written even when the ledger cannot be, moved aside on reset, never deleted.
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from '../../domain/fault.ts';
import type { Latch } from '../../domain/kill-switch.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { KillFile } from '../../ports/kill-file.ts';
import { DurableFile, type FileCalls, NODE_FILES } from './durable-file.ts';
import { errorCode, fileFault } from './file-fault.ts';
import { parseLatch } from './latch-schema.ts';

const SAFE_NAME = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}$/;

export interface DiskKillFileOptions {
  /** The data folder. */
  readonly folder: string;
  /** Given back to a full disk before the latch is written a second time. */
  readonly reserve?: { release(): boolean };
  readonly calls?: FileCalls;
}

export class DiskKillFile implements KillFile {
  readonly #folder: string;
  readonly #file: DurableFile;
  readonly #calls: FileCalls;
  readonly #reserve: { release(): boolean } | undefined;
  #lastWrite: Promise<unknown> = Promise.resolve();

  constructor(options: DiskKillFileOptions) {
    this.#folder = options.folder;
    this.#calls = options.calls ?? NODE_FILES;
    this.#file = new DurableFile(join(options.folder, 'KILLED.json'), { calls: this.#calls });
    this.#reserve = options.reserve;
  }

  write(latch: Latch): Promise<Result<void, Fault>> {
    const written = this.#persist(this.#file, latch);
    this.#lastWrite = written;
    return written;
  }

  /** CORRUPT when the file is there and cannot be believed: the caller must take the switch for pulled. */
  async read(): Promise<Result<Latch | undefined, Fault>> {
    const text = await this.#file.read();
    if (!text.ok) return text;
    if (text.value === undefined) return success(undefined);
    const parsed = parseLatch(text.value);
    if (parsed.latch !== undefined) return success(parsed.latch);
    const message = `KILLED.json is damaged: ${parsed.why}`;
    return failure({ code: 'CORRUPT', message, retryable: false, outcome: 'none' });
  }

  /** To `KILLED-<epoch>.json`; nothing to move is a success. An archive of that epoch is not overwritten. */
  async archive(latch: Latch): Promise<Result<void, Fault>> {
    // A write that is still under way would put the file back.
    await this.#lastWrite;
    try {
      const text = await this.#file.read();
      if (text.ok && text.value === undefined) return success(undefined);
      await rename(this.#file.path, await this.#freeName(`KILLED-${latch.epoch}`));
      await this.#calls.syncFolder(this.#folder);
      return success(undefined);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return success(undefined);
      return failure(fileFault(error, this.#file.path));
    }
  }

  /** To `reports/<name>.json`. */
  async report(name: string, content: unknown): Promise<Result<string, Fault>> {
    if (!SAFE_NAME.test(name)) {
      const message = `"${name}" is not a file name`;
      return failure({ code: 'STORE_FAILED', message, retryable: false, outcome: 'none' });
    }
    try {
      const folder = join(this.#folder, 'reports');
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = `${name.replace(/\.json$/, '')}.json`;
      const written = await this.#persist(
        new DurableFile(join(folder, file), { calls: this.#calls }),
        content,
      );
      return written.ok ? success(file) : written;
    } catch (error) {
      return failure(fileFault(error, this.#folder));
    }
  }

  async #persist(file: DurableFile, content: unknown): Promise<Result<void, Fault>> {
    const text = `${JSON.stringify(content, null, 2)}\n`;
    const written = await file.write(text);
    if (written.ok || written.error.code !== 'STORE_FULL') return written;
    return this.#reserve?.release() === true ? file.write(text) : written;
  }

  async #freeName(stem: string): Promise<string> {
    for (let count = 1; ; count += 1) {
      const path = join(this.#folder, count === 1 ? `${stem}.json` : `${stem}-${count}.json`);
      const there = await new DurableFile(path).read();
      if (there.ok && there.value === undefined) return path;
    }
  }
}
