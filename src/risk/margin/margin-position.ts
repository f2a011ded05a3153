// The position every margin model reads: plain numbers, checked once at the door.
import {
  isAmount,
  ModelInputError,
  requireAmount,
  requireBalance,
  requireBetween,
} from '../model-input-error.ts';
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

/** Whether all of the position is in order. One that is not is looked at again, to say what is wrong with it. */
function isInOrder(position: MarginPosition): boolean {
  const { quantity, entryPrice, markPrice, leverage, marginMode, isolatedMargin } = position;
  if (!isAmount(quantity) || !isAmount(entryPrice) || !isAmount(markPrice)) return false;
  if (leverage !== undefined && !(Number.isFinite(leverage) && leverage >= 0.01 && leverage <= 1000))
    return false;
  if (isolatedMargin !== undefined) return isAmount(Math.abs(isolatedMargin)) || isolatedMargin === 0;
  return marginMode === 'cross' || leverage !== undefined;
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
  const legs = new Map<string, number[]>();
  const groups = new Map<string, number[]>();
  // Paths are put into words only for what is wrong: a thousand positions are checked several times in a pass.
  for (let i = 0; i < positions.length; i += 1) {
    const position = positions[i]!;
    if (!isInOrder(position)) requirePosition(position, `${path}[${i}]`);
    const key = symbolKey(position.symbol);
    const others = legs.get(key);
    if (others === undefined) legs.set(key, [i]);
    else {
      requireNew(positions, others, i, key, path);
      others.push(i);
    }
    if (position.marginMode === 'isolated') continue;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [i]);
      continue;
    }
    const other = positions[group[0]!]!;
    if (other.markPrice !== position.markPrice) {
      const here = `${path}[${i}]`;
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

/** DUPLICATE when one of the positions `others` of the same symbol is the same leg as position `i`. */
function requireNew(
  positions: readonly MarginPosition[],
  others: readonly number[],
  i: number,
  key: string,
  path: string,
): void {
  const { side, marginMode } = positions[i]!;
  for (const other of others) {
    if (positions[other]!.side !== side || positions[other]!.marginMode !== marginMode) continue;
    const here = `${path}[${i}]`;
    const leg = `${key} ${side} ${marginMode}`;
    throw new ModelInputError('DUPLICATE', here, `${here} is a second ${leg} position; give each leg once`);
  }
}
