// What every use case of the desk works with: its ports, its settings, and the one place where its state is remembered.
import type { Alert } from '../../domain/alert.ts';
import type { Fault } from '../../domain/fault.ts';
import type { Latch } from '../../domain/kill-switch.ts';
import type { Level } from '../../domain/level.ts';
import type { Mode } from '../../domain/mode.ts';
import type { Proposal } from '../../domain/proposal.ts';
import type { Result } from '../../domain/result.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { ArmedStop } from '../../domain/stop.ts';
import type { Thresholds } from '../../domain/thresholds.ts';
import type { TradingState } from '../../domain/trading-state.ts';
import type { Calendar } from '../../ports/calendar.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Codes } from '../../ports/codes.ts';
import type { Digest } from '../../ports/digest.ts';
import type { Exchange } from '../../ports/exchange.ts';
import type { History } from '../../ports/history.ts';
import type { Ids } from '../../ports/ids.ts';
import type { KillFile } from '../../ports/kill-file.ts';
import type { Ledger, LedgerChange } from '../../ports/ledger.ts';
import type { Log } from '../../ports/log.ts';
import type { CandleSource } from '../../ports/market-feed.ts';
import type { Preferences } from '../../ports/preferences.ts';
import type { Scheduler } from '../../ports/scheduler.ts';
import type { WorkerPool } from '../../ports/worker-pool.ts';
import type { Assessment } from '../../risk/assessment/assessment.ts';
import type { Jobs } from './jobs.ts';
import type { DeskSettings } from './settings.ts';
import type { WatchMemory } from './watch-memory.ts';
import type { WriterQueue } from './writer-queue.ts';

export interface DeskPorts {
  readonly ledger: Ledger;
  readonly history: History;
  readonly preferences: Preferences;
  readonly clock: Clock;
  readonly calendar: Calendar;
  readonly ids: Ids;
  readonly digest: Digest;
  readonly scheduler: Scheduler;
  readonly log: Log;
  readonly killFile: KillFile;
  readonly codes: Codes;
  readonly workers: WorkerPool;
}

/** One account and where its prices' history comes from. */
export interface DeskAccount {
  readonly name: string;
  readonly exchange: Exchange;
  readonly candles: CandleSource;
}

/** The highest trusted equity, which drawdown is measured from. */
export interface Peak {
  readonly equity: string;
  readonly at: number;
}

export interface AccountMemory {
  snapshot?: AccountSnapshot;
  assessment?: Assessment;
  peak?: Peak;
  equityAtDayStart?: string;
  /** `YYYY-MM-DD` (UTC) that equityAtDayStart belongs to. */
  day?: string;
  /** `code` is that of the last fault, where the whole picture failed. */
  outage?: { since: number; why: string; failures: number; code?: Fault['code'] };
  latencyMs?: number;
  /** The account's own start-up step failed: it is observed, nothing is sent. */
  safeMode?: string;
  /** Level that each metric (and subject) had at the last check, for hysteresis. */
  heldLevels: Map<string, Level>;
  /** Daily returns by symbol, refreshed as bars complete. */
  returns: ReadonlyMap<string, Float64Array>;
  returnsBasis?: string;
  returnsAt?: number;
  /** Made by the first pass of the watch. */
  watch?: WatchMemory;
}

/** Mutable on purpose, and only here: a mirror of what is durable plus what may be forgotten. */
export interface DeskMemory {
  mode: Mode;
  trading: TradingState;
  latch: Latch;
  /** Set in memory before any await when the kill switch is pulled; every send looks at it. */
  killing: boolean;
  /** Which kill runs in this process (epoch, goal, scope), so that a second pull of the same shows the first. */
  killRun?: string;
  safeMode?: string;
  /** SAFE that an admin may end: the change that makes the decision last. Absent, only another start can end it. */
  leaveSafeMode?: LedgerChange;
  storeFault?: string;
  thresholds: Thresholds;
  startedAt: number;
  lastCheckAt?: number;
  /** `trading` is reducing because data is old or missing, and becomes active by itself when data is back. */
  reducingForData?: boolean;
  /** Messages of bugs that people were told about, so that a pass does not repeat them. */
  bugsTold?: Set<string>;
  tradesToday: { day: string; count: number };
  readonly accounts: Map<string, AccountMemory>;
  /** Not resolved. */
  readonly alerts: Map<string, Alert>;
  /** The last resolved alert of each key, so that a breach that comes back at once is not told twice. */
  resolvedAlerts?: Map<string, Alert>;
  /** Ids of proposals whose execution runs in this process, so that each has one driver. */
  executing?: Set<string>;
  /** Which proposal works on a position (account and position key) at this moment. */
  positionsAtWork?: Map<string, string>;
  /** Ends the streams of the accounts of the mode. */
  endListening?: () => void;
  /** Stops that people armed, of the mode's book. */
  stops?: readonly ArmedStop[];
  /** Accounts whose stops are being looked after at this moment. */
  tending?: Set<string>;
  /** The desk is being stopped: running work finishes its present step and sends nothing new. */
  stopping?: boolean;
  /** Not decided, and those decided in the last hour. */
  readonly proposals: Map<string, Proposal>;
}

/** Where the accounts of a mode come from; only compose knows which exchange stands behind which mode. */
export interface Venues {
  open(mode: Mode): Promise<Result<readonly DeskAccount[], Fault>>;
}

export interface DeskContext {
  readonly ports: DeskPorts;
  readonly settings: DeskSettings;
  /** Replaced as a whole when the mode changes. */
  accounts: readonly DeskAccount[];
  readonly venues: Venues;
  readonly jobs: Jobs;
  /** Throws at a named step in crash tests; does nothing otherwise. */
  readonly crashPoint: (step: string) => void;
  readonly memory: DeskMemory;
  readonly writer: WriterQueue;
}
