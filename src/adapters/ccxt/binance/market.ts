// Market data of Binance USDⓈ-M for a real account: instruments with their brackets, marks, books and candles.
import { z } from 'zod';
import { Decimal } from '../../../domain/decimal.ts';
import type { Instrument, LeverageBracket } from '../../../domain/instrument.ts';
import { Price } from '../../../domain/price.ts';
import type { MarkPrice } from '../../../ports/exchange.ts';
import type { GateLimits } from '../line/request-gate.ts';
import {
  exchangeInfo,
  instrumentFrom,
  type ListedSymbol,
  type PremiumIndex,
} from '../public/public-answers.ts';
import { DOLLARS } from './account.ts';
import { decimal, shortText, time } from './values.ts';

const rateLimit = z.object({
  rateLimitType: z.string(),
  interval: z.string(),
  intervalNum: z.number().int().positive(),
  limit: z.number().int().positive(),
});
export const listing = exchangeInfo.extend({ rateLimits: z.array(rateLimit).optional() });

/** The limits that the venue tells, where it tells them. */
export function limitsFrom(answer: z.output<typeof listing>, standard: GateLimits): GateLimits {
  const find = (type: string, interval: string, count: number): number | undefined =>
    answer.rateLimits?.find(
      (each) => each.rateLimitType === type && each.interval === interval && each.intervalNum === count,
    )?.limit;
  return {
    weightPerMinute: find('REQUEST_WEIGHT', 'MINUTE', 1) ?? standard.weightPerMinute,
    ordersPerTenSeconds: find('ORDERS', 'SECOND', 10) ?? standard.ordersPerTenSeconds,
    ordersPerMinute: find('ORDERS', 'MINUTE', 1) ?? standard.ordersPerMinute,
  };
}

const bracket = z.object({
  bracket: z.number().int(),
  initialLeverage: z.number().positive(),
  notionalCap: z.number().positive(),
  notionalFloor: z.number().nonnegative(),
  maintMarginRatio: z.number().positive().lt(1),
  cum: z.number().nonnegative(),
});
/** A `notionalCoef` (users whose limits were raised) is not applied: the brackets as listed are the stricter ones. */
export const leverageBrackets = z.array(
  z.object({
    symbol: shortText,
    brackets: z.array(bracket),
  }),
);

export function bracketsBySymbol(
  answer: z.output<typeof leverageBrackets>,
): ReadonlyMap<string, readonly LeverageBracket[]> {
  return new Map(
    answer.map(({ symbol, brackets }) => [
      symbol,
      [...brackets]
        .sort((a, b) => a.notionalFloor - b.notionalFloor)
        .map((each) => ({
          floor: each.notionalFloor,
          cap: each.notionalCap,
          maintenanceMarginRate: each.maintMarginRatio,
          maxLeverage: each.initialLeverage,
          cum: each.cum,
        })),
    ]),
  );
}

export const commissionRate = z.object({ makerCommissionRate: decimal, takerCommissionRate: decimal });
export interface FeeRates {
  readonly maker: Decimal;
  readonly taker: Decimal;
}

/** Perpetuals in dollars (without brackets where the venue tells none), whose filters can be read; the others are named, and are no ground to lose the rest. */
export function instrumentsFrom(
  listed: readonly ListedSymbol[],
  brackets: ReadonlyMap<string, readonly LeverageBracket[]>,
  fees: ReadonlyMap<string, FeeRates>,
): { readonly instruments: ReadonlyMap<string, Instrument>; readonly unreadable: readonly string[] } {
  const instruments = new Map<string, Instrument>();
  const unreadable: string[] = [];
  for (const each of listed) {
    if (!each.contractType.endsWith('PERPETUAL') || !DOLLARS.has(each.quoteAsset)) continue;
    const table = brackets.get(each.symbol) ?? [];
    try {
      const rates = fees.get(each.quoteAsset);
      instruments.set(each.symbol, {
        ...instrumentFrom(each, table),
        ...(rates === undefined ? {} : { takerFeeRate: rates.taker, makerFeeRate: rates.maker }),
      });
    } catch {
      unreadable.push(each.symbol);
    }
  }
  return { instruments, unreadable };
}

/** `at` never lies after the desk's own time. */
export function markFrom(index: PremiumIndex, now: number): MarkPrice | undefined {
  if (!(index.markPrice > 0)) return undefined;
  return {
    symbol: index.symbol,
    price: Price.of(new Decimal(index.markPrice)),
    at: Math.min(now, index.time),
    ...(index.lastFundingRate === undefined ? {} : { fundingRate: index.lastFundingRate }),
    ...(index.nextFundingTime > 0 ? { nextFundingAt: index.nextFundingTime } : {}),
  };
}

/** `[{"e":"markPriceUpdate","E":…,"s":"BTCUSDT","p":"60000.1","r":"0.0001","T":…}]`, once a second for every symbol. */
export const markStream = z.array(
  z.object({
    e: z.literal('markPriceUpdate'),
    E: time,
    s: shortText,
    p: decimal,
    r: z.union([z.literal('').transform(() => undefined), decimal]),
    T: time,
  }),
);

export function marksFromStream(
  events: z.output<typeof markStream>,
  skewMs: number,
  now: number,
): MarkPrice[] {
  return events
    .filter(({ p }) => p.gt(0))
    .map(({ s, E, p, r, T }) => ({
      symbol: s,
      price: Price.of(p),
      at: Math.min(now, E - skewMs),
      ...(r === undefined ? {} : { fundingRate: r.toNumber() }),
      ...(T > 0 ? { nextFundingAt: T } : {}),
    }));
}
