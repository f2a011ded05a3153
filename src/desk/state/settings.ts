// What an installation decides about the desk; plain data that compose fills from the configuration.
import type { Role } from '../../domain/actor.ts';
import type { Limits } from '../../domain/limits.ts';
import type { MaintenanceWindow } from '../../domain/maintenance.ts';
import type { Mode } from '../../domain/mode.ts';
import type { ApprovalPolicy, ProposalAction } from '../../domain/proposal.ts';
import type { Thresholds } from '../../domain/thresholds.ts';
import type { Scenario } from '../../risk/simulation/scenarios.ts';

export interface Person {
  readonly name: string;
  readonly role: Role;
  readonly telegram?: string;
  readonly slack?: string;
}

export interface GateCriteria {
  /** 0 = not asked. */
  readonly minTrades: number;
  readonly minWinRate: number;
  readonly maxDrawdown: number;
  readonly minDays: number;
  readonly drillWithinDays: number;
}

export interface OddsPace {
  readonly everyMs: number;
  /** Paths of a small book; a large one gets fewer, so that a run costs about the same. */
  readonly mostSims: number;
}

/** What dynamic leverage goes by in one market. */
export interface MarketLeverage {
  /** Leverage at the target volatility. */
  readonly base: number;
  /** Daily volatility that the base leverage is meant for (0.025 = 2.5 %). */
  readonly target: number;
}

/** Defaults of the questions about size, leverage and allocation; whoever asks may say otherwise. Shares of equity. */
export interface SizingSettings {
  /** What being stopped out of one trade may cost (0.005). */
  readonly riskPerTrade: number;
  /** Share of the full Kelly bet that is taken (0.25), and the most that a trade may then risk (0.02). */
  readonly kellyFraction: number;
  readonly kellyLimit: number;
  /** 95 % value at risk of a day that all positions may use together (0.02). */
  readonly dailyBudget: number;
  readonly leverage: {
    readonly min: number;
    readonly max: number;
    /** Daily returns that volatility is measured on (20). */
    readonly window: number;
    /** By symbol; `others` holds for every symbol that is not named. */
    readonly markets: Readonly<Record<string, MarketLeverage>> & { readonly others: MarketLeverage };
  };
  /** Largest share of the book that an allocation gives to one position (0.4). */
  readonly largestWeight: number;
}

/** How the exchanges themselves are watched. */
export interface VenueSettings {
  /** Status, speed and clock are looked at this often (30 s). */
  readonly healthEveryMs: number;
  readonly maintenance: {
    readonly windows: readonly MaintenanceWindow[];
    /** Nothing is opened or made larger from so long before (60 min). */
    readonly noEntriesBeforeMs: number;
    /** From so long before a card proposes to close everything (10 min). */
    readonly flattenBeforeMs: number;
  };
  /** The exchange cancels what the desk left resting when it hears nothing for so long; null: not asked for. */
  readonly countdownMs: number | null;
}

export interface DeskSettings {
  /** The mode of a first start; afterwards the persisted one rules. */
  readonly firstMode: Mode;
  readonly checkIntervalMs: number;
  readonly reconcileIntervalMs: number;
  readonly limits: Limits;
  readonly sizing: SizingSettings;
  readonly thresholds: Thresholds;
  readonly people: readonly Person[];
  readonly policies: Readonly<Record<ProposalAction['kind'], ApprovalPolicy>>;
  /** Real mode: cards above this notional (quote currency, decimal text) need two persons. Null: never. */
  readonly twoPersonNotional: string | null;
  /** How many cards, and of what notional in all, one person may approve within an hour; absent: any. */
  readonly approvalCap?: { readonly perHour: number; readonly notionalPerHour?: string };
  readonly responses: {
    /** Share of a position that an EMERGENCY of its liquidation distance proposes to cut (0.5). */
    readonly emergencyCutShare: number;
    /** Share of a position that a CRITICAL reading proposes to cut (0.3). */
    readonly criticalCutShare: number;
    /** Margin to add to an isolated position, as a share of its margin (0.2). */
    readonly addMarginShare: number;
    /** Share of every position that a value-at-risk EMERGENCY proposes to cut (0.25). */
    readonly valueAtRiskCutShare: number;
    readonly coolDownMs: number;
  };
  readonly alerts: {
    /** The same level of the same metric is not told again within this time (5 min). */
    readonly deduplicateMs: number;
    readonly repeatEmergencyMs: number;
    /** From this many at once they go out as one message (3). */
    readonly groupFrom: number;
    /** Names of people, called one after the other while an EMERGENCY is not acknowledged. */
    readonly contacts: readonly string[];
  };
  readonly report: { readonly timezone: string; readonly hour: number; readonly minute: number };
  /** How often, and how finely, the probability of liquidation is simulated; absent: every 5 minutes in some 4,000 paths. */
  readonly liquidationOdds?: OddsPace;
  /** Crashes of the installation's own, beside the bundled ones. */
  readonly scenarios?: readonly Scenario[];
  readonly venue: VenueSettings;
  readonly gate: GateCriteria;
  readonly oneTimeCodes: boolean;
  /** A failed exchange check counts; at this many in a row the outage procedure starts (3). */
  readonly outageAfterFailures: number;
}
