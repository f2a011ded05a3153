// The one authority for money state on SQLite: a commit is one transaction whose journal lines are on the disk with it.
import type { Fault } from '../../domain/fault.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { Clock } from '../../ports/clock.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import type { Ledger, LedgerChange } from '../../ports/ledger.ts';
import { applyChange, StaleChange } from './apply-change.ts';
import type { Database } from './database.ts';
import { type ChainHead, type JournalFeed, movesMoney, type SealedLine } from './journal-feed.ts';
import { keepHead, keepLine } from './journal-rows.ts';
import { LedgerReads } from './ledger-reads.ts';
import { copyDatabaseFile } from './read-only.ts';
import type { StoreOptions } from './store.ts';
import { CorruptRow, conflict, isFsyncFailure } from './store-fault.ts';
import { tidyLedger } from './tidy-ledger.ts';

export interface LedgerOptions extends StoreOptions {
  readonly journal: JournalFeed;
  readonly clock: Clock;
}

export class SqliteLedger extends LedgerReads implements Ledger {
  readonly #journal: JournalFeed;
  readonly #clock: Clock;
  #head: ChainHead;
  /** While the kill switch is latched its rows may use the disk's reserve. */
  #latched: boolean;

  constructor(db: Database, options: LedgerOptions) {
    super(db, options);
    this.#journal = options.journal;
    this.#clock = options.clock;
    this.#head = this.storedHead();
    this.#latched = this.#startsLatched();
  }

  commit(changes: readonly LedgerChange[]): Promise<Result<void, Fault>> {
    if (changes.length === 0) return Promise.resolve(success(undefined));
    const privileged = this.#latched || changes.some((change) => change.kind === 'latch');
    const barred = this.barred(privileged);
    if (barred !== undefined) return Promise.resolve(failure(barred));
    let done = this.#transaction(changes);
    if (
      !done.ok &&
      done.error.code === 'STORE_FULL' &&
      privileged &&
      this.options.reserve?.release() === true
    ) {
      done = this.#transaction(changes);
    }
    if (done.ok) {
      const latch = changes.findLast((change) => change.kind === 'latch');
      if (latch?.kind === 'latch') this.#latched = latch.row.state === 'latched';
    }
    return Promise.resolve(done);
  }

  /** A consistent copy into a new file while the desk runs on. */
  backup(file: string): Promise<Result<void, Fault>> {
    return copyDatabaseFile(this.db.file, file);
  }

  /** Undefined when the file is sound, else what is wrong with it. */
  integrity(): Promise<Result<string | undefined, Fault>> {
    return this.read(() => this.db.complaint());
  }

  /** Lets go of what nobody asks for any more; proposals, legs, alerts and the latch stay. Once a day is enough. */
  tidy(): Promise<Result<void, Fault>> {
    return this.write(() => tidyLedger(this.db, this.#clock.now()));
  }

  /** Everything committed is on the disk already; waiting journal lines are the journal's to write. */
  close(): void {
    this.broken ??= {
      code: 'STORE_FAILED',
      message: 'ledger: it is closed',
      retryable: false,
      outcome: 'none',
    };
    this.db.close();
  }

  /** A latch that cannot be read counts as pulled here: its way to the disk must stay open. */
  #startsLatched(): boolean {
    try {
      return this.storedLatch().state === 'latched';
    } catch (error) {
      if (error instanceof CorruptRow) return true;
      throw error;
    }
  }

  #transaction(changes: readonly LedgerChange[]): Result<void, Fault> {
    const at = this.#clock.now();
    const entries: JournalEntry[] = [];
    let written = false;
    try {
      this.db.exec('BEGIN IMMEDIATE');
      for (const change of changes) {
        if (change.kind === 'journal') entries.push(change.entry);
        else applyChange(this.db, change, at);
      }
      const lines = this.#seal(entries);
      const urgent = entries.some(movesMoney);
      if (urgent) {
        const inFile = this.#journal.writeNow(lines);
        if (!inFile.ok) {
          this.db.rollBack();
          if (!inFile.error.retryable) this.breakFor(inFile.error);
          return inFile;
        }
        written = true;
      }
      this.db.exec('COMMIT');
      this.#head = lines.at(-1) ?? this.#head;
      if (!urgent && lines.length > 0) this.#journal.enqueue(lines);
      return success(undefined);
    } catch (error) {
      this.db.rollBack();
      if (written && !isFsyncFailure(error)) this.#journal.takeBack();
      if (error instanceof StaleChange) return failure(conflict(error.message));
      return failure(this.failed(error));
    }
  }

  #seal(entries: readonly JournalEntry[]): readonly SealedLine[] {
    const lines: SealedLine[] = [];
    let head = this.#head;
    for (const entry of entries) {
      const line = this.#journal.seal(head, entry);
      keepLine(this.db, line);
      lines.push(line);
      head = line;
    }
    if (lines.length > 0) keepHead(this.db, head);
    return lines;
  }
}
