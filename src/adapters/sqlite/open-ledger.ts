// Opens the ledger, or says why it cannot be trusted: a damaged or missing one is kept aside and an empty one takes its place in SAFE.
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Fault } from '../../domain/fault.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { Clock } from '../../ports/clock.ts';
import { Database } from './database.ts';
import type { JournalFeed } from './journal-feed.ts';
import { SqliteLedger } from './ledger.ts';
import { LEDGER_SCHEMA } from './ledger-schema.ts';
import { migrate, schemaState } from './migrations.ts';
import { moveAside } from './move-aside.ts';
import { type JournalFinding, reconcileJournal } from './reconcile-journal.ts';
import type { StoreOptions } from './store.ts';
import { isCorrupt, isNotADatabase, storeFault } from './store-fault.ts';

/**
 * A value in the ledger that keeps the desk in SAFE over restarts: why this ledger took the place of another one.
 * An admin's decision sets it to the empty text.
 */
export const UNUSABLE_MARK = 'ledger/unusable';

export interface OpenLedgerOptions extends StoreOptions {
  /** `data/ledger.db`. */
  readonly file: string;
  /** What else lies in the data folder and was there before this start; none: a first start. */
  readonly otherFiles: readonly string[];
  readonly journal: JournalFeed & { readonly findings: readonly JournalFinding[] };
  readonly clock: Clock;
}

export type LedgerOpening =
  | {
      readonly kind: 'opened';
      readonly fresh: boolean;
      readonly ledger: SqliteLedger;
      readonly findings: readonly JournalFinding[];
    }
  | {
      readonly kind: 'unusable';
      /** For people: what is wrong and where the old file is. */
      readonly safeModeReason: string;
      readonly keptAside?: string;
      readonly ledger: SqliteLedger;
      readonly findings: readonly JournalFinding[];
    };

type Found =
  | { readonly kind: 'sound'; readonly db: Database }
  | { readonly kind: 'nothing'; readonly db?: Database }
  | { readonly kind: 'bad'; readonly why: string };

/** A fault means that not even an empty ledger could be opened (no room, no permission, locked). */
export async function openLedger(options: OpenLedgerOptions): Promise<Result<LedgerOpening, Fault>> {
  const { file, otherFiles } = options;
  try {
    const found = lookAt(file);
    if (found.kind === 'sound') return success(await start(found.db, options, false));
    if (found.kind === 'nothing') {
      found.db?.close();
      if (otherFiles.length === 0) {
        const db = new Database(file);
        migrate(db, LEDGER_SCHEMA, 0);
        return success(await start(db, options, true));
      }
    }
    const why =
      found.kind === 'bad'
        ? `is damaged (${found.why})`
        : `is missing, although ${otherFiles.slice(0, 3).join(', ')} ${otherFiles.length === 1 ? 'is' : 'are'} there`;
    const keptAside = moveAside(file, options.clock.now());
    const kept = keptAside === undefined ? '' : `; it is kept as ${basename(keptAside)}`;
    const db = new Database(file);
    migrate(db, LEDGER_SCHEMA, 0, () => {
      db.run(
        'INSERT INTO value (name, value) VALUES (?, ?)',
        UNUSABLE_MARK,
        `${basename(file)} ${why}${kept}`,
      );
    });
    const opening = await start(db, options, true);
    return success(keptAside === undefined ? opening : { ...opening, keptAside });
  } catch (error) {
    return failure(storeFault(error, file));
  }
}

function lookAt(file: string): Found {
  if (!existsSync(file)) return { kind: 'nothing' };
  let db: Database | undefined;
  try {
    db = new Database(file);
    const state = schemaState(db, LEDGER_SCHEMA);
    if (state.kind === 'empty') return { kind: 'nothing', db };
    const why = whyNot(state) ?? db.complaint();
    if (why !== undefined) {
      db.close();
      return { kind: 'bad', why };
    }
    if (state.kind === 'ours') migrate(db, LEDGER_SCHEMA, state.version);
    return { kind: 'sound', db };
  } catch (error) {
    db?.close();
    if (isNotADatabase(error)) return { kind: 'bad', why: 'it is not a database' };
    if (isCorrupt(error)) return { kind: 'bad', why: error instanceof Error ? error.message : 'corrupt' };
    throw error;
  }
}

function whyNot(state: ReturnType<typeof schemaState>): string | undefined {
  if (state.kind === 'foreign') return state.why;
  if (state.kind === 'newer') return `its schema version ${state.version} is newer than this program`;
  return undefined;
}

async function start(db: Database, options: OpenLedgerOptions, fresh: boolean): Promise<LedgerOpening> {
  const reconciled = reconcileJournal(db, options.journal);
  const findings = [...options.journal.findings, ...reconciled];
  const ledger = new SqliteLedger(db, options);
  const at = options.clock.now();
  await ledger.commit(
    findings.map((data) => ({ kind: 'journal', entry: { type: 'tear', at, by: 'desk', data: { ...data } } })),
  );
  const mark = await ledger.value(UNUSABLE_MARK);
  if (mark.ok && mark.value !== undefined && mark.value !== '') {
    return { kind: 'unusable', safeModeReason: mark.value, ledger, findings };
  }
  return { kind: 'opened', fresh, ledger, findings };
}
