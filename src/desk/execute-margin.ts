// Adding margin to an isolated position: no order and no id to look it up by, so the margin before and after is the witness.
import { Decimal } from '../domain/decimal.ts';
import { holdUntil, legClientOrderId, legMoved } from '../domain/leg-life.ts';
import { reducingSide } from '../domain/position.ts';
import type { Leg, Proposal, ProposalAction } from '../domain/proposal.ts';
import { moved } from '../domain/proposal-life.ts';
import type { Refusal } from '../domain/refusal.ts';
import { standingAgainst } from './check-again.ts';
import { commit } from './commit.ts';
import type { DeskAccount, DeskContext } from './context.ts';
import { isKilled } from './desk-state.ts';
import { shown } from './draft-proposal.ts';
import { endLeg } from './leg-over.ts';
import { cannotTell } from './look-up-leg.ts';
import { personFound } from './needs-person.ts';
import { notNeeded, waitOrEnd } from './send-leg.ts';
import { answered, commitUnknown, exchangeOf } from './settle-leg.ts';
import { noLongerNeeded } from './still-breached.ts';
import { takeSnapshot } from './take-snapshot.ts';

type Step = 'again' | 'rest';
type AddMargin = Extract<ProposalAction, { readonly kind: 'add-margin' }>;

const CHECK_AGAIN_MS = 3_000;

export async function sendMargin(
  context: DeskContext,
  proposal: Proposal,
  action: AddMargin,
  rows: readonly Leg[],
  attempt: number,
): Promise<Step> {
  if (rows.some((row) => row.state === 'done')) return endLeg(context, proposal);
  if (context.memory.stopping === true) return 'rest';
  const standing = standingAgainst(context, proposal);
  const account = context.accounts.find(({ name }) => name === proposal.content.account);
  if (standing.length > 0 || account === undefined) return endLeg(context, proposal, standing);
  const taken = await takeSnapshot(context, account);
  const why = taken.ok ? taken.value.incompleteBecause : taken.error.message;
  if (!taken.ok || !taken.value.complete) {
    const refusal: Refusal = { code: 'INCOMPLETE_DATA', why: why ?? 'a read failed' };
    return waitOrEnd(context, proposal, [refusal], CHECK_AGAIN_MS);
  }
  context.crashPoint('execute:05 checked again');
  const snapshot = taken.value;
  const value = rows.length === 0 ? noLongerNeeded(context, proposal, snapshot) : undefined;
  if (value !== undefined) return notNeeded(context, proposal, value);
  const { symbol, positionSide } = action;
  const position = snapshot.positions.find((each) => each.symbol === symbol && each.side === positionSide);
  const amount = new Decimal(action.amount);
  const refusals: Refusal[] = [];
  if (position === undefined) refusals.push({ code: 'POSITION_GONE', symbol });
  else if (position.isolatedMargin === undefined) {
    refusals.push({ code: 'EXCHANGE_CANNOT', account: account.name, what: `add margin to cross ${symbol}` });
  }
  if (amount.gt(snapshot.availableBalance.value)) {
    const have = snapshot.availableBalance.toString();
    refusals.push({
      code: 'EXCHANGE_CANNOT',
      account: account.name,
      what: `add more than the ${have} available`,
    });
  }
  if (position?.isolatedMargin === undefined || refusals.length > 0)
    return endLeg(context, proposal, refusals);
  const before = position.isolatedMargin.toString();
  return send(context, proposal, action, account, attempt, before, position.markPrice.toString());
}

async function send(
  context: DeskContext,
  proposal: Proposal,
  action: AddMargin,
  account: DeskAccount,
  attempt: number,
  positionBefore: string,
  markPrice: string,
): Promise<Step> {
  const { exchange } = account;
  const now = context.ports.clock.now();
  const row: Leg = {
    proposalId: proposal.content.id,
    index: 0,
    attempt,
    account: account.name,
    clientOrderId: legClientOrderId(proposal.content.nonce, 0, attempt),
    symbol: action.symbol,
    positionSide: action.positionSide,
    side: reducingSide(action.positionSide),
    quantity: action.amount,
    state: 'sending',
    signedAt: now,
    windowEndsAt: now + exchange.signingWindow.windowMs,
    positionBefore,
    filled: '0',
    fee: '0',
    version: 1,
  };
  const isShown = proposal.state.kind === 'executing';
  const again = moved(proposal, { kind: 'executing', leg: 0, since: now });
  context.crashPoint('execute:06 before leg commit');
  const written = await commit(context, [
    { kind: 'leg', row },
    ...(isShown ? [] : shown(context, again)),
    {
      kind: 'journal',
      entry: {
        type: 'order-intent',
        at: now,
        by: 'desk',
        data: { proposal: row.proposalId, addMargin: action.amount, symbol: row.symbol, markPrice },
      },
    },
  ]);
  if (!written.ok) return written.error.code === 'CONFLICT' ? 'again' : 'rest';
  context.crashPoint('execute:07 leg committed');
  if (isKilled(context)) return answered(context, legMoved(row, 'not-accepted', { venueCode: 'not-sent' }));
  const result = await exchange.addMargin(action.symbol, action.positionSide, new Decimal(action.amount));
  context.crashPoint('execute:08 submitted');
  if (result.ok) return answered(context, legMoved(row, 'done', { filled: action.amount }));
  const current = context.memory.proposals.get(row.proposalId) ?? proposal;
  if ('venueCode' in result.error) {
    const { venueCode, reason } = result.error;
    return answered(context, legMoved(row, 'rejected', { venueCode }), reason);
  }
  const fault = result.error;
  if (fault.outcome === 'unknown') {
    const windowEndsAt = context.ports.clock.now() + exchange.signingWindow.windowMs;
    return commitUnknown(context, current, legMoved(row, 'unknown', { windowEndsAt, venueCode: fault.code }));
  }
  const step = await answered(
    context,
    legMoved(row, 'not-accepted', { venueCode: fault.code }),
    fault.message,
  );
  if (step === 'rest') return step;
  const why: Refusal = { code: 'EXCHANGE_UNREACHABLE', account: row.account, why: fault.message };
  if (!fault.retryable) return endLeg(context, current, [why]);
  return waitOrEnd(context, current, [why], fault.retryAfterMs ?? 1_000);
}

/** Nearer to the margin with the amount than to the one without: it arrived. Without a position nobody can tell. */
export async function lookUpMargin(
  context: DeskContext,
  proposal: Proposal,
  action: AddMargin,
  row: Leg,
): Promise<Step> {
  const exchange = exchangeOf(context, row.account);
  if (exchange === undefined) return 'rest';
  const { windowMs, skewMs } = exchange.signingWindow;
  if (row.state === 'sending') {
    const windowEndsAt = context.ports.clock.now() + windowMs;
    return commitUnknown(context, proposal, legMoved(row, 'unknown', { windowEndsAt }));
  }
  const until = holdUntil(row, skewMs);
  const left = until - context.ports.clock.now();
  if (left > 0) {
    await context.jobs.sleep(left);
    return 'again';
  }
  context.crashPoint('execute:11 before look-up');
  const read = await exchange.positions();
  context.crashPoint('execute:12 looked up');
  if (!read.ok) return cannotTell(context, proposal, row, read.error.message, until);
  const held = read.value.find((each) => each.symbol === row.symbol && each.side === row.positionSide);
  if (held?.isolatedMargin === undefined) {
    return cannotTell(context, proposal, row, 'the position with the margin is gone', until);
  }
  await personFound(context, proposal, row);
  const added = held.isolatedMargin.value.minus(row.positionBefore ?? 0);
  const arrived = added.gt(new Decimal(action.amount).div(2));
  return arrived
    ? answered(context, legMoved(row, 'done', { filled: action.amount }))
    : answered(context, legMoved(row, 'not-accepted', { venueCode: 'not-found' }));
}
