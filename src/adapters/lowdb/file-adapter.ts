// lowdb over a durable file with a backup: lowdb's own adapters never fsync and take a missing file for an empty one.
import type { Adapter } from 'lowdb';
import type { Fault } from '../../domain/fault.ts';
import type { PreferencesContent } from '../../ports/preferences.ts';
import type { StateFile } from '../../ports/state-file.ts';
import { parsePreferences } from './preferences-schema.ts';

/** Carries a fault through lowdb, which knows only exceptions. */
export class WriteFailed extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

export class FileAdapter implements Adapter<PreferencesContent> {
  readonly #file: StateFile;
  readonly #backup: StateFile;

  constructor(file: StateFile, backup: StateFile) {
    this.#file = file;
    this.#backup = backup;
  }

  /** Null when there is no content that can be used. */
  async read(): Promise<PreferencesContent | null> {
    const text = await this.#file.read();
    if (!text.ok) throw new WriteFailed(text.error);
    if (text.value === undefined) return null;
    const parsed = parsePreferences(text.value);
    return parsed.kind === 'good' ? parsed.content : null;
  }

  /** What was good until now becomes the backup first. Throws WriteFailed. */
  async write(content: PreferencesContent): Promise<void> {
    const before = await this.#file.read();
    if (before.ok && before.value !== undefined && parsePreferences(before.value).kind === 'good') {
      await this.#put(this.#backup, before.value);
    }
    await this.#put(this.#file, `${JSON.stringify(content, null, 2)}\n`);
  }

  async #put(file: StateFile, text: string): Promise<void> {
    const written = await file.write(text);
    if (!written.ok) throw new WriteFailed(written.error);
  }
}
