// calc dynamic-leverage: how much leverage the volatility of now allows.
import { z } from 'zod';
import { dynamicLeverage } from '../../risk/volatility/dynamic-leverage.ts';
import { leveragePlan } from '../../risk/volatility/leverage-plan.ts';
import { defineCalc } from './define-calc.ts';
import { leverageConfigIn } from './leverage-config.ts';
import { amountIn, amountOut, money, moneyOrNull, positionIn, ratioOut, tableOf, tiersIn } from './shapes.ts';

export const dynamicLeverageModel = defineCalc({
  name: 'dynamic-leverage',
  summary: 'leverage for the volatility of now, the change it means, and its urgency',
  input: z.strictObject({
    prices: z.array(amountIn),
    currentLeverage: amountIn,
    config: leverageConfigIn.optional(),
    position: positionIn.optional().describe('asks for the plan of this position'),
    tiers: tiersIn,
  }),
  output: z.strictObject({
    volatility: z.strictObject({ daily: ratioOut, annual: ratioOut }),
    volatilityRatio: ratioOut,
    regime: z.enum(['LOW', 'NORMAL', 'HIGH', 'EXTREME']),
    adjusted: ratioOut,
    recommended: ratioOut,
    change: z.strictObject({ amount: ratioOut, ratio: ratioOut, shouldAdjust: z.boolean() }),
    priority: z.enum(['HIGH', 'MEDIUM', 'LOW']),
    plan: z
      .strictObject({
        action: z.enum(['ADD_MARGIN', 'FREE_MARGIN', 'KEEP']),
        currentMargin: amountOut,
        targetMargin: amountOut,
        marginChange: amountOut,
        liquidationPrice: amountOut.nullable(),
        distance: ratioOut.nullable(),
        valueAtRiskOfMargin: z.strictObject({ now: ratioOut, after: ratioOut }),
        reason: z.string().optional(),
      })
      .optional(),
  }),
  run({ prices, currentLeverage, config, position, tiers }) {
    const found = dynamicLeverage(prices, currentLeverage, config);
    if (position === undefined) return found;
    const table = tableOf(tiers, position.symbol);
    const plan = leveragePlan(position, currentLeverage, found.recommended, found.volatility.daily, table);
    return {
      ...found,
      plan: {
        ...plan,
        currentMargin: money(plan.currentMargin),
        targetMargin: money(plan.targetMargin),
        marginChange: money(plan.marginChange),
        liquidationPrice: moneyOrNull(plan.liquidationPrice),
        ...(plan.liquidationPrice === null ? { reason: 'no price above zero liquidates this position' } : {}),
      },
    };
  },
});
