// calc smallest-cut: the least that must be sold to bring a metric back within its limit.
import { z } from 'zod';
import { smallestCut as solve } from '../../risk/margin/smallest-cut.ts';
import { defineCalc } from './define-calc.ts';
import {
  amountIn,
  amountOut,
  basisOut,
  bracketBook,
  finiteOrNull,
  money,
  positionsIn,
  ratioIn,
  ratioOut,
  reasonOut,
  tiersIn,
} from './shapes.ts';

const REASONS = {
  'already-within': 'the metric is within its limit already',
  isolated: 'a cut leaves the liquidation price of an isolated position where it was: add margin instead',
  infeasible: 'not even closing these positions brings the metric within its limit',
} as const;

/** Why a metric has no value: a ratio without end, or what `otherwise` says of one that is not there. */
function whyUnknown(value: number | null, otherwise: string): { reason?: string } {
  if (value === null) return { reason: otherwise };
  return Number.isFinite(value) ? {} : { reason: 'the margin balance is not above zero' };
}

const metricOut = z.strictObject({ value: ratioOut.nullable(), reason: reasonOut });

export const smallestCut = defineCalc({
  name: 'smallest-cut',
  summary: 'the smallest reduction that brings liquidation distance or margin ratio back within a limit',
  input: z.strictObject({
    walletBalance: amountIn,
    positions: positionsIn,
    tiers: tiersIn,
    metric: z.enum(['liquidation-distance', 'margin-ratio']),
    limit: ratioIn,
    symbol: z.string().optional().describe('cut this one alone; default: all cross positions in proportion'),
    spread: z
      .enum(['proportional', 'cheapest'])
      .optional()
      .describe('cheapest: least notional, margin ratio only'),
    steps: z.record(z.string(), amountIn).optional().describe('quantity steps to round up to'),
  }),
  output: z.strictObject({
    cuts: z
      .array(
        z.strictObject({
          symbol: z.string(),
          side: z.enum(['long', 'short']),
          quantity: amountOut,
          percent: ratioOut.describe('of the position: 25 = a quarter'),
          share: ratioOut.describe('of the position: 0.25 = a quarter'),
        }),
      )
      .nullable(),
    reason: reasonOut,
    addMargin: z.array(
      z.strictObject({ symbol: z.string(), side: z.enum(['long', 'short']), amount: amountOut }),
    ),
    before: metricOut,
    after: metricOut,
    basis: basisOut,
  }),
  run({ tiers, ...request }) {
    const book = bracketBook(tiers);
    const { cuts, reason, addMargin, before, after } = solve({ ...request, book });
    const gone = 'after the cut nothing is left that a price could liquidate';
    const words = reason !== undefined ? REASONS[reason] : after === null ? gone : undefined;
    return {
      cuts: cuts?.map((cut) => ({ ...cut, quantity: money(cut.quantity), percent: cut.share * 100 })) ?? null,
      ...(words === undefined ? {} : { reason: words }),
      addMargin: addMargin.map((entry) => ({ ...entry, amount: money(entry.amount) })),
      before: { value: finiteOrNull(before), ...whyUnknown(before, 'no price liquidates a position') },
      after: { value: finiteOrNull(after), ...whyUnknown(after, words ?? gone) },
      basis: book.basis,
    };
  },
});
