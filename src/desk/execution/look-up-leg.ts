// An order whose answer was lost: held until its window is over, looked up twice, then adopted, sent again, or put before a person.
import { type Decimal, ZERO } from '../../domain/decimal.ts';
import { holdUntil, legMoved, NOT_FOUND_MEANS_NOTHING_AFTER_MS } from '../../domain/leg-life.ts';
import type { Fill, Order } from '../../domain/order.ts';
import { reducingSide } from '../../domain/position.ts';
import type { Leg, Proposal } from '../../domain/proposal.ts';
import { moved } from '../../domain/proposal-life.ts';
import type { Exchange } from '../../ports/exchange.ts';
import { personFound, personNeeded } from '../alerts/needs-person.ts';
import { shown } from '../cards/draft-proposal.ts';
import type { DeskContext } from '../state/context.ts';
import { answered, commitUnknown, exchangeOf, searchFrom, settleFills, settleOrder } from './settle-leg.ts';

type Step = 'again' | 'rest';

const LOOK_AGAIN_MS = 3_000;
/** Looked for in vain this long after the window: a person has to look. */
const PERSON_AFTER_MS = 60_000;

export type Found =
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'trades'; readonly trades: readonly Fill[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'cannot-tell'; readonly why: string };

export async function lookUpLeg(context: DeskContext, proposal: Proposal, row: Leg): Promise<Step> {
  const exchange = exchangeOf(context, row.account);
  if (exchange === undefined) return 'rest';
  const { windowMs, skewMs } = exchange.signingWindow;
  if (row.state === 'sending') {
    // Found like this after a crash: its bytes may have left until a moment ago.
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
  const found = await findOrder(context, exchange, row);
  context.crashPoint('execute:12 looked up');
  switch (found.kind) {
    case 'order':
      await personFound(context, proposal, row);
      return settleOrder(context, context.memory.proposals.get(row.proposalId) ?? proposal, row, found.order);
    case 'trades':
      await personFound(context, proposal, row);
      return settleFills(context, row, found.trades);
    case 'absent': {
      await personFound(context, proposal, row);
      return answered(context, legMoved(row, 'not-accepted', { venueCode: 'not-found' }));
    }
    case 'cannot-tell':
      return cannotTell(context, proposal, row, found.why, until);
    default:
      return found satisfies never;
  }
}

/** Twice by its client id, with trades and positions between; only all of them together mean that it is not there. */
export async function findOrder(context: DeskContext, exchange: Exchange, row: Leg): Promise<Found> {
  const first = await exchange.orderByClientId(row.symbol, row.clientOrderId);
  if (!first.ok) return { kind: 'cannot-tell', why: first.error.message };
  if (first.value !== undefined) return { kind: 'order', order: first.value };
  const fills = await exchange.fills(searchFrom(row));
  if (!fills.ok) return { kind: 'cannot-tell', why: fills.error.message };
  const positions = await exchange.positions();
  if (!positions.ok) return { kind: 'cannot-tell', why: positions.error.message };
  await context.jobs.sleep(1_000);
  const second = await exchange.orderByClientId(row.symbol, row.clientOrderId);
  if (!second.ok) return { kind: 'cannot-tell', why: second.error.message };
  if (second.value !== undefined) return { kind: 'order', order: second.value };
  const own = fills.value.filter((fill) => fill.clientOrderId === row.clientOrderId);
  if (own.length > 0) return { kind: 'trades', trades: own };
  if (context.ports.clock.now() - (row.signedAt ?? 0) > NOT_FOUND_MEANS_NOTHING_AFTER_MS) {
    return { kind: 'cannot-tell', why: 'older than the exchange keeps its orders' };
  }
  const held = positions.value.find(
    (position) => position.symbol === row.symbol && position.side === row.positionSide,
  );
  const gone = unexplained(row, held?.quantity.value ?? ZERO, fills.value);
  if (gone.gt(0)) {
    return { kind: 'cannot-tell', why: `the position is smaller by ${gone.toFixed()} and no trade says why` };
  }
  return { kind: 'absent' };
}

/** How much smaller the position is than before the order, beyond what the listed trades explain. */
function unexplained(row: Leg, now: Decimal, fills: readonly Fill[]): Decimal {
  if (row.positionBefore === undefined) return ZERO;
  const reducing = reducingSide(row.positionSide);
  let explained = ZERO;
  for (const fill of fills) {
    if (fill.symbol !== row.symbol || fill.positionSide !== row.positionSide) continue;
    explained =
      fill.side === reducing ? explained.plus(fill.quantity.value) : explained.minus(fill.quantity.value);
  }
  return ZERO.plus(row.positionBefore).minus(now).minus(explained);
}

/** Goes on looking; after a minute a person is called, and every later pass looks once more. */
export async function cannotTell(
  context: DeskContext,
  proposal: Proposal,
  row: Leg,
  why: string,
  until: number,
): Promise<Step> {
  const now = context.ports.clock.now();
  if (context.memory.stopping === true) return 'rest';
  if (proposal.state.kind !== 'needs-person' && now - until < PERSON_AFTER_MS) {
    await context.jobs.sleep(LOOK_AGAIN_MS);
    return 'again';
  }
  const current = context.memory.proposals.get(row.proposalId) ?? proposal;
  const changes =
    current.state.kind === 'needs-person'
      ? []
      : shown(context, moved(current, { kind: 'needs-person', leg: row.index, since: now, why }));
  await personNeeded(context, current, row, why, changes);
  return 'rest';
}
