// The book that a question is about: the last picture of the account that was named, or of the one that stands worst.
import { levelRank } from '../domain/level.ts';
import type { Position } from '../domain/position.ts';
import { type Result, success } from '../domain/result.ts';
import type { AccountSnapshot } from '../domain/snapshot.ts';
import type { BookBasis } from '../ports/book-questions.ts';
import type { Declined } from '../ports/desk.ts';
import type { BracketRow } from '../risk/margin/brackets.ts';
import { memoryOf } from './account-memory.ts';
import { askedAccounts, refused } from './asked-position.ts';
import type { DeskAccount, DeskContext } from './context.ts';

export interface AskedBook {
  readonly account: DeskAccount;
  readonly snapshot: AccountSnapshot;
  readonly basis: BookBasis;
}

/** Refuses an unknown account and a picture that is missing or partial: a model over half a book would look safe. */
export function askedBook(context: DeskContext, name: string | undefined): Result<AskedBook, Declined> {
  const accounts = askedAccounts(context, name);
  if (!accounts.ok) return accounts;
  const rank = (account: DeskAccount): number =>
    levelRank(memoryOf(context, account.name).assessment?.level ?? 'safe');
  const [account] = [...accounts.value].sort((a, b) => rank(b) - rank(a));
  const snapshot = account === undefined ? undefined : memoryOf(context, account.name).snapshot;
  if (account === undefined || snapshot === undefined) {
    return refused({ code: 'INCOMPLETE_DATA', why: 'there is no picture of the account yet' });
  }
  if (!snapshot.complete) {
    return refused({ code: 'INCOMPLETE_DATA', why: snapshot.incompleteBecause ?? 'a read failed' });
  }
  const basis: BookBasis = {
    account: account.name,
    currency: snapshot.equity.currency,
    equity: snapshot.equity.value.toNumber(),
    pricesAt: snapshot.pricesAt,
  };
  return success({ account, snapshot, basis });
}

/** The same with at least one position in it. */
export function askedOpenBook(context: DeskContext, name: string | undefined): Result<AskedBook, Declined> {
  const book = askedBook(context, name);
  if (book.ok && book.value.snapshot.positions.length === 0) {
    return refused({ code: 'NOTHING_TO_DO', what: 'no position is open' });
  }
  return book;
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
