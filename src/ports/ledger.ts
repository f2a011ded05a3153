// The one authority for money state. A list of changes is one transaction: all of it is durable, or none of it happened.
import type { Alert } from '../domain/alert.ts';
import type { DeskEvent, Lane } from '../domain/event.ts';
import type { Fault } from '../domain/fault.ts';
import type { Latch } from '../domain/kill-switch.ts';
import type { Leg, Proposal } from '../domain/proposal.ts';
import type { Result } from '../domain/result.ts';
import type { JournalEntry } from './journal.ts';

/**
 * Every row carries its version. A change names the row as it shall be (version n + 1); it takes effect only when the
 * stored version is n (absent row: 0, so a new row has version 1). Otherwise the whole list fails with CONFLICT.
 */
export type LedgerChange =
  | { readonly kind: 'proposal'; readonly row: Proposal }
  | { readonly kind: 'leg'; readonly row: Leg }
  | { readonly kind: 'alert'; readonly row: Alert }
  | { readonly kind: 'latch'; readonly row: Latch }
  /** A small named value: watermarks, the persisted mode, the trading state, counters. */
  | { readonly kind: 'value'; readonly name: string; readonly value: string }
  /** An idempotency mark: CONFLICT when it exists already. */
  | { readonly kind: 'once'; readonly name: string }
  /** Queued for people in the same transaction as what it tells of. `topic` gathers messages that are one card. */
  | { readonly kind: 'tell'; readonly lane: Lane; readonly topic: string; readonly event: DeskEvent }
  | { readonly kind: 'journal'; readonly entry: JournalEntry };

export interface OutboxRow {
  /** Rises in commit order. */
  readonly sequence: number;
  readonly lane: Lane;
  readonly topic: string;
  readonly event: DeskEvent;
  readonly at: number;
}

export interface Ledger {
  /** One transaction, durable when it resolves. CONFLICT, STORE_FULL and STORE_FAILED leave everything as it was. */
  commit(changes: readonly LedgerChange[]): Promise<Result<void, Fault>>;

  proposal(id: string): Promise<Result<Proposal | undefined, Fault>>;
  proposalByCode(code: string): Promise<Result<Proposal | undefined, Fault>>;
  /** Those that are not decided, oldest first. */
  openProposals(): Promise<Result<readonly Proposal[], Fault>>;
  /** Latest first. */
  proposalsSince(at: number): Promise<Result<readonly Proposal[], Fault>>;
  legs(proposalId: string): Promise<Result<readonly Leg[], Fault>>;
  /** Legs whose outcome is not settled (sending, unknown, accepted). */
  unsettledLegs(): Promise<Result<readonly Leg[], Fault>>;
  openAlerts(): Promise<Result<readonly Alert[], Fault>>;
  alertsSince(at: number): Promise<Result<readonly Alert[], Fault>>;
  latch(): Promise<Result<Latch, Fault>>;
  value(name: string): Promise<Result<string | undefined, Fault>>;
  /** Undelivered work starts after this sequence; the chat side keeps its own deliveries. */
  outboxAfter(sequence: number, limit: number): Promise<Result<readonly OutboxRow[], Fault>>;
  journalEntries(limit: number): Promise<Result<readonly JournalLine[], Fault>>;
  journalHead(): Promise<Result<{ readonly sequence: number; readonly mac: string }, Fault>>;
}

export interface JournalLine {
  readonly sequence: number;
  readonly at: number;
  readonly entry: JournalEntry;
}
