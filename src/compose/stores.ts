// Everything that is kept: the folder and its lock first, then journal and ledger together, then what may be lost without losing money state.
import { join } from 'node:path';
import type { JournalFiles } from '../adapters/journal/journal-files.ts';
import { openJournal } from '../adapters/journal/open-journal.ts';
import { openPreferences } from '../adapters/lowdb/open-preferences.ts';
import type { SqliteHistory } from '../adapters/sqlite/history.ts';
import type { SqliteLedger } from '../adapters/sqlite/ledger.ts';
import { openHistory } from '../adapters/sqlite/open-history.ts';
import { openLedger, UNUSABLE_MARK } from '../adapters/sqlite/open-ledger.ts';
import type { JournalFinding } from '../adapters/sqlite/reconcile-journal.ts';
import { openDataFolder } from '../adapters/system/data-folder.ts';
import { DurableFile } from '../adapters/system/durable-file.ts';
import { takeInstanceLock } from '../adapters/system/instance-lock.ts';
import { DiskKillFile } from '../adapters/system/kill-file.ts';
import { ReserveFile } from '../adapters/system/reserve-file.ts';
import type { Notice } from '../domain/event.ts';
import type { Fault } from '../domain/fault.ts';
import { failure, type Result, success } from '../domain/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { KillFile } from '../ports/kill-file.ts';
import type { LedgerChange } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { Preferences } from '../ports/preferences.ts';
import type { StartProblem } from './start-problem.ts';

/** The data folder, held by this process alone until `release`. */
export interface HeldFolder {
  readonly path: string;
  readonly otherFiles: readonly string[];
  readonly release: () => void;
}

export interface Stores {
  readonly ledger: SqliteLedger;
  readonly history: SqliteHistory;
  readonly preferences: Preferences;
  readonly killFile: KillFile;
  readonly journal: JournalFiles;
  /** Why the desk may only observe and alert (the ledger was missing or damaged), and what keeps an admin's decision to go on. */
  readonly safeMode?: { readonly reason: string; readonly leftBy: LedgerChange };
  /** What was mended on the way and people are to be told. */
  readonly findings: readonly Notice[];
  close(): void;
}

/** Lists the folder and takes its lock; a second instance is told who holds it. */
export function holdFolder(path: string, now: number): Result<HeldFolder, StartProblem> {
  const folder = openDataFolder(path);
  if (!folder.ok) {
    return failure({
      kind: 'unusable',
      message: `The data folder ${path} cannot be used: ${folder.error.message}.`,
    });
  }
  const lock = takeInstanceLock(path, now);
  switch (lock.kind) {
    case 'held':
      return success({ path, otherFiles: folder.value.otherFiles, release: lock.release });
    case 'taken': {
      const who = lock.owner === undefined ? '' : ` (process ${lock.owner.pid} on ${lock.owner.host})`;
      const message = `Another cutman works on ${path}${who}. Stop it first, or give this one its own --data folder.`;
      return failure({ kind: 'already-running', message });
    }
    case 'fault':
      return failure({
        kind: 'unusable',
        message: `The data folder ${path} cannot be locked: ${lock.fault.message}.`,
      });
    default:
      return lock satisfies never;
  }
}

const unusable = (what: string, fault: Fault): Result<never, StartProblem> =>
  failure({
    kind: 'unusable',
    message: `${what} cannot be opened: ${fault.message}. Mend that and start again; nothing was changed.`,
  });

export interface StoreParts {
  readonly folder: HeldFolder;
  readonly clock: Clock;
  readonly log: Log;
  /** A store that must not be written again before a restart (a failed fsync). */
  readonly onBroken: (fault: Fault) => void;
  /** Simulated runs that must repeat to the letter draw the journal's key from it. */
  readonly journalSeed?: string;
}

export async function openStores({
  folder,
  clock,
  log,
  onBroken,
  journalSeed,
}: StoreParts): Promise<Result<Stores, StartProblem>> {
  const file = (name: string): string => join(folder.path, name);
  const reserve = new ReserveFile(file('reserve.bin'));
  if (!reserve.restore()) log.warn({}, 'there is no room for the disk reserve');
  const journal = openJournal({
    folder: file('journal'),
    ...(journalSeed === undefined ? {} : { seed: journalSeed }),
  });
  if (!journal.ok) return unusable('The journal', journal.error);
  const open = () =>
    openLedger({
      file: file('ledger.db'),
      otherFiles: folder.otherFiles,
      journal: journal.value,
      clock,
      reserve,
      onBroken,
    });
  let ledger = await open();
  // On a disk that is full already the desk still has to open: a kill switch that was pulled wants to be finished.
  if (!ledger.ok && ledger.error.code === 'STORE_FULL' && reserve.release()) ledger = await open();
  if (!ledger.ok) return unusable('The ledger', ledger.error);
  const opening = ledger.value;
  for (const finding of opening.findings) log.warn({ finding }, 'the journal had to be mended');
  const firstStart = opening.kind === 'opened' && opening.fresh;
  const preferences = await openPreferences({
    file: new DurableFile(file('preferences.json')),
    backup: new DurableFile(file('preferences.json.bak')),
    keptAside: new DurableFile(file('preferences.json.damaged')),
    firstStart,
  });
  if (!preferences.ok) return unusable('The preferences', preferences.error);
  const history = openHistory(file('history.db'), clock.now());
  if (!history.ok) return unusable('The history', history.error);
  if (history.value.replaced !== undefined)
    log.warn({ replaced: history.value.replaced }, 'the history begins anew');
  const stores = {
    ledger: opening.ledger,
    history: history.value.history,
    preferences: preferences.value,
    killFile: new DiskKillFile({ folder: folder.path, reserve }),
    journal: journal.value,
    findings: opening.findings.flatMap(noticeOf),
    close() {
      journal.value.close();
      opening.ledger.close();
      history.value.history.close();
    },
  };
  if (opening.kind === 'opened') return success(stores);
  const leftBy: LedgerChange = { kind: 'value', name: UNUSABLE_MARK, value: '' };
  return success({ ...stores, safeMode: { reason: opening.safeModeReason, leftBy } });
}

/** A line that a crash left unfinished is told; the rest of what was mended is in the journal as tears. */
const noticeOf = (finding: JournalFinding): readonly Notice[] =>
  finding.reason === 'torn' ? [{ code: 'journal-torn', file: finding.file, bytes: finding.bytes }] : [];
