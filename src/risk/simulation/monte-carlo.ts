// Monte Carlo of a leveraged portfolio in one call, and the five re-runs that show which assumption matters. Model 32.
// Callers with worker threads use plan, blocks and summary directly and get the same bits.
import { blockCount, simulateBlocks } from './monte-carlo-paths.ts';
import { type MonteCarloInput, planMonteCarlo } from './monte-carlo-plan.ts';
import { type MonteCarloSummary, summariseMonteCarlo } from './monte-carlo-summary.ts';

export function monteCarlo(input: MonteCarloInput): MonteCarloSummary {
  const plan = planMonteCarlo(input);
  return summariseMonteCarlo(plan, [simulateBlocks(plan, 0, blockCount(plan))]);
}

export type ScenarioName =
  | 'base'
  | 'high-volatility'
  | 'low-returns'
  | 'high-correlation'
  | 'negative-returns';

export interface ScenarioRow {
  readonly name: ScenarioName;
  readonly meanReturn: number;
  readonly stdReturn: number;
  readonly valueAtRisk95: number;
  readonly drawdown95: number;
  /** Against the base run; all 0 for the base itself. */
  readonly change: {
    readonly meanReturn: number;
    readonly stdReturn: number;
    readonly valueAtRisk95: number;
    readonly drawdown95: number;
  };
}

/** The inputs of the five runs: as given; volatility doubled; returns halved; every correlation 0.9; returns −|μ|. */
export function scenarioInputs(input: MonteCarloInput): Readonly<Record<ScenarioName, MonteCarloInput>> {
  const deviation = input.covariance.map((row, i) => Math.sqrt(row[i]!));
  const expected = Array.from(input.expected);
  return {
    base: input,
    'high-volatility': {
      ...input,
      covariance: input.covariance.map((row) => Array.from(row, (entry) => 4 * entry)),
    },
    'low-returns': { ...input, expected: expected.map((mean) => 0.5 * mean) },
    'high-correlation': {
      ...input,
      covariance: deviation.map((a, i) => deviation.map((b, j) => a * b * (i === j ? 1 : 0.9))),
    },
    'negative-returns': { ...input, expected: expected.map((mean) => -Math.abs(mean)) },
  };
}

/** The comparison table from the summaries of the five runs. All runs share one seed, so differences are not noise. */
export function compareScenarios(runs: Readonly<Record<ScenarioName, MonteCarloSummary>>): ScenarioRow[] {
  const figures = (run: MonteCarloSummary) => ({
    meanReturn: run.meanReturn,
    stdReturn: run.stdReturn,
    valueAtRisk95: run.valueAtRisk['95'],
    drawdown95: run.maxDrawdown.p95,
  });
  const base = figures(runs.base);
  return (Object.keys(runs) as ScenarioName[]).map((name) => {
    const own = figures(runs[name]);
    return {
      name,
      ...own,
      change: {
        meanReturn: own.meanReturn - base.meanReturn,
        stdReturn: own.stdReturn - base.stdReturn,
        valueAtRisk95: own.valueAtRisk95 - base.valueAtRisk95,
        drawdown95: own.drawdown95 - base.drawdown95,
      },
    };
  });
}
