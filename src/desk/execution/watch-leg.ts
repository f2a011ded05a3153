// An order that the venue holds and has not filled whole: polled until it is done, nearly done, too old, or the price has left.
import { Decimal } from '../../domain/decimal.ts';
import { legMoved, partialFill } from '../../domain/leg-life.ts';
import type { Order } from '../../domain/order.ts';
import { type Leg, legsOf, type Proposal } from '../../domain/proposal.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { Exchange } from '../../ports/exchange.ts';
import type { DeskContext } from '../state/context.ts';
import { isKilled } from '../state/desk-state.ts';
import { endLeg } from './leg-over.ts';
import { commitUnknown, exchangeOf, settleOrder } from './settle-leg.ts';

type Step = 'again' | 'rest';

const POLL_MS = 2_000;
/** Not readable this long: treated like any order that nobody can tell the fate of. */
const BLIND_MS = 60_000;

export async function watchLeg(context: DeskContext, proposal: Proposal, row: Leg): Promise<Step> {
  const exchange = exchangeOf(context, row.account);
  if (exchange === undefined) return 'rest';
  const { clock } = context.ports;
  let blindSince: number | undefined;
  for (;;) {
    if (context.memory.stopping === true) return 'rest';
    const read = await exchange.orderByClientId(row.symbol, row.clientOrderId);
    const now = clock.now();
    if (!read.ok || read.value === undefined) {
      blindSince ??= now;
      if (now - blindSince >= BLIND_MS) {
        return commitUnknown(context, proposal, legMoved(row, 'unknown', { windowEndsAt: now }));
      }
      await context.jobs.sleep(POLL_MS);
      continue;
    }
    blindSince = undefined;
    const order = read.value;
    if (order.state !== 'open') return settleOrder(context, proposal, row, order);
    const moved = await movedFrom(exchange, proposal, row);
    const share = order.filled.value.div(order.quantity.value).toNumber();
    const { priceTolerance } = proposal.content.policy;
    const waited = partialFill(share, moved, priceTolerance, now - (row.signedAt ?? now));
    // While it is killed the kill switch cancels; two that cancel the same order only get in each other's way.
    if (waited.kind === 'wait' || isKilled(context)) {
      await context.jobs.sleep(POLL_MS);
      continue;
    }
    const after = await cancelled(context, exchange, order);
    if (after === undefined || after.state === 'open') {
      await context.jobs.sleep(POLL_MS);
      continue;
    }
    const step = await settleOrder(context, proposal, row, after);
    // Filled whole on the way to the cancel: nothing of what was approved is missing.
    if (step === 'rest' || waited.next === 'finish' || after.state === 'filled') return step;
    const refusal: Refusal =
      waited.why === 'price'
        ? { code: 'PRICE_MOVED', symbol: row.symbol, moved, limit: priceTolerance }
        : { code: 'NOT_FILLED', symbol: row.symbol, filled: after.filled.toString(), quantity: row.quantity };
    return endLeg(context, proposal, [refusal]);
  }
}

async function cancelled(context: DeskContext, exchange: Exchange, order: Order): Promise<Order | undefined> {
  context.crashPoint('execute:13 before cancel');
  const answer = await exchange.cancel(order);
  context.crashPoint('execute:14 cancelled');
  if (!answer.ok) return undefined;
  // Read again: it may have been filled on the way, and only the order's own last word counts.
  const again = await exchange.orderByClientId(order.symbol, order.clientOrderId);
  return again.ok && again.value !== undefined ? again.value : answer.value;
}

/** How far the mark has left the card's price, as a ratio; zero while it cannot be read. */
async function movedFrom(exchange: Exchange, proposal: Proposal, row: Leg): Promise<number> {
  const { action } = proposal.content;
  const reference = legsOf(action)[row.index]?.referencePrice;
  if (reference === undefined) return 0;
  const marks = await exchange.marks([row.symbol]);
  const mark = marks.ok ? marks.value.find((each) => each.symbol === row.symbol)?.price.value : undefined;
  if (mark === undefined) return 0;
  return mark.minus(reference).abs().div(new Decimal(reference)).toNumber();
}
