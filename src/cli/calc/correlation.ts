// calc correlation: how much symbols move together.
import { z } from 'zod';
import { correlationMatrix, rollingAverageCorrelation } from '../../risk/portfolio/correlation.ts';
import { defineCalc } from './define-calc.ts';
import { namedSeries } from './named-series.ts';
import { ratioOut, reasonOut, seriesBySymbolIn } from './shapes.ts';
import { reasonFor } from './unknown-reason.ts';

export const correlation = defineCalc({
  name: 'correlation',
  summary: 'correlation matrix, its average over pairs, and that average in a sliding window',
  input: z.strictObject({
    returns: seriesBySymbolIn,
    window: z.int().optional().describe('asks for rollingAverage over windows of this length'),
  }),
  output: z.strictObject({
    matrix: z.record(z.string(), z.record(z.string(), ratioOut)),
    averagePairwise: ratioOut,
    rollingAverage: z.array(ratioOut.nullable()).optional(),
    reason: reasonOut,
  }),
  run({ returns, window }) {
    const series = namedSeries(returns);
    const { names, matrix, averagePairwise } = correlationMatrix(series);
    const rollingAverage = window === undefined ? undefined : [...rollingAverageCorrelation(series, window)];
    const unknown = rollingAverage?.includes(null) === true;
    return {
      matrix: Object.fromEntries(
        names.map((a, i) => [a, Object.fromEntries(names.map((b, j) => [b, matrix[i]![j]!]))]),
      ),
      averagePairwise,
      ...(rollingAverage === undefined ? {} : { rollingAverage }),
      ...reasonFor(unknown ? { rollingAverage: 'a series never changes in a window' } : {}),
    };
  },
});
