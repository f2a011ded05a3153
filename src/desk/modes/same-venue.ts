// The same name must mean the same market as before: an account that was play money yesterday and is real money today has another account's history, peak and stops.
import type { LedgerChange } from '../../ports/ledger.ts';
import { accountValue, memoryOf } from '../state/account-memory.ts';
import { commit } from '../state/commit.ts';
import type { DeskContext } from '../state/context.ts';

/**
 * Compares each account with where it was when it was first opened in this mode, and writes that down the first time. One
 * that moved is observed only, and people are told what to do.
 */
export async function holdToVenues(context: DeskContext): Promise<void> {
  const changes: LedgerChange[] = [];
  for (const { name, exchange } of context.accounts) {
    if (exchange.kind !== 'real') continue;
    const kept = accountValue(context, name, 'venue');
    const before = await context.ports.ledger.value(kept);
    if (!before.ok || before.value === exchange.venue) continue;
    if (before.value === undefined) {
      changes.push({ kind: 'value', name: kept, value: exchange.venue });
      continue;
    }
    const reason = `account ${name} was at ${before.value} before and is at ${exchange.venue} now; give it another name, or start with another data folder`;
    memoryOf(context, name).safeMode = reason;
    changes.push(
      {
        kind: 'journal',
        entry: {
          type: 'risk-block',
          at: context.ports.clock.now(),
          by: 'desk',
          data: { account: name, was: before.value, is: exchange.venue },
        },
      },
      {
        kind: 'tell',
        lane: 'emergency',
        topic: `venue:${name}`,
        event: { kind: 'notice', notice: { code: 'safe-mode', reason } },
      },
    );
  }
  await commit(context, changes);
}
