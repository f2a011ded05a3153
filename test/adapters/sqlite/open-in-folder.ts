// Opens a ledger with its journal beside it in a given folder, in a suite or in a process of its own.

import { join } from 'node:path';
import type { JournalDisk } from '../../../src/adapters/journal/journal-disk.ts';
import type { JournalFiles } from '../../../src/adapters/journal/journal-files.ts';
import { openJournal } from '../../../src/adapters/journal/open-journal.ts';
import type { SqliteLedger } from '../../../src/adapters/sqlite/ledger.ts';
import { type LedgerOpening, openLedger } from '../../../src/adapters/sqlite/open-ledger.ts';
import type { StoreOptions } from '../../../src/adapters/sqlite/store.ts';
import type { Result } from '../../../src/domain/result.ts';
import { FakeClock } from '../../support/fake-clock.ts';

export interface TestLedger {
  readonly folder: string;
  readonly clock: FakeClock;
  readonly journal: JournalFiles;
  readonly opening: LedgerOpening;
  readonly ledger: SqliteLedger;
  /** Lets go of everything as a clean stop does. */
  close(): void;
}

export type OpenOptions = StoreOptions & {
  readonly otherFiles?: readonly string[];
  readonly disk?: JournalDisk;
};

export async function openInFolder(folder: string, options: OpenOptions = {}): Promise<TestLedger> {
  const clock = new FakeClock();
  const journal = value(
    openJournal({
      folder: join(folder, 'journal'),
      ...(options.disk === undefined ? {} : { disk: options.disk }),
    }),
  );
  const opening = value(
    await openLedger({
      ...options,
      file: join(folder, 'ledger.db'),
      otherFiles: options.otherFiles ?? [],
      journal,
      clock,
    }),
  );
  const { ledger } = opening;
  const close = () => {
    ledger.close();
    journal.close();
  };
  return { folder, clock, journal, opening, ledger, close };
}

export function value<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
