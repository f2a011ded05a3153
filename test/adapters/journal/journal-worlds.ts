// A journal folder with lines in it, and ways to look at it, for the suites of this folder.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChainHead, SealedLine } from '../../../src/adapters/journal/journal-chain.ts';
import type { JournalDisk } from '../../../src/adapters/journal/journal-disk.ts';
import type { JournalFiles } from '../../../src/adapters/journal/journal-files.ts';
import { readKey } from '../../../src/adapters/journal/journal-key.ts';
import { openJournal } from '../../../src/adapters/journal/open-journal.ts';
import { type Verification, verifyJournal } from '../../../src/adapters/journal/verify-journal.ts';
import type { JournalEntry } from '../../../src/ports/journal.ts';
import { scratchFolder } from '../system/scratch-folder.ts';

export const NOON = Date.UTC(2026, 10, 21, 12);
export const DAY_MS = 86_400_000;

export const newFolder = (): string => join(scratchFolder('journal'), 'journal');

export function opened(folder: string, disk?: JournalDisk): JournalFiles {
  const result = openJournal({ folder, ...(disk === undefined ? {} : { disk }) });
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

export const entry = (at: number, data: JournalEntry['data'] = {}): JournalEntry => ({
  type: 'order-intent',
  at,
  by: 'ann',
  data,
});

/** Seals one line a time behind `from`. */
export function sealed(journal: JournalFiles, times: readonly number[], from: ChainHead = journal.head) {
  const lines: SealedLine[] = [];
  for (const at of times) {
    lines.push(journal.seal(lines.at(-1) ?? from, entry(at, { note: 'Grüße ✓', at })));
  }
  return lines;
}

export function writeLines(journal: JournalFiles, times: readonly number[]): readonly SealedLine[] {
  const lines = sealed(journal, times);
  const written = journal.writeNow(lines);
  if (!written.ok) throw new Error(written.error.message);
  return lines;
}

export function verified(folder: string, expected?: ChainHead): Verification {
  const key = readKey(folder);
  if (key === undefined) throw new Error('there is no key');
  return verifyJournal(folder, key, expected);
}

export const textOf = (folder: string, day = '2026-11-21'): string =>
  readFileSync(join(folder, `${day}.jsonl`), 'utf8');
