// calc leverage-effects: what price moves do to an account at a leverage.
import { z } from 'zod';
import { DEFAULT_MOVES, leverageEffects as effectsOf } from '../../risk/margin/leverage-effects.ts';
import { defineCalc } from './define-calc.ts';
import {
  amountIn,
  amountOut,
  money,
  moneyOrNull,
  ratioIn,
  ratioOut,
  reasonOut,
  sideIn,
  tableOf,
  tiersIn,
} from './shapes.ts';

export const leverageEffects = defineCalc({
  name: 'leverage-effects',
  summary: 'profit, loss and liquidation of a fully invested account for a list of price moves',
  input: z.strictObject({
    balance: amountIn,
    leverage: amountIn,
    moves: z.array(ratioIn).default([...DEFAULT_MOVES]),
    entryPrice: amountIn.optional().describe('only for liquidationPrice'),
    side: sideIn.default('long'),
    symbol: z.string().optional().describe('whose tiers to use; default: the only one given, else BTCUSDT'),
    tiers: tiersIn,
  }),
  output: z.strictObject({
    notional: amountOut,
    maxLeverage: ratioOut.describe('what the bracket allows; a higher leverage is answered as a what-if'),
    liquidationMove: ratioOut.nullable().describe('the move at which it is liquidated; null: none is'),
    liquidationPrice: amountOut.nullable(),
    reason: reasonOut,
    rows: z.array(
      z.strictObject({
        move: ratioOut,
        positionPnl: amountOut,
        accountPnl: amountOut.describe('the whole balance is lost when liquidated'),
        accountChange: ratioOut,
        liquidated: z.boolean(),
      }),
    ),
  }),
  run({ balance, leverage, moves, entryPrice, side, symbol, tiers }) {
    const price = entryPrice ?? 1;
    const answer = effectsOf(balance, leverage, tableOf(tiers, symbol), { moves, entryPrice: price, side });
    const border = answer.liquidationPrice;
    const unpriced =
      entryPrice === undefined ? 'no entryPrice was given' : 'no price above zero liquidates it';
    return {
      notional: money(answer.notional),
      maxLeverage: answer.maxLeverage,
      liquidationMove: border === null ? null : border / price - 1,
      liquidationPrice: entryPrice === undefined ? null : moneyOrNull(border),
      ...(entryPrice === undefined || border === null ? { reason: unpriced } : {}),
      rows: answer.rows.map((row) => ({
        ...row,
        positionPnl: money(row.positionPnl),
        accountPnl: money(row.accountPnl),
      })),
    };
  },
});
