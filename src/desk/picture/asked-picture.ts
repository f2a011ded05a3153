// The account that a question to the models is about, and its last picture: complete, or the reason why there is no answer.
import { levelRank } from '../../domain/level.ts';
import { type Told, told, unknown } from '../../domain/reading.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { Declined } from '../../ports/answer.ts';
import type { AskedBook } from '../../ports/model-asks.ts';
import { ModelInputError } from '../../risk/model-input-error.ts';
import type { AccountMemory, DeskAccount, DeskContext } from '../state/context.ts';
import { askedAccounts } from './asked-position.ts';

export interface Book {
  readonly account: DeskAccount;
  readonly memory: AccountMemory;
  readonly snapshot: AccountSnapshot;
  /** Account, currency, equity and age, as every answer carries them. */
  readonly about: AskedBook;
}

/**
 * The named account, or the one that stands worst. A question never makes a new picture: it speaks of the one that
 * people see. Refused for an unknown name; unknown without a picture, with an incomplete one, or without equity.
 */
export function askedBook(context: DeskContext, name: string | undefined): Result<Told<Book>, Declined> {
  const accounts = askedAccounts(context, name);
  if (!accounts.ok) return accounts;
  const pictures = accounts.value.flatMap((account) => {
    const memory = context.memory.accounts.get(account.name);
    return memory?.snapshot === undefined ? [] : [{ account, memory, snapshot: memory.snapshot }];
  });
  pictures.sort((a, b) => rankOf(b.memory) - rankOf(a.memory));
  const [chosen] = pictures;
  if (chosen === undefined) return success(unknown('no-picture'));
  const { snapshot } = chosen;
  if (!snapshot.complete) return success(unknown('incomplete-data', snapshot.incompleteBecause));
  const equity = snapshot.equity.value.toNumber();
  if (!(equity > 0)) return success(unknown('no-equity'));
  const about: AskedBook = {
    account: snapshot.account,
    currency: snapshot.equity.currency,
    equity,
    pricesAt: snapshot.pricesAt,
  };
  return success(told({ ...chosen, about }));
}

const rankOf = ({ assessment }: AccountMemory): number => levelRank(assessment?.level ?? 'safe');

/** Runs a question on the asked book; what a model refuses becomes an unknown answer with the model's own sentence. */
export async function onBook<T>(
  context: DeskContext,
  name: string | undefined,
  ask: (book: Book) => Promise<Result<Told<T>, Declined>> | Result<Told<T>, Declined>,
): Promise<Result<Told<T>, Declined>> {
  const book = askedBook(context, name);
  if (!book.ok) return book;
  if (book.value.kind === 'unknown') return success(book.value);
  try {
    return await ask(book.value.value);
  } catch (error) {
    const refusal = refusedByModel(error);
    if (refusal === undefined) throw error;
    return success(unknown('model-refused', refusal));
  }
}

/** The sentence of a model that refused its input, here or in a worker; undefined for any other error. */
export function refusedByModel(error: unknown): string | undefined {
  if (error instanceof ModelInputError) return error.message;
  const isCoded = error instanceof Error && 'code' in error && typeof error.code === 'string';
  return isCoded && !('errno' in error) ? error.message : undefined;
}

export const faulty = (fault: Extract<Declined, { kind: 'fault' }>['fault']) =>
  failure<Declined>({ kind: 'fault', fault });
