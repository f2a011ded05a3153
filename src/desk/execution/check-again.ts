// The last look before an order: everything that was true on the card is asked again of a fresh picture, and the order is built from that.
import { Decimal, floorToStep } from '../../domain/decimal.ts';
import { filledOf, legClientOrderId, remainingQuantity } from '../../domain/leg-life.ts';
import type { OrderIntent } from '../../domain/order.ts';
import type { Position } from '../../domain/position.ts';
import { Price } from '../../domain/price.ts';
import type { Leg, PlannedLeg, Proposal } from '../../domain/proposal.ts';
import { Quantity } from '../../domain/quantity.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { type ApprovedOrder, review } from '../../domain/review.ts';
import { quantityWithin } from '../../domain/slippage.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import { slippageOf } from '../cards/cost-estimate.ts';
import { noLongerNeeded } from '../cards/still-breached.ts';
import { takeSnapshot } from '../picture/take-snapshot.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';
import { deskState, standstill } from '../state/desk-state.ts';

export type Checked =
  | {
      readonly kind: 'send';
      readonly account: DeskAccount;
      readonly order: ApprovedOrder;
      readonly position: Decimal;
      readonly mark: Decimal;
      /** The book takes only this slice within the slippage cap; the rest follows after a pause. */
      readonly isSlice: boolean;
    }
  /** Nothing is left to do for this leg. */
  | { readonly kind: 'over' }
  | { readonly kind: 'not-needed'; readonly value: number }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] }
  /** The picture is not good enough now; the approval is kept until its time is over. */
  | { readonly kind: 'wait'; readonly refusals: readonly Refusal[] };

const PASSING: ReadonlySet<Refusal['code']> = new Set([
  'STALE_DATA',
  'INCOMPLETE_DATA',
  'EXCHANGE_CLOSED',
  'CLOCK_OFF',
]);
/** Left over after something was filled: reported as the rest, not as a refusal. */
const DUST: ReadonlySet<Refusal['code']> = new Set(['NOTIONAL_TOO_SMALL', 'QUANTITY_TOO_SMALL']);

const refused = (...refusals: Refusal[]): Checked => ({ kind: 'refused', refusals });
const wait = (...refusals: Refusal[]): Checked => ({ kind: 'wait', refusals });

/** Why nothing of this proposal may be sent now, whatever the book looks like. */
export function standingAgainst(context: DeskContext, { content, code }: Proposal): Refusal[] {
  const refusals = standstill(context, content.account);
  if (context.ports.clock.now() > content.executeBy) {
    refusals.push({ code: 'EXECUTE_BY_PASSED', card: code, at: content.executeBy });
  }
  if (!context.accounts.some((account) => account.name === content.account)) {
    const known = context.accounts.map((account) => account.name);
    refusals.push({ code: 'ACCOUNT_UNKNOWN', account: content.account, known });
  }
  return refusals;
}

export async function checkAgain(
  context: DeskContext,
  proposal: Proposal,
  plan: PlannedLeg,
  index: number,
  rows: readonly Leg[],
  attempt: number,
): Promise<Checked> {
  // What was approved is filled: that it was killed, or its time passed, a moment later makes it no less executed.
  if (filledOf(rows).gte(plan.quantity)) return { kind: 'over' };
  const standing = standingAgainst(context, proposal);
  const account = context.accounts.find(({ name }) => name === proposal.content.account);
  if (standing.length > 0 || account === undefined) return refused(...standing);
  const taken = await takeSnapshot(context, account);
  if (!taken.ok) return wait({ code: 'INCOMPLETE_DATA', why: taken.error.message });
  const snapshot = taken.value;
  context.crashPoint('execute:05 checked again');
  if (!snapshot.complete) {
    return wait({ code: 'INCOMPLETE_DATA', why: snapshot.incompleteBecause ?? 'a read failed' });
  }
  const isFirst = index === 0 && rows.length === 0;
  const value = isFirst ? noLongerNeeded(context, proposal, snapshot) : undefined;
  if (value !== undefined) return { kind: 'not-needed', value };
  const { symbol } = plan;
  const position = snapshot.positions.find(
    (each) => each.symbol === symbol && each.side === plan.positionSide,
  );
  if (position === undefined) {
    const other = snapshot.positions.find((each) => each.symbol === symbol);
    return other !== undefined && snapshot.positionMode === 'one-way'
      ? refused({ code: 'SIDE_FLIPPED', symbol, was: plan.positionSide, is: other.side })
      : { kind: 'over' };
  }
  return sized(context, proposal, plan, index, rows, attempt, account, snapshot, position);
}

async function sized(
  context: DeskContext,
  proposal: Proposal,
  plan: PlannedLeg,
  index: number,
  rows: readonly Leg[],
  attempt: number,
  account: DeskAccount,
  snapshot: AccountSnapshot,
  { quantity: held }: Position,
): Promise<Checked> {
  const { symbol } = plan;
  const instrument = snapshot.instruments.get(symbol);
  const mark = snapshot.marks.get(symbol)?.value;
  if (instrument === undefined) return refused({ code: 'INSTRUMENT_UNKNOWN', symbol, known: [] });
  if (mark === undefined) return refused({ code: 'UNKNOWN_PRICE', symbol });
  const filled = filledOf(rows);
  const left = remainingQuantity(plan, filled, held.value, instrument.quantityStep);
  if (left.lte(0)) return { kind: 'over' };
  const most = floorToStep(instrument.maxMarketQuantity, instrument.quantityStep);
  const whole = most.gt(0) ? Decimal.min(left, most) : left;
  const { slippageCap, priceTolerance } = proposal.content.policy;
  let quantity = whole;
  if (plan.type === 'market') {
    const book = await account.exchange.orderBook(symbol);
    if (!book.ok) return wait({ code: 'INCOMPLETE_DATA', why: `order book: ${book.error.message}` });
    const levels = plan.side === 'sell' ? book.value.bids : book.value.asks;
    quantity = quantityWithin(levels, whole, mark.toNumber(), slippageCap, instrument.quantityStep);
    const smallest = Decimal.max(instrument.minQuantity, instrument.minNotional.div(mark));
    if (quantity.lt(whole) && quantity.lt(smallest)) {
      const slippage = slippageOf(book.value, plan.side, whole.toNumber(), mark.toNumber()) ?? 1;
      return wait({ code: 'SLIPPAGE_TOO_HIGH', symbol, slippage, limit: slippageCap });
    }
  }
  // The reads took their time, and the approval may have run out, or the switch been pulled, meanwhile.
  const standing = standingAgainst(context, proposal);
  if (standing.length > 0) return refused(...standing);
  const intent: OrderIntent = {
    account: account.name,
    clientOrderId: legClientOrderId(proposal.content.nonce, index, attempt),
    symbol,
    side: plan.side,
    positionSide: plan.positionSide,
    type: plan.type,
    quantity: Quantity.of(quantity),
    ...(plan.type === 'limit' ? { limitPrice: Price.parse(plan.referencePrice) } : {}),
    reduceOnly: true,
    referencePrice: Price.parse(plan.referencePrice),
  };
  const limits = { ...context.settings.limits, priceTolerance };
  // Whether the store can be written shows at the leg's own commit, without which nothing is sent: a fault of a while ago
  // must not keep this from being tried.
  const { storeFault: _, ...state } = deskState(context, account.name);
  const verdict = review(intent, snapshot, limits, state);
  if (verdict.kind === 'approved') {
    const { order } = verdict;
    return { kind: 'send', account, order, position: held.value, mark, isSlice: quantity.lt(whole) };
  }
  const { refusals } = verdict;
  if (filled.gt(0) && refusals.every(({ code }) => DUST.has(code))) return { kind: 'over' };
  return refusals.every(({ code }) => PASSING.has(code)) ? wait(...refusals) : refused(...refusals);
}
