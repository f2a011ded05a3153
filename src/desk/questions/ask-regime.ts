// What kind of market it is: model 34 on the bars of one timeframe, and model 35 over four of them for a single symbol.
import { type Told, told, unknown } from '../../domain/reading.ts';
import { type Result, success } from '../../domain/result.ts';
import type { Answer, Declined } from '../../ports/answer.ts';
import type { RegimesResult, RegimesTask } from '../../ports/history-tasks.ts';
import type { Candle } from '../../ports/market-feed.ts';
import type {
  RegimeAnswer,
  RegimeAsk,
  RegimeFigures,
  RegimeRow,
  RegimeTimeframe,
} from '../../ports/model-asks.ts';
import { ModelInputError } from '../../risk/model-input-error.ts';
import { multiTimeframeRisk, type Timeframe } from '../../risk/regime/multi-timeframe.ts';
import { packCandles, type RegimeReading, regimesOf } from '../../risk/regime/regimes.ts';
import { realisedVolatility } from '../../risk/volatility/realised-volatility.ts';
import { runLong } from '../assessment/long-run.ts';
import { type Book, onBook } from '../picture/asked-picture.ts';
import type { DeskContext } from '../state/context.ts';
import { askedSymbols, lastCloses } from './asked-symbols.ts';

/** Wilder's averages begin to forget their start well before this many bars. */
const BARS = 200;
/** Returns of each timeframe that the score over several of them measures volatility on. */
const RETURNS = 100;
const USUAL: RegimeTimeframe = '1h';
/** Symbols that are judged in the loop itself. */
const MOST_INLINE = 6;

export const askRegime = (context: DeskContext, ask: RegimeAsk): Answer<Told<RegimeAnswer>> =>
  onBook<RegimeAnswer>(context, ask.account, async (book) => {
    const symbols = askedSymbols(book, ask.symbol);
    if (!symbols.ok) return symbols;
    if (symbols.value.kind === 'unknown') return success(symbols.value);
    const timeframe = ask.timeframe ?? USUAL;
    const rows = await regimesIn(context, book, symbols.value.value, timeframe);
    if (!rows.ok) return rows;
    const answer = { ...book.about, timeframe, rows: rows.value };
    if (ask.symbol === undefined) return success(told(answer));
    return success(told({ ...answer, timeframes: await overTimeframes(context, book, ask.symbol) }));
  });

/** The bars that could be read are judged together; a large book beside the loop, because indicators cost 2 ms a symbol. */
async function regimesIn(
  context: DeskContext,
  { account }: Book,
  symbols: readonly string[],
  timeframe: RegimeTimeframe,
): Promise<Result<readonly RegimeRow[], Declined>> {
  const now = context.ports.clock.now();
  const read = await Promise.all(
    symbols.map((symbol) => account.candles.candles(symbol, timeframe, now, BARS)),
  );
  const candles = read.map((each) => (each.ok ? each.value : []));
  const task: RegimesTask = { bars: candles.map(packCandles) };
  const found =
    symbols.length > MOST_INLINE
      ? await runLong<RegimesResult>(context, 'regimes', task, {})
      : success(regimesOf(task.bars));
  if (!found.ok) return found;
  return success(
    symbols.map((symbol, i) => ({ symbol, regime: regimeOf(found.value[i]!, symbol, candles[i]!) })),
  );
}

function regimeOf(reading: RegimeReading, symbol: string, candles: readonly Candle[]): Told<RegimeFigures> {
  switch (reading.kind) {
    case 'known':
      return told({ candles, market: reading.market, smoothed: reading.smoothed });
    case 'too-short':
      return unknown('no-price-history', symbol);
    case 'refused':
      return unknown('model-refused', reading.message);
    default:
      return reading satisfies never;
  }
}

async function overTimeframes(
  context: DeskContext,
  { account }: Book,
  symbol: string,
): Promise<NonNullable<RegimeAnswer['timeframes']>> {
  const now = context.ports.clock.now();
  const frames: readonly Timeframe[] = ['5m', '15m', '1h', '4h'];
  const closes = await Promise.all(
    frames.map((frame) => lastCloses(account.candles, symbol, frame, now, RETURNS + 1)),
  );
  const missing = closes.find((each) => each.kind === 'unknown');
  if (missing?.kind === 'unknown') return missing;
  try {
    const volatilities = Object.fromEntries(
      frames.map((frame, index) => {
        const series = closes[index]!;
        return [frame, realisedVolatility(series.kind === 'known' ? series.value : []).perPeriod];
      }),
    ) as Record<Timeframe, number>;
    return told({ volatilities, risk: multiTimeframeRisk(volatilities) });
  } catch (error) {
    if (!(error instanceof ModelInputError)) throw error;
    return unknown('model-refused', error.message);
  }
}
