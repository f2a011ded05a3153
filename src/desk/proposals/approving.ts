// A press of Approve or Reject: decided under the writer queue, durable with its journal line and its card before anything acts on it.
import type { Ask } from '../../domain/actor.ts';
import type { Approval, Proposal } from '../../domain/proposal.ts';
import { answerIsOver, approved, expired, missingApprovals, rejected } from '../../domain/proposal-life.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { Answer, ApprovalResult, Declined } from '../../ports/desk.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import { contentHashOf, shown } from '../cards/draft-proposal.ts';
import { findProposal } from '../cards/find-proposal.ts';
import { startExecution } from '../execution/executing.ts';
import { commit } from '../state/commit.ts';
import type { DeskContext } from '../state/context.ts';
import { standstill } from '../state/desk-state.ts';
import { approvalCap } from './approval-cap.ts';

/** A row that moved between reading and writing is read again this often; then the store's answer stands. */
const TRIES = 3;

type Decide = (proposal: Proposal) => Result<Proposal, readonly Refusal[]>;

/**
 * Counts one person's approval. The one that completes the quorum starts the execution; every other press is told
 * what already happened. `shownHash`: of the content that the presser's card showed.
 */
export function approve(
  context: DeskContext,
  ask: Ask,
  codeOrId: string,
  shownHash?: string,
): Answer<ApprovalResult> {
  return context.writer.run(async () => {
    const { clock } = context.ports;
    const cap = await approvalCap(context, ask);
    if (!cap.ok) return failure({ kind: 'fault', fault: cap.error });
    const decided = await decide(context, ask, codeOrId, (proposal) => {
      const refusals = [...pressRefusals(context, proposal), ...cap.value(proposal)];
      const press = approved(proposal, ask, shownHash, clock.now());
      if (press.ok && refusals.length === 0) return press;
      const own = press.ok ? [] : press.error;
      // A card that is past answering says what became of it; what stands in the way of others does not matter to it.
      const isPast = own.some(({ code }) => code === 'PROPOSAL_DECIDED');
      return failure(isPast ? own : [...refusals, ...own]);
    });
    if (!decided.ok) return decided;
    const proposal = decided.value;
    context.crashPoint('execute:02 approval committed');
    if (proposal.state.kind === 'approved') startExecution(context, proposal.content.id);
    return success({ proposal, missing: missingApprovals(proposal) });
  });
}

export function reject(context: DeskContext, ask: Ask, codeOrId: string): Answer<Proposal> {
  return context.writer.run(() =>
    decide(context, ask, codeOrId, (proposal) => rejected(proposal, ask, context.ports.clock.now())),
  );
}

/** What stands against approving anything now, and against this content. */
function pressRefusals(context: DeskContext, proposal: Proposal): Refusal[] {
  const refusals = standstill(context, proposal.content.account);
  const isIntact = contentHashOf(context, proposal.content) === proposal.contentHash;
  if (!isIntact || proposal.content.mode !== context.memory.mode) {
    refusals.push({ code: 'CONTENT_CHANGED', card: proposal.code });
  }
  return refusals;
}

async function decide(
  context: DeskContext,
  ask: Ask,
  codeOrId: string,
  next: Decide,
): Promise<Result<Proposal, Declined>> {
  const found = await findProposal(context, codeOrId);
  if (!found.ok) return found;
  let proposal = found.value;
  for (let tries = 1; ; tries += 1) {
    const decided = next(proposal);
    if (!decided.ok) {
      await closeIfOver(context, proposal);
      return failure({ kind: 'refused', refusals: decided.error });
    }
    context.crashPoint('execute:01 before approval commit');
    const done = await commit(context, pressChanges(context, ask, decided.value));
    if (done.ok) return success(decided.value);
    if (done.error.code !== 'CONFLICT' || tries >= TRIES) {
      return failure({ kind: 'fault', fault: done.error });
    }
    const again = await context.ports.ledger.proposal(proposal.content.id);
    if (!again.ok) return failure({ kind: 'fault', fault: again.error });
    if (again.value === undefined) return failure({ kind: 'fault', fault: done.error });
    proposal = again.value;
    context.memory.proposals.set(proposal.content.id, proposal);
  }
}

function pressChanges(context: DeskContext, ask: Ask, proposal: Proposal): LedgerChange[] {
  const { actor } = ask;
  const approval: Approval | undefined = proposal.approvals.at(-1);
  return [
    ...shown(context, proposal),
    {
      kind: 'journal',
      entry: {
        type: 'approval',
        at: context.ports.clock.now(),
        by: actor.name,
        data: {
          proposal: proposal.content.id,
          code: proposal.code,
          decision: proposal.state.kind === 'rejected' ? 'reject' : 'approve',
          missing: missingApprovals(proposal),
          platform: actor.platform,
          platformId: actor.platformId,
          messageId: ask.messageId ?? null,
          contentHash: approval?.contentHash ?? proposal.contentHash,
        },
      },
    },
  ];
}

/** A late press is also the moment at which the card learns that it is over. */
async function closeIfOver(context: DeskContext, proposal: Proposal): Promise<void> {
  const now = context.ports.clock.now();
  if (!answerIsOver(proposal, now)) return;
  // Cards that escalate are ended by the watch, which also calls the next person.
  if (proposal.nextEscalationAt !== undefined) return;
  await commit(context, shown(context, expired(proposal, now)));
}
