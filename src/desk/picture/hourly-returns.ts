// Hourly returns by symbol for the simulations, over the hours that all symbols share.
import type { CandleSource } from '../../ports/market-feed.ts';
import type { NamedSeries } from '../../risk/portfolio/covariance.ts';
import { type Closes, closes, commonEnds, returnsOver } from './close-series.ts';

const HOUR_MS = 3_600_000;
const BARS = 1_000;
/** Returns that a simulation needs. */
const RETURNS_NEEDED = 100;

/**
 * The simple returns of all symbols over the same hours, oldest first; or the symbol that has fewer than 100 of them
 * (or none, when it could not be read), because a simulation without one of the positions would look safe.
 */
export async function hourlyReturns(
  candles: CandleSource,
  symbols: readonly string[],
  now: number,
): Promise<readonly NamedSeries[] | { readonly missing: string }> {
  const found: Closes = await closes(candles, symbols, '1h', now, BARS);
  let shortest = symbols[0]!;
  for (const symbol of symbols) {
    const bars = found.get(symbol)?.bars ?? 0;
    if (bars <= RETURNS_NEEDED) return { missing: symbol };
    if (bars < found.get(shortest)!.bars) shortest = symbol;
  }
  const series = symbols.map((symbol) => found.get(symbol)!);
  const ends = commonEnds(series, HOUR_MS);
  if (ends.length < RETURNS_NEEDED) return { missing: shortest };
  return symbols.map((name, i) => ({ name, returns: returnsOver(series[i]!, ends, HOUR_MS) }));
}
