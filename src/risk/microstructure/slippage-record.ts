// Expected against actual fill prices of the last hundred fills: the average slippage that sizing and cards rely on.
import { requireAmount } from '../model-input-error.ts';

export const KEPT_FILLS = 100;

export interface RecordedFill {
  readonly symbol: string;
  readonly expectedPrice: number;
  readonly actualPrice: number;
}

/** |actual − expected| / expected. */
export function actualSlippage({ expectedPrice, actualPrice }: RecordedFill): number {
  requireAmount(expectedPrice, 'expectedPrice');
  requireAmount(actualPrice, 'actualPrice');
  return Math.abs(actualPrice - expectedPrice) / expectedPrice;
}

/** A new record with the fill at its end, the oldest dropped beyond a hundred. */
export function recordFill(record: readonly RecordedFill[], fill: RecordedFill): readonly RecordedFill[] {
  actualSlippage(fill);
  return [...record, fill].slice(-KEPT_FILLS);
}

/** Average over all fills, or over one symbol's; null when there are none. */
export function averageSlippage(record: readonly RecordedFill[], symbol?: string): number | null {
  const fills = symbol === undefined ? record : record.filter((fill) => fill.symbol === symbol);
  if (fills.length === 0) return null;
  return fills.reduce((sum, fill) => sum + actualSlippage(fill), 0) / fills.length;
}
