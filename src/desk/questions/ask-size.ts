// How much to trade so that the stop costs what was decided before: model 10 with the account's equity, fees and brackets.
import { availableFor } from '../../domain/coin-wallets.ts';
import { Decimal, floorToStep, parseDecimal } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { type Told, told, unknown } from '../../domain/reading.ts';
import { type Result, success } from '../../domain/result.ts';
import type { Answer, Declined } from '../../ports/answer.ts';
import type { SizeAnswer, SizeAsk } from '../../ports/model-asks.ts';
import { BracketTable } from '../../risk/margin/brackets.ts';
import { ModelInputError } from '../../risk/model-input-error.ts';
import { type FixedFractional, fixedFractional } from '../../risk/sizing/fixed-fractional.ts';
import { type Book, onBook } from '../picture/asked-picture.ts';
import { refused } from '../picture/asked-position.ts';
import type { DeskContext } from '../state/context.ts';

/** Refused for an unlisted symbol, a stop on the entry, a stop that liquidation would forestall, and leverage over the bracket's. */
export const askSize = (context: DeskContext, ask: SizeAsk): Answer<Told<SizeAnswer>> =>
  onBook(context, ask.account, (book) => sizeOn(context, book, ask));

function sizeOn(context: DeskContext, book: Book, ask: SizeAsk): Result<Told<SizeAnswer>, Declined> {
  const { snapshot, about } = book;
  const { symbol } = ask;
  const instrument = snapshot.instruments.get(symbol);
  if (instrument === undefined) {
    return refused({
      code: 'INSTRUMENT_UNKNOWN',
      symbol,
      known: [...snapshot.instruments.keys()].slice(0, 8),
    });
  }
  const entryPrice = ask.entry ?? snapshot.marks.get(symbol)?.toString();
  if (entryPrice === undefined) return refused({ code: 'UNKNOWN_PRICE', symbol });
  if (instrument.brackets.length === 0) return success(unknown('no-brackets', symbol));
  const { sizing: defaults, limits } = context.settings;
  const riskShare = ask.riskShare ?? defaults.riskPerTrade;
  const feeRate = instrument.takerFeeRate.toNumber();
  const maxLeverage = Math.max(Math.floor(limits.maxLeverage), Math.ceil(ask.leverage ?? 1));
  const input = {
    equity: about.equity,
    riskShare,
    entryPrice: Number(entryPrice),
    stopPrice: Number(ask.stop),
    feeRate,
    maxLeverage,
  };
  const table = bracketsOf(instrument);
  let sizing: FixedFractional;
  try {
    sizing = fixedFractional(input, table);
    if (ask.leverage !== undefined) sizing = fixedFractional({ ...input, leverage: ask.leverage }, table);
  } catch (error) {
    return refusedSize(error, ask, input, table);
  }
  return success(
    told({
      ...about,
      symbol,
      riskShare,
      feeRate,
      entryPrice,
      stopPrice: ask.stop,
      ...(ask.leverage === undefined ? {} : { leverage: ask.leverage }),
      maxLeverage,
      sizing,
      ...tradable(sizing, entryPrice, ask.stop, instrument),
      available: availableFor(snapshot, symbol).toString(),
    }),
  );
}

export const bracketsOf = (instrument: Instrument): BracketTable =>
  new BracketTable(
    instrument.brackets.map(({ maintenanceMarginRate, ...row }) => ({ ...row, rate: maintenanceMarginRate })),
    `brackets.${instrument.symbol}`,
  );

/** The size on the venue's step, never above the model's: the stop then costs at most what was decided. */
function tradable(
  sizing: FixedFractional,
  entry: string,
  stop: string,
  { quantityStep, minQuantity, minNotional, takerFeeRate }: Instrument,
): Pick<SizeAnswer, 'quantity' | 'notional' | 'lossAtStop' | 'tooSmall'> {
  const quantity = floorToStep(new Decimal(sizing.quantity), quantityStep);
  const notional = quantity.times(entry);
  const perUnit = new Decimal(entry)
    .minus(stop)
    .abs()
    .plus(takerFeeRate.times(new Decimal(entry).plus(stop)));
  const tooSmall = quantity.lt(minQuantity) || notional.lt(minNotional);
  return {
    quantity: quantity.toFixed(),
    notional: notional.toFixed(),
    lossAtStop: quantity.times(perUnit).toFixed(),
    ...(tooSmall
      ? { tooSmall: { minQuantity: minQuantity.toFixed(), minNotional: minNotional.toFixed() } }
      : {}),
  };
}

/** What a person can mend by other arguments is a refusal with its numbers; the rest is the model's to say. */
function refusedSize(
  error: unknown,
  { stop, leverage = 1 }: SizeAsk,
  input: Parameters<typeof fixedFractional>[0],
  table: BracketTable,
): Result<never, Declined> {
  if (!(error instanceof ModelInputError)) throw error;
  switch (error.code) {
    case 'STOP_ON_WRONG_SIDE':
      return refused({ code: 'STOP_IS_ENTRY', stop });
    case 'LEVERAGE_TOO_HIGH': {
      const { notional } = fixedFractional(input, table);
      return refused({ code: 'LEVERAGE_TOO_HIGH', leverage, maximum: table.at(notional).maxLeverage });
    }
    case 'STOP_BEYOND_LIQUIDATION': {
      const row = fixedFractional(input, table).table.find((each) => each.leverage === leverage);
      const liquidation = row?.liquidationPrice;
      if (liquidation == null || !parseDecimal(stop).ok) throw error;
      const price = new Decimal(liquidation).toSignificantDigits(12).toFixed();
      return refused({ code: 'STOP_BEYOND_LIQUIDATION', stop, leverage, liquidation: price });
    }
    default:
      throw error;
  }
}
