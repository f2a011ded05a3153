// What the exchanges pushed last, of all accounts together, for looking into it afterwards. Prices are shared by the accounts of an address: each is shown once.
import type { HeardMessage } from '../../ports/desk.ts';
import type { DeskContext } from '../state/context.ts';

/** Newest first. */
export function heardLately(
  { accounts }: DeskContext,
  limit: number,
  stream?: HeardMessage['stream'],
): readonly HeardMessage[] {
  // Of one stream alone: all that is kept of both is looked through, since a quiet one lies far behind a busy one.
  const asked = stream === undefined ? limit : Number.MAX_SAFE_INTEGER;
  const seen = new Set<object>();
  return accounts
    .flatMap(({ name, exchange }) =>
      exchange
        .heard(asked)
        .filter((message) => !seen.has(message) && seen.add(message))
        .filter((message) => stream === undefined || message.stream === stream)
        .slice(0, limit)
        .map((message) => ({ ...message, account: name })),
    )
    .sort((a, b) => b.at - a.at)
    .slice(0, limit);
}
