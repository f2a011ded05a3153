// Halve or Smallest on a card: a new card with its own content and hash, which supersedes the old one.
import type { Ask } from '../../domain/actor.ts';
import { Decimal, ZERO } from '../../domain/decimal.ts';
import { positionKey } from '../../domain/position.ts';
import { type PlannedLeg, type Proposal, positionsOf } from '../../domain/proposal.ts';
import { answerIsOver, decidedRefusal } from '../../domain/proposal-life.ts';
import { failure, type Result } from '../../domain/result.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { Answer, Declined } from '../../ports/desk.ts';
import { buildProposal, type ProposalOrder } from '../cards/build-proposal.ts';
import { rootReason } from '../cards/draft-proposal.ts';
import { findProposal } from '../cards/find-proposal.ts';
import type { WantedCut } from '../cards/plan-legs.ts';
import { smallestWanted } from '../cards/smallest.ts';
import { askedAccounts, freshPicture, refused } from '../picture/asked-position.ts';
import type { DeskContext } from '../state/context.ts';
import { alreadyProposed, keepProposal } from './propose-asked.ts';

/** Quantities come from the old card (Halve) or from the book as it is now (Smallest); prices and deadlines are new. */
export async function adjust(
  context: DeskContext,
  ask: Ask,
  codeOrId: string,
  how: 'halve' | 'smallest',
): Answer<Proposal> {
  const source = `ask:${ask.id}:${how}`;
  const known = await alreadyProposed(context, source);
  if (known !== undefined) return known;
  const found = await findProposal(context, codeOrId);
  if (!found.ok) return found;
  const old = found.value;
  if (old.state.kind !== 'proposed') return refused(decidedRefusal(old));
  if (answerIsOver(old, context.ports.clock.now())) {
    return refused({ code: 'PROPOSAL_EXPIRED', card: old.code, at: old.content.approveBy });
  }
  const accounts = askedAccounts(context, old.content.account);
  if (!accounts.ok) return accounts;
  const account = accounts.value[0]!;
  const picture = await freshPicture(context, account);
  if (!picture.ok) return picture;
  const action = how === 'halve' ? halved(old) : smallestOf(context, old, picture.value);
  if ('ok' in action) return action;
  const subject = subjectOf(old);
  const built = await buildProposal(context, account, picture.value, {
    source,
    action,
    reason: {
      kind: 'adjusted',
      from: old.code,
      how,
      by: ask.actor.name,
      original: rootReason(old.content.reason),
    },
    proposedBy: ask.actor.name,
    ...(subject === undefined ? {} : { subject }),
    escalationStep: old.escalationStep,
  });
  if (!built.ok) return failure({ kind: 'refused', refusals: built.error });
  return keepProposal(context, built.value, [old]);
}

function halved({ content: { action } }: Proposal): ProposalOrder['action'] | Result<never, Declined> {
  if (action.kind === 'set-leverage' || action.kind === 'place-stop') {
    return refused({ code: 'NOTHING_TO_DO', what: 'only a cut or added margin can be halved' });
  }
  if (action.kind === 'add-margin') {
    const { symbol, positionSide: side } = action;
    const amount = new Decimal(action.amount).div(2).toDecimalPlaces(2, Decimal.ROUND_DOWN);
    return { kind: 'add-margin', symbol, side, amount };
  }
  const cuts = cutsOf(action.legs).map(
    (cut): WantedCut => ({ ...cut, quantity: cut.quantity.div(2), rounding: 'down' }),
  );
  return { kind: 'reduce', cuts };
}

function smallestOf(
  context: DeskContext,
  { content }: Proposal,
  snapshot: AccountSnapshot,
): ProposalOrder['action'] | Result<never, Declined> {
  const reason = rootReason(content.reason);
  if (reason.kind !== 'breach')
    return refused({ code: 'NOTHING_TO_DO', what: 'no breach called for this card' });
  const { thresholds } = context.memory;
  const isDistance = reason.metric === 'liquidation-distance';
  const position = snapshot.positions.find(
    ({ symbol, side }) => positionKey(symbol, side) === reason.subject,
  );
  if (isDistance && position?.marginMode === 'isolated') {
    return refused({ code: 'CUT_DOES_NOT_HELP', symbol: position.symbol });
  }
  const wanted =
    isDistance && position !== undefined
      ? smallestWanted(snapshot, thresholds, 'liquidation-distance', position.symbol)
      : reason.metric === 'margin-ratio'
        ? smallestWanted(snapshot, thresholds, 'margin-ratio')
        : undefined;
  return wanted === undefined
    ? refused({ code: 'NOTHING_TO_DO', what: 'no smaller cut ends the breach' })
    : { kind: 'reduce', cuts: wanted.cuts };
}

/** Legs of one position added up again, as they were before the split. */
function cutsOf(legs: readonly PlannedLeg[]): WantedCut[] {
  const sums = new Map<string, WantedCut>();
  for (const { symbol, positionSide: side, quantity } of legs) {
    const key = positionKey(symbol, side);
    const before = sums.get(key)?.quantity ?? ZERO;
    sums.set(key, { symbol, side, quantity: before.plus(quantity), rounding: 'down' });
  }
  return [...sums.values()];
}

function subjectOf({ content: { action, reason } }: Proposal): string | undefined {
  const root = rootReason(reason);
  if (root.kind === 'breach') return root.subject;
  const [first] = positionsOf(action);
  return first === undefined ? undefined : positionKey(first.symbol, first.positionSide);
}
