// What the ledger may forget, and when: redelivery windows, sent messages, marks that no retry can meet any more.
import type { Database } from './database.ts';

const DAY_MS = 86_400_000;
/** Platforms redeliver for a day at most; a week is the safe side. */
const INBOX_MS = 7 * DAY_MS;
const DELIVERED_MS = 7 * DAY_MS;
const GIVEN_UP_MS = 30 * DAY_MS;
const ONCE_MS = 400 * DAY_MS;
/** The files keep every line; the ledger keeps the tail that /journal shows and a lagging file may need. */
const JOURNAL_ROWS = 20_000;

/** Runs inside a transaction. `at` in milliseconds. */
export function tidyLedger(db: Database, at: number): void {
  db.run('DELETE FROM inbox WHERE finished = 1 AND received_at < ?', at - INBOX_MS);
  db.run('DELETE FROM once WHERE at < ?', at - ONCE_MS);
  db.run(
    `DELETE FROM delivery WHERE (state = 'delivered' AND sequence IN (SELECT sequence FROM outbox WHERE at < ?))
       OR (state = 'failed' AND sequence IN (SELECT sequence FROM outbox WHERE at < ?))`,
    at - DELIVERED_MS,
    at - GIVEN_UP_MS,
  );
  db.run(
    `DELETE FROM outbox WHERE at < ?
       AND sequence <= coalesce((SELECT CAST(value AS INTEGER) FROM value WHERE name = 'chat/planned-up-to'), 0)
       AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.sequence = outbox.sequence)`,
    at - DELIVERED_MS,
  );
  db.run('DELETE FROM journal WHERE sequence <= (SELECT max(sequence) FROM journal) - ?', JOURNAL_ROWS);
}
