// What the desk reads back from the ledger; each row is held against its schema before it is believed.
import type { Alert } from '../../domain/alert.ts';
import type { DeskEvent, Lane } from '../../domain/event.ts';
import type { Fault } from '../../domain/fault.ts';
import { CLEAR_LATCH, type Latch } from '../../domain/kill-switch.ts';
import type { Leg, Proposal } from '../../domain/proposal.ts';
import type { Result } from '../../domain/result.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import type { JournalLine, Ledger, OutboxRow } from '../../ports/ledger.ts';
import { ChatRows } from './chat-rows.ts';
import type { Row } from './database.ts';
import { decode } from './decode.ts';
import type { ChainHead } from './journal-feed.ts';
import {
  alertSchema,
  eventSchema,
  journalBodySchema,
  latchSchema,
  legSchema,
  proposalSchema,
} from './row-schemas.ts';

const UNSETTLED = "state IN ('sending', 'unknown', 'accepted')";

export class LedgerReads extends ChatRows implements Omit<Ledger, 'commit'> {
  proposal(id: string): Promise<Result<Proposal | undefined, Fault>> {
    return this.read(() => optional(proposalFrom, this.db.get('SELECT * FROM proposal WHERE id = ?', id)));
  }

  /** Codes come round again: the card that is not decided goes before the others, then the latest. */
  proposalByCode(code: string): Promise<Result<Proposal | undefined, Fault>> {
    return this.read(() =>
      optional(
        proposalFrom,
        this.db.get(
          'SELECT * FROM proposal WHERE code = ? ORDER BY decided, created_at DESC, rowid DESC LIMIT 1',
          code,
        ),
      ),
    );
  }

  openProposals(): Promise<Result<readonly Proposal[], Fault>> {
    return this.read(() =>
      this.db.all('SELECT * FROM proposal WHERE decided = 0 ORDER BY created_at, rowid').map(proposalFrom),
    );
  }

  /** By the time they were made. */
  proposalsSince(at: number): Promise<Result<readonly Proposal[], Fault>> {
    return this.read(() =>
      this.db
        .all('SELECT * FROM proposal WHERE created_at >= ? ORDER BY created_at DESC, rowid DESC', at)
        .map(proposalFrom),
    );
  }

  legs(proposalId: string): Promise<Result<readonly Leg[], Fault>> {
    return this.read(() =>
      this.db.all('SELECT * FROM leg WHERE proposal_id = ? ORDER BY place, attempt', proposalId).map(legFrom),
    );
  }

  unsettledLegs(): Promise<Result<readonly Leg[], Fault>> {
    return this.read(() => this.db.all(`SELECT * FROM leg WHERE ${UNSETTLED} ORDER BY rowid`).map(legFrom));
  }

  /** Oldest first. */
  openAlerts(): Promise<Result<readonly Alert[], Fault>> {
    return this.read(() =>
      this.db.all("SELECT * FROM alert WHERE state <> 'resolved' ORDER BY opened_at, rowid").map(alertFrom),
    );
  }

  /** By the time they were opened, latest first. */
  alertsSince(at: number): Promise<Result<readonly Alert[], Fault>> {
    return this.read(() =>
      this.db
        .all('SELECT * FROM alert WHERE opened_at >= ? ORDER BY opened_at DESC, rowid DESC', at)
        .map(alertFrom),
    );
  }

  latch(): Promise<Result<Latch, Fault>> {
    return this.read(() => this.storedLatch());
  }

  value(name: string): Promise<Result<string | undefined, Fault>> {
    return this.read(() =>
      optional((row) => String(row['value']), this.db.get('SELECT value FROM value WHERE name = ?', name)),
    );
  }

  outboxAfter(sequence: number, limit: number): Promise<Result<readonly OutboxRow[], Fault>> {
    return this.read(() =>
      this.db
        .all('SELECT * FROM outbox WHERE sequence > ? ORDER BY sequence LIMIT ?', sequence, limit)
        .map(outboxFrom),
    );
  }

  /** The latest `limit` lines, latest first. */
  journalEntries(limit: number): Promise<Result<readonly JournalLine[], Fault>> {
    return this.read(() =>
      this.db.all('SELECT * FROM journal ORDER BY sequence DESC LIMIT ?', limit).map(journalFrom),
    );
  }

  journalHead(): Promise<Result<ChainHead, Fault>> {
    return this.read(() => this.storedHead());
  }

  protected storedLatch(): Latch {
    const row = this.db.get('SELECT body FROM latch WHERE id = 1');
    return row === undefined ? CLEAR_LATCH : decode<Latch>(latchSchema, row['body'], 'the latch');
  }

  protected storedHead(): ChainHead {
    const row = this.db.get('SELECT sequence, mac FROM journal_head WHERE id = 1');
    return { sequence: Number(row?.['sequence'] ?? 0), mac: String(row?.['mac'] ?? '') };
  }
}

const optional = <T>(make: (row: Row) => T, row: Row | undefined): T | undefined =>
  row === undefined ? undefined : make(row);

const proposalFrom = (row: Row): Proposal =>
  decode(proposalSchema, row['body'], `proposal ${String(row['id'])}`);

const legFrom = (row: Row): Leg =>
  decode(legSchema, row['body'], `leg ${String(row['place'])} of ${String(row['proposal_id'])}`);

const alertFrom = (row: Row): Alert => decode(alertSchema, row['body'], `alert ${String(row['id'])}`);

const outboxFrom = (row: Row): OutboxRow => ({
  sequence: Number(row['sequence']),
  lane: String(row['lane']) as Lane,
  topic: String(row['topic']),
  event: decode<DeskEvent>(eventSchema, row['event'], `outbox ${String(row['sequence'])}`),
  at: Number(row['at']),
});

function journalFrom(row: Row): JournalLine {
  const name = `journal ${String(row['sequence'])}`;
  const line = decode<JournalEntry & { readonly seq: number }>(journalBodySchema, row['line'], name);
  const { type, at, by, data } = line;
  return { sequence: Number(row['sequence']), at, entry: { type, at, by, data } };
}
