// calc liquidation-risk: levels of positions from margin ratio and liquidation distance.
import { z } from 'zod';
import {
  LIMIT_PRESETS,
  type LiquidationLimits,
  liquidationLevel,
} from '../../risk/margin/liquidation-risk.ts';
import { defineCalc } from './define-calc.ts';
import { ratioIn } from './shapes.ts';

const limitsIn = z
  .strictObject({ warning: ratioIn, critical: ratioIn, emergency: ratioIn })
  .partial()
  .transform((given) => Object.fromEntries(Object.entries(given).filter((entry) => entry[1] !== undefined)));
const thresholdsIn = z.union([
  z.enum(['standard', 'relaxed']),
  z.strictObject({ marginRatio: limitsIn.optional(), distance: limitsIn.optional() }),
]);

function limitsOf(thresholds: z.output<typeof thresholdsIn>): LiquidationLimits {
  if (typeof thresholds === 'string') return LIMIT_PRESETS[thresholds];
  const { marginRatio, distance } = LIMIT_PRESETS.standard;
  return {
    marginRatio: { ...marginRatio, ...thresholds.marginRatio },
    distance: { ...distance, ...thresholds.distance },
  };
}

export const liquidationRisk = defineCalc({
  name: 'liquidation-risk',
  summary: 'EMERGENCY, CRITICAL, WARNING or SAFE for each position',
  input: z.strictObject({
    positions: z.array(
      z.object({
        symbol: z.string().min(1),
        marginRatio: ratioIn,
        distance: ratioIn.nullable().describe('null: nothing liquidates it'),
      }),
    ),
    thresholds: thresholdsIn
      .default('standard')
      .describe('a preset, or own limits; a limit left out is the standard one'),
  }),
  output: z.strictObject({
    positions: z.array(
      z.strictObject({ symbol: z.string(), level: z.enum(['EMERGENCY', 'CRITICAL', 'WARNING', 'SAFE']) }),
    ),
  }),
  run({ positions, thresholds }) {
    const limits = limitsOf(thresholds);
    return {
      positions: positions.map(({ symbol, marginRatio, distance }, i) => {
        const level = liquidationLevel(marginRatio, distance, limits, `positions[${i}]`);
        return { symbol, level: level.toUpperCase() as Uppercase<typeof level> };
      }),
    };
  },
});
