// Adding margin and changing leverage: no order and no id to look it up by, so the position before and after is the witness.
import { availableFor } from '../../domain/coin-wallets.ts';
import { Decimal } from '../../domain/decimal.ts';
import type { Fault, Rejection } from '../../domain/fault.ts';
import { holdUntil, legClientOrderId, legMoved } from '../../domain/leg-life.ts';
import { type Position, reducingSide } from '../../domain/position.ts';
import type { Leg, LeverageAction, MarginAction, Proposal } from '../../domain/proposal.ts';
import { moved } from '../../domain/proposal-life.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { Result } from '../../domain/result.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { Exchange } from '../../ports/exchange.ts';
import { personFound } from '../alerts/needs-person.ts';
import { shown } from '../cards/draft-proposal.ts';
import { noLongerNeeded } from '../cards/still-breached.ts';
import { takeSnapshot } from '../picture/take-snapshot.ts';
import { commit } from '../state/commit.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';
import { isKilled } from '../state/desk-state.ts';
import { standingAgainst } from './check-again.ts';
import { endLeg } from './leg-over.ts';
import { cannotTell } from './look-up-leg.ts';
import { notNeeded, saidNo, waitOrEnd } from './send-leg.ts';
import { answered, commitUnknown, exchangeOf } from './settle-leg.ts';

type Step = 'again' | 'rest';
export type SettingAction = MarginAction | LeverageAction;

const CHECK_AGAIN_MS = 3_000;

/** What one kind of setting asks of the position, does at the venue, and leaves behind as its trace. */
interface Setting {
  /** How much: what the row says was asked for and, once done, what was reached. */
  readonly amount: string;
  refusals(position: Position, snapshot: AccountSnapshot): Refusal[];
  /** What the trace was before; undefined: the position cannot have one. */
  before(position: Position): string | undefined;
  submit(exchange: Exchange): Promise<Result<void, Fault | Rejection>>;
  /** From the position as it is now: did it arrive? Undefined: nobody can tell. */
  arrived(position: Position | undefined, before: string): boolean | undefined;
}

function settingOf(action: SettingAction, account: string): Setting {
  return action.kind === 'add-margin' ? margin(action, account) : leverage(action);
}

function margin(action: MarginAction, account: string): Setting {
  const { symbol, positionSide } = action;
  const amount = new Decimal(action.amount);
  const cannot = (what: string): Refusal => ({ code: 'EXCHANGE_CANNOT', account, what });
  return {
    amount: action.amount,
    refusals: ({ isolatedMargin }, snapshot) => [
      ...(isolatedMargin === undefined ? [cannot(`add margin to cross ${symbol}`)] : []),
      ...(amount.gt(availableFor(snapshot, symbol).value)
        ? [cannot(`add more than the ${availableFor(snapshot, symbol).toString()} available`)]
        : []),
    ],
    before: ({ isolatedMargin }) => isolatedMargin?.toString(),
    submit: (exchange) => exchange.addMargin(symbol, positionSide, amount),
    // Nearer to the margin with the amount than to the one without.
    arrived: (position, before) =>
      position?.isolatedMargin?.value.minus(before).gt(amount.div(2)) ?? undefined,
  };
}

function leverage(action: LeverageAction): Setting {
  return {
    amount: String(action.leverage),
    refusals: () => [],
    before: (position) => String(position.leverage),
    submit: (exchange) => exchange.setLeverage(action.symbol, action.leverage),
    arrived: (position) => (position === undefined ? undefined : position.leverage === action.leverage),
  };
}

export async function sendSetting(
  context: DeskContext,
  proposal: Proposal,
  action: SettingAction,
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
  if (position === undefined) return endLeg(context, proposal, [{ code: 'POSITION_GONE', symbol }]);
  const setting = settingOf(action, account.name);
  const refusals = setting.refusals(position, snapshot);
  const before = setting.before(position);
  if (before === undefined || refusals.length > 0) return endLeg(context, proposal, refusals);
  return send(context, proposal, action, account, attempt, before, position.markPrice.toString());
}

async function send(
  context: DeskContext,
  proposal: Proposal,
  action: SettingAction,
  account: DeskAccount,
  attempt: number,
  positionBefore: string,
  markPrice: string,
): Promise<Step> {
  const { exchange } = account;
  const setting = settingOf(action, account.name);
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
    quantity: setting.amount,
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
        data: { proposal: row.proposalId, [action.kind]: setting.amount, symbol: row.symbol, markPrice },
      },
    },
  ]);
  if (!written.ok) return written.error.code === 'CONFLICT' ? 'again' : 'rest';
  context.crashPoint('execute:07 leg committed');
  if (isKilled(context)) return answered(context, legMoved(row, 'not-accepted', { venueCode: 'not-sent' }));
  const result = await setting.submit(exchange);
  context.crashPoint('execute:08 submitted');
  if (result.ok) return answered(context, legMoved(row, 'done', { filled: setting.amount }));
  const current = context.memory.proposals.get(row.proposalId) ?? proposal;
  if ('venueCode' in result.error) {
    const { venueCode, reason } = result.error;
    return answered(context, legMoved(row, 'rejected', { venueCode, reason }), reason);
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
  if (!fault.retryable) return endLeg(context, current, [saidNo(row, fault)]);
  const why: Refusal = { code: 'EXCHANGE_UNREACHABLE', account: row.account, why: fault.message };
  return waitOrEnd(context, current, [why], fault.retryAfterMs ?? 1_000);
}

/** Without a position nobody can tell whether it arrived. */
export async function lookUpSetting(
  context: DeskContext,
  proposal: Proposal,
  action: SettingAction,
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
  const setting = settingOf(action, row.account);
  const held = read.value.find((each) => each.symbol === row.symbol && each.side === row.positionSide);
  const arrived = setting.arrived(held, row.positionBefore ?? '0');
  if (arrived === undefined) return cannotTell(context, proposal, row, 'the position is gone', until);
  await personFound(context, proposal, row);
  return arrived
    ? answered(context, legMoved(row, 'done', { filled: setting.amount }))
    : answered(context, legMoved(row, 'not-accepted', { venueCode: 'not-found' }));
}
