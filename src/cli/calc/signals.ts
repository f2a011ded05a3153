// calc signals: what signals say together, and the trades they justify.
import { z } from 'zod';
import { combineSignals, decideSignals } from '../../risk/sizing/signals.ts';
import { defineCalc } from './define-calc.ts';
import { amountIn, amountOut, money, ratioIn, ratioOut } from './shapes.ts';

const STRENGTHS = { weak: 1, moderate: 2, strong: 3, 'very strong': 4 } as const;
const upper = (text: string) => text.toUpperCase() as 'BUY' | 'SELL' | 'HOLD';

const directionOut = z.enum(['BUY', 'SELL', 'HOLD']);

export const signalsModel = defineCalc({
  name: 'signals',
  summary: 'signals combined by symbol, and the trade or the refusal that follows',
  input: z.strictObject({
    signals: z.array(
      z.strictObject({
        symbol: z.string().min(1),
        type: z.enum(['prediction', 'sentiment', 'reinforcement', 'technical', 'fundamental']).optional(),
        direction: z.enum(['BUY', 'SELL', 'HOLD', 'buy', 'sell', 'hold']).transform(upper),
        strength: z
          .union([z.number(), z.enum(['weak', 'moderate', 'strong', 'very strong'])])
          .transform((given) => (typeof given === 'number' ? given : STRENGTHS[given]))
          .describe('1 to 4, or weak, moderate, strong, very strong'),
        confidence: ratioIn.describe('0 to 1'),
        source: z.string().default('unnamed'),
      }),
    ),
    limits: z.strictObject({
      base: amountIn.describe('quantity of a moderate signal of full confidence, base units'),
      positionLimit: amountIn.describe('largest position either way, base units'),
      minConfidence: ratioIn.default(0.7),
      maxRiskScore: ratioIn.default(0.8),
      maxTradesPerDay: z.int().default(1000),
    }),
    state: z.strictObject({
      positions: z.record(z.string(), amountIn).default({}).describe('held by symbol, signed, base units'),
      volatility: z.record(z.string(), ratioIn).describe('daily, by symbol'),
      regime: z.enum(['bull', 'normal', 'bear', 'volatile']).default('normal'),
      tradesToday: z.int().default(0),
    }),
  }),
  output: z.strictObject({
    combined: z.array(
      z.strictObject({
        symbol: z.string(),
        direction: directionOut.describe('of the majority; HOLD on a tie'),
        strength: ratioOut.describe('sum, at most 10'),
        confidence: ratioOut.describe('mean'),
        meanStrength: ratioOut,
        sources: z.array(z.string()),
      }),
    ),
    decisions: z.array(
      z.strictObject({
        symbol: z.string(),
        action: directionOut,
        quantity: amountOut,
        riskScore: ratioOut.describe('0.3·volatility + 0.3·|position|/limit + 0.4·regime'),
      }),
    ),
    refusals: z.array(
      z.strictObject({
        symbol: z.string(),
        code: z.enum(['CONFIDENCE_TOO_LOW', 'RISK_SCORE_TOO_HIGH', 'POSITION_LIMIT', 'DAILY_TRADES']),
        value: ratioOut,
        limit: ratioOut,
      }),
    ),
  }),
  run({ signals, limits, state }) {
    const combined = combineSignals(signals);
    const { decisions, refusals } = decideSignals(combined, limits, state);
    return {
      combined: combined.map((one) => ({ ...one, sources: [...one.sources] })),
      decisions: decisions.map((one) => ({ ...one, quantity: money(one.quantity) })),
      refusals: [...refusals],
    };
  },
});
