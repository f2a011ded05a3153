// calc tail-index: Hill's estimator of both tails.
import { z } from 'zod';
import { tailIndex } from '../../risk/tail/tail-index.ts';
import { defineCalc } from './define-calc.ts';
import { ratioIn, ratioOut, reasonOut, seriesIn } from './shapes.ts';
import { reasonFor } from './unknown-reason.ts';

export const tailIndexModel = defineCalc({
  name: 'tail-index',
  summary: "Hill's tail index of losses and gains",
  input: z.strictObject({
    values: seriesIn,
    k: z.int().optional().describe('number of extremes'),
    share: ratioIn.optional().describe('share of the values that counts as extreme, default 0.05'),
  }),
  output: z.strictObject({
    k: z.int(),
    lower: ratioOut.nullable(),
    upper: ratioOut.nullable(),
    reason: reasonOut,
  }),
  run({ values, k, share }) {
    const { unknown, ...found } = tailIndex({
      values,
      ...(k === undefined ? {} : { k }),
      ...(share === undefined ? {} : { share }),
    });
    return { ...found, ...reasonFor(unknown) };
  },
});
