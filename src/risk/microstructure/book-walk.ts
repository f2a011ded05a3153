// What a market order would really cost: walks the visible book level by level.
// A book that is too thin is an answer with the volume that is there, never a guess beyond it.
import { ModelInputError, requireAmount, requireBetween } from '../model-input-error.ts';

/** Levels as [price, quantity], best first. */
export interface BookLevels {
  readonly bids: readonly (readonly [number, number])[];
  readonly asks: readonly (readonly [number, number])[];
}

export type Impact = 'negligible' | 'low' | 'moderate' | 'high';

export interface SlippageEstimate {
  /** What the visible book can fill of the quantity. */
  readonly filled: number;
  readonly enough: boolean;
  /** Of the filled part; null when the side is empty. */
  readonly averagePrice: number | null;
  readonly bestPrice: number | null;
  /** Average against best price, always a cost (0.001 = 0.1 %); null when the book is too thin. */
  readonly slippage: number | null;
  /** The same times 1 + volatility. */
  readonly adjusted: number | null;
  /** Order over visible depth of that side; null when the side is empty. */
  readonly impactRatio: number | null;
  readonly impact: Impact;
  /** Visible quantity on the side the order eats. */
  readonly depth: number;
}

function requireLevels(levels: BookLevels['bids'], path: string, rising: boolean): void {
  for (const [i, [price, quantity]] of levels.entries()) {
    requireAmount(price, `${path}[${i}][0]`);
    requireAmount(quantity, `${path}[${i}][1]`);
    const before = levels[i - 1]?.[0];
    if (before === undefined || (rising ? price > before : price < before)) continue;
    const order = rising ? 'rise' : 'fall';
    throw new ModelInputError('UNSORTED', `${path}[${i}][0]`, `${path} must ${order}, best price first`);
  }
}

/** Checks prices, quantities, order and that bids lie below asks. */
export function requireBook(book: BookLevels): void {
  requireLevels(book.bids, 'book.bids', false);
  requireLevels(book.asks, 'book.asks', true);
  const bid = book.bids[0]?.[0];
  const ask = book.asks[0]?.[0];
  if (bid === undefined || ask === undefined || bid < ask) return;
  const found = `the best bid ${bid} is not below the best ask ${ask}`;
  throw new ModelInputError('CONTRADICTION', 'book', `${found}; fetch the book again`);
}

function impactOf(ratio: number): Impact {
  if (ratio < 0.01) return 'negligible';
  if (ratio < 0.05) return 'low';
  return ratio < 0.1 ? 'moderate' : 'high';
}

/** `volatility`: standard deviation of the last hour's returns (0.01 = 1 %). */
export function walkBook(
  book: BookLevels,
  side: 'buy' | 'sell',
  quantity: number,
  volatility = 0,
): SlippageEstimate {
  requireBook(book);
  requireAmount(quantity, 'quantity');
  requireBetween(volatility, 'volatility', 0, 100);
  const levels = side === 'buy' ? book.asks : book.bids;
  let filled = 0;
  let cost = 0;
  let depth = 0;
  for (const [price, size] of levels) {
    depth += size;
    const part = Math.min(size, quantity - filled);
    if (part <= 0) continue;
    filled += part;
    cost += part * price;
  }
  const bestPrice = levels[0]?.[0] ?? null;
  if (bestPrice === null) {
    const nothing = { averagePrice: null, bestPrice, slippage: null, adjusted: null, impactRatio: null };
    return { filled, enough: false, ...nothing, impact: 'high', depth };
  }
  const enough = depth >= quantity * (1 - 1e-12);
  const worst = levels[levels.length - 1]![0];
  const average = cost / filled;
  const averagePrice = Math.min(Math.max(average, Math.min(bestPrice, worst)), Math.max(bestPrice, worst));
  const slippage = enough ? Math.abs(averagePrice - bestPrice) / bestPrice : null;
  const adjusted = slippage === null ? null : slippage * (1 + volatility);
  const impactRatio = quantity / depth;
  const impact = impactOf(impactRatio);
  return { filled, enough, averagePrice, bestPrice, slippage, adjusted, impactRatio, impact, depth };
}
