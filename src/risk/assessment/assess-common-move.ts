// What the positions have in common: how alike they move, and the one move of the whole market that would liquidate the account.
import { known, type Reading, type Trust, unknown } from '../../domain/reading.ts';
import { correlatedLiquidation } from '../margin/correlated-liquidation.ts';
import { ModelInputError } from '../model-input-error.ts';
import { betaOf, statisticsOf } from '../statistics/series-statistics.ts';
import type { TailPart } from './assess-tail.ts';
import type { Assessment } from './assessment.ts';
import { poolView } from './margin-pools.ts';

import type { MarginView } from './margin-view.ts';

const RETURNS_NEEDED = 30;

/**
 * The average pairwise correlation of the symbols that are held, from their return histories. With z the series
 * centred and scaled to length one, Σ_{i<j} ρ_ij = (|Σ z_i|² − n) / 2: one pass instead of one a pair.
 */
export function averageCorrelation(
  parts: readonly TailPart[],
  returns: ReadonlyMap<string, Float64Array>,
  trust: Trust,
): Reading {
  const symbols = [...new Set(parts.map((part) => part.symbol))];
  if (symbols.length === 0) return unknown('no-positions');
  if (symbols.length === 1) return unknown('one-position');
  const histories = symbols.map((symbol) => returns.get(symbol) ?? NO_HISTORY);
  const average = averageOf(histories);
  if (average.kind === 'known') return known(average.value, trust);
  const without = average.constant === undefined ? undefined : symbols[average.constant];
  return unknown('no-price-history', without);
}

const NO_HISTORY = new Float64Array(0);

type Average =
  | { readonly kind: 'known'; readonly value: number }
  /** Too short a history; or the series at `constant` never moves. */
  | { readonly kind: 'none'; readonly constant?: number };

/** The last average, by its first series: a book asks with the same series until a day has passed. */
const averages = new WeakMap<
  Float64Array,
  { readonly histories: readonly Float64Array[]; readonly average: Average }
>();

function averageOf(histories: readonly Float64Array[]): Average {
  const found = averages.get(histories[0]!);
  const isSame =
    found?.histories.length === histories.length &&
    histories.every((series, index) => series === found.histories[index]);
  if (found !== undefined && isSame) return found.average;
  const average = computeAverage(histories);
  averages.set(histories[0]!, { histories, average });
  return average;
}

function computeAverage(histories: readonly Float64Array[]): Average {
  let days = Number.POSITIVE_INFINITY;
  for (const series of histories) days = Math.min(days, series.length);
  if (days < RETURNS_NEEDED) return { kind: 'none' };
  const total = new Float64Array(days);
  for (const [constant, series] of histories.entries()) {
    const offset = series.length - days;
    const { mean, squares } = statisticsOf(offset === 0 ? series : series.subarray(offset));
    if (!(squares > 0)) return { kind: 'none', constant };
    const scale = 1 / Math.sqrt(squares);
    for (let day = 0; day < days; day += 1) total[day]! += (series[offset + day]! - mean) * scale;
  }
  let square = 0;
  for (let day = 0; day < days; day += 1) square += total[day]! ** 2;
  const count = histories.length;
  return { kind: 'known', value: (square - count) / (count * (count - 1)) };
}

/** Beta of each held symbol against the reference (BTC when it is known, else the largest position). */
export function betasOf(
  parts: readonly TailPart[],
  returns: ReadonlyMap<string, Float64Array>,
): { readonly reference: string; readonly betas: Readonly<Record<string, number>> } | undefined {
  const bitcoin = [...returns.keys()].find((symbol) => /^(BTC|XBT)/.test(symbol));
  const largest = [...parts].sort((a, b) => Math.abs(b.exposure) - Math.abs(a.exposure))[0];
  const reference = bitcoin ?? largest?.symbol;
  const market = reference === undefined ? undefined : returns.get(reference);
  if (reference === undefined || market === undefined || market.length < RETURNS_NEEDED) return undefined;
  const betas: Record<string, number> = {};
  for (const { symbol } of parts) {
    if (symbol in betas) continue;
    const series = returns.get(symbol);
    if (series === undefined || series.length < RETURNS_NEEDED) return undefined;
    betas[symbol] = symbol === reference ? 1 : betaOf(series, market);
  }
  return { reference, betas };
}

/** The common move at which the cross account (of several, the first) is liquidated, both ways; moves beyond −100 % and +1000 % do not count. */
export function correlatedMove(
  view: MarginView | undefined,
  parts: readonly TailPart[],
  returns: ReadonlyMap<string, Float64Array>,
  trust: Trust,
): Assessment['correlatedMove'] {
  const none = (reading: Reading): Assessment['correlatedMove'] => ({
    down: reading,
    up: reading,
    reference: null,
    betas: null,
  });
  if (parts.length === 0) return none(unknown('no-positions'));
  const found = betasOf(parts, returns);
  if (found === undefined) return none(unknown('no-price-history'));
  if (view === undefined) return none(unknown('no-brackets'));
  try {
    const views = view.pools?.map((pool) => poolView(view, pool)) ?? [view];
    const moves = views.map((each) =>
      correlatedLiquidation(each.walletBalance, each.positions, each.book, found.betas),
    );
    const down = Math.max(...moves.map((move) => move.down?.move ?? Number.NEGATIVE_INFINITY));
    const up = Math.min(...moves.map((move) => move.up?.move ?? Number.POSITIVE_INFINITY));
    return {
      down: Number.isFinite(down) ? known(down, trust) : unknown('cannot-be-liquidated'),
      up: Number.isFinite(up) ? known(up, trust) : unknown('cannot-be-liquidated'),
      reference: found.reference,
      betas: found.betas,
    };
  } catch (error) {
    if (!(error instanceof ModelInputError)) throw error;
    return none(unknown('model-refused', error.message));
  }
}
