// calc correlation-limit: may one more position be opened, given what already moves with it?
import { z } from 'zod';
import { correlationLimit } from '../../risk/portfolio/correlation-limit.ts';
import { defineCalc } from './define-calc.ts';
import { namedSeries } from './named-series.ts';
import { ratioIn, ratioOut, seriesBySymbolIn } from './shapes.ts';

export const correlationLimitModel = defineCalc({
  name: 'correlation-limit',
  summary: 'whether a new position is one correlated position too many',
  input: z.strictObject({
    open: z.array(z.string()),
    candidate: z.string().min(1),
    returns: seriesBySymbolIn,
    threshold: ratioIn.optional().describe('default 0.8'),
    maxCorrelated: z.int().optional().describe('refused from this many on, default 2'),
  }),
  output: z.strictObject({
    allowed: z.boolean(),
    correlatedWith: z.array(z.strictObject({ symbol: z.string(), correlation: ratioOut })),
  }),
  run({ open, candidate, returns, threshold, maxCorrelated }) {
    const found = correlationLimit({
      open,
      candidate,
      returns: namedSeries(returns),
      ...(threshold === undefined ? {} : { threshold }),
      ...(maxCorrelated === undefined ? {} : { maxCorrelated }),
    });
    return { ...found, correlatedWith: [...found.correlatedWith] };
  },
});
