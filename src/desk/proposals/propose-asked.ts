// Cards that a person asks for: cut, close, the best single step. The same ask delivered twice is the same card.
import type { Ask } from '../../domain/actor.ts';
import { canonicalJson } from '../../domain/canonical.ts';
import { Decimal } from '../../domain/decimal.ts';
import { levelRank } from '../../domain/level.ts';
import { type PositionSide, positionKey } from '../../domain/position.ts';
import { isDecided, type Proposal } from '../../domain/proposal.ts';
import { decidedRefusal } from '../../domain/proposal-life.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { Answer, Declined } from '../../ports/desk.ts';
import type { BestStep } from '../../risk/assessment/assessment.ts';
import { buildProposal, type ProposalOrder } from '../cards/build-proposal.ts';
import { proposalChanges, proposalIdOf } from '../cards/draft-proposal.ts';
import {
  type AskedPosition,
  askedAccounts,
  askedPosition,
  freshPicture,
  refused,
} from '../picture/asked-position.ts';
import { commit } from '../state/commit.ts';
import type { DeskContext } from '../state/context.ts';

export interface CutAsk {
  readonly account?: string;
  readonly symbol: string;
  readonly side?: PositionSide;
  /** In (0, 1]. */
  readonly share: number;
}

/** Proposes to cut a share of one position. */
export async function proposeCut(context: DeskContext, ask: Ask, cut: CutAsk): Answer<Proposal> {
  const { share } = cut;
  if (!(share > 0 && share <= 1)) {
    return refused({ code: 'PERCENT_OUT_OF_RANGE', given: String(Number((share * 100).toPrecision(12))) });
  }
  const source = `ask:${ask.id}`;
  const known = await alreadyProposed(context, source);
  if (known !== undefined) return known;
  const asked = await askedPosition(context, cut);
  return asked.ok ? proposePart(context, ask, asked.value, source, share) : asked;
}

/** Proposes to close one position, or every position of the accounts: a card for each. */
export async function proposeClose(
  context: DeskContext,
  ask: Ask,
  close: { readonly account?: string; readonly symbol: string | 'all' },
): Answer<readonly Proposal[]> {
  const { account, symbol } = close;
  if (symbol !== 'all') return closeSymbol(context, ask, symbol, account);
  const accounts = askedAccounts(context, account);
  if (!accounts.ok) return accounts;
  const all: AskedPosition[] = [];
  for (const each of accounts.value) {
    const picture = await freshPicture(context, each);
    if (!picture.ok) return picture;
    for (const position of picture.value.positions) {
      all.push({ account: each, snapshot: picture.value, position });
    }
  }
  if (all.length === 0) return refused({ code: 'NOTHING_TO_DO', what: 'no position is open' });
  return closeEach(context, ask, all);
}

async function closeSymbol(
  context: DeskContext,
  ask: Ask,
  symbol: string,
  account: string | undefined,
): Answer<readonly Proposal[]> {
  const sides: AskedPosition[] = [];
  let declined: Result<never, Declined> | undefined;
  for (const side of ['long', 'short'] as const) {
    const asked = await askedPosition(context, {
      symbol,
      side,
      ...(account === undefined ? {} : { account }),
    });
    if (asked.ok) sides.push(asked.value);
    else declined = asked;
  }
  const ambiguous = declined?.ok === false && isAmbiguous(declined.error);
  if (sides.length === 0 || ambiguous) {
    return declined ?? refused({ code: 'NO_POSITION', symbol, open: [] });
  }
  return closeEach(context, ask, sides);
}

const isAmbiguous = (declined: Declined): boolean =>
  declined.kind === 'refused' && declined.refusals.some(({ code }) => code === 'SYMBOL_AMBIGUOUS');

async function closeEach(
  context: DeskContext,
  ask: Ask,
  positions: readonly AskedPosition[],
): Answer<readonly Proposal[]> {
  const proposals: Proposal[] = [];
  for (const asked of positions) {
    const key = positionKey(asked.position.symbol, asked.position.side);
    const source = `ask:${ask.id}:${asked.account.name}:${key}`;
    const known = await alreadyProposed(context, source);
    const answer = known ?? (await proposePart(context, ask, asked, source, 1));
    if (!answer.ok) return answer;
    proposals.push(answer.value);
  }
  return success(proposals);
}

/** Proposes the one step that lowers risk most, of the account that stands worst. */
export async function proposeBestStep(context: DeskContext, ask: Ask): Answer<Proposal> {
  let best: { readonly account: string; readonly step: BestStep; readonly rank: number } | undefined;
  for (const { name } of context.accounts) {
    const assessment = context.memory.accounts.get(name)?.assessment;
    if (assessment?.bestStep == null) continue;
    const rank = levelRank(assessment.level);
    if (best === undefined || rank > best.rank) best = { account: name, step: assessment.bestStep, rank };
  }
  if (best === undefined) return refused({ code: 'NOTHING_TO_DO', what: 'no cut would lower the risk' });
  const { account, step } = best;
  return proposeCut(context, ask, { account, symbol: step.symbol, side: step.side, share: step.share });
}

async function proposePart(
  context: DeskContext,
  ask: Ask,
  { account, snapshot, position }: AskedPosition,
  source: string,
  share: number,
): Answer<Proposal> {
  const { symbol, side } = position;
  const built = await buildProposal(context, account, snapshot, {
    source,
    action: {
      kind: share === 1 ? 'close' : 'reduce',
      cuts: [{ symbol, side, quantity: position.quantity.value.times(new Decimal(share)), rounding: 'down' }],
    },
    reason: { kind: 'asked', by: ask.actor.name },
    proposedBy: ask.actor.name,
    subject: positionKey(symbol, side),
  } satisfies ProposalOrder);
  if (!built.ok) return failure({ kind: 'refused', refusals: built.error });
  return keepProposal(context, built.value);
}

/** Commits a card that a person asked for, with those that it supersedes. */
export function keepProposal(
  context: DeskContext,
  proposal: Proposal,
  superseded: readonly Proposal[] = [],
): Answer<Proposal> {
  return context.writer.run(async () => {
    const { id } = proposal.content;
    const same = context.memory.proposals.get(id);
    if (same !== undefined) return success(same);
    const twin = [...context.memory.proposals.values()].find(
      (other) => !superseded.some((old) => old.content.id === other.content.id) && isTwin(other, proposal),
    );
    if (twin !== undefined) return refused({ code: 'DUPLICATE_INTENT', card: twin.code });
    const over = superseded.map((old) => context.memory.proposals.get(old.content.id) ?? old);
    const decided = over.find((old) => old.state.kind !== 'proposed');
    if (decided !== undefined) return refused(decidedRefusal(decided));
    const done = await commit(context, proposalChanges(context, proposal, over));
    if (!done.ok) return failure<Declined>({ kind: 'fault', fault: done.error });
    context.crashPoint('proposal-committed');
    return success(proposal);
  });
}

/** Waits for an answer and would do exactly the same. */
function isTwin(other: Proposal, proposal: Proposal): boolean {
  if (isDecided(other.state) || other.content.account !== proposal.content.account) return false;
  const [a, b] = [other.content.action, proposal.content.action];
  if (!('legs' in a) || !('legs' in b))
    return a.kind !== 'add-margin' && canonicalJson(a) === canonicalJson(b);
  if (a.kind !== b.kind || a.legs.length !== b.legs.length) return false;
  return a.legs.every((leg, index) => {
    const its = b.legs[index];
    return (
      its !== undefined &&
      leg.symbol === its.symbol &&
      leg.positionSide === its.positionSide &&
      leg.quantity === its.quantity
    );
  });
}

/** The card that this very ask made before, whatever became of it. */
export async function alreadyProposed(
  context: DeskContext,
  source: string,
): Promise<Result<Proposal, Declined> | undefined> {
  const id = proposalIdOf(context, source);
  const remembered = context.memory.proposals.get(id);
  if (remembered !== undefined) return success(remembered);
  const stored = await context.ports.ledger.proposal(id);
  if (!stored.ok) return failure({ kind: 'fault', fault: stored.error });
  return stored.value === undefined ? undefined : success(stored.value);
}
