// What the venue's answer makes of a leg's row: filled and paid for, still open, refused, or not known. Fills are summed from trades.
import { Decimal } from '../../domain/decimal.ts';
import { holdUntil, legMoved, sumFills } from '../../domain/leg-life.ts';
import type { Fill, Order } from '../../domain/order.ts';
import { type Leg, legsOf, type Proposal } from '../../domain/proposal.ts';
import { moved } from '../../domain/proposal-life.ts';
import type { Exchange } from '../../ports/exchange.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import { shown } from '../cards/draft-proposal.ts';
import { commit } from '../state/commit.ts';
import type { DeskContext } from '../state/context.ts';

type Step = 'again' | 'rest';

/** Clocks of venue and desk differ; trades this long before the signing belong to the search. */
const BEFORE_SIGNING_MS = 2_000;
/** Venues keep money to eight places. */
const FEE_PLACES = 8;

export const exchangeOf = (context: DeskContext, name: string): Exchange | undefined =>
  context.accounts.find((account) => account.name === name)?.exchange;

/** Commits the row with the venue's answer in the journal. */
export async function answered(context: DeskContext, row: Leg, reason?: string): Promise<Step> {
  const done = await commit(context, answerChanges(context, row, reason));
  if (!done.ok) return done.error.code === 'CONFLICT' ? 'again' : 'rest';
  context.crashPoint('execute:09 settled');
  return 'again';
}

function answerChanges(context: DeskContext, row: Leg, reason?: string): LedgerChange[] {
  const at = context.ports.clock.now();
  const { clientOrderId, symbol, side, quantity, state, filled, averagePrice, fee, venueCode } = row;
  const data = {
    proposal: row.proposalId,
    leg: row.index,
    attempt: row.attempt,
    clientOrderId,
    symbol,
    side,
    quantity,
    state,
    filled,
    fee,
    ...(averagePrice === undefined ? {} : { averagePrice }),
    ...(venueCode === undefined ? {} : { venueCode }),
    ...(reason === undefined ? {} : { reason }),
  };
  return [
    { kind: 'leg', row },
    { kind: 'journal', entry: { type: 'exchange-answer', at, by: 'desk', data } },
  ];
}

/** Makes the row what the venue says of the order: open orders are watched, the rest is settled with its trades. */
export async function settleOrder(
  context: DeskContext,
  proposal: Proposal,
  row: Leg,
  order: Order,
): Promise<Step> {
  const exchange = exchangeOf(context, row.account);
  if (exchange === undefined) return 'rest';
  const seen = { orderId: order.id, filled: order.filled.toString() };
  if (order.state === 'open') {
    const changes = answerChanges(context, legMoved(row, 'accepted', seen));
    const isShown = proposal.state.kind === 'executing';
    const since = context.ports.clock.now();
    const card = isShown ? [] : shown(context, moved(proposal, { kind: 'executing', leg: row.index, since }));
    const done = await commit(context, [...changes, ...card]);
    if (!done.ok) return done.error.code === 'CONFLICT' ? 'again' : 'rest';
    context.crashPoint('execute:09 settled');
    return 'again';
  }
  if (order.filled.value.isZero()) {
    const state = order.state === 'filled' ? 'done' : 'rejected';
    return answered(context, legMoved(row, state, { ...seen, venueCode: order.state }));
  }
  const trades = await tradesOf(context, exchange, row, order.filled.value);
  const sum = sumFills(trades);
  const isComplete = sum.filled.eq(order.filled.value);
  const averagePrice = isComplete ? sum.averagePrice : order.averagePrice?.value;
  const fee = isComplete ? sum.fee : (feeByCard(proposal, row, order) ?? sum.fee);
  return answered(
    context,
    legMoved(row, 'done', {
      ...seen,
      ...(averagePrice === undefined ? {} : { averagePrice: averagePrice.toFixed() }),
      fee: fee.toFixed(),
    }),
    isComplete ? undefined : 'its trades cannot be read; the fee is by the rate on the card',
  );
}

/** What the order cost by the rate on the card: stands in where its trades cannot be read, since nothing is certainly wrong. */
function feeByCard({ content }: Proposal, row: Leg, order: Order): Decimal | undefined {
  const rate = legsOf(content.action)[row.index]?.feeRate;
  const price = order.averagePrice?.value;
  if (rate === undefined || price === undefined) return undefined;
  return order.filled.value.times(price).times(rate).toDecimalPlaces(FEE_PLACES);
}

/** The order's own trades; listed a moment later than the fill on some venues, so asked for twice. */
async function tradesOf(
  context: DeskContext,
  exchange: Exchange,
  row: Leg,
  filled: Decimal,
): Promise<readonly Fill[]> {
  let found: readonly Fill[] = [];
  for (let tries = 1; tries <= 2; tries += 1) {
    if (tries > 1) await context.jobs.sleep(1_000);
    const read = await exchange.fills((row.signedAt ?? 0) - BEFORE_SIGNING_MS);
    if (!read.ok) continue;
    found = read.value.filter((fill) => fill.clientOrderId === row.clientOrderId);
    if (sumFills(found).filled.eq(filled)) return found;
  }
  return found;
}

/** Settles a row from trades alone, where the venue lists them and not the order. */
export function settleFills(context: DeskContext, row: Leg, trades: readonly Fill[]): Promise<Step> {
  const sum = sumFills(trades);
  return answered(
    context,
    legMoved(row, 'done', {
      filled: Decimal.min(sum.filled, row.quantity).toFixed(),
      ...(sum.averagePrice === undefined ? {} : { averagePrice: sum.averagePrice.toFixed() }),
      fee: sum.fee.toFixed(),
    }),
  );
}

export const searchFrom = (row: Leg): number => (row.signedAt ?? 0) - BEFORE_SIGNING_MS;

/** The leg and its card, marked unknown together. */
export async function commitUnknown(context: DeskContext, proposal: Proposal, row: Leg): Promise<Step> {
  const skewMs = exchangeOf(context, row.account)?.signingWindow.skewMs ?? 0;
  const current = context.memory.proposals.get(proposal.content.id) ?? proposal;
  const state = { kind: 'unknown', leg: row.index, holdUntil: holdUntil(row, skewMs) } as const;
  const done = await commit(context, [{ kind: 'leg', row }, ...shown(context, moved(current, state))]);
  return done.ok || done.error.code === 'CONFLICT' ? 'again' : 'rest';
}
