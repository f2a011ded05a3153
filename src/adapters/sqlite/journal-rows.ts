// The journal's lines inside the ledger: written in the commit they tell of, the source from which files are made whole.
import type { Database } from './database.ts';
import type { ChainHead, SealedLine } from './journal-feed.ts';

export function keepLine(db: Database, line: SealedLine): void {
  db.run(
    'INSERT INTO journal (sequence, at, mac, line) VALUES (?, ?, ?, ?)',
    line.sequence,
    line.at,
    line.mac,
    line.text,
  );
}

export function keepHead(db: Database, head: ChainHead): void {
  db.run(
    `INSERT INTO journal_head (id, sequence, mac) VALUES (1, ?, ?)
     ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, mac = excluded.mac`,
    head.sequence,
    head.mac,
  );
}

export function linesFrom(db: Database, sequence: number): readonly SealedLine[] {
  return db.all('SELECT * FROM journal WHERE sequence > ? ORDER BY sequence', sequence).map((row) => ({
    sequence: Number(row['sequence']),
    at: Number(row['at']),
    mac: String(row['mac']),
    text: String(row['line']),
  }));
}
