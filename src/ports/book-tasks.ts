// What the models behind a question about the book are asked with, and what they answer: plain data, so that it can travel to a worker.
import type { BracketRow } from '../risk/margin/brackets.ts';
import type { MarginPosition } from '../risk/margin/margin-position.ts';
import type { ScenarioRow } from '../risk/simulation/monte-carlo.ts';
import type { MonteCarloInput } from '../risk/simulation/monte-carlo-plan.ts';
import type { MonteCarloSummary } from '../risk/simulation/monte-carlo-summary.ts';
import type { Scenario } from '../risk/simulation/scenarios.ts';

/** The names they are run by. */
export type BookModel = 'stress' | 'monte-carlo';

export interface StressTask {
  /** Margin balance of the whole account. */
  readonly equity: number;
  readonly positions: readonly MarginPosition[];
  readonly tiers: Readonly<Record<string, readonly BracketRow[]>>;
  readonly betas: Readonly<Record<string, number>>;
  readonly scenarios: readonly Scenario[];
  readonly seed: number;
}

export type MonteCarloTask = MonteCarloInput;

export interface MonteCarloResult {
  readonly summary: MonteCarloSummary;
  readonly comparison: readonly ScenarioRow[];
}
