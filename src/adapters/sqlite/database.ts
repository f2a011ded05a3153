// One SQLite file as we want every one of them: write-ahead log, each commit fsynced unless told otherwise, statements prepared once.
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** How long a statement waits for another process that reads or checkpoints the same file, in milliseconds. */
const BUSY_MS = 2_000;

/** SQLite opens its findings with a line that says nothing to people. */
const HEADING = /^\*\*\* in database \w+ \*\*\*\s*/;

export class Database {
  readonly file: string;
  readonly handle: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** Opens or makes the file. Throws what node:sqlite throws; callers translate. */
  constructor(
    file: string,
    options: { readonly readOnly?: boolean; readonly synchronous?: 'FULL' | 'NORMAL' } = {},
  ) {
    this.file = file;
    this.handle = new DatabaseSync(file, { timeout: BUSY_MS, readOnly: options.readOnly ?? false });
    try {
      if (options.readOnly !== true) {
        this.handle.exec('PRAGMA journal_mode = WAL');
        this.handle.exec(`PRAGMA synchronous = ${options.synchronous ?? 'FULL'}`);
        this.handle.exec('PRAGMA foreign_keys = ON');
        this.handle.exec('PRAGMA trusted_schema = OFF');
      }
    } catch (error) {
      this.handle.close();
      throw error;
    }
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values);
  }

  all(sql: string, ...values: SQLInputValue[]): readonly Row[] {
    return this.#statement(sql).all(...values);
  }

  /** Answers how many rows changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  exec(sql: string): void {
    this.handle.exec(sql);
  }

  /** All of `work` or none of it; durable when it returns. Throws what `work` or SQLite throws. */
  transact<T>(work: () => T): T {
    this.handle.exec('BEGIN IMMEDIATE');
    try {
      const value = work();
      this.handle.exec('COMMIT');
      return value;
    } catch (error) {
      this.rollBack();
      throw error;
    }
  }

  /** Ends an open transaction without effect; SQLite may have ended it by itself already. */
  rollBack(): void {
    if (!this.handle.isTransaction) return;
    try {
      this.handle.exec('ROLLBACK');
    } catch {
      // The transaction is gone either way: nothing of it reached a commit record.
    }
  }

  /** A whole number from a pragma or a count. */
  number(sql: string, ...values: SQLInputValue[]): number {
    const row = this.get(sql, ...values);
    return row === undefined ? 0 : Number(Object.values(row)[0] ?? 0);
  }

  /** Undefined when the file is sound, else SQLite's first complaint. */
  complaint(): string | undefined {
    const row = this.handle.prepare('PRAGMA quick_check(1)').get();
    const answer = String(Object.values(row ?? {})[0] ?? 'no answer');
    return answer === 'ok' ? undefined : answer.replace(HEADING, '').replaceAll('\n', '; ');
  }

  close(): void {
    if (this.handle.isOpen) this.handle.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const made = this.handle.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }
}
