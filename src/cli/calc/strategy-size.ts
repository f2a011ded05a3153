// calc strategy-size: the size of a strategy's trade from its stop, its record, its market and the regime.
import { z } from 'zod';
import { strategySize as sizeOf } from '../../risk/sizing/strategy-size.ts';
import { defineCalc } from './define-calc.ts';
import { amountIn, amountOut, money, ratioIn, ratioOut } from './shapes.ts';

export const strategySize = defineCalc({
  name: 'strategy-size',
  summary: 'size of a trade from stop distance and record, by market and regime, every cap applied last',
  input: z.strictObject({
    equity: amountIn,
    entryPrice: amountIn,
    atr: amountIn.describe('average true range, price units'),
    kellyFraction: ratioIn.optional().describe('full Kelly of the record; left out: 1 % of equity is risked'),
    market: z
      .strictObject({
        leverage: ratioIn,
        kellyShare: ratioIn.describe('share of the Kelly fraction that is taken'),
        stopAtr: ratioIn.describe('stop distance in average true ranges'),
      })
      .default({ leverage: 5, kellyShare: 0.25, stopAtr: 2 })
      .describe('settings of the market; default: those of BTCUSDT'),
    regime: z
      .strictObject({
        leverage: ratioIn,
        size: ratioIn,
        stop: ratioIn.describe('factor of the stop distance'),
      })
      .default({ leverage: 1, size: 1, stop: 1 })
      .describe('multipliers of the volatility regime; default: NORMAL'),
    caps: z
      .strictObject({
        risk: ratioIn.default(0.02).describe('share of equity that one trade may risk'),
        leverage: ratioIn.default(10),
        notional: amountIn.default(1e18).describe('quote currency'),
      })
      .prefault({}),
  }),
  output: z.strictObject({
    basis: z.enum(['kelly', 'default']).describe('default: no kellyFraction was given'),
    quantity: amountOut,
    notional: amountOut,
    margin: amountOut,
    leverage: ratioOut,
    stopDistance: amountOut.describe('price units'),
    riskAmount: amountOut,
    cappedBy: z.enum(['risk', 'margin', 'notional']).nullable().describe('the cap that decided, if any did'),
  }),
  run(input) {
    const answer = sizeOf(input);
    return {
      ...answer,
      quantity: money(answer.quantity),
      notional: money(answer.notional),
      margin: money(answer.margin),
      stopDistance: money(answer.stopDistance),
      riskAmount: money(answer.riskAmount),
    };
  },
});
