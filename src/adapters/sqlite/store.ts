// The shared ground of everything kept in the ledger's file: reads and writes that answer a fault instead of throwing.
import type { Fault } from '../../domain/fault.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { Database } from './database.ts';
import { isBrokenForGood, storeFault } from './store-fault.ts';

/** A file of ballast that is given back to a full disk so that the latch and its last lines get through. */
export interface Reserve {
  readonly released: boolean;
  /** True when there was something to give back. */
  release(): boolean;
  /** True when the ballast is in place (again). */
  restore(): boolean;
}

export interface StoreOptions {
  readonly reserve?: Reserve;
  /** Called once when the store must not be written again before a restart. */
  readonly onBroken?: (fault: Fault) => void;
}

export class Store {
  protected readonly db: Database;
  protected readonly options: StoreOptions;
  protected broken: Fault | undefined;

  constructor(db: Database, options: StoreOptions) {
    this.db = db;
    this.options = options;
  }

  /** Reads; never changes anything. */
  protected read<T>(work: () => T): Promise<Result<T, Fault>> {
    try {
      return Promise.resolve(success(work()));
    } catch (error) {
      return Promise.resolve(failure(storeFault(error, 'ledger')));
    }
  }

  /** One durable transaction of the chat side; refused while the disk's reserve is spent on the kill switch. */
  protected write<T>(work: () => T): Promise<Result<T, Fault>> {
    const barred = this.barred();
    if (barred !== undefined) return Promise.resolve(failure(barred));
    try {
      return Promise.resolve(success(this.db.transact(work)));
    } catch (error) {
      return Promise.resolve(failure(this.failed(error)));
    }
  }

  /** Why nothing may be written now, if so. */
  protected barred(privileged = false): Fault | undefined {
    if (this.broken !== undefined) return this.broken;
    const reserve = this.options.reserve;
    if (privileged || reserve === undefined || !reserve.released || reserve.restore()) return undefined;
    return {
      code: 'STORE_FULL',
      message: 'ledger: the disk is full and its reserve is kept for the kill switch',
      retryable: true,
      outcome: 'none',
    };
  }

  /** Translates a failed write and remembers when it was the last one. */
  protected failed(error: unknown): Fault {
    const fault = storeFault(error, 'ledger');
    if (isBrokenForGood(error)) this.breakFor(fault);
    return fault;
  }

  protected breakFor(fault: Fault): void {
    if (this.broken !== undefined) return;
    this.broken = { ...fault, retryable: false, outcome: 'none' };
    this.options.onBroken?.(fault);
  }
}
