// A recorded market, played again: files of candles become a feed with a beginning and an end.
import type { Fault } from '../../domain/fault.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { MarketFeed } from '../../ports/market-feed.ts';
import { BarFeed } from './bar-feed.ts';
import { type RecordedFile, readRecordedFile } from './candle-file.ts';
import { instrumentOf } from './instruments.ts';
import { RecordedSeries } from './recorded-series.ts';

export interface ReplayFeedOptions {
  /** CSV or JSONL; the symbol is what the file name begins with, unless given. */
  readonly files: readonly (string | { readonly path: string; readonly symbol: string })[];
  /** Where to begin (ms); rows before it are history. The first common row unless given. */
  readonly from?: number;
}

/**
 * Opens recorded candles. Several files of one symbol: the finest bars make the price path, coarser ones serve older
 * candles; `ts,fundingRate` files give funding. `range` is where every symbol has prices. What is wrong with a file
 * is a CORRUPT or NOT_FOUND fault that names file, line and remedy.
 */
export async function openReplayFeed(options: ReplayFeedOptions): Promise<Result<MarketFeed, Fault>> {
  if (options.files.length === 0)
    return failure(unusable('there are no files; list candle files in paper.files'));
  const files: RecordedFile[] = [];
  for (const file of options.files) {
    const { path, symbol } = typeof file === 'string' ? { path: file, symbol: undefined } : file;
    const read = await readRecordedFile(path, symbol);
    if (!read.ok) return read;
    files.push(read.value);
  }
  const candles = files.filter((file) => file.kind === 'candles');
  const funding = files.filter((file) => file.kind === 'funding');
  const symbols = [...new Set(candles.map((file) => file.symbol))];
  if (symbols.length === 0) return failure(unusable('there are funding rates only; add a file of candles'));
  for (const symbol of symbols) {
    const own = candles.filter((file) => file.symbol === symbol);
    const twice = own.find((file, i) => own.some((other, j) => j < i && other.barMs === file.barMs));
    if (twice !== undefined) {
      return failure(
        unusable(`${twice.path}: a second file of ${symbol} with the same bars; give one of them`),
      );
    }
  }
  const lastPrices = new Map(candles.map((file) => [file.symbol, file.bars.at(-1)!.close]));
  const instruments = symbols.map((symbol) => instrumentOf(symbol, lastPrices.get(symbol)!));
  const series = symbols.map(
    (symbol, i) =>
      new RecordedSeries(
        candles.filter((file) => file.symbol === symbol),
        funding.filter((file) => file.symbol === symbol).flatMap((file) => file.rates),
        instruments[i]!.priceTick.toNumber(),
      ),
  );
  const first = Math.max(...series.map((each) => each.from));
  const to = Math.min(...series.map((each) => each.to));
  if (first >= to) return failure(unusable('the files have no time in common; give files of the same days'));
  const from = options.from ?? first;
  if (from < first || from >= to) {
    const span = `${new Date(first).toISOString()} to ${new Date(to).toISOString()}`;
    return failure(
      unusable(`the replay cannot begin at ${new Date(from).toISOString()}; the files go from ${span}`),
    );
  }
  return success(new BarFeed({ name: 'replay', series, instruments, range: { from, to } }));
}

const unusable = (message: string): Fault => ({
  code: 'CORRUPT',
  message,
  retryable: false,
  outcome: 'none',
});
