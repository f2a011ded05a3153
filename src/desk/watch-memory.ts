// What the watch remembers of one account between two passes. All of it may be forgotten: a restart only asks for new readings.
import type { Instrument } from '../domain/instrument.ts';
import type { Level } from '../domain/level.ts';
import type { Reading } from '../domain/reading.ts';

export interface NextFunding {
  readonly symbol: string;
  readonly rate: number;
  readonly at: number;
}

export interface WatchMemory {
  /** When the account came under watch: what the age of prices is counted from until there are some. */
  readonly since: number;
  /** Peak and day start were read from the ledger, for this mode. */
  restoredFor?: string;
  /** A pass over this account is running; the next one leaves it alone. */
  checking: boolean;
  instruments?: ReadonlyMap<string, Instrument>;
  instrumentsAt?: number;
  funding: readonly NextFunding[];
  returnsTriedAt?: number;
  /** Equity of the reading before, when that was trusted: a peak needs two in a row. */
  trustedEquity?: string;
  /** Level of each alert key at the last trusted reading; empty after one that was not trusted. */
  lastLevels: ReadonlyMap<string, Level>;
  /** The level that the last two trusted readings in a row agree on at least: what an automatic proposal needs. */
  confirmedLevels: ReadonlyMap<string, Level>;
  equityPointAt?: number;
  reconciledAt?: number;
  /** Signed quantity by position key when the account was last reconciled. */
  reconciled?: ReadonlyMap<string, string>;
  liquidationProbability?: { readonly day: Reading; readonly week: Reading };
}

export const freshWatchMemory = (since: number): WatchMemory => ({
  since,
  checking: false,
  funding: [],
  lastLevels: new Map(),
  confirmedLevels: new Map(),
});
