// A look at an account outside the watch, right after something was done to it: people who ask next must not be shown the book of before.
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import { assess } from '../../risk/assessment/assess.ts';
import type { Assessment } from '../../risk/assessment/assessment.ts';
import { takeSnapshot } from '../picture/take-snapshot.ts';
import { memoryOf, watchOf } from '../state/account-memory.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';
import { assessInputOf, isGone, show } from './watch-account.ts';

/** The whole picture of now, shown from here on; undefined when it could not be had in full: then what is shown stays. */
export async function lookAfresh(
  context: DeskContext,
  account: DeskAccount,
): Promise<{ readonly snapshot: AccountSnapshot; readonly assessment: Assessment } | undefined> {
  const taken = await takeSnapshot(context, account);
  if (!taken.ok || !taken.value.complete || isGone(context, account)) return undefined;
  const snapshot = taken.value;
  const assessment = assess(assessInputOf(context, snapshot));
  const memory = memoryOf(context, account.name);
  show(memory, snapshot, assessment);
  // The next pass compares orders and fills as well, and does not wait for their turn.
  delete watchOf(context, memory).reconciledAt;
  return { snapshot, assessment };
}
