// A leg is over, sent or refused: the next one is up, and why this one was refused is kept for the outcome.
import { legsOf, type Proposal } from '../../domain/proposal.ts';
import { moved } from '../../domain/proposal-life.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { commit } from '../state/commit.ts';
import type { DeskContext } from '../state/context.ts';

/** The ledger's name for the refusals that a proposal's legs met. */
export const refusalsName = (proposalId: string): string => `refused:${proposalId}`;

export async function refusalsOf(context: DeskContext, proposalId: string): Promise<readonly Refusal[]> {
  const read = await context.ports.ledger.value(refusalsName(proposalId));
  if (!read.ok || read.value === undefined) return [];
  return JSON.parse(read.value) as readonly Refusal[];
}

/** Moves on to the next leg. A refusal that binds every leg (latch, time) ends them all at once. */
export async function endLeg(
  context: DeskContext,
  proposal: Proposal,
  refusals: readonly Refusal[] = [],
): Promise<'again' | 'rest'> {
  const { content, state } = proposal;
  const leg = 'leg' in state ? state.leg : 0;
  const at = context.ports.clock.now();
  const all = [...(await refusalsOf(context, content.id)), ...refusals];
  const bindsAll = refusals.some(({ code }) => BIND_EVERY_LEG.has(code));
  const next = bindsAll ? Math.max(leg + 1, legsOf(content.action).length) : leg + 1;
  context.crashPoint('execute:15 before leg is over');
  const done = await commit(context, [
    { kind: 'proposal', row: moved(proposal, { kind: 'executing', leg: next, since: at }) },
    ...(refusals.length === 0
      ? []
      : [
          { kind: 'value', name: refusalsName(content.id), value: JSON.stringify(all) } as const,
          {
            kind: 'journal',
            entry: { type: 'risk-block', at, by: 'desk', data: { proposal: content.id, leg, refusals } },
          } as const,
        ]),
  ]);
  if (!done.ok) return done.error.code === 'CONFLICT' ? 'again' : 'rest';
  context.crashPoint('execute:16 leg over');
  return 'again';
}

const BIND_EVERY_LEG: ReadonlySet<Refusal['code']> = new Set([
  'LATCHED',
  'SAFE_MODE',
  'TRADING_HALTED',
  'EXECUTE_BY_PASSED',
  'ACCOUNT_UNKNOWN',
]);
