// Which symbols a question is about: the one that was named, listed or not held, or every one held; and their closes.
import { type Told, told, unknown } from '../../domain/reading.ts';
import { type Result, success } from '../../domain/result.ts';
import type { Declined } from '../../ports/answer.ts';
import type { CandleSource } from '../../ports/market-feed.ts';
import type { Book } from '../picture/asked-picture.ts';
import { refused } from '../picture/asked-position.ts';

/** Refused for a symbol that the venue does not list; without positions and without a name there is nothing to ask about. */
export function askedSymbols(
  { snapshot }: Book,
  symbol: string | undefined,
): Result<Told<readonly string[]>, Declined> {
  if (symbol !== undefined) {
    if (snapshot.instruments.has(symbol)) return success(told([symbol]));
    return refused({
      code: 'INSTRUMENT_UNKNOWN',
      symbol,
      known: [...snapshot.instruments.keys()].slice(0, 8),
    });
  }
  const held = [...new Set(snapshot.positions.map((position) => position.symbol))];
  return success(held.length === 0 ? unknown('no-positions') : told(held));
}

/** The last `count` closes of completed bars, oldest first; unknown when there are fewer, or they could not be read. */
export async function lastCloses(
  candles: CandleSource,
  symbol: string,
  timeframe: Parameters<CandleSource['candles']>[1],
  now: number,
  count: number,
): Promise<Told<number[]>> {
  const read = await candles.candles(symbol, timeframe, now, count);
  if (!read.ok) return unknown('no-price-history', symbol);
  const closes = read.value.map(([, , , , close]) => close);
  return closes.length < count ? unknown('no-price-history', symbol) : told(closes);
}
