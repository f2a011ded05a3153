// Opens what people chose in chat: tells a first start from a lost file, and falls back to the backup, then to defaults.
import { Low } from 'lowdb';
import type { Fault } from '../../domain/fault.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { Preferences, PreferencesContent } from '../../ports/preferences.ts';
import type { StateFile } from '../../ports/state-file.ts';
import { FileAdapter, WriteFailed } from './file-adapter.ts';
import { complaint, DEFAULT_PREFERENCES, parsePreferences } from './preferences-schema.ts';

export interface OpenPreferencesOptions {
  /** `data/preferences.json` and its `.bak`. */
  readonly file: StateFile;
  readonly backup: StateFile;
  /** Where the text of a damaged file is kept before it is replaced. */
  readonly keptAside?: StateFile;
  /** True only when the data folder has no earlier life. */
  readonly firstStart: boolean;
}

interface Found {
  readonly origin: Preferences['origin'];
  readonly content: PreferencesContent;
  readonly write: boolean;
  readonly damaged?: string;
}

/** A fault when the files cannot be read or, at a first start or a repair, not be written. */
export async function openPreferences(options: OpenPreferencesOptions): Promise<Result<Preferences, Fault>> {
  const found = await find(options);
  if (!found.ok) return found;
  const { origin, content, write, damaged } = found.value;
  const low = new Low<PreferencesContent>(new FileAdapter(options.file, options.backup), content);
  if (damaged !== undefined) await options.keptAside?.write(damaged);
  const preferences = new LowPreferences(low, origin);
  if (!write) return success(preferences);
  const written = await preferences.update((before) => before);
  return written.ok ? success(preferences) : written;
}

async function find(options: OpenPreferencesOptions): Promise<Result<Found, Fault>> {
  const text = await options.file.read();
  if (!text.ok) return text;
  if (text.value !== undefined) {
    const parsed = parsePreferences(text.value);
    if (parsed.kind === 'good') {
      return success({ origin: { kind: 'loaded' }, content: parsed.content, write: parsed.migrated });
    }
    return restore(options, `preferences.json is damaged (${parsed.why})`, text.value);
  }
  if (options.firstStart) {
    return success({ origin: { kind: 'fresh' }, content: DEFAULT_PREFERENCES, write: true });
  }
  return restore(options, 'preferences.json is missing');
}

async function restore(
  options: OpenPreferencesOptions,
  reason: string,
  damaged?: string,
): Promise<Result<Found, Fault>> {
  const rest = { write: true, ...(damaged === undefined ? {} : { damaged }) };
  const text = await options.backup.read();
  const parsed = text.ok && text.value !== undefined ? parsePreferences(text.value) : undefined;
  if (parsed?.kind === 'good') {
    const origin = { kind: 'restored', from: 'backup', reason } as const;
    return success({ origin, content: parsed.content, ...rest });
  }
  const origin = { kind: 'restored', from: 'defaults', reason } as const;
  return success({ origin, content: DEFAULT_PREFERENCES, ...rest });
}

class LowPreferences implements Preferences {
  readonly origin: Preferences['origin'];
  readonly #low: Low<PreferencesContent>;
  #content: PreferencesContent;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(low: Low<PreferencesContent>, origin: Preferences['origin']) {
    this.#low = low;
    this.origin = origin;
    this.#content = low.data;
  }

  current(): PreferencesContent {
    return this.#content;
  }

  /** Changes stand in line, each on what the one before made. One that does not fit the shape throws: it is a bug. */
  update(change: (before: PreferencesContent) => PreferencesContent): Promise<Result<void, Fault>> {
    const done = this.#tail.then(() => this.#apply(change));
    this.#tail = done.catch(() => undefined);
    return done;
  }

  async #apply(change: (before: PreferencesContent) => PreferencesContent): Promise<Result<void, Fault>> {
    const next = change(this.#content);
    const why = complaint(next);
    if (why !== undefined) throw new TypeError(`preferences would not be readable again: ${why}`);
    this.#low.data = next;
    try {
      await this.#low.write();
      this.#content = next;
      return success(undefined);
    } catch (error) {
      this.#low.data = this.#content;
      if (error instanceof WriteFailed) return failure(error.fault);
      throw error;
    }
  }
}
