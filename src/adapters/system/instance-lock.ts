// One process on one data folder: an exclusive transaction on lock.db, which the kernel lets go when the process dies, however it dies.
import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Fault } from '../../domain/fault.ts';
import { fileFault } from './file-fault.ts';

/** A second start is answered within a second; this is how long it waits for one that is just ending. */
const WAIT_MS = 300;
const SQLITE_BUSY = 5;

const ownerSchema = z.object({ pid: z.int(), host: z.string(), since: z.number() });
export type LockOwner = z.infer<typeof ownerSchema>;

export type LockAttempt =
  | { readonly kind: 'held'; readonly release: () => void }
  /** `owner` is what the other process wrote about itself; it may be missing in its first moment. */
  | { readonly kind: 'taken'; readonly owner: LockOwner | undefined }
  | { readonly kind: 'fault'; readonly fault: Fault };

/**
 * Takes the lock of a data folder until the process ends or `release` is called. Works across containers on one volume
 * of one machine. Nothing else in this process may open and close `lock.db`: the kernel would drop the lock with it.
 */
export function takeInstanceLock(folder: string, now: number): LockAttempt {
  const file = join(folder, 'lock.db');
  const ownerFile = join(folder, 'lock.json');
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(file, { timeout: WAIT_MS });
  } catch (error) {
    return { kind: 'fault', fault: fileFault(error, file) };
  }
  try {
    // Nothing is ever written in it, so that its journal needs no place on a disk that may be full.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    const busy =
      error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY;
    return busy
      ? { kind: 'taken', owner: readOwner(ownerFile) }
      : { kind: 'fault', fault: fileFault(error, file) };
  }
  try {
    writeFileSync(ownerFile, `${JSON.stringify({ pid: process.pid, host: hostname(), since: now })}\n`, {
      mode: 0o600,
    });
  } catch {
    // The name of the owner is a courtesy; the lock itself holds without it (a full disk must not stop a start).
  }
  const release = () => {
    process.off('exit', release);
    if (database.isOpen) database.close();
  };
  // The listener also keeps the handle reachable: were it collected, the lock would silently be gone.
  process.once('exit', release);
  return { kind: 'held', release };
}

function readOwner(file: string): LockOwner | undefined {
  try {
    const parsed = ownerSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
