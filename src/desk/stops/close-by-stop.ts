// A reached stop that the venue does not run: the desk closes the position as a card that the person who armed the stop approved by arming it.
import type { Position } from '../../domain/position.ts';
import { isDecided, type Proposal } from '../../domain/proposal.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { ArmedStop } from '../../domain/stop.ts';
import { buildProposal } from '../cards/build-proposal.ts';
import { contentHashOf, proposalChanges } from '../cards/draft-proposal.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';
import { keepStop } from '../state/stop-book.ts';

/** After a close that came to nothing the next try waits this long. */
const TRY_AGAIN_MS = 5_000;

/** Starts the close of the whole position, one at a time; every try is a card of its own, so that people see each. */
export async function closeByStop(
  context: DeskContext,
  account: DeskAccount,
  snapshot: AccountSnapshot,
  stop: ArmedStop,
  { symbol, side, quantity }: Position,
): Promise<void> {
  const now = context.ports.clock.now();
  const running = [...context.memory.proposals.values()].some(
    ({ content, state }) =>
      content.reason.kind === 'stop' &&
      content.account === account.name &&
      !isDecided(state) &&
      'legs' in content.action &&
      content.action.legs[0]?.symbol === symbol,
  );
  if (running || (stop.refusal !== undefined && stop.refusal.tryAfter > now)) return;
  const attempt = stop.attempt + 1;
  const built = await buildProposal(context, account, snapshot, {
    source: `stop:${stop.id}:${attempt}`,
    action: { kind: 'close', cuts: [{ symbol, side, quantity: quantity.value, rounding: 'down' }] },
    reason: { kind: 'stop', by: stop.armedBy, stopPrice: stop.stopPrice },
    proposedBy: 'desk',
  });
  if (!built.ok) {
    context.ports.log.warn({ refusals: built.error, symbol }, 'a reached stop cannot be executed');
    return;
  }
  const card = approvedBy(context, built.value, stop, now);
  const { account: name, stopPrice, armedBy: by } = stop;
  // The pass that found it goes on with every approved card that nobody drives.
  await keepStop(context, stop, {
    next: { ...stop, attempt, refusal: { why: 'being closed', tryAfter: now + TRY_AGAIN_MS } },
    what: 'reached',
    data: { proposal: card.content.id },
    notice: { code: 'stop-triggered', account: name, symbol, side, stopPrice, by },
    more: proposalChanges(context, card),
  });
}

function approvedBy(context: DeskContext, proposal: Proposal, stop: ArmedStop, at: number): Proposal {
  const { nextEscalationAt: _, ...rest } = proposal;
  const contentHash = contentHashOf(context, proposal.content);
  return {
    ...rest,
    state: { kind: 'approved', at },
    approvals: [{ by: stop.armedBy, ...stop.armedOn, at, contentHash }],
  };
}
