// Fixed fractional sizing: being stopped out loses exactly the risk budget, whatever the leverage.
// Leverage only decides how much margin is locked, so the lowest one that is practical is recommended.
import type { BracketTable } from '../margin/brackets.ts';
import { liquidationRoots } from '../margin/liquidation-price.ts';
import { ModelInputError, requireAmount, requireBetween, requireInteger } from '../model-input-error.ts';

export interface FixedFractionalInput {
  readonly equity: number;
  /** Share of equity that a stopped trade may lose (0.01 = 1 %). */
  readonly riskShare: number;
  readonly entryPrice: number;
  /** Below the entry: a long; above it: a short. */
  readonly stopPrice: number;
  /** Asked for: the stop must then lie before its liquidation price. Left out: the recommended leverage is used. */
  readonly leverage?: number | undefined;
  /** Paid on entry and on exit, as a share of notional. */
  readonly feeRate?: number | undefined;
  readonly maxLeverage?: number | undefined;
}

export interface FixedFractionalRow {
  readonly leverage: number;
  readonly margin: number;
  /** Margin over equity. */
  readonly marginUse: number;
  readonly score: 1 | 0.7 | 0.4 | 0.1;
  readonly liquidationPrice: number | null;
  /** The bracket allows it, the equity pays for it, and the stop comes before liquidation. */
  readonly practical: boolean;
}

export interface FixedFractional {
  readonly side: 'long' | 'short';
  readonly notional: number;
  readonly quantity: number;
  readonly riskAmount: number;
  readonly lossAtStop: number;
  /** Of `leverage`, or of the recommended one; null when neither exists. */
  readonly margin: number | null;
  /** The lowest practical leverage with the best score; null when none is practical. */
  readonly recommendedLeverage: number | null;
  readonly table: readonly FixedFractionalRow[];
}

function scoreOf(marginUse: number): FixedFractionalRow['score'] {
  if (marginUse <= 0.1) return 1;
  if (marginUse <= 0.3) return 0.7;
  return marginUse <= 0.5 ? 0.4 : 0.1;
}

function requireStop({ entryPrice, stopPrice }: FixedFractionalInput): 'long' | 'short' {
  requireAmount(entryPrice, 'entryPrice');
  requireAmount(stopPrice, 'stopPrice');
  if (Math.abs(entryPrice - stopPrice) < 1e-9 * entryPrice) {
    const found = `stopPrice ${stopPrice} is the entry price`;
    throw new ModelInputError(
      'STOP_ON_WRONG_SIDE',
      'stopPrice',
      `${found}; put it below a long, above a short`,
    );
  }
  return stopPrice < entryPrice ? 'long' : 'short';
}

/** STOP_BEYOND_LIQUIDATION when the asked leverage would be liquidated before its stop is reached. */
export function fixedFractional(input: FixedFractionalInput, brackets: BracketTable): FixedFractional {
  const { equity, riskShare, entryPrice, stopPrice, leverage, feeRate = 0, maxLeverage = 10 } = input;
  requireAmount(equity, 'equity');
  requireBetween(riskShare, 'riskPct', 1e-9, 1);
  requireBetween(feeRate, 'feeRate', 0, 0.1);
  requireInteger(maxLeverage, 'maxLeverage', 1, 1000);
  const side = requireStop(input);
  const sign = side === 'long' ? 1 : -1;
  const riskAmount = equity * riskShare;
  const lossPerUnit = Math.abs(entryPrice - stopPrice) + feeRate * (entryPrice + stopPrice);
  const quantity = riskAmount / lossPerUnit;
  const notional = quantity * entryPrice;

  const rowOf = (times: number): FixedFractionalRow => {
    const margin = notional / times;
    const marginUse = margin / equity;
    const legs = [{ sign, quantity, entryPrice, table: brackets } as const];
    const liquidationPrice = liquidationRoots(legs, margin)[0] ?? null;
    const before = liquidationPrice === null || sign * (stopPrice - liquidationPrice) > 0;
    const practical = before && marginUse <= 1 && times <= brackets.at(notional).maxLeverage;
    return { leverage: times, margin, marginUse, score: scoreOf(marginUse), liquidationPrice, practical };
  };

  const table = Array.from({ length: maxLeverage }, (_, i) => rowOf(i + 1));
  let best: FixedFractionalRow | undefined;
  for (const row of table) if (row.practical && row.score > (best?.score ?? 0)) best = row;
  const answer = {
    side,
    notional,
    quantity,
    riskAmount,
    lossAtStop: quantity * lossPerUnit,
    margin: best?.margin ?? null,
    recommendedLeverage: best?.leverage ?? null,
    table,
  } as const;
  if (leverage === undefined) return answer;
  requireBetween(leverage, 'leverage', 0.01, 1000);
  const limit = brackets.at(notional).maxLeverage;
  if (leverage > limit) {
    const found = `leverage is ${leverage}x; the maximum for a notional of ${notional} is ${limit}x`;
    throw new ModelInputError('LEVERAGE_TOO_HIGH', 'leverage', found);
  }
  const asked = rowOf(leverage);
  if (asked.liquidationPrice !== null && sign * (stopPrice - asked.liquidationPrice) <= 0) {
    const found = `at ${leverage}x liquidation comes at ${asked.liquidationPrice}, before the stop ${stopPrice}`;
    throw new ModelInputError(
      'STOP_BEYOND_LIQUIDATION',
      'stopPrice',
      `${found}; move the stop nearer or use less leverage`,
    );
  }
  return { ...answer, margin: asked.margin };
}
