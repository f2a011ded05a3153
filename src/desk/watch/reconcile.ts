// The venue's word against ours: what changed without us is told, journalled, and kept in history; foreign orders are shown.

import { alertKey } from '../../domain/alert-life.ts';
import type { Fill } from '../../domain/order.ts';
import { isOurs } from '../../domain/order-names.ts';
import { positionKey, sign } from '../../domain/position.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import { applyReadings, breachReading, type KeyedReading, openAlert } from '../alerts/alerting.ts';
import { keepFills } from '../picture/keep-fills.ts';
import { accountValue, memoryOf, watchOf } from '../state/account-memory.ts';
import { commit } from '../state/commit.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';
import { beginTracking, trackOn } from './unexplained.ts';

/** Fills are read again from a little before the newest known one: venues may list late. Known ids are passed over. */
const OVERLAP_MS = 60_000;
/** At a first start history begins this long before it. */
const FIRST_LOOK_BACK_MS = 86_400_000;

/** Does its work every `reconcileIntervalMs`, on a complete picture only. */
export async function reconcileAccount(context: DeskContext, account: DeskAccount): Promise<void> {
  const memory = memoryOf(context, account.name);
  const watch = watchOf(context, memory);
  const now = context.ports.clock.now();
  const { snapshot } = memory;
  if (snapshot === undefined || !snapshot.complete) return;
  const since = watch.reconciledAt;
  if (since !== undefined && now - since < context.settings.reconcileIntervalMs) return;
  const fresh = await newFills(context, account, now);
  if (fresh === undefined) return;
  const held = quantitiesOf(snapshot);
  const changes = [
    ...fresh.changes,
    ...foreignChanges(context, account.name, fresh.fills, watch.reconciled, held, now),
    // Of a spot wallet coins come and go without trades, as deposits and fees do.
    ...(account.exchange.capabilities.derivatives
      ? unexplainedChanges(context, account.name, snapshot, fresh.all, now)
      : []),
  ];
  const readings = foreignOrders(context, account, snapshot);
  await context.writer.run(async () => {
    const done =
      readings.length === 0
        ? await commit(context, changes)
        : await applyReadings(context, readings, changes);
    if (!done.ok) return;
    watch.reconciledAt = now;
    watch.reconciled = held;
  });
}

interface FreshFills {
  /** Those after the watermark. */
  readonly fills: readonly Fill[];
  /** All that were read: some of them again, and some that were listed late. */
  readonly all: readonly Fill[];
  readonly changes: readonly LedgerChange[];
}

/** Fills since the watermark, stored in history; undefined when either side cannot be read, to be tried again. */
async function newFills(
  context: DeskContext,
  account: DeskAccount,
  now: number,
): Promise<FreshFills | undefined> {
  const { ledger } = context.ports;
  const name = accountValue(context, account.name, 'fills-watermark');
  const mark = await ledger.value(name);
  if (!mark.ok) return undefined;
  const stored = Number(mark.value ?? Number.NaN);
  const watermark = Number.isFinite(stored) ? stored : now - FIRST_LOOK_BACK_MS;
  const read = await keepFills(context, account, Math.max(0, watermark - OVERLAP_MS));
  if (!read.ok) return undefined;
  const newest = read.value.reduce((latest, fill) => Math.max(latest, fill.at), watermark);
  const fills = mark.value === undefined ? [] : read.value.filter((fill) => fill.at > watermark);
  const changes: LedgerChange[] =
    newest === watermark && mark.value !== undefined ? [] : [{ kind: 'value', name, value: String(newest) }];
  return { fills, all: read.value, changes };
}

/** A position that a liquidation or somebody else's order changed: told once, with before and after. */
function foreignChanges(
  context: DeskContext,
  account: string,
  fills: readonly Fill[],
  before: ReadonlyMap<string, string> | undefined,
  after: ReadonlyMap<string, string>,
  at: number,
): LedgerChange[] {
  const causes = new Map<string, 'liquidation' | 'foreign'>();
  const symbols = new Map<string, string>();
  for (const fill of fills) {
    const cause = fill.cause ?? (isOurs(fill) ? undefined : 'foreign');
    if ((cause !== 'liquidation' && cause !== 'foreign') || fill.quantity.value.isZero()) continue;
    const { symbol, positionSide } = fill;
    const key = positionKey(symbol, positionSide);
    symbols.set(key, symbol);
    if (causes.get(key) !== 'liquidation') causes.set(key, cause);
  }
  return [...causes].flatMap(([key, cause]): LedgerChange[] => {
    const was = before?.get(key) ?? '0';
    const is = after.get(key) ?? '0';
    const symbol = symbols.get(key) ?? key;
    context.ports.log.warn({ account, key, cause, was, is }, 'a position changed without the desk');
    return told(account, { key, symbol, cause, was, is }, at);
  });
}

/** What no trade explains: told when it has stayed so for a reconciliation. */
function unexplainedChanges(
  context: DeskContext,
  account: string,
  snapshot: AccountSnapshot,
  fills: readonly Fill[],
  at: number,
): LedgerChange[] {
  const watch = watchOf(context, memoryOf(context, account));
  const book = watch.tracked;
  if (book === undefined || book.mode !== snapshot.positionMode) {
    const begun = beginTracking(snapshot, fills);
    if (begun === undefined) delete watch.tracked;
    else watch.tracked = begun;
    return [];
  }
  return trackOn(book, snapshot, fills).flatMap(({ symbol, before: was, after: is }) => {
    context.ports.log.warn({ account, symbol, was, is }, 'a position is not what its trades make');
    return told(account, { key: symbol, symbol, cause: 'unexplained', was, is }, at);
  });
}

interface Changed {
  readonly key: string;
  readonly symbol: string;
  readonly cause: 'liquidation' | 'foreign' | 'unexplained';
  readonly was: string;
  readonly is: string;
}

const told = (account: string, { key, symbol, cause, was, is }: Changed, at: number): LedgerChange[] => [
  {
    kind: 'journal',
    entry: { type: 'reconcile', at, by: 'desk', data: { account, key, cause, was, is } },
  },
  {
    kind: 'tell',
    lane: cause === 'liquidation' ? 'emergency' : 'normal',
    topic: `position:${account}:${key}:${at}`,
    event: {
      kind: 'notice',
      notice: { code: 'position-changed', account, symbol, cause, before: was, after: is },
    },
  },
];

/** Orders that rest at the venue and are not the desk's; an alert while there are any. */
function foreignOrders(
  context: DeskContext,
  account: DeskAccount,
  snapshot: AccountSnapshot,
): KeyedReading[] {
  const foreign = snapshot.orders.filter((order) => !isOurs(order));
  const open = openAlert(context, alertKey(account.name, 'foreign-order'));
  if (foreign.length === 0) {
    return open === undefined
      ? []
      : [{ account: account.name, metric: 'foreign-order', reading: { kind: 'over', value: 0 } }];
  }
  const shown = foreign.slice(0, 5).map(({ side, quantity, symbol }) => `${side} ${quantity} ${symbol}`);
  const { direction: _, ...limits } = context.memory.thresholds['foreign-order'];
  return [
    breachReading({
      account: account.name,
      metric: 'foreign-order',
      level: 'warning',
      value: foreign.length,
      limits,
      contributors: [],
      detail: shown.join(', '),
    }),
  ];
}

/** Signed quantity by position key, as decimal text. */
export function quantitiesOf(snapshot: AccountSnapshot): ReadonlyMap<string, string> {
  return new Map(
    snapshot.positions.map(({ symbol, side, quantity }) => [
      positionKey(symbol, side),
      quantity.value.times(sign(side)).toFixed(),
    ]),
  );
}
