// calc leverage-backtest: static against dynamic leverage on the same prices.
import { z } from 'zod';
import { type LeverageRun, leverageBacktest } from '../../risk/volatility/leverage-backtest.ts';
import { defineCalc } from './define-calc.ts';
import { leverageConfigIn } from './leverage-config.ts';
import { amountIn, amountOut, money, ratioIn, ratioOut, reasonOut, tableOf, tiersIn } from './shapes.ts';

const runOut = z.strictObject({
  finalValue: amountOut,
  totalReturn: ratioOut,
  sharpe: ratioOut.nullable(),
  volatility: ratioOut,
  maxDrawdown: ratioOut,
  averageLeverage: ratioOut,
  fees: amountOut,
  liquidatedAt: z.int().optional().describe('index of the price that liquidated it'),
  reason: reasonOut,
});

const shown = (run: LeverageRun) => ({
  ...run,
  finalValue: money(run.finalValue),
  fees: money(run.fees),
  ...(run.sharpe === null ? { reason: 'sharpe: the returns never change' } : {}),
});

export const leverageBacktestModel = defineCalc({
  name: 'leverage-backtest',
  summary: 'static against dynamic leverage on the same prices, with fees and liquidation',
  input: z.strictObject({
    prices: z.array(amountIn),
    initialCapital: amountIn,
    staticLeverage: amountIn.optional().describe('default 3'),
    rebalanceEvery: z.int().optional().describe('bars, default 7'),
    config: leverageConfigIn.optional(),
    feeRate: ratioIn.optional().describe('of the exposure that changes, default 0.0005'),
    symbol: z.string().optional(),
    tiers: tiersIn,
  }),
  output: z.strictObject({
    static: runOut,
    dynamic: runOut,
    comparison: z.strictObject({
      returnDifference: ratioOut,
      sharpeDifference: ratioOut.nullable(),
      volatilityDifference: ratioOut,
      drawdownDifference: ratioOut,
      better: z.enum(['static', 'dynamic', 'equal']),
      reason: reasonOut,
    }),
  }),
  run({ prices, initialCapital, staticLeverage, rebalanceEvery, config, feeRate, symbol, tiers }) {
    const found = leverageBacktest({
      prices,
      initialCapital,
      table: tableOf(tiers, symbol),
      ...(staticLeverage === undefined ? {} : { staticLeverage }),
      ...(rebalanceEvery === undefined ? {} : { rebalanceEvery }),
      ...(config === undefined ? {} : { config }),
      ...(feeRate === undefined ? {} : { feeRate }),
    });
    const unknown = found.comparison.sharpeDifference === null;
    return {
      static: shown(found.static),
      dynamic: shown(found.dynamic),
      comparison: {
        ...found.comparison,
        ...(unknown ? { reason: 'sharpeDifference: a Sharpe ratio is unknown' } : {}),
      },
    };
  },
});
