// What people may ask about the book of now without changing anything: what a crash does to it, what it may be worth in some weeks,
// and what it would be after a trade. The figures come from models that run beside the event loop.
import type { PositionSide } from '../domain/position.ts';
import type { Assessment } from '../risk/assessment/assessment.ts';
import type { ScenarioRow } from '../risk/simulation/monte-carlo.ts';
import type { MonteCarloSummary } from '../risk/simulation/monte-carlo-summary.ts';
import type { Stress } from '../risk/simulation/stress.ts';
import type { AskedBook } from './model-asks.ts';

/** How a long question is followed and ended. An aborted one is declined with RUN_CANCELLED. */
export interface LongRun {
  readonly signal?: AbortSignal;
  /** Shares from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

export interface StressQuestion {
  /** The account that stands worst where none is named. */
  readonly account?: string;
  /** A scenario's name; every one where absent. */
  readonly scenario?: string;
}

export interface StressAnswer {
  readonly book: AskedBook;
  readonly runs: readonly Stress[];
  /** The symbol whose fall is the scenario's, and how far the others fall with it; absent: all fall alike, for want of history. */
  readonly reference?: string;
  readonly betas: Readonly<Record<string, number>>;
}

export interface MonteCarloQuestion {
  readonly account?: string;
  readonly days: number;
  readonly sims: number;
}

export interface MonteCarloAnswer {
  readonly book: AskedBook;
  readonly summary: MonteCarloSummary;
  /** The base run beside the four that change one assumption each. */
  readonly comparison: readonly ScenarioRow[];
  /** Degrees of freedom of the Student-t draws. */
  readonly df: number;
  readonly seed: number;
  /** Daily returns that mean and covariance were taken from, and how they were made. */
  readonly history: { readonly days: number; readonly basis?: string };
}

/** Something that might be done to the book. Amounts are decimal text in quote currency. */
export type BookChange =
  | {
      readonly kind: 'order';
      readonly side: PositionSide;
      readonly symbol: string;
      readonly notional: string;
      /** Of the position it opens or adds to; the position's own, or 1, where absent. */
      readonly leverage?: number;
    }
  /** `share` of the position, in (0, 1]. */
  | { readonly kind: 'close'; readonly side: PositionSide; readonly symbol: string; readonly share: number }
  | {
      readonly kind: 'leverage';
      readonly side: PositionSide;
      readonly symbol: string;
      readonly leverage: number;
    }
  /** Negative: taken out. */
  | { readonly kind: 'transfer'; readonly amount: string };

export interface WhatIfQuestion {
  readonly account?: string;
  readonly change: BookChange;
}

export interface WhatIfAnswer {
  readonly book: AskedBook;
  readonly change: BookChange;
  /** What would be traded, rounded down to the venue's step. */
  readonly order?: {
    readonly quantity: string;
    readonly price: string;
    /** Taker fee of it. */
    readonly fee: string;
  };
  /** Margin that new exposure would bind beyond what is free, where there is not enough. */
  readonly shortfall?: string;
  readonly now: Assessment;
  readonly after: Assessment;
  /** Paths behind the probabilities of liquidation; what none of them meets is under three in as many, not never. */
  readonly paths?: number;
  /** The position that the change is about, as `BTCUSDT:long`. */
  readonly subject?: string;
}
