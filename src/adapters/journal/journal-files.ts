// Writes sealed lines to the day files: at once and fsynced for what moves money, within a second or 64 lines for the rest.
import { fstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../domain/fault.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import { type ChainHead, isAuthentic, readLine, type SealedLine, seal } from './journal-chain.ts';
import { dayFiles, readDay, utcDay } from './journal-days.ts';
import { diskFault, type JournalDisk, SyncFailed, syncFolder } from './journal-disk.ts';

const BATCH_LINES = 64;
const BATCH_MS = 1_000;

/** What was found wrong when the files were opened; goes into the journal itself as a `tear`. */
export type JournalFinding =
  | { readonly reason: 'torn'; readonly file: string; readonly bytes: number }
  | { readonly reason: 'key-replaced' }
  | { readonly reason: 'last-line-not-authentic'; readonly file: string };

export interface JournalFilesState {
  readonly folder: string;
  readonly key: Uint8Array;
  readonly disk: JournalDisk;
  readonly head: ChainHead;
  /** The day of the newest file, where there is one. */
  readonly newestDay: string | undefined;
  readonly findings: readonly JournalFinding[];
}

interface OpenFile {
  readonly day: string;
  readonly handle: number;
  size: number;
  dirty: boolean;
}

export class JournalFiles {
  readonly folder: string;
  readonly findings: readonly JournalFinding[];
  readonly #key: Uint8Array;
  readonly #disk: JournalDisk;
  #head: ChainHead;
  #newestDay: string;
  #file: OpenFile | undefined;
  #waiting: SealedLine[] = [];
  #timer: NodeJS.Timeout | undefined;
  #fault: Fault | undefined;
  #broken = false;
  #undo: { readonly sizes: Map<string, number>; readonly head: ChainHead } | undefined;

  constructor(state: JournalFilesState) {
    this.folder = state.folder;
    this.findings = state.findings;
    this.#key = state.key;
    this.#disk = state.disk;
    this.#head = state.head;
    this.#newestDay = state.newestDay ?? '';
  }

  /** The last line in the files. */
  get head(): ChainHead {
    return this.#head;
  }

  /** Why the last write failed, until one succeeds. */
  get fault(): Fault | undefined {
    return this.#fault;
  }

  /** Lines that wait for the next batch. */
  get waiting(): number {
    return this.#waiting.length;
  }

  seal(previous: ChainHead, entry: JournalEntry): SealedLine {
    return seal(this.#key, previous, entry);
  }

  /** The authentic lines after `sequence`, in order; stops at the first that is not. */
  linesAfter(sequence: number): Result<readonly SealedLine[], Fault> {
    try {
      let found: SealedLine[] = [];
      for (const name of [...dayFiles(this.folder)].reverse()) {
        const lines = readDay(this.folder, name).lines.flatMap((text) => readLine(text) ?? []);
        found = [...lines.filter((line) => line.sequence > sequence), ...found];
        const first = lines[0];
        if (first !== undefined && first.sequence <= sequence + 1) break;
      }
      const end = found.findIndex((line) => {
        const read = readLine(line.text);
        return read === undefined || !isAuthentic(this.#key, read);
      });
      return success(end < 0 ? found : found.slice(0, end));
    } catch (error) {
      return failure(diskFault(error));
    }
  }

  /** In the file and fsynced when it answers ok, with everything that waited before; else the files are as before. */
  writeNow(lines: readonly SealedLine[]): Result<void, Fault> {
    const before = this.#flush(false);
    if (!before.ok) return before;
    const undo = { sizes: new Map<string, number>(), head: this.#head };
    try {
      this.#append(lines, undo.sizes);
      this.#sync();
      this.#undo = undo;
      this.#fault = undefined;
      return success(undefined);
    } catch (error) {
      return this.#failed(error, undo);
    }
  }

  /** Takes back what the last `writeNow` wrote; what waited before it stays. */
  takeBack(): void {
    const undo = this.#undo;
    this.#undo = undefined;
    if (undo === undefined) return;
    try {
      this.#restore(undo);
    } catch (error) {
      this.#broken = true;
      this.#fault = diskFault(error);
    }
  }

  enqueue(lines: readonly SealedLine[]): void {
    this.#waiting.push(...lines);
    if (this.#waiting.length >= BATCH_LINES) this.#flush(false);
    if (this.#waiting.length > 0 && this.#timer === undefined) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        if (!this.#flush(false).ok && !this.#broken) this.enqueue([]);
      }, BATCH_MS);
      this.#timer.unref();
    }
  }

  /** Writes and fsyncs what waits. */
  flush(): Result<void, Fault> {
    return this.#flush(true);
  }

  /** Writes what waits and lets the file go. */
  close(): Result<void, Fault> {
    const done = this.#flush(true);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#file !== undefined) this.#disk.close(this.#file.handle);
    this.#file = undefined;
    return done;
  }

  #flush(sync: boolean): Result<void, Fault> {
    if (this.#broken) {
      return failure(this.#fault ?? diskFault(new SyncFailed('writing stopped after a failed fsync')));
    }
    const undo = { sizes: new Map<string, number>(), head: this.#head };
    try {
      this.#append(this.#waiting, undo.sizes);
      this.#waiting = [];
      if (sync) this.#sync();
      this.#fault = undefined;
      return success(undefined);
    } catch (error) {
      return this.#failed(error, undo);
    }
  }

  #failed(error: unknown, undo: { readonly sizes: Map<string, number>; readonly head: ChainHead }) {
    this.#fault = diskFault(error);
    if (error instanceof SyncFailed) this.#broken = true;
    else {
      try {
        this.#restore(undo);
      } catch {
        this.#broken = true;
      }
    }
    return failure(this.#fault);
  }

  #append(lines: readonly SealedLine[], sizes: Map<string, number>): void {
    let place = 0;
    while (place < lines.length) {
      const day = this.#dayFor(lines[place] as SealedLine);
      let end = place + 1;
      while (end < lines.length && this.#dayFor(lines[end] as SealedLine) === day) end += 1;
      const file = this.#fileFor(day);
      if (!sizes.has(day)) sizes.set(day, file.size);
      const part = lines.slice(place, end);
      const bytes = Buffer.from(part.map((line) => `${line.text}\n`).join(''), 'utf8');
      file.dirty = true;
      for (let offset = 0; offset < bytes.length; ) {
        const written = this.#disk.write(file.handle, bytes, offset);
        offset += written;
        file.size += written;
      }
      const last = part.at(-1) as SealedLine;
      this.#head = { sequence: last.sequence, mac: last.mac };
      place = end;
    }
  }

  /** Never an older file than the newest, so that the order of the files stays the order of the chain when a clock goes back. */
  #dayFor(line: SealedLine): string {
    const day = utcDay(line.at);
    return day > this.#newestDay ? day : this.#newestDay;
  }

  #fileFor(day: string): OpenFile {
    if (this.#file?.day === day) return this.#file;
    this.#sync();
    if (this.#file !== undefined) this.#disk.close(this.#file.handle);
    this.#file = undefined;
    const handle = this.#disk.open(join(this.folder, `${day}.jsonl`), 'a', 0o600);
    this.#file = { day, handle, size: fstatSync(handle).size, dirty: false };
    if (day !== this.#newestDay) durably(() => syncFolder(this.folder));
    this.#newestDay = day;
    return this.#file;
  }

  #sync(): void {
    const file = this.#file;
    if (file === undefined || !file.dirty) return;
    durably(() => this.#disk.sync(file.handle));
    file.dirty = false;
  }

  #restore(undo: { readonly sizes: Map<string, number>; readonly head: ChainHead }): void {
    for (const [day, size] of undo.sizes) {
      if (this.#file?.day === day) {
        this.#disk.truncate(this.#file.handle, size);
        this.#file.size = size;
        continue;
      }
      const handle = this.#disk.open(join(this.folder, `${day}.jsonl`), 'r+', 0o600);
      try {
        this.#disk.truncate(handle, size);
      } finally {
        this.#disk.close(handle);
      }
    }
    this.#head = undo.head;
  }
}

function durably(sync: () => void): void {
  try {
    sync();
  } catch (error) {
    throw new SyncFailed(error instanceof Error ? error.message : String(error));
  }
}
