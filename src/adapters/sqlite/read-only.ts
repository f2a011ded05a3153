// What other processes may do with the files of a running desk: copy them whole, check them, read the journal's head.
import { backup as copyDatabase } from 'node:sqlite';
import type { Fault } from '../../domain/fault.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import { Database } from './database.ts';
import type { ChainHead } from './journal-feed.ts';
import { storeFault } from './store-fault.ts';

/** All pages in one step: a copy in several would start over with every commit in between. */
const ALL_PAGES = 0x7fffffff;

/**
 * A consistent copy of a database that this or another process is writing. Through a handle of its own: a copy over the
 * writer's handle runs in another thread and trips over its transactions.
 */
export async function copyDatabaseFile(from: string, to: string): Promise<Result<void, Fault>> {
  let db: Database | undefined;
  try {
    db = new Database(from, { readOnly: true });
    await copyDatabase(db.handle, to, { rate: ALL_PAGES });
    return success(undefined);
  } catch (error) {
    return failure(storeFault(error, from));
  } finally {
    db?.close();
  }
}

/** Undefined when the file is sound, else what is wrong with it. */
export function checkDatabaseFile(file: string): string | undefined {
  let db: Database | undefined;
  try {
    db = new Database(file, { readOnly: true });
    return db.complaint();
  } catch (error) {
    return storeFault(error, file).message;
  } finally {
    db?.close();
  }
}

/** The journal's head as the ledger knows it, against which `cutman journal verify` sees a truncation. */
export function journalHeadIn(file: string): Result<ChainHead, Fault> {
  let db: Database | undefined;
  try {
    db = new Database(file, { readOnly: true });
    const row = db.get('SELECT sequence, mac FROM journal_head WHERE id = 1');
    return success({ sequence: Number(row?.['sequence'] ?? 0), mac: String(row?.['mac'] ?? '') });
  } catch (error) {
    return failure(storeFault(error, file));
  } finally {
    db?.close();
  }
}
