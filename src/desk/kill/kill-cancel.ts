// Cancelling for the kill switch: both books, in the order that never leaves a position without its stop.
import { addsRisk, inScope, isProtective } from '../../domain/kill-plan.ts';
import type { Order } from '../../domain/order.ts';
import { answerInTime, CALL_MS, type KillRun, type KillTarget } from './kill-run.ts';

export interface Reach {
  readonly run: KillRun;
  readonly target: KillTarget;
  readonly isHedge: boolean;
  /** Ids of orders that were seen, for the count that people are shown. */
  readonly seen: Set<string>;
  /** When this run's orders were sent, the latest last. */
  readonly sent: number[];
}

const IN_PARALLEL = 5;

/** Which orders go: those that could add risk; all but protective stops; every last one. */
export type Which = 'adding' | 'all-but-stops' | 'everything';

const goes = (order: Order, which: Which, isHedge: boolean): boolean =>
  which === 'everything' || (which === 'adding' ? addsRisk(order, isHedge) : !isProtective(order, isHedge));

/** Stops are taken away only where positions are closed; everything else also where trading is merely halted. */
async function readOrders({ run, target }: Reach, which: Which): Promise<readonly Order[] | string> {
  const read = await answerInTime(run.ports.clock, CALL_MS, () => target.exchange.openOrders());
  if (!read.ok) return `open orders: ${read.why}`;
  const isReached = (symbol: string): boolean =>
    inScope(run.scope, target.name, symbol) ||
    (which !== 'everything' && run.alsoHalt !== undefined && inScope(run.alsoHalt, target.name, symbol));
  return read.value.filter((order) => isReached(order.symbol));
}

/** `unread`: the books could not be read, so nothing was cancelled. */
export type Cancelled = 'gone' | 'left' | 'unread';

/** Whether every order in question is gone. A drill reads and cancels nothing. */
export async function cancelOrders(reach: Reach, which: Which): Promise<Cancelled> {
  const { run, target, seen } = reach;
  const { crashPoint } = run.ports;
  const name =
    which === 'adding' ? 'cancel' : which === 'all-but-stops' ? 'cancel-reduce-only' : 'remove-stops';
  run.note(target.name, (before) => ({ ...before, step: name }));
  const orders = await readOrders(reach, which);
  crashPoint('kill:05 orders read');
  if (typeof orders === 'string') {
    run.note(target.name, (before) => ({ ...before, fault: orders }));
    return 'unread';
  }
  const gone = orders.filter((order) => goes(order, which, reach.isHedge));
  for (const order of gone) seen.add(order.id);
  run.note(target.name, (before) => ({ ...before, ordersSeen: Math.max(before.ordersSeen, seen.size) }));
  if (run.isDrill) return 'gone';
  let failed = 0;
  const oneByOne = await cancelWholeBooks(reach, which, orders, gone);
  const queue = [...oneByOne];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && run.goesOn(); next = queue.shift()) {
      if (!(await cancelOne(reach, next))) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: Math.min(IN_PARALLEL, oneByOne.length) }, work));
  return failed === 0 ? 'gone' : 'left';
}

/** From so many orders on, a book that goes as a whole goes in one request. */
const WORTH_ONE_REQUEST = 3;

/**
 * Cancels books in one request each where no order of them is to stay; answers the orders that are left to be cancelled
 * one by one. A take-profit that would have gone a step later goes with its book: fifty requests less. What became of
 * each order is not asked: the looks that follow find whatever is still there.
 */
async function cancelWholeBooks(
  { run, target, isHedge, seen }: Reach,
  which: Which,
  orders: readonly Order[],
  gone: readonly Order[],
): Promise<readonly Order[]> {
  const bookOf = ({ symbol, book }: Order): string => `${symbol}/${book}`;
  const going = Map.groupBy(gone, bookOf);
  const standing = Map.groupBy(orders, bookOf);
  const { clock, crashPoint } = run.ports;
  const left: Order[] = [];
  const queue = [...going.entries()];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && run.goesOn(); next = queue.shift()) {
      const [key, due] = next;
      const book = standing.get(key) ?? due;
      const stays = (order: Order): boolean => which !== 'everything' && isProtective(order, isHedge);
      if (due.length < WORTH_ONE_REQUEST || book.some(stays)) {
        left.push(...due);
        continue;
      }
      const [{ symbol, book: name }] = book as [Order, ...Order[]];
      crashPoint('kill:06 before cancel');
      const answer = await answerInTime(clock, CALL_MS, () => target.exchange.cancelAll(symbol, name));
      crashPoint('kill:07 cancelled');
      const data = { epoch: run.epoch, account: target.name, cancelAll: symbol, book: name };
      if (answer.ok) for (const order of book) seen.add(order.id);
      else left.push(...due);
      run.note(
        target.name,
        (before) =>
          answer.ok
            ? {
                ...before,
                ordersSeen: Math.max(before.ordersSeen, seen.size),
                ordersCancelled: before.ordersCancelled + book.length,
              }
            : before,
        {
          type: 'exchange-answer',
          at: clock.now(),
          by: 'desk',
          data: answer.ok ? { ...data, orders: book.length } : { ...data, failed: answer.why },
        },
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(IN_PARALLEL, queue.length) }, work));
  return left;
}

async function cancelOne({ run, target }: Reach, order: Order): Promise<boolean> {
  const { clock, crashPoint } = run.ports;
  crashPoint('kill:06 before cancel');
  const answer = await answerInTime(clock, CALL_MS, () => target.exchange.cancel(order));
  crashPoint('kill:07 cancelled');
  const at = clock.now();
  const { clientOrderId, symbol } = order;
  const data = { epoch: run.epoch, account: target.name, cancel: clientOrderId, symbol };
  if (!answer.ok) {
    const why = `${symbol}: cancel: ${answer.why}`;
    run.note(target.name, (before) => ({ ...before, fault: why }), {
      type: 'exchange-answer',
      at,
      by: 'desk',
      data: { ...data, failed: answer.why },
    });
    return false;
  }
  const state = answer.value.state;
  const done = state === 'open' ? 0 : 1;
  run.note(target.name, (before) => ({ ...before, ordersCancelled: before.ordersCancelled + done }), {
    type: 'exchange-answer',
    at,
    by: 'desk',
    data: { ...data, state },
  });
  return state !== 'open';
}

/** How many orders are left that should not be, or undefined when the books could not be read. */
export async function ordersLeft(reach: Reach): Promise<number | undefined> {
  const orders = await readOrders(reach, 'all-but-stops');
  if (typeof orders === 'string') {
    reach.run.note(reach.target.name, (before) => ({ ...before, fault: orders }));
    return undefined;
  }
  return orders.filter((order) => goes(order, 'all-but-stops', reach.isHedge)).length;
}
