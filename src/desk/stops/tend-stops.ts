// Looking after armed stops, every pass: each has its order at the venue, at its price and for the whole position, and is moved as its
// trail tightens; where the venue keeps no stops the desk watches the price itself. What the picture shows decides, so a restart changes nothing.
import { type Position, reducingSide } from '../../domain/position.ts';
import { Price } from '../../domain/price.ts';
import { Quantity } from '../../domain/quantity.ts';
import { review } from '../../domain/review.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import { type ArmedStop, followed, isOrderOf, isReached, serves, stopOrderId } from '../../domain/stop.ts';
import type { SubmitResult } from '../../ports/exchange.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';
import { deskState, standstill } from '../state/desk-state.ts';
import { keepStop, rememberStop, stopsOf } from '../state/stop-book.ts';
import { withinTime } from '../state/within-time.ts';
import { closeByStop } from './close-by-stop.ts';
import { endStop } from './end-stop.ts';

const ANSWER_MS = 10_000;
/** An order that the venue refused is tried again after this long. */
const TRY_AGAIN_MS = 30_000;
/** A stop that would trigger at once. */
const WOULD_TRIGGER = '-2021';

/** One look after every stop of an account; a look that still runs is not started twice. */
export async function tendStops(
  context: DeskContext,
  account: DeskAccount,
  snapshot: AccountSnapshot,
): Promise<void> {
  context.memory.tending ??= new Set();
  const { tending } = context.memory;
  if (tending.has(account.name)) return;
  tending.add(account.name);
  try {
    for (const stop of stopsOf(context, account.name)) await tend(context, account, snapshot, stop);
  } finally {
    tending.delete(account.name);
  }
}

async function tend(
  context: DeskContext,
  account: DeskAccount,
  snapshot: AccountSnapshot,
  stop: ArmedStop,
): Promise<void> {
  // Whatever holds the desk still holds its stops: the kill switch takes them away itself.
  if (context.memory.stopping === true || standstill(context, account.name).length > 0) return;
  const { symbol, positionSide } = stop;
  const position = snapshot.positions.find((each) => each.symbol === symbol && each.side === positionSide);
  const mine = snapshot.orders.filter((order) => isOrderOf(stop, order.clientOrderId));
  if (position === undefined) return endStop(context, account, stop, mine);
  const mark = snapshot.marks.get(symbol)?.value;
  const tick = snapshot.instruments.get(symbol)?.priceTick;
  if (mark === undefined || tick === undefined) return;
  const now = followed(stop, mark, tick);
  if (!account.exchange.capabilities.conditionalOrders) {
    if (isReached(now, mark)) return closeByStop(context, account, snapshot, now, position);
    if (now.stopPrice !== stop.stopPrice) await keepStop(context, stop, { next: now, what: 'moved' });
    else if (now !== stop) rememberStop(context, now);
    return;
  }
  const serving = mine.find((order) => serves(now, order, position.quantity.value));
  if (serving !== undefined) {
    if (now !== stop) rememberStop(context, now);
    for (const other of mine) if (other !== serving) await account.exchange.cancel(other);
    return;
  }
  if (await mayStillBeThere(context, account, now, mine.length)) return;
  if (isReached(now, mark) && mine.length === 0) {
    return closeByStop(context, account, snapshot, now, position);
  }
  if (isReached(now, mark) || (now.refusal !== undefined && now.refusal.tryAfter > context.ports.clock.now()))
    return;
  await place(context, account, snapshot, now, position);
  for (const other of mine) {
    const replaced =
      stopsOf(context, account.name).find(({ id }) => id === stop.id)?.sent?.confirmed === true;
    if (replaced) await account.exchange.cancel(other);
  }
}

/** The last order is not in the picture: it may be on its way, or just have done its work. Nothing is sent before that is known. */
async function mayStillBeThere(
  context: DeskContext,
  { exchange }: DeskAccount,
  { sent, symbol }: ArmedStop,
  shown: number,
): Promise<boolean> {
  if (sent === undefined || shown > 0) return false;
  const found = await exchange.orderByClientId(symbol, sent.clientOrderId);
  if (!found.ok) return true;
  if (found.value?.state === 'open') return true;
  const { skewMs } = exchange.signingWindow;
  return (
    found.value === undefined && context.ports.clock.now() <= sent.windowEndsAt + Math.abs(skewMs) + 1_000
  );
}

/** A new order beside the old one, which goes only when the new one stands: the position is never without its stop. */
async function place(
  context: DeskContext,
  { name, exchange }: DeskAccount,
  snapshot: AccountSnapshot,
  stop: ArmedStop,
  position: Position,
): Promise<void> {
  const { clock } = context.ports;
  const attempt = stop.attempt + 1;
  const clientOrderId = stopOrderId(stop.id, attempt);
  const { symbol, positionSide, stopPrice } = stop;
  const { storeFault: _, ...state } = deskState(context, name);
  const verdict = review(
    {
      account: name,
      clientOrderId,
      symbol,
      side: reducingSide(positionSide),
      positionSide,
      type: 'stop-market',
      quantity: Quantity.of(position.quantity.value),
      stopPrice: Price.parse(stopPrice),
      reduceOnly: true,
    },
    snapshot,
    context.settings.limits,
    state,
  );
  if (verdict.kind === 'refused') {
    return refused(context, stop, verdict.refusals.map(({ code }) => code).join(', '));
  }
  const quantity = position.quantity.toString();
  const windowEndsAt = clock.now() + exchange.signingWindow.windowMs;
  const sent: ArmedStop = { ...stop, attempt, sent: { clientOrderId, stopPrice, quantity, windowEndsAt } };
  const kept = await keepStop(context, stop, { next: sent, what: 'sent', data: { clientOrderId, quantity } });
  if (!kept || standstill(context, name).length > 0) return;
  const answer = await withinTime<SubmitResult>(clock, ANSWER_MS, exchange.submit(verdict.order), {
    kind: 'fault',
    fault: { code: 'TIMEOUT', message: 'no answer', retryable: true, outcome: 'unknown' },
  });
  await settle(context, sent, answer, stop.sent?.confirmed !== true);
}

async function settle(
  context: DeskContext,
  stop: ArmedStop,
  answer: SubmitResult,
  isFirst: boolean,
): Promise<void> {
  const { account, symbol, positionSide: side, stopPrice, armedBy: by, sent } = stop;
  switch (answer.kind) {
    case 'accepted': {
      const { refusal: _, ...taken } = stop;
      await keepStop(context, stop, {
        next: { ...taken, ...(sent === undefined ? {} : { sent: { ...sent, confirmed: true } }) },
        what: 'placed',
        data: { orderId: answer.order.id },
        ...(isFirst ? { notice: { code: 'stop-placed', account, symbol, side, stopPrice, by } } : {}),
      });
      return;
    }
    case 'rejected': {
      const { venueCode, reason } = answer.rejection;
      // The price is there already: the next look finds it reached and closes.
      if (venueCode === WOULD_TRIGGER) return;
      return refused(context, stop, `${venueCode} ${reason}`);
    }
    case 'fault':
      // Whether it arrived is looked up on the next pass, under its own name.
      if (answer.fault.outcome === 'none' && !answer.fault.retryable) {
        await refused(context, stop, answer.fault.message);
      }
      return;
    default:
      answer satisfies never;
  }
}

/** Told once for each reason; tried again for as long as the stop is armed. */
async function refused(context: DeskContext, stop: ArmedStop, why: string): Promise<void> {
  const { account, symbol, positionSide: side, stopPrice, sent: _, ...rest } = stop;
  const tryAfter = context.ports.clock.now() + TRY_AGAIN_MS;
  const isNew = stop.refusal?.why !== why;
  await keepStop(context, stop, {
    next: { ...rest, account, symbol, positionSide: side, stopPrice, refusal: { why, tryAfter } },
    what: 'refused',
    data: { why },
    ...(isNew ? { notice: { code: 'stop-refused', account, symbol, side, stopPrice, why } } : {}),
  });
}
