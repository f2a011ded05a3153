// calc stops: a fixed and a trailing stop run over a price history.
import { z } from 'zod';
import { runStop } from '../../risk/margin/stops.ts';
import { defineCalc } from './define-calc.ts';
import { amountIn, amountOut, money, ratioIn, sideIn } from './shapes.ts';

export const stops = defineCalc({
  name: 'stops',
  summary: 'where a fixed or trailing stop moves and triggers along a list of prices',
  input: z.strictObject({
    side: sideIn,
    entryPrice: amountIn,
    fixedPct: ratioIn.optional().describe('0.02 = 2 % of price; with neither given, 0.02 and trailPct 0.03'),
    trailPct: ratioIn.optional(),
    leverage: amountIn.optional(),
    ofMargin: z.boolean().default(false).describe('the distances are of the margin: divided by leverage'),
    prices: z.array(amountIn),
  }),
  output: z.strictObject({
    events: z.array(
      z.strictObject({ index: z.int(), kind: z.enum(['moved', 'triggered']), stopPrice: amountOut }),
    ),
    finalStop: amountOut,
  }),
  run({ fixedPct, trailPct, prices, ...plan }) {
    const { events, finalStop } = runStop({ ...plan, fixed: fixedPct, trail: trailPct }, prices);
    return {
      events: events.map((event) => ({ ...event, stopPrice: money(event.stopPrice) })),
      finalStop: money(finalStop),
    };
  },
});
