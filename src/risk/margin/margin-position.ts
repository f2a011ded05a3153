// The position every margin model reads: plain numbers, checked once at the door.
import { ModelInputError, requireAmount, requireBalance, requireBetween } from '../model-input-error.ts';
import { symbolKey } from './bracket-book.ts';

/** Quantity in base units (positive; the side carries the sign), prices in quote currency. */
export interface MarginPosition {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly quantity: number;
  readonly entryPrice: number;
  readonly markPrice: number;
  readonly leverage?: number | undefined;
  readonly marginMode: 'cross' | 'isolated';
  /** Own margin of an isolated position; without it the entry margin `quantity·entryPrice/leverage` is used. */
  readonly isolatedMargin?: number | undefined;
}

export const signOf = (side: 'long' | 'short'): 1 | -1 => (side === 'long' ? 1 : -1);

/** Profit at `price`, before fees; negative is a loss. */
export const pnlAt = (position: MarginPosition, price: number): number =>
  signOf(position.side) * position.quantity * (price - position.entryPrice);

/** What backs an isolated position: the margin given, else the entry margin; MISSING without either. */
export function isolatedMarginOf(position: MarginPosition, path: string): number {
  if (position.isolatedMargin !== undefined) return position.isolatedMargin;
  if (position.leverage !== undefined) return (position.quantity * position.entryPrice) / position.leverage;
  const remedy = `${path} is isolated without isolatedMargin or leverage; give one of them`;
  throw new ModelInputError('MISSING', `${path}.isolatedMargin`, remedy);
}

function requirePosition(position: MarginPosition, path: string): void {
  requireAmount(position.quantity, `${path}.quantity`);
  requireAmount(position.entryPrice, `${path}.entryPrice`);
  requireAmount(position.markPrice, `${path}.markPrice`);
  if (position.leverage !== undefined) requireBetween(position.leverage, `${path}.leverage`, 0.01, 1000);
  if (position.isolatedMargin !== undefined)
    requireBalance(position.isolatedMargin, `${path}.isolatedMargin`);
  if (position.marginMode === 'isolated') isolatedMarginOf(position, path);
}

/**
 * Checks every position, that no leg appears twice, and that both legs of a cross symbol share one mark price.
 * Returns the positions of the cross account grouped by symbol, as indices.
 */
export function requirePositions(
  positions: readonly MarginPosition[],
  path = 'positions',
): ReadonlyMap<string, readonly number[]> {
  const seen = new Set<string>();
  const groups = new Map<string, number[]>();
  for (const [i, position] of positions.entries()) {
    const here = `${path}[${i}]`;
    requirePosition(position, here);
    const key = symbolKey(position.symbol);
    const leg = `${key} ${position.side} ${position.marginMode}`;
    if (seen.has(leg)) {
      throw new ModelInputError('DUPLICATE', here, `${here} is a second ${leg} position; give each leg once`);
    }
    seen.add(leg);
    if (position.marginMode === 'isolated') continue;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [i]);
      continue;
    }
    const other = positions[group[0]!]!;
    if (other.markPrice !== position.markPrice) {
      const found = `${here}.markPrice ${position.markPrice} differs from ${other.markPrice} of its other leg`;
      throw new ModelInputError(
        'CONTRADICTION',
        `${here}.markPrice`,
        `${found}; one symbol has one mark price`,
      );
    }
    group.push(i);
  }
  return groups;
}
