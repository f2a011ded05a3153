// Value at risk of the book over one day from the returns of its symbols: the loss of today's exposures on every past day.
import { known, type Trust, unknown } from '../../domain/reading.ts';
import { percentileOfSorted } from '../statistics/percentile.ts';
import type { TailFigures } from './assessment.ts';

/** Days of history that a historical value at risk needs (risk-models 17). */
export const DAYS_NEEDED = 100;

export interface TailPart {
  readonly key: string;
  readonly symbol: string;
  /** Signed exposure in quote currency. */
  readonly exposure: number;
}

export interface BookLosses {
  /** Loss of the whole book on each day, in quote currency; a gain is below zero. */
  readonly losses: Float64Array;
  readonly returnsOf: (symbol: string) => Float64Array;
}

/** The losses of the book, or the symbol whose history is missing or too short. Histories are aligned at their ends. */
export function bookLosses(
  parts: readonly TailPart[],
  returns: ReadonlyMap<string, Float64Array>,
): BookLosses | { readonly missing: string } {
  let days = Number.POSITIVE_INFINITY;
  const bySymbol = new Map<string, number>();
  for (const part of parts) {
    const series = returns.get(part.symbol);
    if (series === undefined || series.length < DAYS_NEEDED) return { missing: part.symbol };
    days = Math.min(days, series.length);
    bySymbol.set(part.symbol, (bySymbol.get(part.symbol) ?? 0) + part.exposure);
  }
  const losses = new Float64Array(Number.isFinite(days) ? days : 0);
  const trimmed = new Map<string, Float64Array>();
  for (const [symbol, exposure] of bySymbol) {
    const series = returns.get(symbol)!;
    const last = series.subarray(series.length - losses.length);
    trimmed.set(symbol, last);
    for (let day = 0; day < losses.length; day += 1) losses[day]! -= exposure * last[day]!;
  }
  return { losses, returnsOf: (symbol) => trimmed.get(symbol)! };
}

export interface Tail {
  readonly valueAtRisk: number;
  readonly conditionalValueAtRisk: number;
}

/** Percentile (type 7) of ascending losses and the mean of those at or beyond it; never below zero. */
export function tailOf(ascending: Float64Array, confidence: number): Tail {
  const threshold = percentileOfSorted(ascending, confidence);
  let sum = 0;
  let count = 0;
  for (let index = ascending.length - 1; index >= 0 && ascending[index]! >= threshold; index -= 1) {
    sum += ascending[index]!;
    count += 1;
  }
  const valueAtRisk = Math.max(0, threshold);
  return { valueAtRisk, conditionalValueAtRisk: Math.max(valueAtRisk, sum / count) };
}

/** How the value at risk splits over the parts: their losses on the days that set the percentile. Sums to the total. */
function componentsOf(
  book: BookLosses,
  ascending: Float64Array,
  parts: readonly TailPart[],
  confidence: number,
): Map<string, number> {
  const { losses } = book;
  const position = (losses.length - 1) * confidence;
  const rank = Math.floor(position);
  const weight = position - rank;
  const dayBelow = losses.indexOf(ascending[rank]!);
  const above = ascending[Math.min(rank + 1, ascending.length - 1)]!;
  const dayAbove = above === ascending[rank] ? losses.lastIndexOf(above) : losses.indexOf(above);
  const components = new Map<string, number>();
  const positive = percentileOfSorted(ascending, confidence) > 0;
  for (const part of parts) {
    const series = book.returnsOf(part.symbol);
    const lost = -part.exposure * ((1 - weight) * series[dayBelow]! + weight * series[dayAbove]!);
    components.set(part.key, positive ? lost : 0);
  }
  return components;
}

/** All tail figures of an account. Unknown as a whole when one symbol has no history: a partial sum would look safe. */
export function tailFigures(
  parts: readonly TailPart[],
  book: BookLosses | { readonly missing: string },
  equity: number,
  trust: Trust,
  basis: string | undefined,
): TailFigures {
  if (parts.length === 0) {
    const none = known(0, trust);
    return figures(none, none, none, none, none, new Map());
  }
  if ('missing' in book) {
    const reading = unknown('no-price-history', book.missing);
    return figures(reading, reading, reading, reading, reading, new Map());
  }
  const ascending = Float64Array.from(book.losses).sort();
  const at95 = tailOf(ascending, 0.95);
  const at99 = tailOf(ascending, 0.99);
  return figures(
    known(at95.valueAtRisk, trust, basis),
    known(at99.valueAtRisk, trust, basis),
    known(at95.conditionalValueAtRisk, trust, basis),
    known(at99.conditionalValueAtRisk, trust, basis),
    equity > 0 ? known(at95.valueAtRisk / equity, trust, basis) : unknown('no-equity'),
    componentsOf(book, ascending, parts, 0.95),
  );
}

function figures(
  valueAtRisk95: TailFigures['valueAtRisk95'],
  valueAtRisk99: TailFigures['valueAtRisk99'],
  conditionalValueAtRisk95: TailFigures['conditionalValueAtRisk95'],
  conditionalValueAtRisk99: TailFigures['conditionalValueAtRisk99'],
  ratioOfEquity: TailFigures['ratioOfEquity'],
  components: TailFigures['components'],
): TailFigures {
  return {
    valueAtRisk95,
    valueAtRisk99,
    conditionalValueAtRisk95,
    conditionalValueAtRisk99,
    ratioOfEquity,
    components,
  };
}
