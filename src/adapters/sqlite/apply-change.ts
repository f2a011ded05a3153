// One change of a commit as SQL: takes effect only on the version it was made for, else it names the conflict.
import type { Alert } from '../../domain/alert.ts';
import type { Latch } from '../../domain/kill-switch.ts';
import { isDecided, type Leg, type Proposal } from '../../domain/proposal.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import type { Database } from './database.ts';

/** Thrown inside a transaction to undo it; the message says which row had moved on. */
export class StaleChange extends Error {}

type RowChange = Exclude<LedgerChange, { readonly kind: 'journal' }>;

/** Applies one change at `at` (milliseconds). Throws StaleChange when the stored version is not the one before. */
export function applyChange(database: Database, change: RowChange, at: number): void {
  switch (change.kind) {
    case 'proposal':
      putProposal(database, change.row);
      return;
    case 'leg':
      putLeg(database, change.row);
      return;
    case 'alert':
      putAlert(database, change.row);
      return;
    case 'latch':
      putLatch(database, change.row);
      return;
    case 'value':
      database.run(
        'INSERT INTO value (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
        change.name,
        change.value,
      );
      return;
    case 'once':
      expectOne(
        database.run('INSERT INTO once (name, at) VALUES (?, ?) ON CONFLICT DO NOTHING', change.name, at),
        `"${change.name}" happened before`,
      );
      return;
    case 'tell':
      database.run(
        'INSERT INTO outbox (lane, topic, event, at) VALUES (?, ?, ?, ?)',
        change.lane,
        change.topic,
        JSON.stringify(change.event),
        at,
      );
      return;
    default:
      change satisfies never;
  }
}

function putProposal(database: Database, row: Proposal): void {
  const { content, version } = row;
  const values = [
    row.code,
    row.state.kind,
    isDecided(row.state) ? 1 : 0,
    content.createdAt,
    version,
  ] as const;
  const body = JSON.stringify(row);
  const changed =
    version === 1
      ? database.run(
          `INSERT INTO proposal (code, state, decided, created_at, version, body, id) VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT DO NOTHING`,
          ...values,
          body,
          content.id,
        )
      : database.run(
          `UPDATE proposal SET code = ?, state = ?, decided = ?, created_at = ?, version = ?, body = ?
           WHERE id = ? AND version = ?`,
          ...values,
          body,
          content.id,
          version - 1,
        );
  expectOne(changed, `proposal ${content.id} is not at version ${version - 1}`);
}

function putLeg(database: Database, row: Leg): void {
  const values = [row.clientOrderId, row.state, row.version, JSON.stringify(row), ...legKey(row)];
  const changed =
    row.version === 1
      ? database.run(
          `INSERT INTO leg (client_order_id, state, version, body, proposal_id, place, attempt)
           VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT DO NOTHING`,
          ...values,
        )
      : database.run(
          `UPDATE leg SET client_order_id = ?, state = ?, version = ?, body = ?
           WHERE proposal_id = ? AND place = ? AND attempt = ? AND version = ?`,
          ...values,
          row.version - 1,
        );
  expectOne(
    changed,
    `leg ${row.index}.${row.attempt} of ${row.proposalId} is not at version ${row.version - 1}`,
  );
}

/** The same leg sent again is a row of its own, so that what the first attempt became stays on record. */
const legKey = (row: Leg) => [row.proposalId, row.index, row.attempt] as const;

function putAlert(database: Database, row: Alert): void {
  const open = database.get("SELECT id FROM alert WHERE key = ? AND state <> 'resolved'", row.key);
  if (row.state !== 'resolved' && open !== undefined && open['id'] !== row.id) {
    throw new StaleChange(`alert ${row.key} is open already as ${String(open['id'])}`);
  }
  const values = [row.key, row.state, row.openedAt, row.version, JSON.stringify(row), row.id];
  const changed =
    row.version === 1
      ? database.run(
          `INSERT INTO alert (key, state, opened_at, version, body, id) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT DO NOTHING`,
          ...values,
        )
      : database.run(
          'UPDATE alert SET key = ?, state = ?, opened_at = ?, version = ?, body = ? WHERE id = ? AND version = ?',
          ...values,
          row.version - 1,
        );
  expectOne(changed, `alert ${row.id} is not at version ${row.version - 1}`);
}

/** One row holds the latch as it is; every epoch's last state stays in the archive. */
function putLatch(database: Database, row: Latch): void {
  const body = JSON.stringify(row);
  const changed =
    row.version === 1
      ? database.run(
          'INSERT INTO latch (epoch, version, body, id) VALUES (?, ?, ?, 1) ON CONFLICT DO NOTHING',
          row.epoch,
          row.version,
          body,
        )
      : database.run(
          'UPDATE latch SET epoch = ?, version = ?, body = ? WHERE id = 1 AND version = ?',
          row.epoch,
          row.version,
          body,
          row.version - 1,
        );
  expectOne(changed, `the latch is not at version ${row.version - 1}`);
  database.run(
    'INSERT INTO latch_archive (epoch, body) VALUES (?, ?) ON CONFLICT (epoch) DO UPDATE SET body = excluded.body',
    row.epoch,
    body,
  );
}

function expectOne(changed: number, otherwise: string): void {
  if (changed !== 1) throw new StaleChange(otherwise);
}
