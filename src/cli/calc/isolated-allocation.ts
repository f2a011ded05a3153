// calc isolated-allocation: shares a capital among isolated positions, with a buffer for each.
import { z } from 'zod';
import { allocateIsolated } from '../../risk/margin/isolated-allocation.ts';
import { defineCalc } from './define-calc.ts';
import {
  amountIn,
  amountOut,
  basisOut,
  bracketBook,
  money,
  moneyOrNull,
  ratioIn,
  ratioOut,
  reasonOut,
  sideIn,
  tiersIn,
} from './shapes.ts';

export const isolatedAllocation = defineCalc({
  name: 'isolated-allocation',
  summary: 'initial margins, buffers and liquidation prices of isolated positions sharing one capital',
  input: z.strictObject({
    capital: amountIn,
    requests: z.array(
      z.object({
        symbol: z.string().min(1),
        side: sideIn,
        quantity: amountIn,
        entryPrice: amountIn,
        leverage: amountIn,
      }),
    ),
    bufferShare: ratioIn.default(0.3).describe('share of the spare capital that becomes buffer'),
    tiers: tiersIn,
  }),
  output: z.strictObject({
    strategy: z.enum(['CONSERVATIVE', 'BALANCED', 'AGGRESSIVE', 'OVERLEVERED']),
    utilization: ratioOut,
    totalInitialMargin: amountOut,
    spareCapital: amountOut,
    positions: z.array(
      z.strictObject({
        symbol: z.string(),
        side: z.enum(['long', 'short']),
        notional: amountOut,
        initialMargin: amountOut,
        additionalMargin: amountOut,
        bufferRatio: ratioOut,
        liquidationPrice: amountOut.nullable().describe('with the buffer; null: no price liquidates it'),
        reason: reasonOut,
      }),
    ),
    riskScore: ratioOut,
    averageLeverage: ratioOut.describe('total notional over total margin, buffer included'),
    concentration: ratioOut,
    basis: basisOut,
  }),
  run({ capital, requests, bufferShare, tiers }) {
    const book = bracketBook(tiers);
    const answer = allocateIsolated(capital, requests, book, bufferShare);
    return {
      ...answer,
      totalInitialMargin: money(answer.totalInitialMargin),
      spareCapital: money(answer.spareCapital),
      positions: answer.positions.map((position) => ({
        ...position,
        notional: money(position.notional),
        initialMargin: money(position.initialMargin),
        additionalMargin: money(position.additionalMargin),
        liquidationPrice: moneyOrNull(position.liquidationPrice),
        ...(position.liquidationPrice === null
          ? { reason: 'liquidationPrice: no price above zero liquidates it' }
          : {}),
      })),
      basis: book.basis,
    };
  },
});
