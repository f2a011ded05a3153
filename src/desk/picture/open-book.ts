// The book that a question about its future needs: the asked account's last picture, whole, and the tables that its margin follows.
import type { Position } from '../../domain/position.ts';
import type { Unknown } from '../../domain/reading.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { type Result, success } from '../../domain/result.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { Declined } from '../../ports/desk.ts';
import type { BracketRow } from '../../risk/margin/brackets.ts';
import type { DeskContext } from '../state/context.ts';
import { askedBook, type Book } from './asked-picture.ts';
import { refused } from './asked-position.ts';

/** Refuses an unknown account and a picture that is missing or partial: a model over half a book would look safe. */
export function wholeBook(context: DeskContext, name: string | undefined): Result<Book, Declined> {
  const book = askedBook(context, name);
  if (!book.ok) return book;
  return book.value.kind === 'known' ? success(book.value.value) : refused(refusalOf(book.value));
}

/** The same with at least one position in it. */
export function openBook(context: DeskContext, name: string | undefined): Result<Book, Declined> {
  const book = wholeBook(context, name);
  if (book.ok && book.value.snapshot.positions.length === 0) {
    return refused({ code: 'NOTHING_TO_DO', what: 'no position is open' });
  }
  return book;
}

function refusalOf({ reason, detail }: Unknown): Refusal {
  if (reason === 'no-equity') return { code: 'NOTHING_TO_DO', what: 'the account has no equity left' };
  const why = reason === 'no-picture' ? 'there is no picture of the account yet' : 'a read failed';
  return { code: 'INCOMPLETE_DATA', why: detail ?? why };
}

/** The venue's bracket tables of the held symbols as plain data; or the symbol that has none. */
export function tiersOf(
  snapshot: AccountSnapshot,
): { readonly tiers: Readonly<Record<string, readonly BracketRow[]>> } | { readonly missing: string } {
  const tiers: Record<string, readonly BracketRow[]> = {};
  for (const symbol of heldSymbols(snapshot.positions)) {
    const rows = snapshot.instruments.get(symbol)?.brackets ?? [];
    if (rows.length === 0) return { missing: symbol };
    tiers[symbol] = rows.map(({ maintenanceMarginRate: rate, ...row }) => ({ ...row, rate }));
  }
  return { tiers };
}

export const heldSymbols = (positions: readonly Position[]): string[] =>
  [...new Set(positions.map(({ symbol }) => symbol))].sort();
