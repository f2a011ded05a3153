// What the ledger asks of the audit journal: seal entries into the chain, and have them in the file before a commit counts.
import type { Fault } from '../../domain/fault.ts';
import type { Result } from '../../domain/result.ts';
import type { JournalEntry } from '../../ports/journal.ts';

export interface ChainHead {
  readonly sequence: number;
  readonly mac: string;
}

/** One journal line with its place in the chain; `text` is the line without its line end. */
export interface SealedLine extends ChainHead {
  readonly at: number;
  readonly text: string;
}

export interface JournalFeed {
  /** The last line in the files as found when they were opened, then as written. */
  readonly head: ChainHead;
  seal(previous: ChainHead, entry: JournalEntry): SealedLine;
  /** The authentic lines in the files after `sequence`. */
  linesAfter(sequence: number): Result<readonly SealedLine[], Fault>;
  /** In the file and fsynced when it answers ok; else the file is as before. */
  writeNow(lines: readonly SealedLine[]): Result<void, Fault>;
  /** Takes back what the last `writeNow` wrote, because the commit it belonged to did not happen. */
  takeBack(): void;
  /** Written within a second or 64 lines, in order. */
  enqueue(lines: readonly SealedLine[]): void;
}

/** Entries that are on the disk before the money moves. */
const MONEY_MOVING: ReadonlySet<JournalEntry['type']> = new Set([
  'order-intent',
  'approval',
  'latch',
  'exchange-answer',
  'mode',
]);

export const movesMoney = (entry: JournalEntry): boolean => MONEY_MOVING.has(entry.type);
