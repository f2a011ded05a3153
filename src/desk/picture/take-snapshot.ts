// One picture of one account, put together from parallel reads. A part that failed makes it incomplete, never flat.
import type { Fault } from '../../domain/fault.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Order } from '../../domain/order.ts';
import type { Position } from '../../domain/position.ts';
import type { Price } from '../../domain/price.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { MarkPrice } from '../../ports/exchange.ts';
import { memoryOf, watchOf } from '../state/account-memory.ts';
import type { AccountMemory, DeskAccount, DeskContext } from '../state/context.ts';
import { venueOf } from '../state/venue-state.ts';

/** Instruments change rarely: bracket tables and steps are read again after this long. */
const INSTRUMENTS_KEEP_MS = 3_600_000;
/** Sooner when something does not fit them: a venue's figure that is not ours, a held symbol without tiers. */
const INSTRUMENTS_DOUBTED_MS = 60_000;

/**
 * Reads the account whole. A fault comes back only when there is nothing to show: no instruments, no balances, or no
 * positions with none known from before. Any other failed part leaves `complete: false` with its reason, and the
 * part as it was last known. Measures the slowest read as the account's latency.
 */
export async function takeSnapshot(
  context: DeskContext,
  account: DeskAccount,
): Promise<Result<AccountSnapshot, Fault>> {
  const { clock } = context.ports;
  const { exchange } = account;
  const memory = memoryOf(context, account.name);
  const instruments = await instrumentsOf(context, account);
  if (!instruments.ok) return instruments;
  const startedAt = clock.monotonic();
  const [balances, positions, orders, marks] = await Promise.all([
    exchange.balances(),
    exchange.positions(),
    exchange.openOrders(),
    exchange.marks([...instruments.value.keys()]),
  ]);
  memory.latencyMs = clock.monotonic() - startedAt;
  if (!balances.ok) return balances;
  const before = memory.snapshot;
  if (!positions.ok && before === undefined) return positions;
  const reasons: string[] = [];
  const part = <T>(name: string, result: Result<T, Fault>, last: T): T => {
    if (result.ok) return result.value;
    reasons.push(`${name}: ${result.error.message}`);
    return last;
  };
  const book = part<readonly Position[]>('positions', positions, before?.positions ?? []);
  const resting = part<readonly Order[]>('open orders', orders, before?.orders ?? []);
  const ticks = part<readonly MarkPrice[]>('prices', marks, []);
  const now = clock.now();
  const prices = marks.ok
    ? { marks: marksOf(ticks), at: oldest(ticks, book, now) }
    : { marks: before?.marks ?? new Map<string, Price>(), at: before?.pricesAt ?? 0 };
  if (marks.ok) remember(context, account.name, ticks);
  for (const { symbol } of book) {
    const instrument = instruments.value.get(symbol);
    if (instrument === undefined) reasons.push(`${symbol} is not among the instruments`);
    else if (instrument.brackets.length === 0) reasons.push(`${symbol} has no leverage tiers`);
    if (!prices.marks.has(symbol)) reasons.push(`no price for ${symbol}`);
  }
  const funding = new Map(ticks.map((tick) => [tick.symbol, tick.fundingRate]));
  return success({
    account: account.name,
    at: now,
    pricesAt: prices.at,
    ...balances.value,
    positions: book.map((position) => withFunding(position, funding.get(position.symbol))),
    orders: resting,
    marks: prices.marks,
    instruments: withHalts(context, account.name, instruments.value),
    ...(reasons.length === 0
      ? { complete: true }
      : { complete: false, incompleteBecause: reasons.join('; ') }),
  });
}

async function instrumentsOf(
  context: DeskContext,
  account: DeskAccount,
): Promise<Result<ReadonlyMap<string, Instrument>, Fault>> {
  const memory = memoryOf(context, account.name);
  const watch = watchOf(context, memory);
  const now = context.ports.clock.now();
  const kept = watch.instruments;
  const keepMs = isDoubted(memory) ? INSTRUMENTS_DOUBTED_MS : INSTRUMENTS_KEEP_MS;
  if (kept !== undefined && now - (watch.instrumentsAt ?? 0) < keepMs) return success(kept);
  const read = await account.exchange.instruments();
  if (!read.ok) return kept === undefined ? failure(read.error) : success(kept);
  watch.instruments = read.value;
  watch.instrumentsAt = now;
  return read;
}

/** The last picture was not whole, or the venue's margin figures were not ours: its tables may have changed. */
function isDoubted({ snapshot, assessment }: AccountMemory): boolean {
  if (snapshot === undefined || assessment === undefined) return false;
  const readings = [
    assessment.maintenanceMargin,
    ...assessment.positions.flatMap(({ liquidationPrice, marginRatio }) => [liquidationPrice, marginRatio]),
  ];
  return (
    !snapshot.complete ||
    readings.some((reading) => reading.kind === 'known' && reading.trust.kind === 'model-differs')
  );
}

/** What the desk found to stand still counts as halted, whatever the list of the exchange says. */
function withHalts(
  context: DeskContext,
  account: string,
  instruments: ReadonlyMap<string, Instrument>,
): ReadonlyMap<string, Instrument> {
  const { halts } = venueOf(context, account);
  if (halts.size === 0) return instruments;
  const marked = new Map(instruments);
  for (const symbol of halts.keys()) {
    const instrument = instruments.get(symbol);
    if (instrument !== undefined) marked.set(symbol, { ...instrument, halted: true });
  }
  return marked;
}

const marksOf = (ticks: readonly MarkPrice[]): ReadonlyMap<string, Price> =>
  new Map(ticks.map((tick) => [tick.symbol, tick.price]));

/**
 * The oldest price that the book stands on. Without positions the newest of all: a symbol that stopped trading years
 * ago must not make a calm account look stale.
 */
function oldest(ticks: readonly MarkPrice[], book: readonly Position[], now: number): number {
  const held = new Set(book.map((position) => position.symbol));
  const relevant = ticks.filter((tick) => held.has(tick.symbol));
  if (relevant.length > 0) return Math.min(now, ...relevant.map((tick) => tick.at));
  let newest = 0;
  for (const tick of ticks) newest = Math.max(newest, tick.at);
  return Math.min(now, newest);
}

function withFunding(position: Position, fundingRate: number | undefined): Position {
  if (fundingRate === undefined || position.fundingRate !== undefined) return position;
  return { ...position, fundingRate };
}

function remember(context: DeskContext, account: string, ticks: readonly MarkPrice[]): void {
  const watch = watchOf(context, memoryOf(context, account));
  watch.funding = ticks.flatMap(({ symbol, fundingRate, nextFundingAt, fundingIntervalMs: intervalMs }) =>
    fundingRate === undefined || nextFundingAt === undefined
      ? []
      : [
          {
            symbol,
            rate: fundingRate,
            at: nextFundingAt,
            ...(intervalMs === undefined ? {} : { intervalMs }),
          },
        ],
  );
}
