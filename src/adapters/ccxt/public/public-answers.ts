// What the venue's public market data looks like, checked to the last field we use: a body of another shape is a fault, never a price.
import { z } from 'zod';
import { Decimal } from '../../../domain/decimal.ts';
import type { Instrument, LeverageBracket } from '../../../domain/instrument.ts';

/** Plain decimal text above zero; no exponents, no NaN. */
const amount = z
  .string()
  .max(40)
  .regex(/^\d+(\.\d+)?$/);
const positive = amount.refine((text) => Number(text) > 0, 'is not above zero');
const price = positive.transform(Number);
const rate = z
  .string()
  .max(40)
  .regex(/^-?\d+(\.\d+)?$/)
  .transform(Number);
const time = z.number().int().positive();

/** The venue sends `""` where a symbol has no funding. */
const optionalRate = z.union([z.literal('').transform(() => undefined), rate]);

export const premiumIndex = z.object({
  symbol: z.string(),
  markPrice: amount.transform(Number),
  lastFundingRate: optionalRate,
  nextFundingTime: z.number().int().nonnegative(),
  time: z.number().int().nonnegative(),
});
export const premiumIndexes = z.array(premiumIndex);
export type PremiumIndex = z.infer<typeof premiumIndex>;

const level = z.tuple([price, price]);
export const depth = z.object({ T: time, bids: z.array(level), asks: z.array(level) });

const kline = z.tuple([time, price, price, price, price, amount.transform(Number), time]).rest(z.unknown());
export const klines = z.array(kline);

const filter = z.looseObject({ filterType: z.string() });
const priceFilter = z.object({ filterType: z.literal('PRICE_FILTER'), tickSize: positive });
const lotSize = z.object({ filterType: z.literal('LOT_SIZE'), stepSize: positive, minQty: amount });
const marketLotSize = z.object({ filterType: z.literal('MARKET_LOT_SIZE'), maxQty: positive });
const minNotional = z.object({ filterType: z.literal('MIN_NOTIONAL'), notional: amount });

const listedSymbol = z.object({
  symbol: z.string(),
  status: z.string(),
  contractType: z.string(),
  baseAsset: z.string(),
  quoteAsset: z.string(),
  filters: z.array(filter),
});
export const exchangeInfo = z.object({ symbols: z.array(listedSymbol) });
export type ListedSymbol = z.infer<typeof listedSymbol>;

const TAKER = new Decimal('0.0005');
const MAKER = new Decimal('0.0002');

/**
 * An instrument from the venue's own filters (its pricePrecision is not the tick size). Brackets need keys to be read,
 * so they are given; fees are those of the regular tier. Throws ZodError where a filter is missing.
 */
export function instrumentFrom(listed: ListedSymbol, brackets: readonly LeverageBracket[]): Instrument {
  const find = (type: string): unknown => listed.filters.find((each) => each.filterType === type);
  const lot = lotSize.parse(find('LOT_SIZE'));
  return {
    symbol: listed.symbol,
    base: listed.baseAsset,
    quote: listed.quoteAsset,
    priceTick: new Decimal(priceFilter.parse(find('PRICE_FILTER')).tickSize),
    quantityStep: new Decimal(lot.stepSize),
    minQuantity: new Decimal(lot.minQty),
    maxMarketQuantity: new Decimal(marketLotSize.parse(find('MARKET_LOT_SIZE')).maxQty),
    minNotional: new Decimal(minNotional.parse(find('MIN_NOTIONAL')).notional),
    takerFeeRate: TAKER,
    makerFeeRate: MAKER,
    brackets,
    ...(listed.status === 'TRADING' ? {} : { halted: true }),
  };
}
