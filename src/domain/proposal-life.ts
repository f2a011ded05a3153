// The life of a proposal as pure moves from one row to the next: who may press, what a press does, and what a late one is told.
// Here "pressed twice" and "pressed too late" are decided, so that no order of presses can make two executions.
import { type Ask, mayActAs } from './actor.ts';
import { isDecided, type Proposal, type ProposalState } from './proposal.ts';
import type { Refusal } from './refusal.ts';
import { failure, type Result, success } from './result.ts';

type Decision = Result<Proposal, readonly Refusal[]>;

/** The row in another state, one version on. */
export function moved(proposal: Proposal, state: ProposalState, changes: Partial<Proposal> = {}): Proposal {
  return { ...proposal, ...changes, state, version: proposal.version + 1 };
}

export const missingApprovals = ({ approvals, content }: Proposal): number =>
  Math.max(0, content.policy.quorum - approvals.length);

/** The answer by the clock is over; the moment itself still counts. */
export const answerIsOver = ({ state, content }: Proposal, now: number): boolean =>
  state.kind === 'proposed' && now > content.approveBy;

export const expired = (proposal: Proposal, now: number): Proposal =>
  moved(proposal, { kind: 'expired', at: now });

/**
 * One press of Approve. `shownHash` is what the presser's card was made of; without it (typed by hand) the stored
 * content counts. Refuses with every reason that stands against it.
 */
export function approved(proposal: Proposal, ask: Ask, shownHash: string | undefined, now: number): Decision {
  if (proposal.state.kind !== 'proposed') return failure([decidedRefusal(proposal)]);
  const { content, code, contentHash } = proposal;
  const refusals: Refusal[] = roleRefusals(proposal, ask);
  if (answerIsOver(proposal, now))
    refusals.push({ code: 'PROPOSAL_EXPIRED', at: content.approveBy, card: code });
  if (shownHash !== undefined && shownHash !== contentHash) {
    refusals.push({ code: 'CONTENT_CHANGED', card: code });
  }
  const before = proposal.approvals.find((approval) => approval.by === ask.actor.name);
  if (before !== undefined) {
    refusals.push({ code: 'ALREADY_APPROVED', by: before.by, at: before.at, card: code });
  }
  if (!content.policy.proposerMayApprove && content.proposedBy === ask.actor.name) {
    refusals.push({ code: 'OWN_PROPOSAL', card: code });
  }
  if (refusals.length > 0) return failure(refusals);
  const approval = {
    by: ask.actor.name,
    platform: ask.actor.platform,
    platformId: ask.actor.platformId,
    ...(ask.messageId === undefined ? {} : { messageId: ask.messageId }),
    at: now,
    contentHash,
  };
  const approvals = [...proposal.approvals, approval];
  const enough = approvals.length >= content.policy.quorum;
  return success(moved(proposal, enough ? { kind: 'approved', at: now } : proposal.state, { approvals }));
}

/** One press of Reject: one person is enough to say no, as long as nothing was decided. */
export function rejected(proposal: Proposal, ask: Ask, now: number): Decision {
  if (proposal.state.kind !== 'proposed') return failure([decidedRefusal(proposal)]);
  const refusals = roleRefusals(proposal, ask);
  if (answerIsOver(proposal, now)) {
    refusals.push({ code: 'PROPOSAL_EXPIRED', at: proposal.content.approveBy, card: proposal.code });
  }
  if (refusals.length > 0) return failure(refusals);
  return success(moved(proposal, { kind: 'rejected', by: ask.actor.name, at: now }));
}

function roleRefusals({ content }: Proposal, { actor }: Ask): Refusal[] {
  const needed = content.policy.role;
  return mayActAs(actor.role, needed) ? [] : [{ code: 'NOT_ALLOWED', role: actor.role, needed }];
}

/** What a press on a card that is past answering hears: what happened, by whom, when, and what was filled. */
export function decidedRefusal(proposal: Proposal): Refusal {
  const { state, outcome } = proposal;
  const last = proposal.approvals.at(-1);
  const decision =
    state.kind === 'rejected'
      ? { by: state.by, at: state.at }
      : state.kind === 'expired' || state.kind === 'obsolete'
        ? { at: state.at }
        : last === undefined
          ? {}
          : { by: last.by, at: last.at };
  return {
    code: 'PROPOSAL_DECIDED',
    card: proposal.code,
    words: state.kind === 'obsolete' && state.why !== 'not-needed' ? state.why : state.kind,
    ...decision,
    ...(outcome === undefined ? {} : { filled: outcome.filled }),
    ...(outcome?.averagePrice === undefined ? {} : { price: outcome.averagePrice }),
  };
}

/** Waiting for people, or approved and not begun: what the kill switch and a change of mode make void. */
export const canBeVoided = ({ state }: Proposal): boolean =>
  state.kind === 'proposed' || state.kind === 'approved';

/** Orders of it may be under way. */
export const isUnderWay = ({ state }: Proposal): boolean => !isDecided(state) && state.kind !== 'proposed';
