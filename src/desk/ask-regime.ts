// What kind of market it is: model 34 on the bars of one timeframe, and model 35 over four of them for a single symbol.
import { type Told, told, unknown } from '../domain/reading.ts';
import { success } from '../domain/result.ts';
import type { Answer } from '../ports/answer.ts';
import type {
  RegimeAnswer,
  RegimeAsk,
  RegimeFigures,
  RegimeRow,
  RegimeTimeframe,
} from '../ports/model-asks.ts';
import { ModelInputError } from '../risk/model-input-error.ts';
import { marketRegime, smoothedVolatilityRegime } from '../risk/regime/market-regime.ts';
import { multiTimeframeRisk, type Timeframe } from '../risk/regime/multi-timeframe.ts';
import { realisedVolatility } from '../risk/volatility/realised-volatility.ts';
import { type Book, onBook } from './asked-picture.ts';
import { askedSymbols, lastCloses } from './asked-symbols.ts';
import type { DeskContext } from './context.ts';

/** Wilder's averages begin to forget their start well before this many bars. */
const BARS = 200;
/** Returns of each timeframe that the score over several of them measures volatility on. */
const RETURNS = 100;
const USUAL: RegimeTimeframe = '1h';

export const askRegime = (context: DeskContext, ask: RegimeAsk): Answer<Told<RegimeAnswer>> =>
  onBook<RegimeAnswer>(context, ask.account, async (book) => {
    const symbols = askedSymbols(book, ask.symbol);
    if (!symbols.ok) return symbols;
    if (symbols.value.kind === 'unknown') return success(symbols.value);
    const timeframe = ask.timeframe ?? USUAL;
    const now = context.ports.clock.now();
    const rows = await Promise.all(
      symbols.value.value.map((symbol) => regimeOf(book, symbol, timeframe, now)),
    );
    const answer = { ...book.about, timeframe, rows };
    if (ask.symbol === undefined) return success(told(answer));
    return success(told({ ...answer, timeframes: await overTimeframes(book, ask.symbol, now) }));
  });

async function regimeOf(
  { account }: Book,
  symbol: string,
  timeframe: RegimeTimeframe,
  now: number,
): Promise<RegimeRow> {
  const read = await account.candles.candles(symbol, timeframe, now, BARS);
  if (!read.ok) return { symbol, regime: unknown('no-price-history', symbol) };
  const candles = read.value;
  return {
    symbol,
    regime: orRefusal((): RegimeFigures => {
      const closes = candles.map(([, , , , close]) => close);
      return { candles, market: marketRegime(candles), smoothed: smoothedVolatilityRegime(closes) };
    }, symbol),
  };
}

async function overTimeframes(
  { account }: Book,
  symbol: string,
  now: number,
): Promise<NonNullable<RegimeAnswer['timeframes']>> {
  const frames: readonly Timeframe[] = ['5m', '15m', '1h', '4h'];
  const closes = await Promise.all(
    frames.map((frame) => lastCloses(account.candles, symbol, frame, now, RETURNS + 1)),
  );
  const missing = closes.find((each) => each.kind === 'unknown');
  if (missing?.kind === 'unknown') return missing;
  return orRefusal(() => {
    const volatilities = Object.fromEntries(
      frames.map((frame, index) => {
        const series = closes[index]!;
        return [frame, realisedVolatility(series.kind === 'known' ? series.value : []).perPeriod];
      }),
    ) as Record<Timeframe, number>;
    return { volatilities, risk: multiTimeframeRisk(volatilities) };
  }, symbol);
}

/** Too few bars are a history that is not there yet; anything else is the model's to say. */
function orRefusal<T>(run: () => T, symbol: string): Told<T> {
  try {
    return told(run());
  } catch (error) {
    if (!(error instanceof ModelInputError)) throw error;
    return error.code === 'TOO_SHORT'
      ? unknown('no-price-history', symbol)
      : unknown('model-refused', error.message);
  }
}
