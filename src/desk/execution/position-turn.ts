// One card at a time on one position: two that were approved in the same moment would each see the position before the other's
// order, and together go past the target that both of them show.
import { Decimal } from '../../domain/decimal.ts';
import { positionKey } from '../../domain/position.ts';
import { legsOf, type Proposal } from '../../domain/proposal.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { DeskContext } from '../state/context.ts';
import { standingAgainst } from './check-again.ts';
import { endLeg } from './leg-over.ts';
import { waitOrEnd } from './send-leg.ts';

type Step = 'again' | 'rest';

const LOOK_AGAIN_MS = 1_000;

/**
 * Does `send` when no other card has an order or a change of the same position under way, from the look at the position to the
 * answer; else waits as long as the approval may be executed. What closes a position to the last unit does not wait: it cannot go
 * past its target, and an order that nobody can find must not keep a stop from closing.
 */
export async function inTurn(
  context: DeskContext,
  proposal: Proposal,
  index: number,
  send: () => Promise<Step>,
): Promise<Step> {
  const { content } = proposal;
  const { action } = content;
  const leg = legsOf(action)[index];
  if (leg !== undefined && new Decimal(leg.targetAfter).isZero()) return send();
  const { symbol, positionSide } = leg ?? (action as { symbol: string; positionSide: 'long' | 'short' });
  const key = `${content.account} ${positionKey(symbol, positionSide)}`;
  context.memory.positionsAtWork ??= new Map();
  const { positionsAtWork } = context.memory;
  const holder = positionsAtWork.get(key);
  if (holder !== undefined) return waiting(context, proposal, symbol, holder);
  positionsAtWork.set(key, content.id);
  try {
    const unsettled = await context.ports.ledger.unsettledLegs();
    if (!unsettled.ok) return 'rest';
    const other = unsettled.value.find(
      (row) =>
        row.proposalId !== content.id &&
        `${row.account} ${positionKey(row.symbol, row.positionSide)}` === key,
    );
    return other === undefined ? await send() : await waiting(context, proposal, symbol, other.proposalId);
  } finally {
    positionsAtWork.delete(key);
  }
}

async function waiting(
  context: DeskContext,
  proposal: Proposal,
  symbol: string,
  holder: string,
): Promise<Step> {
  if (context.memory.stopping === true) return 'rest';
  // A pulled switch, or an approval that is over, does not wait for anybody.
  const standing = standingAgainst(context, proposal);
  if (standing.length > 0) return endLeg(context, proposal, standing);
  const card = context.memory.proposals.get(holder)?.code;
  const busy: Refusal = { code: 'POSITION_BUSY', symbol, ...(card === undefined ? {} : { card }) };
  return waitOrEnd(context, proposal, [busy], LOOK_AGAIN_MS);
}
