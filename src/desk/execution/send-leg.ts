// One order of a leg: checked again, its row committed before its bytes leave, and settled by what the venue answered.
import type { Fault } from '../../domain/fault.ts';
import { legMoved } from '../../domain/leg-life.ts';
import { type Leg, legsOf, type Proposal } from '../../domain/proposal.ts';
import { moved } from '../../domain/proposal-life.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { SubmitResult } from '../../ports/exchange.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import { shown } from '../cards/draft-proposal.ts';
import { commit } from '../state/commit.ts';
import type { DeskContext } from '../state/context.ts';
import { countTrade, isKilled } from '../state/desk-state.ts';
import { withinTime } from '../state/within-time.ts';
import { type Checked, checkAgain } from './check-again.ts';
import { endLeg } from './leg-over.ts';
import { answered, commitUnknown, settleOrder } from './settle-leg.ts';

type Step = 'again' | 'rest';
type Sending = Extract<Checked, { readonly kind: 'send' }>;

const CHECK_AGAIN_MS = 3_000;
const SLICE_PAUSE_MS = 3_000;
/** An answer that takes longer than this is treated as lost. */
const ANSWER_MS = 10_000;
const TOO_MANY_ORDERS_MS = 10_000;
const LONGEST_PAUSE_MS = 60_000;

/** Sends what is left of the leg, or ends it. */
export async function sendLeg(
  context: DeskContext,
  proposal: Proposal,
  index: number,
  rows: readonly Leg[],
  attempt: number,
): Promise<Step> {
  const { action } = proposal.content;
  const plan = legsOf(action)[index];
  if (plan === undefined) return endLeg(context, proposal);
  if (context.memory.stopping === true) return 'rest';
  const checked = await checkAgain(context, proposal, plan, index, rows, attempt);
  switch (checked.kind) {
    case 'over':
      return endLeg(context, proposal);
    case 'refused':
      return endLeg(context, proposal, checked.refusals);
    case 'not-needed':
      return notNeeded(context, proposal, checked.value);
    case 'wait':
      return waitOrEnd(context, proposal, checked.refusals, CHECK_AGAIN_MS);
    case 'send': {
      const step = await send(context, proposal, index, rows, attempt, checked);
      if (step === 'again' && checked.isSlice) await context.jobs.sleep(SLICE_PAUSE_MS);
      return step;
    }
    default:
      return checked satisfies never;
  }
}

/** The breach is over before anything was sent: the card says so, and nothing is sent. */
export async function notNeeded(context: DeskContext, proposal: Proposal, value: number): Promise<Step> {
  const at = context.ports.clock.now();
  const next = moved(proposal, { kind: 'obsolete', at, why: 'not-needed', value });
  const done = await commit(context, shown(context, next));
  return done.ok || done.error.code === 'CONFLICT' ? 'again' : 'rest';
}

/** Waits for better data as long as the approval may be executed at all; then what stood in the way is the outcome. */
export async function waitOrEnd(
  context: DeskContext,
  proposal: Proposal,
  refusals: readonly Refusal[],
  milliseconds: number,
): Promise<Step> {
  const { executeBy } = proposal.content;
  const left = executeBy - context.ports.clock.now();
  if (left < milliseconds) {
    const late: Refusal = { code: 'EXECUTE_BY_PASSED', card: proposal.code, at: executeBy };
    return endLeg(context, proposal, [...refusals, late]);
  }
  await context.jobs.sleep(milliseconds);
  return 'again';
}

async function send(
  context: DeskContext,
  proposal: Proposal,
  index: number,
  rows: readonly Leg[],
  attempt: number,
  { account, order, position, mark }: Sending,
): Promise<Step> {
  const { intent } = order;
  const { clock } = context.ports;
  const now = clock.now();
  const row: Leg = {
    proposalId: proposal.content.id,
    index,
    attempt,
    account: account.name,
    clientOrderId: intent.clientOrderId,
    symbol: intent.symbol,
    positionSide: intent.positionSide,
    side: intent.side,
    quantity: intent.quantity.toString(),
    state: 'sending',
    signedAt: now,
    windowEndsAt: now + account.exchange.signingWindow.windowMs,
    positionBefore: position.toFixed(),
    markPrice: mark.toFixed(),
    filled: '0',
    fee: '0',
    version: 1,
  };
  const claimed = proposal.state.kind === 'executing' ? [] : shown(context, executingAgain(proposal, now));
  context.crashPoint('execute:06 before leg commit');
  const written = await commit(context, [{ kind: 'leg', row }, ...claimed, orderIntent(row, now)]);
  if (!written.ok) return written.error.code === 'CONFLICT' ? 'again' : 'rest';
  context.crashPoint('execute:07 leg committed');
  // The kill switch may have been pulled while the row was written; from here to the socket nothing is awaited.
  if (isKilled(context) || context.memory.stopping === true) {
    await commit(context, [{ kind: 'leg', row: legMoved(row, 'not-accepted', { venueCode: 'not-sent' }) }]);
    return context.memory.stopping === true ? 'rest' : 'again';
  }
  countTrade(context);
  const result = await withinTime<SubmitResult>(clock, ANSWER_MS, account.exchange.submit(order), {
    kind: 'fault',
    fault: { code: 'TIMEOUT', message: 'no answer', retryable: true, outcome: 'unknown' },
  });
  context.crashPoint('execute:08 submitted');
  return settle(context, proposal, rows, row, result, account.exchange.signingWindow.windowMs);
}

const executingAgain = (proposal: Proposal, since: number): Proposal =>
  moved(proposal, { kind: 'executing', leg: 'leg' in proposal.state ? proposal.state.leg : 0, since });

function orderIntent(row: Leg, at: number): LedgerChange {
  const { version: _, state: __, filled: ___, fee: ____, ...data } = row;
  return { kind: 'journal', entry: { type: 'order-intent', at, by: 'desk', data } };
}

async function settle(
  context: DeskContext,
  before: Proposal,
  rows: readonly Leg[],
  row: Leg,
  result: SubmitResult,
  windowMs: number,
): Promise<Step> {
  const proposal = context.memory.proposals.get(before.content.id) ?? before;
  switch (result.kind) {
    case 'accepted':
      return settleOrder(context, proposal, row, result.order);
    case 'rejected': {
      const { venueCode, reason } = result.rejection;
      // The name is taken by an open order: it is ours, from a request whose answer was lost.
      if (venueCode === '-4116') return unknown(context, proposal, row, windowMs, venueCode);
      const step = await answered(context, legMoved(row, 'rejected', { venueCode, reason }), reason);
      if (step === 'again') await context.jobs.sleep(1_000);
      return step;
    }
    case 'fault': {
      const { fault } = result;
      if (fault.outcome === 'unknown') return unknown(context, proposal, row, windowMs, fault.code);
      const step = await answered(
        context,
        legMoved(row, 'not-accepted', { venueCode: fault.code }),
        fault.message,
      );
      if (step === 'rest') return step;
      if (!fault.retryable) return endLeg(context, proposal, [saidNo(row, fault)]);
      const why: Refusal = { code: 'EXCHANGE_UNREACHABLE', account: row.account, why: fault.message };
      const earlier = rows.filter(({ state }) => state === 'not-accepted').length;
      const base = fault.code === 'RATE_LIMITED' ? TOO_MANY_ORDERS_MS : 1_000;
      const pause = fault.retryAfterMs ?? Math.min(base * 2 ** earlier, LONGEST_PAUSE_MS);
      return waitOrEnd(context, proposal, [why], pause);
    }
    default:
      return result satisfies never;
  }
}

/** Asking again would get the same answer: the key is not taken, or the venue has no such request. */
export const saidNo = ({ account, symbol }: Leg, { code, message }: Fault): Refusal => ({
  code: 'EXCHANGE_REJECTED',
  account,
  symbol,
  venueCode: code,
  reason: message,
});

/** Nobody knows whether the venue took it: nothing more is sent before that is known, and people see until when. */
async function unknown(
  context: DeskContext,
  proposal: Proposal,
  row: Leg,
  windowMs: number,
  venueCode: string,
): Promise<Step> {
  const now = context.ports.clock.now();
  const unsettled = legMoved(row, 'unknown', { windowEndsAt: now + windowMs, venueCode });
  const done = await commitUnknown(context, proposal, unsettled);
  if (done === 'again') context.crashPoint('execute:10 unknown committed');
  return done;
}
