// A consistent copy of the data folder while the desk runs: small files and journal first, the databases last, so that the copy opens like after a crash.
import { cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from '../../domain/fault.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import { errorCode, fileFault } from './file-fault.ts';

/** Copied as they are: each is replaced whole or only appended to. Secrets stay encrypted or 0600 as they were. */
const PLAIN = [
  'preferences.json',
  'preferences.json.bak',
  'vault.json',
  'codes.json',
  'KILLED.json',
  'journal',
  'reports',
];

export interface BackupOptions {
  readonly from: string;
  /** A folder that does not exist yet, or is empty. */
  readonly to: string;
  /** Each writes a consistent copy of its own file, such as the ledger's `backup`. */
  readonly databases: readonly {
    readonly name: string;
    readonly save: (file: string) => Promise<Result<void, Fault>>;
  }[];
  /** More files of the data folder to take along, such as the paper venue's own state. */
  readonly also?: readonly string[];
}

/** Answers the names that were copied. Journal lines that the copied files lack are in the copied ledger. */
export async function backupDataFolder(options: BackupOptions): Promise<Result<readonly string[], Fault>> {
  const copied: string[] = [];
  try {
    await mkdir(options.to, { recursive: true, mode: 0o700 });
    if ((await readdir(options.to)).length > 0) {
      const message = `${options.to} is not empty`;
      return failure({ code: 'STORE_FAILED', message, retryable: false, outcome: 'none' });
    }
    const archived = (await readdir(options.from)).filter((name) => /^KILLED-.*\.json$/.test(name));
    for (const name of [...PLAIN, ...archived, ...(options.also ?? [])]) {
      if (await copyIfThere(join(options.from, name), join(options.to, name))) copied.push(name);
    }
    for (const database of options.databases) {
      const saved = await database.save(join(options.to, database.name));
      if (!saved.ok) return saved;
      copied.push(database.name);
    }
    return success(copied);
  } catch (error) {
    return failure(fileFault(error, options.to));
  }
}

async function copyIfThere(from: string, to: string): Promise<boolean> {
  try {
    await cp(from, to, { recursive: true, preserveTimestamps: true });
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
