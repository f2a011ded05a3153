// Cancelling for the kill switch: both books, in the order that never leaves a position without its stop.
import { addsRisk, inScope, isProtective } from '../../domain/kill-plan.ts';
import type { KillAccount } from '../../domain/kill-switch.ts';
import type { Order } from '../../domain/order.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import { answerInTime, CALL_MS, type KillRun, type KillTarget } from './kill-run.ts';

export interface Reach {
  readonly run: KillRun;
  readonly target: KillTarget;
  isHedge: boolean;
  /** Ids of orders that were seen, for the count that people are shown. */
  readonly seen: Set<string>;
  /** When this run's orders were sent, the latest last. */
  readonly sent: number[];
  /** Nothing can be read before this. */
  readableAt: number;
  /** Rounds in a row in which books or positions could not be read. */
  blindRounds: number;
}

/** A venue's limits count requests, not how many are on their way: a book of usual size goes in one round trip. */
export const IN_PARALLEL = 25;

/** Which orders go: those that could add risk; all but protective stops; every last one. */
export type Which = 'adding' | 'all-but-stops' | 'everything';

const goes = (order: Order, which: Which, isHedge: boolean): boolean =>
  which === 'everything' || (which === 'adding' ? addsRisk(order, isHedge) : !isProtective(order, isHedge));

/** Stops are taken away only where positions are closed; everything else also where trading is merely halted. */
const isReached = ({ run, target }: Reach, { symbol }: Order, which: Which): boolean =>
  inScope(run.scope, target.name, symbol) ||
  (which !== 'everything' && run.alsoHalt !== undefined && inScope(run.alsoHalt, target.name, symbol));

/** Both books of the account; undefined when they could not be read, which is noted. */
export async function readBooks(reach: Reach): Promise<readonly Order[] | undefined> {
  const { run, target } = reach;
  const read = await answerInTime(run.ports.clock, CALL_MS, () => target.exchange.openOrders());
  if (read.ok) return read.value;
  notReadable(reach, `open orders: ${read.why}`, read.retryAfterMs);
  return undefined;
}

/** Noted for people, with the time before which asking again would only use up what the limits leave. */
export function notReadable(reach: Reach, fault: string, retryAfterMs = 0): void {
  const { run, target } = reach;
  reach.readableAt = Math.max(reach.readableAt, run.ports.clock.now() + retryAfterMs);
  run.note(target.name, (before) => ({ ...before, fault }));
}

export interface Cancelled {
  /** The books could be read, and every order in question is gone. */
  readonly areGone: boolean;
  /** What is left of what was read, for the next step; undefined when nothing is known. */
  readonly left: readonly Order[] | undefined;
}

/**
 * Cancels the orders in question: those of the books as they were read a moment ago, else of books that are read now,
 * since reading both costs as much as cancelling eighty orders. A drill reads and cancels nothing.
 */
export async function cancelOrders(reach: Reach, which: Which, known?: readonly Order[]): Promise<Cancelled> {
  const { run, target, seen } = reach;
  const { crashPoint } = run.ports;
  const name =
    which === 'adding' ? 'cancel' : which === 'all-but-stops' ? 'cancel-reduce-only' : 'remove-stops';
  run.note(target.name, (before) => ({ ...before, step: name }));
  const all = known ?? (await readBooks(reach));
  crashPoint('kill:05 orders read');
  if (all === undefined) return { areGone: false, left: undefined };
  const orders = all.filter((order) => isReached(reach, order, which));
  const due = orders.filter((order) => goes(order, which, reach.isHedge));
  for (const order of due) seen.add(order.id);
  run.note(target.name, (before) => ({ ...before, ordersSeen: Math.max(before.ordersSeen, seen.size) }));
  if (run.isDrill) return { areGone: true, left: all };
  const gone = new Set<Order>();
  const queue = await cancelWholeBooks(reach, which, orders, due, gone);
  await eachOf(queue, async (order) => {
    if (run.goesOn() && (await cancelOne(reach, order))) gone.add(order);
  });
  return {
    areGone: due.every((order) => gone.has(order)),
    left: all.filter((order) => !gone.has(order)),
  };
}

async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const strand = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: Math.min(IN_PARALLEL, items.length) }, strand));
}

/**
 * From so many orders on, a book that goes as a whole goes in one request. A conditional order that is cancelled by
 * itself is asked for afterwards, which is a request more.
 */
const WORTH_ONE_REQUEST: Readonly<Record<Order['book'], number>> = { plain: 2, conditional: 1 };
/** The same request again is cheaper than its orders one by one. */
const BOOK_TRIES = 2;

/**
 * Cancels books in one request each where no order of them is to stay; answers the orders that are left to be cancelled
 * one by one. A take-profit that would have gone a step later goes with its book: fifty requests less. What became of
 * each order is not asked: the looks that follow find whatever is still there.
 */
async function cancelWholeBooks(
  reach: Reach,
  which: Which,
  orders: readonly Order[],
  due: readonly Order[],
  gone: Set<Order>,
): Promise<readonly Order[]> {
  const { run, isHedge } = reach;
  const bookOf = ({ symbol, book }: Order): string => `${symbol}/${book}`;
  const stays = (order: Order): boolean => which !== 'everything' && isProtective(order, isHedge);
  const standing = Map.groupBy(orders, bookOf);
  const left: Order[] = [];
  await eachOf([...Map.groupBy(due, bookOf)], async ([key, going]) => {
    if (!run.goesOn()) return;
    const book = standing.get(key) ?? going;
    const [{ book: name }] = book as [Order, ...Order[]];
    if (going.length >= WORTH_ONE_REQUEST[name] && !book.some(stays)) {
      for (let tries = 0; tries < BOOK_TRIES && run.goesOn(); tries += 1) {
        if (!(await cancelBook(reach, book))) continue;
        for (const order of book) gone.add(order);
        return;
      }
    }
    left.push(...going);
  });
  return left;
}

async function cancelBook({ run, target, seen }: Reach, book: readonly Order[]): Promise<boolean> {
  const [{ symbol, book: name }] = book as [Order, ...Order[]];
  const { clock, crashPoint } = run.ports;
  crashPoint('kill:06 before cancel');
  const answer = await answerInTime(clock, CALL_MS, () => target.exchange.cancelAll(symbol, name));
  crashPoint('kill:07 cancelled');
  if (answer.ok) for (const order of book) seen.add(order.id);
  const data = { epoch: run.epoch, account: target.name, cancelAll: symbol, book: name };
  const journal: JournalEntry = {
    type: 'exchange-answer',
    at: clock.now(),
    by: 'desk',
    data: answer.ok ? { ...data, orders: book.length } : { ...data, failed: answer.why },
  };
  const counted = (before: KillAccount): KillAccount => ({
    ...before,
    ordersSeen: Math.max(before.ordersSeen, seen.size),
    ordersCancelled: before.ordersCancelled + book.length,
  });
  run.note(target.name, (before) => (answer.ok ? counted(before) : before), journal);
  return answer.ok;
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

/** How many orders of the books are left that should not be; stops are none of them. */
export const ordersLeft = (reach: Reach, books: readonly Order[]): number =>
  books.filter(
    (order) => isReached(reach, order, 'all-but-stops') && goes(order, 'all-but-stops', reach.isHedge),
  ).length;
