// After a crash the files and the ledger may end at different lines: brings both to the same end without deleting a line.
import type { Database } from './database.ts';
import type { JournalFeed } from './journal-feed.ts';
import { keepHead, keepLine, linesFrom } from './journal-rows.ts';

/** What was found when files and ledger were held against each other; each becomes a `tear` entry. */
export type JournalFinding =
  | { readonly reason: 'torn'; readonly file: string; readonly bytes: number }
  | { readonly reason: 'key-replaced' }
  | { readonly reason: 'last-line-not-authentic'; readonly file: string }
  /** These lines were on the disk before their commit, and the commit did not happen: they tell of nothing. */
  | { readonly reason: 'not-committed'; readonly from: number; readonly to: number }
  /** The ledger is new and goes on behind lines that an earlier one wrote. */
  | { readonly reason: 'earlier-ledger'; readonly from: number; readonly to: number }
  /** The ledger has lines that the files lack and that it can no longer write again. */
  | { readonly reason: 'lines-missing'; readonly from: number; readonly to: number }
  | { readonly reason: 'other-chain'; readonly sequence: number };

/** Only the tail of what an earlier ledger wrote is taken over. */
const TAKEN_OVER = 1_000;

/** Writes what the files lack, takes over what the ledger lacks. Throws what SQLite throws. */
export function reconcileJournal(db: Database, journal: JournalFeed): readonly JournalFinding[] {
  const row = db.get('SELECT sequence, mac FROM journal_head WHERE id = 1');
  const ledgerEnd = Number(row?.['sequence'] ?? 0);
  const fileEnd = journal.head;
  if (fileEnd.sequence > ledgerEnd) return takeOver(db, journal, ledgerEnd);
  if (!sameChain(db, fileEnd)) {
    return [{ reason: 'other-chain', sequence: fileEnd.sequence }];
  }
  const lines = linesFrom(db, fileEnd.sequence);
  journal.enqueue(lines);
  journal.writeNow([]);
  const first = lines[0]?.sequence ?? ledgerEnd + 1;
  if (first > fileEnd.sequence + 1) {
    return [{ reason: 'lines-missing', from: fileEnd.sequence + 1, to: first - 1 }];
  }
  return [];
}

function sameChain(db: Database, fileEnd: { readonly sequence: number; readonly mac: string }): boolean {
  const row = db.get('SELECT mac FROM journal WHERE sequence = ?', fileEnd.sequence);
  return row === undefined || row['mac'] === fileEnd.mac;
}

function takeOver(db: Database, journal: JournalFeed, ledgerEnd: number): readonly JournalFinding[] {
  const ahead = journal.linesAfter(ledgerEnd);
  const lines = ahead.ok ? ahead.value : [];
  db.transact(() => {
    for (const line of lines.slice(-TAKEN_OVER)) keepLine(db, line);
    keepHead(db, journal.head);
  });
  const reason = ledgerEnd === 0 ? 'earlier-ledger' : 'not-committed';
  return [{ reason, from: ledgerEnd + 1, to: journal.head.sequence }];
}
