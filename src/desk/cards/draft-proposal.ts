// The frozen content of a card: everything that is decided, shown, hashed and approved, in one piece.
import { canonicalJson } from '../../domain/canonical.ts';
import { Decimal, ZERO } from '../../domain/decimal.ts';
import type { Lane } from '../../domain/event.ts';
import {
  type ApprovalPolicy,
  isDecided,
  legsOf,
  type PlannedLeg,
  type Proposal,
  type ProposalAction,
  type ProposalContent,
  type ProposalEffect,
  type ProposalReason,
  type ProposalState,
} from '../../domain/proposal.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import type { DeskContext } from '../state/context.ts';

export interface Draft {
  /** What the id is derived from: the ask, or the alert and its attempt; the same source gives the same proposal. */
  readonly source: string;
  readonly account: string;
  readonly action: ProposalAction;
  readonly reason: ProposalReason;
  readonly effect: ProposalEffect;
  readonly smallest?: { readonly percent: number; readonly legs: readonly PlannedLeg[] };
  readonly proposedBy: string;
  /** How many contacts were called for the same breach before this card. */
  readonly escalationStep?: number;
  /** It is neither answered nor executed after this moment. */
  readonly notAfter?: number;
}

export const proposalIdOf = (context: DeskContext, source: string): string =>
  `p${context.ports.digest.sha256(source).slice(0, 24)}`;

/** The same content gives the same hash on every machine; an approval carries it. */
export const contentHashOf = (context: DeskContext, content: ProposalContent): string =>
  context.ports.digest.sha256(canonicalJson(content));

/** Freezes a draft: policy of its kind, deadlines from now, a nonce, the hash over all of it. */
export function freeze(context: DeskContext, draft: Draft): Proposal {
  const { clock, ids } = context.ports;
  const { action, account, effect, proposedBy, reason, smallest, source } = draft;
  const createdAt = clock.now();
  const policy = policyFor(context, action);
  const { notAfter = Number.POSITIVE_INFINITY } = draft;
  const approveBy = Math.min(createdAt + policy.ttlMs, notAfter);
  const content: ProposalContent = {
    id: proposalIdOf(context, source),
    account,
    mode: context.memory.mode,
    action,
    reason,
    effect,
    ...(smallest === undefined ? {} : { smallest }),
    policy,
    proposedBy,
    createdAt,
    approveBy,
    executeBy: Math.min(approveBy + policy.executeWithinMs, notAfter),
    nonce: ids.nonce(),
  };
  const escalationStep = draft.escalationStep ?? 0;
  const escalates = policy.unanswered === 'escalate' && rootReason(reason).kind === 'breach';
  return {
    content,
    contentHash: contentHashOf(context, content),
    code: ids.code(),
    state: { kind: 'proposed' },
    approvals: [],
    escalationStep,
    ...(escalates
      ? { nextEscalationAt: escalationStep === 0 ? approveBy : createdAt + policy.escalateEveryMs }
      : {}),
    version: 1,
  };
}

/** The kind's policy; in real mode a large action needs two people, and then the proposer is not one of them. */
function policyFor(context: DeskContext, action: ProposalAction): ApprovalPolicy {
  const { policies, twoPersonNotional } = context.settings;
  const policy = policies[action.kind];
  if (context.memory.mode !== 'real' || twoPersonNotional === null) return policy;
  if (notionalOf(action).lte(new Decimal(twoPersonNotional))) return policy;
  return { ...policy, quorum: Math.max(2, policy.quorum), proposerMayApprove: false };
}

/** What the action moves, in quote currency at the card's prices. */
export function notionalOf(action: ProposalAction): Decimal {
  if (action.kind === 'add-margin') return new Decimal(action.amount);
  // A stop can only reduce and a leverage moves no money: neither is large by itself.
  return legsOf(action).reduce(
    (sum, leg) => sum.plus(new Decimal(leg.quantity).times(leg.referencePrice)),
    ZERO,
  );
}

/** What first called for the action, behind all adjustments. */
export function rootReason(reason: ProposalReason): Exclude<ProposalReason, { kind: 'adjusted' }> {
  return reason.kind === 'adjusted' ? rootReason(reason.original) : reason;
}

export const isEmergency = (proposal: Proposal): boolean => {
  const reason = rootReason(proposal.content.reason);
  return reason.kind === 'breach' && reason.level === 'emergency';
};

/** The rows, journal lines and cards of a new proposal and of those that it supersedes. */
export function proposalChanges(
  context: DeskContext,
  proposal: Proposal,
  superseded: readonly Proposal[] = [],
  contact?: string,
): LedgerChange[] {
  const at = context.ports.clock.now();
  const over = superseded.flatMap((old) =>
    transition(context, old, { kind: 'obsolete', at, why: 'superseded', by: proposal.code }),
  );
  return [...over, ...shown(context, proposal, contact)];
}

/** A proposal in its next state, with its journal line and its card; a decided one is not called by name any more. */
export function transition(
  context: DeskContext,
  proposal: Proposal,
  state: ProposalState,
  contact?: string,
): LedgerChange[] {
  const { nextEscalationAt: _, ...rest } = proposal;
  const next: Proposal = { ...(isDecided(state) ? rest : proposal), state, version: proposal.version + 1 };
  return shown(context, next, contact);
}

export function shown(context: DeskContext, proposal: Proposal, contact?: string): LedgerChange[] {
  const lane: Lane = isEmergency(proposal) && !isDecided(proposal.state) ? 'emergency' : 'normal';
  const { content, code, contentHash, state } = proposal;
  return [
    { kind: 'proposal', row: proposal },
    {
      kind: 'journal',
      entry: {
        type: 'proposal',
        at: context.ports.clock.now(),
        by: content.proposedBy,
        data: {
          id: content.id,
          code,
          contentHash,
          account: content.account,
          mode: content.mode,
          action: content.action,
          reason: content.reason,
          state,
          ...(contact === undefined ? {} : { contact }),
        },
      },
    },
    {
      kind: 'tell',
      lane,
      topic: `proposal:${content.id}`,
      event: { kind: 'proposal', proposal, ...(contact === undefined ? {} : { contact }) },
    },
  ];
}
