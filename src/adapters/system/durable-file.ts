// A small file replaced whole: unique temporary file, all bytes, fsync, rename, fsync of the folder. A crash leaves the old or the new content.
import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Fault } from '../../domain/fault.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { StateFile } from '../../ports/state-file.ts';
import { fileFault, SyncFailed } from './file-fault.ts';

/** The file calls a durable write stands on, replaceable so that a test can fill or break the disk. */
export interface FileCalls {
  /** Makes a new file with all of `text`, and answers once it is on the disk. Throws SyncFailed when fsync does. */
  create(path: string, text: string, mode: number): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Throws SyncFailed when fsync does. */
  syncFolder(path: string): Promise<void>;
}

export const NODE_FILES: FileCalls = {
  async create(path, text, mode) {
    const handle = await open(path, 'wx', mode);
    try {
      await handle.writeFile(text, 'utf8');
      await handle.sync().catch(rethrowAsSyncFailure);
    } finally {
      await handle.close();
    }
  },
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
  async syncFolder(path) {
    const handle = await open(path, 'r');
    try {
      await handle.sync().catch(rethrowAsSyncFailure);
    } finally {
      await handle.close();
    }
  },
};

export interface DurableFileOptions {
  /** Permission bits of the file; 0600 unless told. */
  readonly mode?: number;
  readonly calls?: FileCalls;
}

export class DurableFile implements StateFile {
  readonly path: string;
  readonly #mode: number;
  readonly #calls: FileCalls;
  #tail: Promise<unknown> = Promise.resolve();
  #broken: Fault | undefined;

  constructor(path: string, options: DurableFileOptions = {}) {
    this.path = path;
    this.#mode = options.mode ?? 0o600;
    this.#calls = options.calls ?? NODE_FILES;
  }

  async read(): Promise<Result<string | undefined, Fault>> {
    try {
      return success(await readFile(this.path, 'utf8'));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return success(undefined);
      return failure(fileFault(error, this.path));
    }
  }

  /** Writes stand in line. After a failed fsync every later write is refused: what the disk holds is not known. */
  write(text: string): Promise<Result<void, Fault>> {
    const done = this.#tail.then(() => this.#replace(text));
    this.#tail = done;
    return done;
  }

  async #replace(text: string): Promise<Result<void, Fault>> {
    if (this.#broken !== undefined) return failure(this.#broken);
    const folder = dirname(this.path);
    const temporary = join(folder, `.${basename(this.path)}.${randomBytes(6).toString('hex')}.tmp`);
    try {
      await this.#calls.create(temporary, text, this.#mode);
      await this.#calls.rename(temporary, this.path);
      await this.#calls.syncFolder(folder);
      return success(undefined);
    } catch (error) {
      await this.#calls.remove(temporary).catch(() => undefined);
      const fault = fileFault(error, this.path);
      if (error instanceof SyncFailed) this.#broken = fault;
      return failure(fault);
    }
  }
}

function rethrowAsSyncFailure(error: unknown): never {
  throw new SyncFailed(error instanceof Error ? error.message : String(error));
}
