// The last row of an executed proposal: what was filled at which price and cost, what the book looks like now, and in one word how it ended.
import { Decimal, ZERO } from '../../domain/decimal.ts';
import { positionKey } from '../../domain/position.ts';
import {
  type Leg,
  type Proposal,
  type ProposalOutcome,
  type ProposalState,
  positionsOf,
} from '../../domain/proposal.ts';
import { moved } from '../../domain/proposal-life.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { Assessment } from '../../risk/assessment/assessment.ts';
import { effectBetween } from '../../risk/assessment/effect.ts';
import { lookAfresh } from '../assessment/look-afresh.ts';
import { rootReason, shown } from '../cards/draft-proposal.ts';
import { keepFills } from '../picture/keep-fills.ts';
import { commit } from '../state/commit.ts';
import type { DeskContext } from '../state/context.ts';
import { refusalsOf } from './leg-over.ts';

/** Ends the proposal. Amounts come from the rows; the book after it from one more read, left out when that fails. */
export async function finishProposal(
  context: DeskContext,
  proposal: Proposal,
  rows: readonly Leg[],
): Promise<'again' | 'rest'> {
  const { content } = proposal;
  const account = context.accounts.find(({ name }) => name === content.account);
  const after = account === undefined ? undefined : await lookAfresh(context, account);
  // Whoever asks for /trades next sees this one; what cannot be had now comes with the next comparison of the fills.
  if (account !== undefined && context.accounts.includes(account))
    await keepFills(context, account, content.createdAt);
  const refusals = await refusalsOf(context, content.id);
  const outcome = outcomeOf(context, proposal, rows, after);
  const at = context.ports.clock.now();
  const state = endOf(context, proposal, outcome, refusals, after?.snapshot, at);
  context.crashPoint('execute:17 before finish');
  const done = await commit(context, shown(context, moved(proposal, state, { outcome })));
  if (!done.ok) return done.error.code === 'CONFLICT' ? 'again' : 'rest';
  context.crashPoint('execute:18 finished');
  return 'again';
}

function endOf(
  context: DeskContext,
  { content }: Proposal,
  { filled }: ProposalOutcome,
  refusals: readonly Refusal[],
  snapshot: AccountSnapshot | undefined,
  at: number,
): ProposalState {
  const isFilled = new Decimal(filled).gt(0);
  if (isFilled && refusals.length === 0) return { kind: 'executed', at };
  if (isFilled) return { kind: 'partial', at, why: refusals.map(({ code }) => code).join(', ') };
  const killed = refusals.some(({ code }) => code === 'LATCHED');
  if (killed) return { kind: 'obsolete', at, why: 'killed', by: context.memory.latch.by };
  if (refusals.length > 0) return { kind: 'aborted', at, refusals };
  const [first] = positionsOf(content.action);
  const isThere =
    first !== undefined &&
    snapshot?.positions.some((each) => each.symbol === first.symbol && each.side === first.positionSide);
  return { kind: 'obsolete', at, why: isThere === true ? 'not-needed' : 'position-gone' };
}

function outcomeOf(
  context: DeskContext,
  { content }: Proposal,
  rows: readonly Leg[],
  after: Awaited<ReturnType<typeof lookAfresh>>,
): ProposalOutcome {
  const { action } = content;
  const snapshot = after?.snapshot;
  const currency =
    'currency' in action
      ? action.currency
      : (snapshot?.equity.currency ?? currencyOf(context, content.account));
  let filled = ZERO;
  let worth = ZERO;
  let cost = ZERO;
  const symbols = new Set<string>();
  for (const row of rows) {
    const quantity = new Decimal(row.filled);
    cost = cost.plus(row.fee);
    if (quantity.isZero()) continue;
    filled = filled.plus(quantity);
    symbols.add(positionKey(row.symbol, row.positionSide));
    if (row.averagePrice === undefined) continue;
    worth = worth.plus(quantity.times(row.averagePrice));
    if (row.markPrice === undefined) continue;
    const worse = row.side === 'sell' ? -1 : 1;
    cost = cost.plus(new Decimal(row.averagePrice).minus(row.markPrice).times(worse).times(quantity));
  }
  // Base units of different symbols do not add up; then what was filled is told by its worth.
  const isOne = symbols.size <= 1;
  const effect = after === undefined ? undefined : effectAfter(content, after.assessment);
  const key = isOne ? keyOf(content) : undefined;
  const left = snapshot?.positions.find((each) => positionKey(each.symbol, each.side) === key);
  return {
    filled: (isOne ? filled : worth).toFixed(),
    ...(isOne && worth.gt(0) ? { averagePrice: worth.div(filled).toDecimalPlaces(12).toFixed() } : {}),
    cost: cost.toDecimalPlaces(12).toFixed(),
    currency,
    ...(effect === undefined ? {} : { effect }),
    ...(snapshot === undefined || key === undefined
      ? {}
      : { positionAfter: left?.quantity.toString() ?? '0' }),
  };
}

const currencyOf = (context: DeskContext, account: string): string =>
  context.memory.accounts.get(account)?.snapshot?.equity.currency ?? 'USDT';

function keyOf({ action }: Proposal['content']): string | undefined {
  const [first] = positionsOf(action);
  return first === undefined ? undefined : positionKey(first.symbol, first.positionSide);
}

/** "Now" stays what the card showed when people decided; "after" is what is read afterwards. */
function effectAfter(content: Proposal['content'], after: Assessment): ProposalOutcome['effect'] {
  const reason = rootReason(content.reason);
  const subject = reason.kind === 'breach' ? reason.subject : keyOf(content);
  const between = effectBetween(after, after, subject);
  const { effect } = content;
  return {
    liquidationDistance: { now: effect.liquidationDistance.now, after: between.liquidationDistance.after },
    marginRatio: { now: effect.marginRatio.now, after: between.marginRatio.after },
    valueAtRisk: { now: effect.valueAtRisk.now, after: between.valueAtRisk.after },
  };
}
