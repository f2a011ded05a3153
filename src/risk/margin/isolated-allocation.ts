// Shares a capital among requested isolated positions: initial margins first, then part of what is spare as a buffer
// that pushes each liquidation price away.
import { ModelInputError, requireAmount, requireBetween } from '../model-input-error.ts';
import type { BracketBook } from './bracket-book.ts';
import { liquidationRoots, nearestLiquidation } from './liquidation-price.ts';
import { requireLeverage } from './maintenance.ts';

export interface AllocationRequest {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly quantity: number;
  readonly entryPrice: number;
  readonly leverage: number;
}

export interface AllocatedPosition {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly notional: number;
  readonly initialMargin: number;
  readonly additionalMargin: number;
  /** Additional over initial margin. */
  readonly bufferRatio: number;
  /** With the buffer, at the entry price; null: no price liquidates it. */
  readonly liquidationPrice: number | null;
}

export interface IsolatedAllocation {
  readonly strategy: 'CONSERVATIVE' | 'BALANCED' | 'AGGRESSIVE' | 'OVERLEVERED';
  readonly utilization: number;
  readonly totalInitialMargin: number;
  readonly spareCapital: number;
  readonly positions: readonly AllocatedPosition[];
  /** Σ notional weight · leverage/10. */
  readonly riskScore: number;
  /** Total notional over total margin, buffer included. */
  readonly averageLeverage: number;
  /** The largest notional's share of all. */
  readonly concentration: number;
}

function strategyOf(utilization: number): IsolatedAllocation['strategy'] {
  if (utilization < 0.3) return 'CONSERVATIVE';
  if (utilization < 0.6) return 'BALANCED';
  return utilization < 0.8 ? 'AGGRESSIVE' : 'OVERLEVERED';
}

function requireRequests(requests: readonly AllocationRequest[], book: BracketBook): void {
  if (requests.length === 0) {
    throw new ModelInputError('TOO_SHORT', 'requests', 'requests is empty; ask for at least one position');
  }
  for (const [i, request] of requests.entries()) {
    const path = `requests[${i}]`;
    requireAmount(request.quantity, `${path}.quantity`);
    requireAmount(request.entryPrice, `${path}.entryPrice`);
    const table = book.tableFor(request.symbol, `${path}.symbol`);
    requireLeverage(table, request.quantity * request.entryPrice, request.leverage, `${path}.leverage`);
  }
}

/** `bufferShare` of the spare capital is spread by notional. SHORTFALL names what is missing when margins exceed `capital`. */
export function allocateIsolated(
  capital: number,
  requests: readonly AllocationRequest[],
  book: BracketBook,
  bufferShare = 0.3,
): IsolatedAllocation {
  requireAmount(capital, 'capital');
  requireBetween(bufferShare, 'bufferShare', 0, 1);
  requireRequests(requests, book);
  const notionals = requests.map((request) => request.quantity * request.entryPrice);
  const total = notionals.reduce((sum, notional) => sum + notional, 0);
  const margins = requests.map((request, i) => notionals[i]! / request.leverage);
  const totalInitialMargin = margins.reduce((sum, margin) => sum + margin, 0);
  if (totalInitialMargin > capital) {
    const missing = Number((totalInitialMargin - capital).toPrecision(15));
    const found = `the requests need ${totalInitialMargin} of margin, ${missing} more than the capital`;
    throw new ModelInputError('SHORTFALL', 'capital', `${found}; add that much or ask for less`);
  }
  const spareCapital = capital - totalInitialMargin;
  const positions = requests.map(({ symbol, side, quantity, entryPrice }, i): AllocatedPosition => {
    const notional = notionals[i]!;
    const initialMargin = margins[i]!;
    const additionalMargin = (spareCapital * bufferShare * notional) / total;
    const table = book.tableFor(symbol);
    const margin = initialMargin + additionalMargin;
    const roots = liquidationRoots([{ sign: side === 'long' ? 1 : -1, quantity, entryPrice, table }], margin);
    const { price } = nearestLiquidation(roots, entryPrice, margin > table.maintenance(notional));
    const bufferRatio = additionalMargin / initialMargin;
    return { symbol, side, notional, initialMargin, additionalMargin, bufferRatio, liquidationPrice: price };
  });
  return {
    strategy: strategyOf(totalInitialMargin / capital),
    utilization: totalInitialMargin / capital,
    totalInitialMargin,
    spareCapital,
    positions,
    riskScore: requests.reduce((sum, { leverage }, i) => sum + ((notionals[i]! / total) * leverage) / 10, 0),
    averageLeverage: total / (totalInitialMargin + spareCapital * bufferShare),
    concentration: Math.max(...notionals) / total,
  };
}
