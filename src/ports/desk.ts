// What people may ask of the desk; read this first. Chat, HTTP and the command line all speak to this and to nothing behind it.
import type { Ask } from '../domain/actor.ts';
import type { Alert } from '../domain/alert.ts';
import type { KillScope, Latch } from '../domain/kill-switch.ts';
import type { Level } from '../domain/level.ts';
import type { Mode } from '../domain/mode.ts';
import type { PositionSide } from '../domain/position.ts';
import type { Proposal } from '../domain/proposal.ts';
import type { DailyReport } from '../domain/report.ts';
import type { AccountSnapshot } from '../domain/snapshot.ts';
import type { ArmedStop } from '../domain/stop.ts';
import type { Metric, Thresholds } from '../domain/thresholds.ts';
import type { TradingState } from '../domain/trading-state.ts';
import type { Assessment } from '../risk/assessment/assessment.ts';
import type { FundingCost } from '../risk/funding.ts';
import type { Scenario } from '../risk/simulation/scenarios.ts';
import type { Answer } from './answer.ts';
import type {
  LongRun,
  MonteCarloAnswer,
  MonteCarloQuestion,
  StressAnswer,
  StressQuestion,
  WhatIfAnswer,
  WhatIfQuestion,
} from './book-questions.ts';
import type { Health } from './health.ts';
import type { FillRow } from './history.ts';
import type { JournalLine } from './ledger.ts';
import type { LiquidationTask } from './liquidation-task.ts';
import type { ModelAsks } from './model-asks.ts';
import type { StreamMessage, VenueTelemetry } from './venue-telemetry.ts';

export type { Answer, Declined } from './answer.ts';

/** Funding of one position; without a rate the venue tells none. */
export interface FundingLine {
  readonly key: string;
  readonly symbol: string;
  readonly side: PositionSide;
  readonly rate?: number;
  /** When it is due next. */
  readonly at?: number;
  readonly cost?: FundingCost;
}

export interface AccountView {
  readonly name: string;
  readonly venue: string;
  /** Undefined until the first picture was taken. */
  readonly snapshot?: AccountSnapshot;
  readonly assessment?: Assessment;
  /** Equity at the start of the reader's day (UTC), for the day's change. */
  readonly equityAtDayStart?: string;
  /** Since when the venue does not answer, and why. */
  readonly outage?: { readonly since: number; readonly why: string; readonly failures: number };
  readonly latencyMs?: number;
  /** Of the exchange itself: what its requests and streams tell, how far its clock is ahead, what stands still. */
  readonly exchange?: {
    readonly telemetry: VenueTelemetry;
    readonly clockOffMs?: number;
    readonly maintenance: boolean;
    readonly halted: readonly string[];
    /** Announced and near, or going on: nothing is opened. */
    readonly closing?: { readonly from: number; readonly until: number };
  };
  readonly funding?: readonly FundingLine[];
  /** Stops that people armed. */
  readonly stops?: readonly ArmedStop[];
  /** The daily returns that the assessment used, so that anyone can check it. */
  readonly returns?: ReadonlyMap<string, Float64Array>;
  /** What the probability of liquidation was computed from, and when: a simulation is older than the rest. */
  readonly liquidationOdds?: {
    readonly at: number;
    readonly task: LiquidationTask;
    /** The same after a cut of `share` of the position `key`, the best step at that time; only where there is any danger. */
    readonly afterStep?: {
      readonly key: string;
      readonly share: number;
      readonly day: number;
      readonly week: number;
    };
  };
}

/** One consistent picture of the desk; taking it never waits for anything. */
export interface DeskView {
  readonly at: number;
  readonly mode: Mode;
  readonly trading: TradingState;
  readonly safeMode?: string;
  readonly storeFault?: string;
  readonly latch: Latch;
  readonly level: Level;
  readonly accounts: readonly AccountView[];
  readonly alerts: readonly Alert[];
  readonly proposals: readonly Proposal[];
  readonly thresholds: Thresholds;
  readonly startedAt: number;
  readonly lastCheckAt?: number;
  readonly checkIntervalMs: number;
}

/** A stream's message, and the account that it was heard for. */
export interface HeardMessage extends StreamMessage {
  readonly account: string;
}

export interface GateLine {
  readonly name: 'trades' | 'win-rate' | 'drawdown' | 'days' | 'drill' | 'keys' | 'exchange' | 'latch';
  readonly value: string;
  readonly target: string;
  readonly met: boolean;
}

export interface ProfitAndLoss {
  readonly from: number;
  readonly to: number;
  readonly currency: string;
  readonly realizedPnl: string;
  readonly unrealizedPnl: string;
  readonly fees: string;
  readonly funding: string;
  readonly change: string;
  readonly trades: number;
  readonly won: number;
}

/** The result of pressing or typing an approval: the card as it is now, and whether this press decided it. */
export interface ApprovalResult {
  readonly proposal: Proposal;
  readonly missing: number;
}

export type PeriodName = 'day' | 'week' | 'month' | 'all';

/** A position that a person means; `symbol` is the venue's symbol, resolved by the caller. */
export interface AskedOf {
  readonly account?: string;
  readonly symbol: string;
  readonly side?: PositionSide;
}

export interface Desk extends ModelAsks {
  view(): DeskView;

  // Reads; they never wait behind a command that changes state.
  trades(limit: number): Answer<readonly FillRow[]>;
  profitAndLoss(period: PeriodName): Answer<ProfitAndLoss>;
  /** `date`: `YYYY-MM-DD` or `yesterday`; today so far when left out. */
  report(date?: string): Answer<DailyReport>;
  journal(limit: number): Answer<readonly JournalLine[]>;
  health(): Answer<readonly Health[]>;
  /** What came over the exchanges' streams, newest first; of one stream where it is named. */
  streamMessages(limit: number, stream?: HeardMessage['stream']): Answer<readonly HeardMessage[]>;
  gate(): Answer<readonly GateLine[]>;
  proposal(codeOrId: string): Answer<Proposal>;

  // Questions about the book of now; they change nothing, take seconds, and can be followed and ended.
  /** The crashes that can be asked for by name. */
  scenarios(): readonly Scenario[];
  stress(question: StressQuestion, run?: LongRun): Answer<StressAnswer>;
  monteCarlo(question: MonteCarloQuestion, run?: LongRun): Answer<MonteCarloAnswer>;
  whatIf(question: WhatIfQuestion, run?: LongRun): Answer<WhatIfAnswer>;

  // Proposals. `share` is in (0, 1]; `symbol` is the venue's symbol, resolved by the caller.
  proposeCut(
    ask: Ask,
    cut: {
      readonly account?: string;
      readonly symbol: string;
      readonly side?: PositionSide;
      readonly share: number;
    },
  ): Answer<Proposal>;
  proposeClose(
    ask: Ask,
    close: { readonly account?: string; readonly symbol: string | 'all' },
  ): Answer<readonly Proposal[]>;
  proposeBestStep(ask: Ask): Answer<Proposal>;
  /** A stop for the whole position: at a price, or at a distance from the mark price that trails it or stays. */
  proposeStop(
    ask: Ask,
    position: AskedOf,
    stop:
      | { readonly kind: 'price'; readonly price: string }
      | { readonly kind: 'distance'; readonly ratio: number; readonly trails: boolean },
  ): Answer<Proposal>;
  proposeLeverage(ask: Ask, position: AskedOf, leverage: number): Answer<Proposal>;
  /** `amount` as plain decimal text in the account's currency. */
  proposeMargin(ask: Ask, position: AskedOf, amount: string): Answer<Proposal>;
  /** Takes an armed stop away, its order at the venue with it. */
  endStop(ask: Ask, position: AskedOf): Answer<ArmedStop>;
  adjust(ask: Ask, codeOrId: string, how: 'halve' | 'smallest'): Answer<Proposal>;
  approve(ask: Ask, codeOrId: string, shownHash?: string): Answer<ApprovalResult>;
  reject(ask: Ask, codeOrId: string): Answer<Proposal>;

  // Alerts and settings.
  acknowledge(ask: Ask, code?: string): Answer<readonly Alert[]>;
  mute(ask: Ask, durationMs: number, code?: string): Answer<readonly Alert[]>;
  setThreshold(ask: Ask, metric: Metric, level: Exclude<Level, 'safe'>, value: number): Answer<Thresholds>;

  // Control. Killing never waits behind anything.
  kill(ask: Ask, scope: KillScope, goal: 'halt' | 'flatten', reason: string, drill?: boolean): Answer<Latch>;
  keepPositions(ask: Ask): Answer<Latch>;
  reset(ask: Ask, code: string | undefined, force: boolean): Answer<Latch>;
  pause(ask: Ask): Answer<TradingState>;
  resume(ask: Ask): Answer<TradingState>;
  switchMode(ask: Ask, mode: Mode, code: string | undefined): Answer<Mode>;
  /** Tells the desk about a command for the journal; nothing waits for it. */
  note(ask: Ask, command: string, outcome: 'done' | 'refused' | 'failed'): void;
  loginFailure(platform: string, hashedId: string): void;
}
