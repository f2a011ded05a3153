// The end of SAFE by decision: an admin has looked at the data folder and goes on with the ledger that took the lost one's place.
import type { Ask } from '../../domain/actor.ts';
import type { Latch } from '../../domain/kill-switch.ts';
import { failure, success } from '../../domain/result.ts';
import type { Answer } from '../../ports/desk.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import { commit } from '../state/commit.ts';
import type { DeskContext } from '../state/context.ts';

/** `decision` keeps it over restarts. The latch stays as it is, and is the answer. */
export async function leaveSafeMode(
  context: DeskContext,
  { actor, messageId }: Ask,
  decision: LedgerChange,
): Answer<Latch> {
  const { memory, ports } = context;
  const data = { safeMode: 'left', reason: memory.safeMode ?? '', platform: actor.platform };
  const done = await commit(context, [
    decision,
    {
      kind: 'journal',
      entry: {
        type: 'desk',
        at: ports.clock.now(),
        by: actor.name,
        data: { ...data, messageId: messageId ?? null },
      },
    },
    {
      kind: 'tell',
      lane: 'normal',
      topic: 'desk:safe-mode',
      event: { kind: 'notice', notice: { code: 'safe-mode-left', by: actor.name } },
    },
  ]);
  if (!done.ok) return failure({ kind: 'fault', fault: done.error });
  delete memory.safeMode;
  delete memory.leaveSafeMode;
  return success(memory.latch);
}
