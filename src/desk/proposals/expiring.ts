// What time does to a card: unanswered it goes to the next contact or ends, and it ends as well when it is not needed any more.

import { type Level, levelRank } from '../../domain/level.ts';
import { positionKey } from '../../domain/position.ts';
import { isDecided, type Proposal, type ProposalState, positionsOf } from '../../domain/proposal.ts';
import { answerIsOver } from '../../domain/proposal-life.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import { levelOf } from '../../domain/thresholds.ts';
import type { Assessment } from '../../risk/assessment/assessment.ts';
import { readingOf } from '../assessment/account-readings.ts';
import { isEmergency, rootReason, shown, transition } from '../cards/draft-proposal.ts';
import { startExecution } from '../execution/executing.ts';
import { memoryOf } from '../state/account-memory.ts';
import { commit } from '../state/commit.ts';
import type { DeskContext } from '../state/context.ts';

/** Ledger value: `on` while cards with the policy `execute` may execute themselves when nobody answers. */
export const AUTO_EXECUTE = 'auto-execute';

/** The trusted picture of one account, when this pass has one. */
export interface Trusted {
  readonly snapshot: AccountSnapshot;
  readonly assessment: Assessment;
}

/**
 * Moves every waiting card of an account whose time has come. Call it from within the writer queue. Without a
 * trusted picture only the clock decides: nothing is called "not needed" on old data.
 */
export async function expireProposals(
  context: DeskContext,
  account: string,
  trusted: Trusted | undefined,
): Promise<void> {
  const cards = [...context.memory.proposals.values()].filter(
    (proposal) => proposal.content.account === account && !isDecided(proposal.state),
  );
  const seen = trusted === undefined ? undefined : { ...trusted, held: heldIn(trusted.snapshot) };
  for (const proposal of cards) {
    if (proposal.state.kind === 'proposed') await expireProposed(context, proposal, seen);
    else if (proposal.state.kind === 'approved') await expireApproved(context, proposal);
  }
}

async function expireApproved(context: DeskContext, proposal: Proposal): Promise<void> {
  const at = context.ports.clock.now();
  if (at <= proposal.content.executeBy) return;
  await commit(context, transition(context, proposal, { kind: 'expired', at }));
}

/** A trusted picture with the keys of its positions, which every waiting card is held against. */
interface Seen extends Trusted {
  readonly held: ReadonlySet<string>;
}

const heldIn = ({ positions }: AccountSnapshot): ReadonlySet<string> =>
  new Set(positions.map(({ symbol, side }) => positionKey(symbol, side)));

async function expireProposed(
  context: DeskContext,
  proposal: Proposal,
  trusted: Seen | undefined,
): Promise<void> {
  const at = context.ports.clock.now();
  const needless = trusted === undefined ? undefined : needlessBecause(context, proposal, trusted, at);
  if (needless !== undefined) {
    await commit(context, transition(context, proposal, needless));
    return;
  }
  if (answerIsOver(proposal, at)) {
    await unanswered(context, proposal, trusted, at);
    return;
  }
  const due = proposal.nextEscalationAt;
  if (due !== undefined && at >= due) await callNext(context, proposal, at);
}

/** Nobody answered in time. The card ends here; while the breach lasts, the next one goes to the next contact. */
async function unanswered(
  context: DeskContext,
  proposal: Proposal,
  trusted: Trusted | undefined,
  at: number,
): Promise<void> {
  const { policy, reason } = proposal.content;
  const automatic = rootReason(reason).kind === 'breach';
  if (trusted !== undefined && (await mayExecuteItself(context, proposal))) {
    const approved: Proposal = {
      ...proposal,
      approvals: [
        ...proposal.approvals,
        { by: 'desk', platform: 'desk', platformId: 'desk', at, contentHash: proposal.contentHash },
      ],
    };
    const done = await commit(context, transition(context, approved, { kind: 'approved', at }));
    if (!done.ok) return;
    startExecution(context, proposal.content.id);
    return;
  }
  const escalates = automatic && policy.unanswered !== 'hold';
  const next = escalates ? contactAt(context, proposal.escalationStep) : undefined;
  const state: ProposalState = {
    kind: 'expired',
    at,
    ...(next === undefined ? {} : { escalatedTo: next }),
  };
  await commit(context, transition(context, proposal, state));
}

/** Only an EMERGENCY that one person could have approved, on a policy that says so, while an admin has it switched on. */
async function mayExecuteItself(context: DeskContext, proposal: Proposal): Promise<boolean> {
  const { policy } = proposal.content;
  if (policy.unanswered !== 'execute' || policy.quorum > 1 || !isEmergency(proposal)) return false;
  const switched = await context.ports.ledger.value(AUTO_EXECUTE);
  return switched.ok && switched.value === 'on';
}

/** A further call while the card still waits: the same content, the next name. */
async function callNext(context: DeskContext, proposal: Proposal, at: number): Promise<void> {
  const contact = contactAt(context, proposal.escalationStep);
  const next: Proposal = {
    ...proposal,
    escalationStep: proposal.escalationStep + 1,
    nextEscalationAt: at + proposal.content.policy.escalateEveryMs,
    version: proposal.version + 1,
  };
  await commit(context, shown(context, next, contact));
}

function contactAt(context: DeskContext, step: number): string | undefined {
  const { contacts } = context.settings.alerts;
  return contacts[step % Math.max(1, contacts.length)];
}

/** Position gone, or the breach back under critical: below that a level only informs. */
function needlessBecause(
  context: DeskContext,
  proposal: Proposal,
  { assessment, held }: Seen,
  at: number,
): ProposalState | undefined {
  if (!keysOf(proposal).some((key) => held.has(key))) {
    return { kind: 'obsolete', at, why: 'position-gone' };
  }
  const reason = rootReason(proposal.content.reason);
  if (reason.kind === 'outage') return { kind: 'obsolete', at, why: 'not-needed' };
  if (reason.kind !== 'breach') return undefined;
  const reading = readingOf(assessment, reason.metric, reason.subject);
  if (reading?.kind !== 'known') return undefined;
  const key = reason.subject === undefined ? reason.metric : `${reason.metric}/${reason.subject}`;
  const before: Level = memoryOf(context, proposal.content.account).heldLevels.get(key) ?? 'safe';
  const level = levelOf(reading.value, context.memory.thresholds[reason.metric], before);
  if (levelRank(level) >= levelRank('critical')) return undefined;
  return { kind: 'obsolete', at, why: 'not-needed', value: reading.value };
}

const keysOf = ({ content: { action } }: Proposal): string[] =>
  positionsOf(action).map(({ symbol, positionSide }) => positionKey(symbol, positionSide));
