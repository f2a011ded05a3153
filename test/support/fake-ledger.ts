// The ledger in memory, with the versions, conflicts and marks of the real one: what the desk's tests count on as durable.
// It outlives a crashed desk, can be copied and put back, and fails when a test says so.
import type { Alert } from '../../src/domain/alert.ts';
import type { Fault } from '../../src/domain/fault.ts';
import { CLEAR_LATCH, type Latch } from '../../src/domain/kill-switch.ts';
import { isDecided, type Leg, type Proposal } from '../../src/domain/proposal.ts';
import { failure, type Result, success } from '../../src/domain/result.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { JournalLine, Ledger, LedgerChange, OutboxRow } from '../../src/ports/ledger.ts';

/** Everything durable, as plain data. */
export interface LedgerContent {
  readonly proposals: Map<string, Proposal>;
  /** By proposal, index and attempt. */
  readonly legs: Map<string, Leg>;
  readonly alerts: Map<string, Alert>;
  latch: Latch;
  readonly values: Map<string, string>;
  readonly once: Set<string>;
  readonly outbox: OutboxRow[];
  readonly journal: JournalLine[];
}

const empty = (): LedgerContent => ({
  proposals: new Map(),
  legs: new Map(),
  alerts: new Map(),
  latch: CLEAR_LATCH,
  values: new Map(),
  once: new Set(),
  outbox: [],
  journal: [],
});

export const STORE_FULL: Fault = {
  code: 'STORE_FULL',
  message: 'no space left on device',
  retryable: true,
  outcome: 'none',
};

const UNSETTLED: readonly Leg['state'][] = ['sending', 'unknown', 'accepted'];

export class FakeLedger implements Ledger {
  #content = empty();
  #failing: { fault: Fault; left: number } | undefined;
  #readFault: Fault | undefined;
  readonly #clock: Pick<Clock, 'now'>;
  /** How many transactions took effect. */
  commits = 0;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  get content(): LedgerContent {
    return this.#content;
  }

  /** The next `times` commits fail and leave everything as it was. */
  failCommits(fault: Fault = STORE_FULL, times = Number.POSITIVE_INFINITY): void {
    this.#failing = { fault, left: times };
  }

  failReads(fault: Fault | undefined): void {
    this.#readFault = fault;
  }

  heal(): void {
    this.#failing = undefined;
    this.#readFault = undefined;
  }

  snapshot(): LedgerContent {
    return structuredClone(this.#content);
  }

  restore(content: LedgerContent): void {
    this.#content = structuredClone(content);
  }

  async commit(changes: readonly LedgerChange[]): Promise<Result<void, Fault>> {
    await Promise.resolve();
    if (this.#failing !== undefined && this.#failing.left > 0) {
      this.#failing.left -= 1;
      return failure(this.#failing.fault);
    }
    const next: LedgerContent = {
      ...this.#content,
      proposals: new Map(this.#content.proposals),
      legs: new Map(this.#content.legs),
      alerts: new Map(this.#content.alerts),
      values: new Map(this.#content.values),
      once: new Set(this.#content.once),
      outbox: [...this.#content.outbox],
      journal: [...this.#content.journal],
    };
    for (const change of changes) {
      const conflict = apply(next, structuredClone(change), this.#clock.now());
      if (conflict !== undefined) {
        return failure({ code: 'CONFLICT', message: conflict, retryable: false, outcome: 'none' });
      }
    }
    this.#content = next;
    this.commits += 1;
    return success(undefined);
  }

  async #read<T>(value: () => T): Promise<Result<T, Fault>> {
    await Promise.resolve();
    return this.#readFault === undefined ? success(structuredClone(value())) : failure(this.#readFault);
  }

  #proposals(): Proposal[] {
    return [...this.#content.proposals.values()];
  }

  proposal(id: string): Promise<Result<Proposal | undefined, Fault>> {
    return this.#read(() => this.#content.proposals.get(id));
  }

  proposalByCode(code: string): Promise<Result<Proposal | undefined, Fault>> {
    return this.#read(() =>
      this.#proposals()
        .filter((proposal) => proposal.code === code)
        .sort((a, b) => b.content.createdAt - a.content.createdAt)
        .at(0),
    );
  }

  openProposals(): Promise<Result<readonly Proposal[], Fault>> {
    return this.#read(() =>
      this.#proposals()
        .filter((proposal) => !isDecided(proposal.state))
        .sort((a, b) => a.content.createdAt - b.content.createdAt),
    );
  }

  proposalsSince(at: number): Promise<Result<readonly Proposal[], Fault>> {
    return this.#read(() =>
      this.#proposals()
        .filter((proposal) => proposal.content.createdAt >= at)
        .sort((a, b) => b.content.createdAt - a.content.createdAt),
    );
  }

  legs(proposalId: string): Promise<Result<readonly Leg[], Fault>> {
    return this.#read(() =>
      [...this.#content.legs.values()]
        .filter((leg) => leg.proposalId === proposalId)
        .sort((a, b) => a.index - b.index || a.attempt - b.attempt),
    );
  }

  unsettledLegs(): Promise<Result<readonly Leg[], Fault>> {
    return this.#read(() => [...this.#content.legs.values()].filter((leg) => UNSETTLED.includes(leg.state)));
  }

  openAlerts(): Promise<Result<readonly Alert[], Fault>> {
    return this.#read(() => [...this.#content.alerts.values()].filter((alert) => alert.state !== 'resolved'));
  }

  alertsSince(at: number): Promise<Result<readonly Alert[], Fault>> {
    return this.#read(() => [...this.#content.alerts.values()].filter((alert) => alert.openedAt >= at));
  }

  latch(): Promise<Result<Latch, Fault>> {
    return this.#read(() => this.#content.latch);
  }

  value(name: string): Promise<Result<string | undefined, Fault>> {
    return this.#read(() => this.#content.values.get(name));
  }

  outboxAfter(sequence: number, limit: number): Promise<Result<readonly OutboxRow[], Fault>> {
    return this.#read(() => this.#content.outbox.filter((row) => row.sequence > sequence).slice(0, limit));
  }

  journalEntries(limit: number): Promise<Result<readonly JournalLine[], Fault>> {
    return this.#read(() => this.#content.journal.slice(-limit).reverse());
  }

  journalHead(): Promise<Result<{ readonly sequence: number; readonly mac: string }, Fault>> {
    return this.#read(() => ({ sequence: this.#content.journal.length, mac: 'mac' }));
  }
}

/** Applies one change; answers what stands against it. */
function apply(content: LedgerContent, change: LedgerChange, at: number): string | undefined {
  const put = <T extends { readonly version: number }>(rows: Map<string, T>, key: string, row: T) => {
    const stored = rows.get(key)?.version ?? 0;
    if (row.version !== stored + 1) return `${key}: version ${row.version} over ${stored}`;
    rows.set(key, row);
    return undefined;
  };
  switch (change.kind) {
    case 'proposal':
      return put(content.proposals, change.row.content.id, change.row);
    case 'leg': {
      const { proposalId, index, attempt } = change.row;
      return put(content.legs, `${proposalId}/${index}/${attempt}`, change.row);
    }
    case 'alert':
      return put(content.alerts, change.row.id, change.row);
    case 'latch':
      if (change.row.version !== content.latch.version + 1) return `latch: version ${change.row.version}`;
      content.latch = change.row;
      return undefined;
    case 'value':
      content.values.set(change.name, change.value);
      return undefined;
    case 'once':
      if (content.once.has(change.name)) return `once: ${change.name}`;
      content.once.add(change.name);
      return undefined;
    case 'tell': {
      const { lane, topic, event } = change;
      content.outbox.push({ sequence: content.outbox.length + 1, lane, topic, event, at });
      return undefined;
    }
    case 'journal':
      content.journal.push({ sequence: content.journal.length + 1, at, entry: change.entry });
      return undefined;
    default:
      return change satisfies never;
  }
}
