// calc strategy-size: the size of a strategy's trade from its stop, its record, its market and the regime.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { marketSettings, tradingSession, volatilityRegime } from '../../risk/sizing/market-settings.ts';
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
    symbol: z.string().min(1).default('BTCUSDT').describe('whose market settings are used'),
    volatility: ratioIn.default(0.03).describe('daily; chooses the regime'),
    hourUtc: z.int().optional().describe('0 to 23; chooses the session; left out: no session is applied'),
    market: z
      .strictObject({
        leverage: ratioIn,
        kellyShare: ratioIn.describe('share of the Kelly fraction that is taken'),
        stopAtr: ratioIn.describe('stop distance in average true ranges'),
      })
      .optional()
      .describe('instead of the settings of the symbol'),
    regime: z
      .strictObject({
        leverage: ratioIn,
        size: ratioIn.describe('factor of the share that is risked'),
        stop: ratioIn.describe('factor of the stop distance'),
      })
      .optional()
      .describe('instead of the regime of the volatility'),
    caps: z
      .strictObject({
        risk: ratioIn.default(0.02).describe('share of equity that one trade may risk'),
        leverage: ratioIn.default(10),
        notional: amountIn.default(1e18).describe('quote currency; default: none'),
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
    cappedBy: z.enum(['none', 'risk', 'margin', 'notional']).describe('the cap that decided, if any did'),
    settings: z
      .strictObject({ market: z.string(), regime: z.string(), session: z.string() })
      .describe('which were used; given: your own; none: no session'),
  }),
  async run({ symbol, volatility, hourUtc, market, regime, ...input }) {
    // The tables are read when they are wanted: the other models need no YAML.
    const { readMarkets } = await import('../../../config/markets.ts');
    const bundled = new URL('../../../config/markets.yaml', import.meta.url);
    const tables = readMarkets(readFileSync(bundled, 'utf8'));
    const own = market ?? marketSettings(tables, symbol);
    const now = regime ?? volatilityRegime(tables, volatility);
    const session = hourUtc === undefined ? undefined : tradingSession(tables, hourUtc);
    const answer = sizeOf({
      ...input,
      market: { leverage: own.leverage, kellyShare: own.kellyShare, stopAtr: own.stopAtr },
      regime: { leverage: now.leverage, size: now.size * (session?.risk ?? 1), stop: now.stop },
      caps: { ...input.caps, leverage: Math.min(input.caps.leverage, session?.maxLeverage ?? 125) },
    });
    return {
      ...answer,
      cappedBy: answer.cappedBy ?? ('none' as const),
      settings: {
        market: 'name' in own ? String(own.name) : 'given',
        regime: 'name' in now ? String(now.name) : 'given',
        session: session?.name ?? 'none',
      },
      quantity: money(answer.quantity),
      notional: money(answer.notional),
      margin: money(answer.margin),
      stopDistance: money(answer.stopDistance),
      riskAmount: money(answer.riskAmount),
    };
  },
});
