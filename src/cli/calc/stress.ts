// calc stress: what a crash does to an account.
import { z } from 'zod';
import { stress } from '../../risk/simulation/stress.ts';
import { defineCalc } from './define-calc.ts';
import {
  amountIn,
  amountOut,
  basisOut,
  bracketBook,
  money,
  moneyOrNull,
  positionIn,
  ratioIn,
  ratioOut,
  reasonOut,
  seedIn,
  tiersIn,
} from './shapes.ts';
import { reasonFor } from './unknown-reason.ts';

const scenarioIn = z.strictObject({
  name: z.string().default('custom'),
  days: z.int(),
  drawdown: ratioIn,
  volatilityMultiplier: ratioIn.default(1),
  correlationShift: ratioIn.default(0),
  recoveryDays: z.int().default(90),
});
const scenarioOut = z.strictObject({
  name: z.string(),
  days: z.int(),
  drawdown: ratioOut,
  volatilityMultiplier: ratioOut,
  correlationShift: ratioOut,
  recoveryDays: z.int(),
});
const speedOut = z.strictObject({
  breakEvenDays: z.int().nullable(),
  days: z.int(),
  finalEquity: amountOut,
  reason: reasonOut,
});

export const stressModel = defineCalc({
  name: 'stress',
  summary: 'liquidations, losses, safe leverage and the way back in a crash scenario',
  input: z.strictObject({
    equity: amountIn.describe('margin balance of the whole account'),
    positions: z.array(positionIn.extend({ beta: ratioIn.optional() })),
    betas: z
      .record(z.string(), ratioIn)
      .optional()
      .describe('fall of a symbol per fall of the market, default 1'),
    scenario: z.union([z.string(), scenarioIn]),
    seed: seedIn.optional(),
    leverages: z.array(ratioIn).optional().describe('default 1, 3, 5, 10, 20'),
    tiers: tiersIn,
  }),
  output: z.strictObject({
    scenario: scenarioOut,
    portfolio: z.strictObject({
      pnl: amountOut,
      return: ratioOut,
      survivingEquity: amountOut,
      survives: z.boolean(),
      liquidated: z.int(),
    }),
    positions: z.array(
      z.strictObject({
        symbol: z.string(),
        side: z.enum(['long', 'short']),
        pnl: amountOut,
        liquidated: z.boolean(),
        day: z.int().nullable(),
        price: amountOut.nullable(),
        reason: reasonOut,
      }),
    ),
    byLeverage: z.array(
      z.strictObject({ leverage: ratioOut, return: ratioOut, liquidated: z.int(), survives: z.boolean() }),
    ),
    safeMaxLeverage: ratioOut.nullable(),
    recovery: z.strictObject({ slow: speedOut, normal: speedOut, fast: speedOut }),
    riskScore: ratioOut,
    basis: basisOut,
    reason: reasonOut,
  }),
  run({ equity, positions, betas, scenario, seed, leverages, tiers }) {
    const book = bracketBook(tiers);
    const own = positions.flatMap(({ symbol, beta }) =>
      beta === undefined ? [] : [[symbol, beta] as const],
    );
    const found = stress({
      equity,
      positions,
      betas: { ...betas, ...Object.fromEntries(own) },
      scenario,
      book,
      ...(seed === undefined ? {} : { seed }),
      ...(leverages === undefined ? {} : { leverages }),
    });
    const speed = (one: (typeof found.recovery)['slow']) => ({
      ...one,
      finalEquity: money(one.finalEquity),
      ...reasonFor(
        one.breakEvenDays === null ? { breakEvenDays: 'what was lost does not come back with prices' } : {},
      ),
    });
    return {
      ...found,
      portfolio: {
        ...found.portfolio,
        pnl: money(found.portfolio.pnl),
        survivingEquity: money(found.portfolio.survivingEquity),
      },
      positions: found.positions.map((one) => ({
        ...one,
        pnl: money(one.pnl),
        price: moneyOrNull(one.price),
        ...(one.liquidated ? {} : { reason: 'day and price: not liquidated' }),
      })),
      byLeverage: [...found.byLeverage],
      recovery: {
        slow: speed(found.recovery.slow),
        normal: speed(found.recovery.normal),
        fast: speed(found.recovery.fast),
      },
      basis: book.basis,
      ...reasonFor(
        found.safeMaxLeverage === null ? { safeMaxLeverage: 'nothing is liquidated up to 125x' } : {},
      ),
    };
  },
});
