// calc monte-carlo: what a leveraged portfolio may be worth, simulated.
import { z } from 'zod';
import { ModelInputError } from '../../risk/model-input-error.ts';
import {
  compareScenarios,
  monteCarlo,
  type ScenarioName,
  scenarioInputs,
} from '../../risk/simulation/monte-carlo.ts';
import type { MonteCarloInput } from '../../risk/simulation/monte-carlo-plan.ts';
import type { MonteCarloSummary } from '../../risk/simulation/monte-carlo-summary.ts';
import { defineCalc } from './define-calc.ts';
import { entryOf } from './named-series.ts';
import {
  amountIn,
  amountOut,
  matrixIn,
  money,
  ratioIn,
  ratioOut,
  reasonOut,
  seedIn,
  seriesIn,
} from './shapes.ts';
import { reasonFor } from './unknown-reason.ts';

const vectorIn = z.union([seriesIn, z.record(z.string(), ratioIn)]).describe('by position, or by name');
const byConfidence = z.strictObject({ 90: ratioOut, 95: ratioOut, 99: ratioOut });
const rowOut = z.strictObject({
  meanReturn: ratioOut,
  stdReturn: ratioOut,
  valueAtRisk95: ratioOut,
  drawdown95: ratioOut,
});

/** Vectors in the order of the weights, whether they came as lists or by name. */
function vectors(
  weights: number[] | Record<string, number>,
  expected: number[] | Record<string, number>,
  covariance: number[][] | Record<string, Record<string, number>>,
) {
  if (Array.isArray(weights) && Array.isArray(expected) && Array.isArray(covariance)) {
    return { weights, expected, covariance };
  }
  if (Array.isArray(weights) || Array.isArray(expected) || Array.isArray(covariance)) {
    throw new ModelInputError(
      'CONTRADICTION',
      'weights',
      'give weights, expected and covariance all as lists or all by name',
    );
  }
  const names = Object.keys(weights);
  return {
    weights: names.map((name) => weights[name]!),
    expected: names.map((name) => entryOf(expected, name, 'expected')),
    covariance: names.map((a) => {
      const row = entryOf(covariance, a, 'covariance');
      return names.map((b) => entryOf(row, b, `covariance.${a}`));
    }),
  };
}

function unknownTails({ lower, upper }: MonteCarloSummary['tailIndex']): Record<string, string> {
  return {
    ...(lower === null ? { lower: 'too few distinct losses' } : {}),
    ...(upper === null ? { upper: 'too few distinct gains' } : {}),
  };
}

export const monteCarloModel = defineCalc({
  name: 'monte-carlo',
  summary: 'simulated returns, tails, drawdowns and chances of a leveraged portfolio',
  input: z.strictObject({
    weights: vectorIn,
    expected: vectorIn,
    covariance: z.union([z.array(seriesIn), matrixIn]).describe('per year'),
    leverage: amountIn.optional().describe('default 1'),
    initialValue: amountIn.optional().describe('default 10,000'),
    sims: z.int().optional().describe('default 10,000'),
    days: z.int().optional().describe('default one year of periods'),
    periodsPerYear: ratioIn.optional().describe('default 365'),
    distribution: z.enum(['normal', 'student-t']).optional().describe('default normal'),
    df: ratioIn.optional().describe('default 5'),
    seed: seedIn.optional().describe('default 1'),
    rebalance: z.enum(['daily', 'none']).optional().describe('default daily'),
    scenarios: z.boolean().optional().describe('also run the five scenarios'),
  }),
  output: z.strictObject({
    sims: z.int(),
    days: z.int(),
    meanReturn: ratioOut,
    stdReturn: ratioOut,
    skewness: ratioOut.nullable(),
    kurtosis: ratioOut.nullable(),
    valueAtRisk: byConfidence,
    conditionalValueAtRisk: byConfidence,
    maxDrawdown: z.strictObject({ mean: ratioOut, p95: ratioOut }),
    probability: z.strictObject({
      positive: ratioOut,
      loss5: ratioOut,
      loss10: ratioOut,
      loss20: ratioOut,
      return5: ratioOut,
      return10: ratioOut,
      return15: ratioOut,
      return20: ratioOut,
      ruin: ratioOut,
    }),
    quantiles: z.strictObject({
      days: z.array(z.int()),
      p5: z.array(amountOut),
      p25: z.array(amountOut),
      p50: z.array(amountOut),
      p75: z.array(amountOut),
      p95: z.array(amountOut),
    }),
    tailIndex: z.strictObject({ lower: ratioOut.nullable(), upper: ratioOut.nullable(), reason: reasonOut }),
    extremeEvents: z.strictObject({
      count: z.int(),
      affectedShare: ratioOut,
      meanReturnAffected: ratioOut.nullable(),
      meanReturnUnaffected: ratioOut.nullable(),
      effect: ratioOut.nullable(),
      reason: reasonOut,
    }),
    scenarios: z.array(rowOut.extend({ name: z.string(), change: rowOut })).optional(),
    reason: reasonOut,
  }),
  run({ weights, expected, covariance, scenarios, ...rest }) {
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    const input: MonteCarloInput = { ...vectors(weights, expected, covariance), ...given };
    const found = monteCarlo(input);
    const { quantiles } = found;
    const inMoney = (values: readonly number[]) => values.map(money);
    return {
      ...found,
      quantiles: {
        days: [...quantiles.days],
        p5: inMoney(quantiles.p5),
        p25: inMoney(quantiles.p25),
        p50: inMoney(quantiles.p50),
        p75: inMoney(quantiles.p75),
        p95: inMoney(quantiles.p95),
      },
      ...(scenarios === true ? { scenarios: scenarioTable(input, found) } : {}),
      tailIndex: { ...found.tailIndex, ...reasonFor(unknownTails(found.tailIndex)) },
      extremeEvents: {
        ...found.extremeEvents,
        ...(found.extremeEvents.effect === null ? { reason: 'all paths are of one kind' } : {}),
      },
      ...(found.skewness === null ? { reason: 'skewness, kurtosis: every path ends alike' } : {}),
    };
  },
});

function scenarioTable(input: MonteCarloInput, base: MonteCarloSummary) {
  const inputs = Object.entries(scenarioInputs(input)) as [ScenarioName, MonteCarloInput][];
  const runs = inputs.map(([name, one]) => [name, name === 'base' ? base : monteCarlo(one)] as const);
  return compareScenarios(Object.fromEntries(runs) as Record<ScenarioName, MonteCarloSummary>);
}
