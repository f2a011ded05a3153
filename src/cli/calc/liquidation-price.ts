// calc liquidation-price: every position's liquidation price and the state of the cross account.
import { z } from 'zod';
import { assessAccount, type PositionRisk } from '../../risk/margin/account-risk.ts';
import { symbolKey } from '../../risk/margin/bracket-book.ts';
import type { MarginPosition } from '../../risk/margin/margin-position.ts';
import { ModelInputError } from '../../risk/model-input-error.ts';
import { defineCalc } from './define-calc.ts';
import {
  amountIn,
  amountOut,
  basisOut,
  bracketBook,
  finiteOrNull,
  money,
  moneyOrNull,
  positionsIn,
  ratioOut,
  reasonOut,
  tiersIn,
} from './shapes.ts';

const REASONS = {
  'cannot-be-liquidated': 'no price above zero liquidates this position',
  'below-maintenance-at-every-price': 'margin is below maintenance at every price',
} as const;

/** Both sides of one cross symbol exist in hedge mode only; `one-way` is held to that, otherwise the mode is inferred. */
function modeOf(
  positions: readonly MarginPosition[],
  asked: 'one-way' | 'hedge' | undefined,
): 'one-way' | 'hedge' {
  const sides = new Map<string, string>();
  for (const [i, { symbol, side }] of positions.entries()) {
    const key = symbolKey(symbol);
    const other = sides.get(key);
    if (other !== undefined && other !== side) {
      if (asked !== 'one-way') return 'hedge';
      const found = `${symbol} is both long and short, which one-way mode does not have`;
      throw new ModelInputError('CONTRADICTION', `positions[${i}]`, `${found}; set positionMode to hedge`);
    }
    sides.set(key, side);
  }
  return asked ?? 'one-way';
}

/** One sentence for every figure of the row that is null. */
function rowReason({ reason, approximation, marginRatio }: PositionRisk): { reason?: string } {
  const parts = [
    ...(reason === undefined ? [] : [REASONS[reason]]),
    ...(approximation === null ? ['approximation: no leverage is given'] : []),
    ...(Number.isFinite(marginRatio) ? [] : ['marginRatio: the margin balance is not above zero']),
  ];
  return parts.length === 0 ? {} : { reason: parts.join('; ') };
}

const row = (risk: PositionRisk) => ({
  symbol: risk.symbol,
  side: risk.side,
  marginMode: risk.marginMode,
  liquidationPrice: moneyOrNull(risk.liquidationPrice),
  distance: risk.distance,
  approximation: moneyOrNull(risk.approximation),
  maintenanceMargin: money(risk.maintenanceMargin),
  maintenanceMarginRate: risk.maintenanceMarginRate,
  bracket: risk.tier,
  marginRatio: finiteOrNull(risk.marginRatio),
  notional: money(risk.notional),
  unrealizedPnl: money(risk.unrealizedPnl),
  ...rowReason(risk),
});

export const liquidationPrice = defineCalc({
  name: 'liquidation-price',
  summary: 'exact liquidation prices of all positions, and the margin of the cross account',
  input: z.strictObject({
    walletBalance: amountIn.describe('the cross wallet, without unrealised profit and isolated margins'),
    positions: positionsIn,
    tiers: tiersIn,
    positionMode: z.enum(['one-way', 'hedge']).optional().describe('default: inferred from the positions'),
  }),
  output: z.strictObject({
    positions: z.array(
      z.strictObject({
        symbol: z.string(),
        side: z.enum(['long', 'short']),
        marginMode: z.enum(['cross', 'isolated']),
        liquidationPrice: amountOut.nullable(),
        distance: ratioOut.nullable().describe('|mark − liquidation| / mark; 0 when already through'),
        approximation: amountOut.nullable().describe('rule of thumb from leverage alone; null without one'),
        maintenanceMargin: amountOut,
        maintenanceMarginRate: ratioOut,
        bracket: z.int(),
        marginRatio: ratioOut.nullable().describe("the account's for cross, its own for isolated"),
        notional: amountOut,
        unrealizedPnl: amountOut,
        reason: reasonOut,
      }),
    ),
    account: z.strictObject({
      marginBalance: amountOut,
      maintenanceMargin: amountOut,
      marginRatio: ratioOut.nullable(),
      unrealizedPnl: amountOut,
      reason: reasonOut,
    }),
    positionMode: z.enum(['one-way', 'hedge']),
    basis: basisOut,
  }),
  run({ walletBalance, positions, tiers, positionMode }) {
    const book = bracketBook(tiers);
    const mode = modeOf(positions, positionMode);
    const risk = assessAccount(walletBalance, positions, book);
    const { account } = risk;
    const marginRatio = finiteOrNull(account.marginRatio);
    return {
      positions: risk.positions.map(row),
      account: {
        marginBalance: money(account.marginBalance),
        maintenanceMargin: money(account.maintenanceMargin),
        marginRatio,
        unrealizedPnl: money(account.unrealizedPnl),
        ...(marginRatio === null ? { reason: 'the margin balance is not above zero' } : {}),
      },
      positionMode: mode,
      basis: book.basis,
    };
  },
});
