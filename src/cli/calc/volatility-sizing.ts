// calc volatility-sizing: a size scaled towards a volatility target, and the ladder around it.
import { z } from 'zod';
import { volatilitySizing as sizeOf } from '../../risk/sizing/volatility-sizing.ts';
import { defineCalc } from './define-calc.ts';
import { amountIn, amountOut, money, ratioIn, ratioOut } from './shapes.ts';

const rungOut = {
  volatility: ratioOut,
  factor: ratioOut,
  size: amountOut,
  class: z.enum(['Low', 'Medium', 'High', 'Extreme']),
};

export const volatilitySizing = defineCalc({
  name: 'volatility-sizing',
  summary: 'position size scaled by target over current daily volatility',
  input: z.strictObject({
    base: amountIn,
    volatility: ratioIn.describe('daily (0.02 = 2 %)'),
    target: ratioIn.default(0.02),
    leverage: amountIn.default(1),
  }),
  output: z.strictObject({
    ...rungOut,
    notional: amountOut.describe('size times leverage'),
    margin: amountOut,
    ladder: z.array(z.strictObject(rungOut)),
  }),
  run({ base, volatility, target, leverage }) {
    const answer = sizeOf(base, volatility, target, leverage);
    return {
      ...answer,
      size: money(answer.size),
      notional: money(answer.notional),
      margin: money(answer.margin),
      ladder: answer.ladder.map((rung) => ({ ...rung, size: money(rung.size) })),
    };
  },
});
