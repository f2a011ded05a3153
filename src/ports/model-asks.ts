// What people may ask of the risk models about their own book. Each answer carries what it was computed from, so that
// `cutman calc` gives the same numbers for the same input.
import type { PositionSide } from '../domain/position.ts';
import type { Told } from '../domain/reading.ts';
import type { Performance } from '../risk/performance/performance.ts';
import type { RollingAlert } from '../risk/performance/rolling.ts';
import type { AllocationObjective } from '../risk/portfolio/allocation.ts';
import type { BudgetMethod, RiskBudget, RiskBudgetInput } from '../risk/portfolio/risk-budget.ts';
import type { MarketRegime, SmoothedVolatility } from '../risk/regime/market-regime.ts';
import type { MultiTimeframeRisk, Timeframe } from '../risk/regime/multi-timeframe.ts';
import type { FixedFractional } from '../risk/sizing/fixed-fractional.ts';
import type { KellySizing } from '../risk/sizing/kelly.ts';
import type { DynamicLeverage } from '../risk/volatility/dynamic-leverage.ts';
import type { LeveragePlan } from '../risk/volatility/leverage-plan.ts';
import type { Answer } from './answer.ts';
import type {
  AllocationResult,
  AllocationTask,
  CorrelationResult,
  CorrelationTask,
  TailViewsResult,
  TailViewsTask,
} from './history-tasks.ts';
import type { Candle, CandleSource } from './market-feed.ts';

/** Whose book it is about, and how old its prices are. */
export interface AskedBook {
  readonly account: string;
  readonly currency: string;
  readonly equity: number;
  readonly pricesAt: number;
}

export interface SizeAsk {
  readonly account?: string;
  /** The venue's symbol. */
  readonly symbol: string;
  /** Decimal text; absent: the mark price. */
  readonly entry?: string;
  readonly stop: string;
  /** Share of equity that the stop may cost; absent: as configured. */
  readonly riskShare?: number;
  readonly leverage?: number;
}

export interface SizeAnswer extends AskedBook {
  readonly symbol: string;
  readonly riskShare: number;
  readonly feeRate: number;
  readonly entryPrice: string;
  readonly stopPrice: string;
  readonly leverage?: number;
  readonly maxLeverage: number;
  readonly sizing: FixedFractional;
  /** The quantity as it can be traded: rounded down to the venue's step, and what it is worth and loses at the stop. */
  readonly quantity: string;
  readonly notional: string;
  readonly lossAtStop: string;
  /** The venue takes no smaller order than this quantity or worth; present when the size is under it. */
  readonly tooSmall?: { readonly minQuantity: string; readonly minNotional: string };
  /** What the account has free for new margin. */
  readonly available: string;
}

export interface KellyAsk {
  readonly account?: string;
  /** A record told in three figures instead of the closed trades. */
  readonly record?: {
    readonly winProbability: number;
    readonly averageWin: number;
    readonly averageLoss: number;
  };
}

export interface KellyAnswer extends AskedBook {
  /** Return of each closed round trip on what was put on, after fees, oldest first; empty for a record told in figures. */
  readonly returns: readonly number[];
  readonly since?: number;
  readonly fraction: number;
  readonly limit: number;
  readonly maxLeverage: number;
  /** Null before the first trade is closed: only the default risk can be told then. */
  readonly sizing: KellySizing | null;
  /** What one trade may lose, in money. */
  readonly riskAmount: number;
}

export interface SymbolAsk {
  readonly account?: string;
  /** The venue's symbol; absent: every symbol held. */
  readonly symbol?: string;
}

export interface LeverageAdvice {
  /** What the recommendation is held against: the position's leverage, or the market's base where none is open. */
  readonly current: number;
  /** Daily closes, oldest first. */
  readonly prices: readonly number[];
  readonly config: {
    readonly base: number;
    readonly target: number;
    readonly min: number;
    readonly max: number;
    readonly window: number;
  };
  readonly found: DynamicLeverage;
  /** What bringing the position there means; absent where none is open. */
  readonly plan?: LeveragePlan;
}

export interface LeverageRow {
  readonly symbol: string;
  /** Absent where no position is open in the symbol. */
  readonly side?: PositionSide;
  readonly advice: Told<LeverageAdvice>;
}

export interface LeverageAnswer extends AskedBook {
  /** Most urgent first. */
  readonly rows: readonly LeverageRow[];
}

export type RegimeTimeframe = Parameters<CandleSource['candles']>[1];

export interface RegimeAsk extends SymbolAsk {
  /** Bars that the regime is read from; absent: hours. */
  readonly timeframe?: RegimeTimeframe;
}

export interface RegimeFigures {
  readonly candles: readonly Candle[];
  readonly market: MarketRegime;
  readonly smoothed: SmoothedVolatility;
}

export interface RegimeRow {
  readonly symbol: string;
  readonly regime: Told<RegimeFigures>;
}

export interface RegimeAnswer extends AskedBook {
  readonly timeframe: RegimeTimeframe;
  readonly rows: readonly RegimeRow[];
  /** One risk score over four timeframes; asked for one symbol only. */
  readonly timeframes?: Told<{
    readonly volatilities: Readonly<Record<Timeframe, number>>;
    readonly risk: MultiTimeframeRisk;
  }>;
}

export interface CorrelationAsk {
  readonly account?: string;
  /** Days of the moving average; absent: 30. */
  readonly window?: number;
}

export interface CorrelationAnswer extends AskedBook {
  readonly task: CorrelationTask;
  readonly found: CorrelationResult;
  /** Signed exposure of each name, both sides of a hedge added up: which way a pair works together. */
  readonly exposures: readonly number[];
  /** Held, but without a history to be compared by. */
  readonly missing: readonly string[];
  readonly basis?: string;
}

export interface BudgetAsk {
  readonly account?: string;
  /** Absent: the same risk for each. */
  readonly method?: BudgetMethod;
  /** Share of equity; absent: as configured. */
  readonly total?: number;
}

export interface BudgetAnswer extends AskedBook {
  /** What the model was asked with; the strategies are the positions, by key. */
  readonly input: RiskBudgetInput & { readonly totalBudget: number };
  readonly found: RiskBudget;
  readonly positions: readonly {
    readonly key: string;
    readonly symbol: string;
    readonly side: PositionSide;
  }[];
  readonly basis?: string;
}

export interface AllocationAsk {
  readonly account?: string;
  readonly objective?: AllocationObjective;
}

export interface AllocationAnswer extends AskedBook {
  readonly task: AllocationTask;
  readonly found: AllocationResult;
  /** In the order of names. */
  readonly positions: readonly {
    readonly key: string;
    readonly symbol: string;
    readonly side: PositionSide;
  }[];
  readonly basis?: string;
}

export interface TailAnswer extends AskedBook {
  readonly task: TailViewsTask;
  readonly found: TailViewsResult;
  readonly basis?: string;
}

export interface PerformanceAsk {
  readonly account?: string;
  readonly period: 'week' | 'month' | 'all';
}

export interface PerformanceAnswer extends AskedBook {
  readonly period: PerformanceAsk['period'];
  readonly from: number;
  readonly to: number;
  /** Length of a period of the returns, in milliseconds: a day, or an hour while there are few days. */
  readonly stepMs: number;
  readonly periodsPerYear: number;
  readonly returns: readonly number[];
  readonly found: Performance;
  /** False under four weeks: figures of a year would be a guess. */
  readonly annual: boolean;
  /** What fell short in the newest 30 days; absent with fewer. */
  readonly alerts?: readonly RollingAlert[];
  /** Round trips closed in the period, after fees. */
  readonly trades: {
    readonly count: number;
    /** Older ones of the period are not counted. */
    readonly cutOff: boolean;
    readonly won: number;
    readonly profit: string;
    readonly profitFactor: number | null;
  };
}

/** Questions to the models; they read only, and never wait behind a command that changes state. */
export interface ModelAsks {
  /** The size at which being stopped out costs the risk budget. */
  size(ask: SizeAsk): Answer<Told<SizeAnswer>>;
  /** What one trade may risk by the record of the closed ones. */
  kelly(ask: KellyAsk): Answer<Told<KellyAnswer>>;
  /** The leverage that the volatility of now allows, by position or for one symbol. */
  leverage(ask: SymbolAsk): Answer<Told<LeverageAnswer>>;
  /** Trending or ranging, wild or calm, by symbol held or for one. */
  regime(ask: RegimeAsk): Answer<Told<RegimeAnswer>>;
  /** How the symbols held move together. */
  correlation(ask: CorrelationAsk): Answer<Told<CorrelationAnswer>>;
  /** How much of its share of the daily risk each position uses. */
  budget(ask: BudgetAsk): Answer<Told<BudgetAnswer>>;
  /** What the account earned and what it cost in risk. */
  performance(ask: PerformanceAsk): Answer<Told<PerformanceAnswer>>;
  /** Which weights the positions should have. */
  allocation(ask: AllocationAsk): Answer<Told<AllocationAnswer>>;
  /** The tail of the book in several ways, and how it would have stood up. */
  tail(ask: { readonly account?: string }): Answer<Told<TailAnswer>>;
}
