// calc cross-analysis: what cross margin saves, and what the correlations of its positions cost.
import { z } from 'zod';
import { analyseCross } from '../../risk/margin/cross-analysis.ts';
import { defineCalc } from './define-calc.ts';
import {
  amountIn,
  amountOut,
  basisOut,
  bracketBook,
  matrixIn,
  money,
  moneyOrNull,
  ratioIn,
  ratioOut,
  reasonOut,
  sideIn,
  tiersIn,
} from './shapes.ts';

export const crossAnalysis = defineCalc({
  name: 'cross-analysis',
  summary: 'margin, correlation risk and safety of a cross account, and what it saves over isolated margin',
  input: z.strictObject({
    accountBalance: amountIn,
    positions: z.array(
      z.object({
        symbol: z.string().min(1),
        side: sideIn,
        notional: amountIn,
        leverage: amountIn,
        unrealizedPnl: amountIn,
      }),
    ),
    correlations: matrixIn.describe('either order of a pair; a symbol with itself is 1'),
    volatilities: z.record(z.string(), ratioIn).optional().describe('by symbol; needed for marginSaving'),
    k: ratioIn.default(3).describe('standard deviations to survive'),
    tiers: tiersIn,
  }),
  output: z.strictObject({
    isolatedMarginRequired: amountOut,
    crossMarginAvailable: amountOut,
    correlationRisk: ratioOut.describe('signed exposures: below zero for a hedged book'),
    concentration: ratioOut,
    maintenanceMargin: amountOut,
    marginCallThreshold: amountOut,
    distance: ratioOut.nullable(),
    safety: z.enum(['SAFE', 'CAUTION', 'DANGER']),
    marginSaving: amountOut.nullable(),
    reason: reasonOut,
    basis: basisOut,
  }),
  run({ tiers, ...input }) {
    const book = bracketBook(tiers);
    const answer = analyseCross(input, book);
    const reasons = [
      ...(answer.distance === null ? ['distance: the margin balance is not above zero'] : []),
      ...(answer.marginSaving === null ? ['marginSaving: no volatilities were given'] : []),
    ];
    return {
      ...answer,
      isolatedMarginRequired: money(answer.isolatedMarginRequired),
      crossMarginAvailable: money(answer.crossMarginAvailable),
      maintenanceMargin: money(answer.maintenanceMargin),
      marginCallThreshold: money(answer.marginCallThreshold),
      marginSaving: moneyOrNull(answer.marginSaving),
      ...(reasons.length > 0 ? { reason: reasons.join('; ') } : {}),
      basis: book.basis,
    };
  },
});
