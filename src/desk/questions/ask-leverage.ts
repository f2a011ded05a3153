// The leverage that the volatility of now allows: model 25 on daily closes, with the plan for each open position.
import type { Position } from '../../domain/position.ts';
import { type Told, told, unknown } from '../../domain/reading.ts';
import { success } from '../../domain/result.ts';
import type { Answer } from '../../ports/answer.ts';
import type { LeverageAdvice, LeverageAnswer, LeverageRow, SymbolAsk } from '../../ports/model-asks.ts';
import { ModelInputError } from '../../risk/model-input-error.ts';
import { dynamicLeverage } from '../../risk/volatility/dynamic-leverage.ts';
import { leveragePlan } from '../../risk/volatility/leverage-plan.ts';
import { type Book, onBook } from '../picture/asked-picture.ts';
import type { DeskContext } from '../state/context.ts';
import { bracketsOf } from './ask-size.ts';
import { askedSymbols, lastCloses } from './asked-symbols.ts';

/** Every open position, or those of one listed symbol; with none open in it, the symbol's market as it stands. */
export const askLeverage = (context: DeskContext, ask: SymbolAsk): Answer<Told<LeverageAnswer>> =>
  onBook<LeverageAnswer>(context, ask.account, async (book) => {
    const symbols = askedSymbols(book, ask.symbol);
    if (!symbols.ok) return symbols;
    if (symbols.value.kind === 'unknown') return success(symbols.value);
    const rows = await Promise.all(symbols.value.value.map((symbol) => rowsOf(context, book, symbol)));
    return success(told({ ...book.about, rows: rows.flat().sort((a, b) => urgency(b) - urgency(a)) }));
  });

async function rowsOf(context: DeskContext, book: Book, symbol: string): Promise<LeverageRow[]> {
  const { window } = context.settings.sizing.leverage;
  const now = context.ports.clock.now();
  const prices = await lastCloses(book.account.candles, symbol, '1d', now, window + 1);
  const open = book.snapshot.positions.filter((position) => position.symbol === symbol);
  const advise = (position?: Position): Told<LeverageAdvice> =>
    prices.kind === 'unknown' ? prices : adviceFor(context, book, symbol, prices.value, position);
  if (open.length === 0) return [{ symbol, advice: advise() }];
  return open.map((position) => ({ symbol, side: position.side, advice: advise(position) }));
}

function adviceFor(
  context: DeskContext,
  { snapshot }: Book,
  symbol: string,
  prices: readonly number[],
  position: Position | undefined,
): Told<LeverageAdvice> {
  const { sizing, limits } = context.settings;
  const { markets, min, max, window } = sizing.leverage;
  const market = markets[symbol] ?? markets.others;
  const highest = Math.max(min, Math.min(max, limits.maxLeverage));
  const config = {
    base: Math.min(highest, Math.max(min, market.base)),
    target: market.target,
    min,
    max: highest,
    window,
  };
  const current = position === undefined ? config.base : position.leverage;
  if (current === undefined) return unknown('no-leverage', symbol);
  const instrument = snapshot.instruments.get(symbol);
  try {
    const found = dynamicLeverage(prices, current, config);
    const advice: LeverageAdvice = { current, prices, config, found };
    if (position === undefined || instrument === undefined || instrument.brackets.length === 0) {
      return told(advice);
    }
    const { side, marginMode, quantity, entryPrice, markPrice } = position;
    const asked = {
      symbol,
      side,
      marginMode,
      quantity: quantity.value.toNumber(),
      entryPrice: entryPrice.value.toNumber(),
      markPrice: markPrice.value.toNumber(),
    };
    const daily = found.volatility.daily;
    const plan = leveragePlan(asked, current, found.recommended, daily, bracketsOf(instrument));
    return told({ ...advice, plan });
  } catch (error) {
    if (!(error instanceof ModelInputError)) throw error;
    return unknown('model-refused', error.message);
  }
}

const PRIORITY = { LOW: 1, MEDIUM: 2, HIGH: 3 } as const;

/** What should be lowered before what may be raised, by the model's priority; what is not known comes between. */
function urgency({ advice }: LeverageRow): number {
  if (advice.kind === 'unknown') return 0.5;
  const { change, priority } = advice.value.found;
  if (!change.shouldAdjust) return 0;
  return PRIORITY[priority] * (change.amount < 0 ? 10 : 1);
}
