// calc optimise-portfolio: the best long-only allocation under caps.
import { z } from 'zod';
import { ModelInputError } from '../../risk/model-input-error.ts';
import { covarianceMatrix } from '../../risk/portfolio/covariance.ts';
import { optimisePortfolio } from '../../risk/portfolio/optimise-portfolio.ts';
import { meanOf } from '../../risk/statistics/moments.ts';
import { defineCalc } from './define-calc.ts';
import { entryOf, namedSeries } from './named-series.ts';
import { matrixIn, ratioIn, ratioOut, seriesBySymbolIn } from './shapes.ts';

const weightsIn = z.record(z.string(), ratioIn);
const byName = z.record(z.string(), ratioOut);

interface Estimates {
  readonly names: readonly string[];
  readonly expected: readonly number[];
  readonly covariance: readonly ArrayLike<number>[];
}

function estimates(
  returns: Record<string, number[]> | undefined,
  expected: Record<string, number> | undefined,
  covariance: Record<string, Record<string, number>> | undefined,
  periodsPerYear: number,
): Estimates {
  if (returns !== undefined) {
    if (expected !== undefined || covariance !== undefined) {
      throw new ModelInputError(
        'CONTRADICTION',
        'returns',
        'give returns, or expected and covariance, not both',
      );
    }
    const series = namedSeries(returns);
    const matrix = covarianceMatrix(series);
    return {
      names: series.map(({ name }) => name),
      expected: series.map((one) => meanOf(one.returns) * periodsPerYear),
      covariance: matrix.map((row) => row.map((entry) => entry * periodsPerYear)),
    };
  }
  if (expected === undefined || covariance === undefined) {
    const half = expected !== undefined ? 'covariance' : covariance !== undefined ? 'expected' : 'returns';
    const remedy = half === 'returns' ? 'give it, or expected and covariance' : 'give it, or returns alone';
    throw new ModelInputError('MISSING', half, `${half} is missing; ${remedy}`);
  }
  const names = Object.keys(expected);
  return {
    names,
    expected: names.map((name) => expected[name]!),
    covariance: names.map((a) => {
      const row = entryOf(covariance, a, 'covariance');
      return names.map((b) => entryOf(row, b, `covariance.${a}`));
    }),
  };
}

export const optimisePortfolioModel = defineCalc({
  name: 'optimise-portfolio',
  summary: 'long-only weights with the highest Sharpe ratio, the lowest variance, or equal risk',
  input: z.strictObject({
    returns: seriesBySymbolIn.optional(),
    expected: z
      .record(z.string(), ratioIn)
      .optional()
      .describe('per year, with covariance instead of returns'),
    covariance: matrixIn.optional().describe('per year'),
    maxWeights: weightsIn.optional(),
    minWeights: weightsIn.optional(),
    pairCap: z
      .strictObject({ threshold: ratioIn, cap: ratioIn })
      .nullish()
      .describe('pairs correlating above threshold hold at most cap; default 0.8 and 0.6, null for none'),
    objective: z
      .enum(['max-sharpe', 'min-variance', 'risk-parity'])
      .optional()
      .describe('default max-sharpe'),
    riskFree: ratioIn.optional().describe('per year, default 0'),
    periodsPerYear: z.number().min(1e-3).max(1e8).optional().describe('of returns, default 365'),
  }),
  output: z.strictObject({
    weights: byName,
    expectedReturn: ratioOut,
    volatility: ratioOut,
    sharpe: ratioOut,
    riskContribution: byName,
    diversificationRatio: ratioOut,
  }),
  run({
    returns,
    expected,
    covariance,
    maxWeights,
    minWeights,
    pairCap,
    objective,
    riskFree,
    periodsPerYear,
  }) {
    const given = estimates(returns, expected, covariance, periodsPerYear ?? 365);
    const found = optimisePortfolio({
      ...given,
      ...(maxWeights === undefined ? {} : { maxWeights }),
      ...(minWeights === undefined ? {} : { minWeights }),
      ...(pairCap === undefined ? {} : { pairCap }),
      ...(objective === undefined ? {} : { objective }),
      ...(riskFree === undefined ? {} : { riskFree }),
    });
    const named = (values: Float64Array) =>
      Object.fromEntries(given.names.map((name, i) => [name, values[i]!]));
    return { ...found, weights: named(found.weights), riskContribution: named(found.riskContribution) };
  },
});
