// The end of a stop: a person takes it away, or its position is gone (was it the stop that closed it?). Whatever rests of it goes, and people are told.
import type { Ask } from '../../domain/actor.ts';
import type { Order } from '../../domain/order.ts';
import type { PositionSide } from '../../domain/position.ts';
import { failure, success } from '../../domain/result.ts';
import { type ArmedStop, isOrderOf } from '../../domain/stop.ts';
import type { Answer } from '../../ports/desk.ts';
import { refused } from '../picture/asked-position.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';
import { keepStop } from '../state/stop-book.ts';

/** A person takes the stop away: its order goes first, so that nothing rests that nobody knows of. */
export async function endStopAsked(
  context: DeskContext,
  ask: Ask,
  asked: { readonly account?: string; readonly symbol: string; readonly side?: PositionSide },
): Answer<ArmedStop> {
  const stop = (context.memory.stops ?? []).find(
    ({ account, symbol, positionSide }) =>
      symbol === asked.symbol &&
      (asked.account === undefined || account === asked.account) &&
      (asked.side === undefined || positionSide === asked.side),
  );
  if (stop === undefined)
    return refused({ code: 'NOTHING_TO_DO', what: `no stop is armed for ${asked.symbol}` });
  const account = context.accounts.find(({ name }) => name === stop.account);
  if (account === undefined) return refused({ code: 'ACCOUNT_UNKNOWN', account: stop.account, known: [] });
  const resting = await account.exchange.openOrders();
  if (!resting.ok) return failure({ kind: 'fault', fault: resting.error });
  for (const order of resting.value.filter(({ clientOrderId }) => isOrderOf(stop, clientOrderId))) {
    const cancelled = await account.exchange.cancel(order);
    if (!cancelled.ok) return failure({ kind: 'fault', fault: cancelled.error });
  }
  const { symbol, positionSide: side, stopPrice } = stop;
  const kept = await keepStop(context, stop, {
    next: undefined,
    what: 'taken away',
    data: { by: ask.actor.name },
    notice: { code: 'stop-ended', account: stop.account, symbol, side, stopPrice, by: ask.actor.name },
  });
  return kept
    ? success(stop)
    : refused({ code: 'STORE_UNAVAILABLE', why: context.memory.storeFault ?? 'no answer' });
}

/** Nothing is ended before the fate of its last order is known. */
export async function endStop(
  context: DeskContext,
  { exchange }: DeskAccount,
  stop: ArmedStop,
  resting: readonly Order[],
): Promise<void> {
  const { account, symbol, positionSide: side, stopPrice, armedBy: by, sent } = stop;
  for (const order of resting) {
    const cancelled = await exchange.cancel(order);
    if (!cancelled.ok) return;
  }
  const found = sent === undefined ? undefined : await exchange.orderByClientId(symbol, sent.clientOrderId);
  if (found !== undefined && !found.ok) return;
  const filled = found?.value?.filled.value.gt(0) === true;
  await keepStop(context, stop, {
    next: undefined,
    what: filled ? 'triggered' : 'position gone',
    notice: { code: filled ? 'stop-triggered' : 'stop-gone', account, symbol, side, stopPrice, by },
  });
}
