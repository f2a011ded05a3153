// Each position as a part of the book with its returns in the direction in which it is held.
import { notional, type PositionSide, positionKey, sign } from '../../domain/position.ts';
import { type Told, told } from '../../domain/reading.ts';
import type { Book } from './asked-picture.ts';
import { allReturns } from './held-returns.ts';

export interface HeldPart {
  readonly key: string;
  readonly symbol: string;
  readonly side: PositionSide;
  readonly notional: number;
  /** Of the symbol. */
  readonly returns: Float64Array;
  /** Of the position: the negatives for a short. */
  readonly own: Float64Array;
}

export function heldParts(book: Book): Told<readonly HeldPart[]> {
  const returns = allReturns(book);
  if (returns.kind === 'unknown') return returns;
  return told(
    book.snapshot.positions.map((position): HeldPart => {
      const { symbol, side } = position;
      const series = returns.value.get(symbol)!;
      return {
        key: positionKey(symbol, side),
        symbol,
        side,
        notional: notional(position).toNumber(),
        returns: series,
        own: side === 'long' ? series : series.map((value) => sign(side) * value),
      };
    }),
  );
}

export const namesOf = (parts: readonly HeldPart[]) =>
  parts.map(({ key, symbol, side }) => ({ key, symbol, side }));
