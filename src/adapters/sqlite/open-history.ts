// Opens the history, or starts a new one beside a damaged one: nothing that protects money waits for it.
import { basename } from 'node:path';
import type { Fault } from '../../domain/fault.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import { Database } from './database.ts';
import { SqliteHistory } from './history.ts';
import { HISTORY_SCHEMA } from './history-schema.ts';
import { migrate, schemaState } from './migrations.ts';
import { moveAside } from './move-aside.ts';
import { isCorrupt, isNotADatabase, storeFault } from './store-fault.ts';

export interface HistoryOpening {
  readonly history: SqliteHistory;
  /** What happened to a file that could not be used, for the log and /health. */
  readonly replaced?: string;
}

/** `now` in milliseconds names the time a damaged file is moved aside under. */
export function openHistory(file: string, now: number): Result<HistoryOpening, Fault> {
  try {
    const found = openSound(file);
    if (found.db !== undefined) return success({ history: new SqliteHistory(found.db, {}) });
    const kept = moveAside(file, now);
    const db = new Database(file, { synchronous: 'NORMAL' });
    migrate(db, HISTORY_SCHEMA, 0);
    const name = kept === undefined ? '' : `; it is kept as ${basename(kept)}`;
    return success({
      history: new SqliteHistory(db, {}),
      replaced: `${basename(file)}: ${found.why}${name}`,
    });
  } catch (error) {
    return failure(storeFault(error, file));
  }
}

function openSound(file: string): { readonly db?: Database; readonly why?: string } {
  let db: Database | undefined;
  try {
    db = new Database(file, { synchronous: 'NORMAL' });
    const state = schemaState(db, HISTORY_SCHEMA);
    const why =
      state.kind === 'foreign'
        ? state.why
        : state.kind === 'newer'
          ? 'it is of a newer program'
          : db.complaint();
    if (why === undefined) {
      migrate(db, HISTORY_SCHEMA, state.kind === 'ours' ? state.version : 0);
      return { db };
    }
    db.close();
    return { why };
  } catch (error) {
    db?.close();
    if (isNotADatabase(error) || isCorrupt(error)) return { why: 'it is damaged' };
    throw error;
  }
}
