// Daily returns by symbol for the tail figures: from daily bars where there are enough, else from overlapping days of hourly bars.
import type { CandleSource } from '../../ports/market-feed.ts';
import { memoryOf, watchOf } from '../state/account-memory.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';
import { type Closes, closes, commonEnds, returnsOver } from './close-series.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Returns that a historical value at risk needs. */
const RETURNS_NEEDED = 100;
const DAILY_BARS = 500;
const HOURLY_BARS = 1_000;
const RETRY_MS = 60_000;

export const DAILY_BASIS = 'daily closes';
export const HOURLY_BASIS = 'overlapping 24 h returns of hourly closes';

export interface ReturnSeries {
  readonly returns: ReadonlyMap<string, Float64Array>;
  readonly basis?: string;
}

/**
 * Reads the returns again when a bar has completed since the last time or a symbol is new. What cannot be read stays
 * as it was; the next attempt is a minute later.
 */
export async function refreshReturns(
  context: DeskContext,
  account: DeskAccount,
  symbols: readonly string[],
): Promise<void> {
  const memory = memoryOf(context, account.name);
  const watch = watchOf(context, memory);
  const now = context.ports.clock.now();
  const wanted = [...new Set(symbols)].sort();
  if (wanted.length === 0) return;
  const barDone = Math.floor(now / HOUR_MS) !== Math.floor((memory.returnsAt ?? -1) / HOUR_MS);
  const missing = wanted.some((symbol) => !memory.returns.has(symbol));
  if (!barDone && !missing) return;
  const triedMs = now - (watch.returnsTriedAt ?? Number.NEGATIVE_INFINITY);
  const sinceTried = Math.floor(now / HOUR_MS) === Math.floor((watch.returnsTriedAt ?? -1) / HOUR_MS);
  if (sinceTried && triedMs < RETRY_MS) return;
  watch.returnsTriedAt = now;
  const series = await dailyReturns(account.candles, wanted, now);
  if (series === undefined) return;
  memory.returns = series.returns;
  memory.returnsAt = now;
  if (series.basis === undefined) delete memory.returnsBasis;
  else memory.returnsBasis = series.basis;
}

/**
 * The returns of all symbols on the same days, so that they may be added up: daily bars when every symbol has 101 of
 * them, else overlapping 24-hour returns for every symbol with 124 hourly bars. A symbol with less is left out.
 * Undefined when the history could not be read at all.
 */
export async function dailyReturns(
  candles: CandleSource,
  symbols: readonly string[],
  now: number,
): Promise<ReturnSeries | undefined> {
  const daily = await closes(candles, symbols, '1d', now, DAILY_BARS);
  if (daily.size === symbols.length) {
    const returns = aligned(daily);
    if (returns.size === symbols.length) return { returns, basis: DAILY_BASIS };
  }
  const hourly = await closes(candles, symbols, '1h', now, HOURLY_BARS);
  if (daily.size === 0 && hourly.size === 0) return undefined;
  const fromHours = aligned(hourly);
  const fromDays = aligned(daily);
  if (fromDays.size > fromHours.size) return { returns: fromDays, basis: DAILY_BASIS };
  return fromHours.size === 0 ? { returns: fromHours } : { returns: fromHours, basis: HOURLY_BASIS };
}

/** Returns over exactly one day on the times that all kept symbols share; the symbol with the shortest history goes first. */
function aligned(bySymbol: Closes): ReadonlyMap<string, Float64Array> {
  let kept = [...bySymbol].filter(([, series]) => commonEnds([series], DAY_MS).length >= RETURNS_NEEDED);
  kept.sort(([a], [b]) => (a < b ? -1 : 1));
  for (;;) {
    if (kept.length === 0) return new Map();
    const ends = commonEnds(
      kept.map(([, series]) => series),
      DAY_MS,
    );
    if (ends.length >= RETURNS_NEEDED) {
      return new Map(kept.map(([symbol, series]) => [symbol, returnsOver(series, ends, DAY_MS)]));
    }
    const shortest = kept.reduce((least, [, { bars }]) => Math.min(least, bars), Number.POSITIVE_INFINITY);
    const drop = kept.findIndex(([, { bars }]) => bars === shortest);
    kept = kept.filter((_, index) => index !== drop);
  }
}
