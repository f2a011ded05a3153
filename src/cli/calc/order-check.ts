// calc order-check: rounds an order to a market's steps and names every limit it breaks.
import { z } from 'zod';
import { checkOrder, FALLBACK_MARKETS, type MarketRules } from '../../risk/microstructure/order-check.ts';
import { ModelInputError } from '../../risk/model-input-error.ts';
import { defineCalc } from './define-calc.ts';
import { amountIn, amountOut, money, orderSideIn } from './shapes.ts';

const marketIn = z.object({
  minNotional: amountIn,
  maxNotional: amountIn.optional(),
  minQuantity: amountIn,
  maxQuantity: amountIn.optional(),
  quantityStep: amountIn,
  priceTick: amountIn,
});

function rulesOf(market: MarketRules | undefined, fallback: string | undefined): MarketRules {
  if (market !== undefined) return market;
  const known = Object.keys(FALLBACK_MARKETS);
  if (fallback !== undefined && known.includes(fallback)) return FALLBACK_MARKETS[fallback]!;
  throw new ModelInputError('MISSING', 'market', `give market, or fallback as one of: ${known.join(', ')}`);
}

export const orderCheck = defineCalc({
  name: 'order-check',
  summary: "rounds an order toward the safe side and checks it against a market's limits",
  input: z.strictObject({
    market: marketIn.optional(),
    fallback: z.string().optional().describe('a bundled market: "upbit KRW-BTC" or "binance BTC/USDT"'),
    side: orderSideIn,
    quantity: amountIn,
    price: amountIn,
    type: z.enum(['limit', 'market']).default('limit'),
  }),
  output: z.strictObject({
    ok: z.boolean(),
    refusals: z.array(
      z.strictObject({
        code: z.enum([
          'QUANTITY_BELOW_MINIMUM',
          'QUANTITY_ABOVE_MAXIMUM',
          'NOTIONAL_BELOW_MINIMUM',
          'NOTIONAL_ABOVE_MAXIMUM',
          'PRICE_BELOW_TICK',
        ]),
        limit: amountOut,
        value: amountOut,
      }),
    ),
    quantity: amountOut.describe('rounded down to the step'),
    price: amountOut.describe('a limit buy rounded down, a limit sell up'),
  }),
  run({ market, fallback, side, quantity, price, type }) {
    const answer = checkOrder({ side, quantity, price, type }, rulesOf(market, fallback));
    return {
      ok: answer.ok,
      refusals: answer.refusals.map(({ code, limit, value }) => ({
        code,
        limit: money(limit),
        value: money(value),
      })),
      quantity: money(answer.quantity),
      price: money(answer.price),
    };
  },
});
