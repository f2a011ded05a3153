// Persist, then remember: the only way in which the desk changes proposals, alerts and the latch.
import type { Fault } from '../../domain/fault.ts';
import { isDecided } from '../../domain/proposal.ts';
import type { Result } from '../../domain/result.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import type { DeskContext } from './context.ts';

const KEEP_DECIDED_MS = 3_600_000;

/** Commits the changes as one transaction and mirrors them in memory; a store that cannot be written stops everything but the kill switch. */
export async function commit(
  context: DeskContext,
  changes: readonly LedgerChange[],
): Promise<Result<void, Fault>> {
  if (changes.length === 0) return { ok: true, value: undefined };
  const { memory, ports } = context;
  const done = await ports.ledger.commit(changes);
  if (!done.ok) {
    if (done.error.code !== 'CONFLICT') {
      if (memory.storeFault === undefined)
        ports.log.error({ fault: done.error.code }, 'the ledger cannot be written');
      memory.storeFault = done.error.message;
    }
    return done;
  }
  if (memory.storeFault !== undefined) {
    ports.log.info({}, 'the ledger can be written again');
    delete memory.storeFault;
  }
  for (const change of changes) remember(context, change);
  return done;
}

function remember({ memory, ports }: DeskContext, change: LedgerChange): void {
  switch (change.kind) {
    case 'proposal': {
      memory.proposals.set(change.row.content.id, change.row);
      const limit = ports.clock.now() - KEEP_DECIDED_MS;
      for (const [id, proposal] of memory.proposals) {
        if (isDecided(proposal.state) && proposal.content.executeBy < limit) memory.proposals.delete(id);
      }
      return;
    }
    case 'alert':
      if (change.row.state === 'resolved') memory.alerts.delete(change.row.id);
      else memory.alerts.set(change.row.id, change.row);
      return;
    case 'latch':
      memory.latch = change.row;
      return;
    default:
      return;
  }
}
