// Every model that runs beside the event loop, by name. Runs in a worker thread; pure, so a test may call it as it stands.
import type { Models } from '../adapters/workers/messages.ts';
import type { BookModel, MonteCarloResult, MonteCarloTask, StressTask } from '../ports/book-tasks.ts';
import type {
  AllocationResult,
  AllocationTask,
  CorrelationResult,
  CorrelationTask,
  HistoryModel,
  RegimesResult,
  RegimesTask,
  TailViewsResult,
  TailViewsTask,
} from '../ports/history-tasks.ts';
import type { LiquidationModel, LiquidationTask } from '../ports/liquidation-task.ts';
import { BracketBook } from '../risk/margin/bracket-book.ts';
import { allocate } from '../risk/portfolio/allocation.ts';
import { correlationMatrix, rollingAverageCorrelation } from '../risk/portfolio/correlation.ts';
import { regimesOf } from '../risk/regime/regimes.ts';
import {
  type LiquidationBatch,
  type LiquidationProbability,
  liquidationBlocks,
  planLiquidation,
  simulateLiquidations,
  summariseLiquidation,
} from '../risk/simulation/liquidation-probability.ts';
import { compareScenarios, type ScenarioName, scenarioInputs } from '../risk/simulation/monte-carlo.ts';
import { BLOCK, blockCount, type PathBatch, simulateBlocks } from '../risk/simulation/monte-carlo-paths.ts';
import { type MonteCarloInput, planMonteCarlo } from '../risk/simulation/monte-carlo-plan.ts';
import { type MonteCarloSummary, summariseMonteCarlo } from '../risk/simulation/monte-carlo-summary.ts';
import { type Stress, stress } from '../risk/simulation/stress.ts';
import { tailViews } from '../risk/tail/tail-views.ts';

type Report = (share: number) => void;

/** Blocks of 64 paths between two words about the progress: a few ten milliseconds of a usual book. */
const BLOCKS_AT_ONCE = 8;
/** Steps of one asset between two words about the progress of Monte Carlo: likewise. */
const STEPS_AT_ONCE = 2_000_000;

export const MODELS = {
  'liquidation-probability': (
    { tiers, ...task }: LiquidationTask,
    report: Report,
  ): LiquidationProbability => {
    const plan = planLiquidation({ ...task, book: BracketBook.of(tiers) });
    const blocks = liquidationBlocks(plan);
    const batches: LiquidationBatch[] = [];
    for (let first = 0; first < blocks; first += BLOCKS_AT_ONCE) {
      const count = Math.min(BLOCKS_AT_ONCE, blocks - first);
      batches.push(simulateLiquidations(plan, first, count));
      report((first + count) / blocks);
    }
    return summariseLiquidation(plan, batches);
  },

  stress: ({ tiers, scenarios, ...task }: StressTask, report: Report): readonly Stress[] => {
    const book = BracketBook.of(tiers);
    return scenarios.map((scenario, done) => {
      const found = stress({ ...task, scenario, book });
      report((done + 1) / scenarios.length);
      return found;
    });
  },

  /** The run as asked for, then the four that change one assumption each: all with one seed. */
  'monte-carlo': (task: MonteCarloTask, report: Report): MonteCarloResult => {
    const inputs = Object.entries(scenarioInputs(task)) as [ScenarioName, MonteCarloInput][];
    const runs = inputs.map(
      ([name, input], done) =>
        [name, simulate(input, (share) => report((done + share) / inputs.length))] as const,
    );
    const summaries = Object.fromEntries(runs) as Record<ScenarioName, MonteCarloSummary>;
    return { summary: summaries.base, comparison: compareScenarios(summaries) };
  },

  correlation: ({ series, window }: CorrelationTask): CorrelationResult => ({
    ...correlationMatrix(series),
    rollingAverage: rollingAverageCorrelation(series, window),
  }),

  allocation: (task: AllocationTask): AllocationResult => allocate(task),

  regimes: ({ bars }: RegimesTask): RegimesResult => regimesOf(bars),

  'tail-views': (task: TailViewsTask): TailViewsResult => tailViews(task),
} satisfies Models & Record<LiquidationModel | BookModel | HistoryModel, unknown>;

function simulate(input: MonteCarloInput, report: Report): MonteCarloSummary {
  const plan = planMonteCarlo(input);
  const blocks = blockCount(plan);
  const work = BLOCK * plan.days * plan.exposures.length;
  const atOnce = Math.max(1, Math.floor(STEPS_AT_ONCE / work));
  const batches: PathBatch[] = [];
  for (let first = 0; first < blocks; first += atOnce) {
    const count = Math.min(atOnce, blocks - first);
    batches.push(simulateBlocks(plan, first, count));
    report((first + count) / blocks);
  }
  return summariseMonteCarlo(plan, batches);
}
