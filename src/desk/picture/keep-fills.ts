// What the venue filled, into history: the rows that trades, profit and reports are counted from.
import type { Fault } from '../../domain/fault.ts';
import type { Fill } from '../../domain/order.ts';
import { type Result, success } from '../../domain/result.ts';
import type { FillRow } from '../../ports/history.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';

/** Reads the fills since a moment and keeps them; fills that are kept already stay as they are. */
export async function keepFills(
  context: DeskContext,
  account: DeskAccount,
  since: number,
): Promise<Result<readonly Fill[], Fault>> {
  const { history, log } = context.ports;
  const { mode } = context.memory;
  const read = await account.exchange.fills(since);
  if (!read.ok) return read;
  const kept = await history.addFills(
    mode,
    read.value.map((fill) => rowOf(account.name, fill)),
  );
  if (kept.ok) return success(read.value);
  log.warn({ account: account.name, fault: kept.error.code }, 'fills cannot be kept');
  return kept;
}

const rowOf = (account: string, fill: Fill): FillRow => ({
  account,
  id: fill.id,
  symbol: fill.symbol,
  side: fill.side,
  positionSide: fill.positionSide,
  quantity: fill.quantity.toString(),
  price: fill.price.toString(),
  fee: fill.fee.toString(),
  realizedPnl: fill.realizedPnl.toString(),
  currency: fill.fee.currency,
  at: fill.at,
  ...(fill.cause === undefined ? {} : { cause: fill.cause }),
  clientOrderId: fill.clientOrderId,
});
