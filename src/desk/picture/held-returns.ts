// The daily returns that the watch keeps of the symbols held, cut to the days that all of them share.
import { type Told, told, unknown } from '../../domain/reading.ts';
import type { Book } from './asked-picture.ts';

/** Returns that a figure over history needs. */
const RETURNS_NEEDED = 100;

export interface HeldReturns {
  /** Aligned at their ends and of one length. */
  readonly bySymbol: ReadonlyMap<string, Float64Array>;
  /** Symbols held without enough history. */
  readonly missing: readonly string[];
}

export function heldReturns({ memory, snapshot }: Book): HeldReturns {
  const symbols = [...new Set(snapshot.positions.map(({ symbol }) => symbol))];
  const found = symbols.flatMap((symbol) => {
    const series = memory.returns.get(symbol);
    return series === undefined || series.length < RETURNS_NEEDED ? [] : [[symbol, series] as const];
  });
  const days = Math.min(...found.map(([, series]) => series.length));
  return {
    bySymbol: new Map(found.map(([symbol, series]) => [symbol, series.subarray(series.length - days)])),
    missing: symbols.filter((symbol) => !found.some(([known]) => known === symbol)),
  };
}

/** The same where a figure without one of the positions would look safer than the book is. */
export function allReturns(book: Book): Told<ReadonlyMap<string, Float64Array>> {
  if (book.snapshot.positions.length === 0) return unknown('no-positions');
  const { bySymbol, missing } = heldReturns(book);
  const [first] = missing;
  return first === undefined ? told(bySymbol) : unknown('no-price-history', first);
}
