// What the watch remembers of one account between two passes. All of it may be forgotten: a restart only asks for new readings.
import type { Decimal } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Level } from '../../domain/level.ts';
import type { Reading } from '../../domain/reading.ts';
import type { StreamState } from '../../ports/exchange.ts';
import type { LiquidationTask } from '../../ports/liquidation-task.ts';
import type { NamedSeries } from '../../risk/portfolio/covariance.ts';
import type { VenueMemory } from './venue-memory.ts';

export interface NextFunding {
  readonly symbol: string;
  readonly rate: number;
  readonly at: number;
  readonly intervalMs?: number;
}

/** The book as a simulation saw it: quantity and distance to liquidation by position key. */
export type BookShape = ReadonlyMap<string, { readonly quantity: string; readonly distance?: number }>;

/** The probabilities after a cut of `share` of the position `key`. */
export interface OddsAfterStep {
  readonly key: string;
  readonly share: number;
  readonly day: number;
  readonly week: number;
}

export interface OddsMemory {
  running: boolean;
  startedAt?: number;
  /** The last run could not be made; the next is tried sooner. */
  failed?: boolean;
  /** The book at the last start. */
  seen?: BookShape;
  /** What the present readings were computed from, and when. */
  computed?: {
    readonly at: number;
    readonly task: LiquidationTask;
    readonly book: BookShape;
    readonly afterStep?: OddsAfterStep;
  };
  /** Hourly returns are read once an hour. */
  hourly?: { readonly key: string; readonly returns: readonly NamedSeries[] };
}

/** What the fills make of the positions since the account came under watch. */
export interface TrackedBook {
  readonly mode: 'one-way' | 'hedge';
  /** Signed, by symbol; by position in hedge mode. */
  readonly quantities: Map<string, Decimal>;
  /** Fills that are counted, with their time: the list is read again with an overlap. */
  readonly counted: Map<string, number>;
  /** Differences as they were the last time. */
  readonly doubts: Map<string, string>;
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
  /** Of the exchange itself. */
  venue?: VenueMemory;
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
  /** What the fills since the start make of the positions. */
  tracked?: TrackedBook;
  /** As it was when it was computed; what is shown of it says how old it is. */
  liquidationProbability?: { readonly day: Reading; readonly week: Reading };
  odds?: OddsMemory;
  /** The venue pushed something: a look comes in a moment. */
  looksSoon?: boolean;
  stream?: { readonly state: StreamState; readonly at: number; readonly why?: string };
  /** People know that the stream is given up for now. */
  streamTold?: boolean;
}

export const freshWatchMemory = (since: number): WatchMemory => ({
  since,
  checking: false,
  funding: [],
  lastLevels: new Map(),
  confirmedLevels: new Map(),
});
