// Symbols that stand still: found out from the exchange's word or from a torn book without trade, blocked, watched, and told when they move again.
import { isProtective } from '../../domain/kill-plan.ts';
import { isOurs } from '../../domain/order-names.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { OrderBook } from '../../ports/exchange.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import { LARGE_GAP, readHalt, WIDE_SPREAD } from '../../risk/microstructure/halt.ts';
import { isGone } from '../assessment/watch-account.ts';
import { memoryOf, watchOf } from '../state/account-memory.ts';
import { commit } from '../state/commit.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';
import { stopOnBug } from '../state/stop-on-bug.ts';
import type { HaltMemory } from '../state/venue-memory.ts';
import { venueOf } from '../state/venue-state.ts';
import { tell } from '../venue/tend-venue.ts';

/** A symbol that stands still is looked at this often. */
const WATCH_MS = 10_000;
/** So many symbols a look, those not looked at for longest first: a book costs request weight. */
const MOST_AT_ONCE = 20;
/** A day of 5-minute candles says what volume is usual; with less than an hour nobody knows. */
const CANDLES = 288;
const LEAST_CANDLES = 12;

/** Starts a look at the symbols of the account behind the pass, where one is due. */
export function tendHalts(context: DeskContext, account: DeskAccount, snapshot: AccountSnapshot): void {
  const venue = venueOf(context, account.name);
  const now = context.ports.clock.now();
  const due = [...venue.halts].flatMap(([symbol, { lookedAt }]) =>
    now - lookedAt >= WATCH_MS ? [symbol] : [],
  );
  if (now - (venue.haltsLookedAt ?? Number.NEGATIVE_INFINITY) >= context.settings.venue.healthEveryMs) {
    venue.haltsLookedAt = now;
    due.push(...nextOf(snapshot, venue.haltsSeen, venue.halts));
  }
  if (due.length === 0 || venue.lookingAtHalts === true || context.memory.stopping === true) return;
  venue.lookingAtHalts = true;
  const name = `halts of ${account.name}`;
  context.jobs.start(
    name,
    async () => {
      try {
        for (const symbol of due) {
          venue.haltsSeen.set(symbol, now);
          await look(context, account, snapshot, symbol);
          if (isGone(context, account)) return;
        }
      } finally {
        venue.lookingAtHalts = false;
      }
    },
    stopOnBug(context, name),
  );
}

/** Symbols with a position or an order of ours, the longest unseen first. */
function nextOf(
  { positions, orders }: AccountSnapshot,
  seen: Map<string, number>,
  halts: ReadonlyMap<string, unknown>,
): string[] {
  const held = new Set([...positions, ...orders.filter(isOurs)].map(({ symbol }) => symbol));
  for (const symbol of seen.keys()) if (!held.has(symbol)) seen.delete(symbol);
  return [...held]
    .filter((symbol) => !halts.has(symbol))
    .sort((a, b) => (seen.get(a) ?? 0) - (seen.get(b) ?? 0))
    .slice(0, MOST_AT_ONCE);
}

async function look(
  context: DeskContext,
  account: DeskAccount,
  snapshot: AccountSnapshot,
  symbol: string,
): Promise<void> {
  const venue = venueOf(context, account.name);
  const known = venue.halts.get(symbol);
  if (known !== undefined) known.lookedAt = context.ports.clock.now();
  const signs = await signsOf(context, account, symbol, known !== undefined);
  // What cannot be seen is neither halted nor resumed.
  if (signs === undefined || isGone(context, account)) return;
  const mark = memoryOf(context, account.name).snapshot?.marks.get(symbol)?.value.toNumber();
  if (signs.length === 0) {
    if (known !== undefined) await resumed(context, account.name, symbol, known, mark);
    return;
  }
  if (known !== undefined) return;
  const since = context.ports.clock.now();
  const why = signs.join(' ');
  venue.halts.set(symbol, { since, why, lookedAt: since, ...(mark === undefined ? {} : { price: mark }) });
  await tell(
    context,
    account.name,
    { code: 'symbol-halted', account: account.name, symbol, why },
    { symbol, why },
  );
  await cancelOurs(context, account, snapshot, symbol);
}

/** The signs of a halt, none when it trades, undefined when that cannot be told. */
async function signsOf(
  context: DeskContext,
  { name, exchange, candles }: DeskAccount,
  symbol: string,
  isKnown: boolean,
): Promise<readonly string[] | undefined> {
  const watch = watchOf(context, memoryOf(context, name));
  const now = context.ports.clock.now();
  // The list of instruments is read once an hour; a symbol that stands still is worth another look at it.
  const rereadInstruments = (): void => {
    if (now - (watch.instrumentsAt ?? now) >= context.settings.venue.healthEveryMs) watch.instrumentsAt = 0;
  };
  if (isKnown) rereadInstruments();
  if (watch.instruments?.get(symbol)?.halted === true) return ['CLOSED'];
  const book = await exchange.orderBook(symbol);
  if (!book.ok) return undefined;
  const best = bestOf(book.value);
  if (best === undefined) return undefined;
  if (!isTorn(best)) return [];
  rereadInstruments();
  const read = await candles.candles(symbol, '5m', now, CANDLES);
  if (!read.ok || read.value.length < LEAST_CANDLES) return undefined;
  const volumes = read.value.map((candle) => candle[5]);
  const recentVolume = volumes.at(-1) ?? 0;
  const averageVolume = volumes.slice(0, -1).reduce((sum, each) => sum + each, 0) / (volumes.length - 1);
  if (!(averageVolume > 0)) return undefined;
  const reading = readHalt({ recentVolume, averageVolume, book: best });
  return reading.halted ? reading.reasons : [];
}

/** The best level of each side; undefined for a book that cannot be. */
function bestOf({ bids, asks }: OrderBook): Pick<OrderBook, 'bids' | 'asks'> | undefined {
  const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]];
  if (bid !== undefined && ask !== undefined && bid >= ask) return undefined;
  return { bids: bids.slice(0, 1), asks: asks.slice(0, 1) };
}

/** What a halt needs beside thin volume; only then are candles asked for. */
function isTorn({ bids, asks }: Pick<OrderBook, 'bids' | 'asks'>): boolean {
  const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]];
  return bid === undefined || ask === undefined || (ask - bid) / ((ask + bid) / 2) > WIDE_SPREAD;
}

/** It trades again: the gap is told, and beyond 10 % everything that was computed from old returns is computed anew. */
async function resumed(
  context: DeskContext,
  account: string,
  symbol: string,
  { since, price }: HaltMemory,
  mark: number | undefined,
): Promise<void> {
  const memory = memoryOf(context, account);
  venueOf(context, account).halts.delete(symbol);
  const gap = price === undefined || mark === undefined ? undefined : mark / price - 1;
  const isLarge = gap !== undefined && Math.abs(gap) > LARGE_GAP;
  if (isLarge) {
    delete memory.returnsAt;
    delete watchOf(context, memory).odds?.seen;
  }
  const haltedMs = context.ports.clock.now() - since;
  const told = { symbol, haltedMs, isLarge, ...(gap === undefined ? {} : { gap }) };
  await tell(context, account, { code: 'symbol-resumed', account, ...told }, told);
}

/** Our own resting orders of the symbol go: at a torn price they would fill anywhere. Stops stay, and so do other people's orders. */
async function cancelOurs(
  context: DeskContext,
  { name, exchange }: DeskAccount,
  { orders, positionMode }: AccountSnapshot,
  symbol: string,
): Promise<void> {
  const isHedge = positionMode === 'hedge';
  const going = orders.filter(
    (order) => order.symbol === symbol && isOurs(order) && !isProtective(order, isHedge),
  );
  const entries: LedgerChange[] = [];
  for (const order of going) {
    const answer = await exchange.cancel(order);
    const { clientOrderId } = order;
    const became = answer.ok ? { state: answer.value.state } : { failed: answer.error.message };
    entries.push({
      kind: 'journal',
      entry: {
        type: 'exchange-answer',
        at: context.ports.clock.now(),
        by: 'desk',
        data: { account: name, cancel: clientOrderId, symbol, because: 'halted', ...became },
      },
    });
  }
  await commit(context, entries);
}
