// From an approval to orders and an outcome: one driver a proposal, each step read back from the ledger and committed before the next.
// What the rows say is all that is known, so that a run after a crash and a run without one are the same run.

import { legTask } from '../../domain/leg-life.ts';
import { isDecided, type Leg, type Proposal } from '../../domain/proposal.ts';
import { isUnderWay, moved } from '../../domain/proposal-life.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { contentHashOf, shown } from '../cards/draft-proposal.ts';
import { tendKill } from '../kill/kill-desk.ts';
import { commit } from '../state/commit.ts';
import type { DeskContext } from '../state/context.ts';
import { isKilled, standstill } from '../state/desk-state.ts';
import { stopOnBug } from '../state/stop-on-bug.ts';
import { armStop } from './arm-stop.ts';
import { lookUpSetting, sendSetting } from './execute-setting.ts';
import { finishProposal } from './finish-proposal.ts';
import { endLeg } from './leg-over.ts';
import { lookUpLeg } from './look-up-leg.ts';
import { inTurn } from './position-turn.ts';
import { sendLeg } from './send-leg.ts';
import { watchLeg } from './watch-leg.ts';

/** `again`: read the rows and go on. `rest`: nothing more can be done now; a later check pass goes on. */
export type Step = 'again' | 'rest';

/** Starts the execution behind the answer; a second start of the same proposal does nothing. */
export function startExecution(context: DeskContext, id: string): void {
  const name = `execute ${id}`;
  context.jobs.start(name, () => executeProposal(context, id), stopOnBug(context, name));
}

/** Carries an approved proposal to its end, or as far as it can be carried now. Never two at once for one proposal. */
export async function executeProposal(context: DeskContext, id: string): Promise<void> {
  context.memory.executing ??= new Set();
  const { executing } = context.memory;
  if (executing.has(id)) return;
  executing.add(id);
  try {
    for (;;) {
      const read = await context.ports.ledger.proposal(id);
      if (!read.ok || read.value === undefined) return;
      const proposal = read.value;
      context.memory.proposals.set(id, proposal);
      if (isDecided(proposal.state) || proposal.state.kind === 'proposed') return;
      const step =
        proposal.state.kind === 'approved'
          ? await claim(context, proposal)
          : await driveLeg(context, proposal, 'leg' in proposal.state ? proposal.state.leg : 0);
      if (step === 'rest') return;
    }
  } finally {
    executing.delete(id);
  }
}

/** Goes on with every proposal under way that nobody drives: after a restart, an unreadable store, an order nobody can find. */
export async function resolveUnknown(context: DeskContext): Promise<void> {
  tendKill(context);
  for (const proposal of [...context.memory.proposals.values()]) {
    const { id } = proposal.content;
    if (isUnderWay(proposal) && context.memory.executing?.has(id) !== true) startExecution(context, id);
  }
}

/** Approved -> executing, exactly once: the row's version lets one claim through. */
async function claim(context: DeskContext, proposal: Proposal): Promise<Step> {
  const { content, code } = proposal;
  const now = context.ports.clock.now();
  if (context.memory.stopping === true) return 'rest';
  context.crashPoint('execute:03 before claim');
  if (isKilled(context)) {
    const state = { kind: 'obsolete', at: now, why: 'killed', by: context.memory.latch.by } as const;
    return save(context, moved(proposal, state));
  }
  const refusals: Refusal[] = standstill(context, content.account);
  if (now > content.executeBy) {
    refusals.push({ code: 'EXECUTE_BY_PASSED', card: code, at: content.executeBy });
  }
  const isIntact = contentHashOf(context, content) === proposal.contentHash;
  const isBound = proposal.approvals.every((each) => each.contentHash === proposal.contentHash);
  if (!isIntact || !isBound || content.mode !== context.memory.mode) {
    refusals.push({ code: 'CONTENT_CHANGED', card: code });
  }
  if (refusals.length > 0) return save(context, moved(proposal, { kind: 'aborted', at: now, refusals }));
  const step = await save(context, moved(proposal, { kind: 'executing', leg: 0, since: now }));
  if (step === 'again') context.crashPoint('execute:04 claimed');
  return step;
}

/** A conflict is somebody else's move: read again. A store that cannot be written: wait for the next pass. */
async function save(context: DeskContext, proposal: Proposal): Promise<Step> {
  const done = await commit(context, shown(context, proposal));
  return done.ok || done.error.code === 'CONFLICT' ? 'again' : 'rest';
}

async function driveLeg(context: DeskContext, proposal: Proposal, index: number): Promise<Step> {
  const { action, id } = proposal.content;
  const count = 'legs' in action ? action.legs.length : 1;
  const read = await context.ports.ledger.legs(id);
  if (!read.ok) return 'rest';
  if (index >= count) return finishProposal(context, proposal, read.value);
  const rows: readonly Leg[] = read.value.filter((row) => row.index === index);
  const task = legTask(rows);
  switch (task.kind) {
    case 'send':
      if (action.kind === 'place-stop') return armStop(context, proposal, action, rows);
      return inTurn(context, proposal, index, () =>
        'legs' in action
          ? sendLeg(context, proposal, index, rows, task.attempt)
          : sendSetting(context, proposal, action, rows, task.attempt),
      );
    case 'look-up':
      return 'legs' in action || action.kind === 'place-stop'
        ? lookUpLeg(context, proposal, task.row)
        : lookUpSetting(context, proposal, action, task.row);
    case 'watch':
      return watchLeg(context, proposal, task.row);
    case 'give-up': {
      const { account, symbol, venueCode = 'rejected', reason } = task.row;
      const said = { account, symbol, venueCode, ...(reason === undefined ? {} : { reason }) };
      return endLeg(context, proposal, [{ code: 'EXCHANGE_REJECTED', ...said }]);
    }
    default:
      return task satisfies never;
  }
}
