// Markets of any ccxt exchange as instruments: one kind of market an account (linear swaps, or spot), named by the venue's ids.
import { z } from 'zod';
import { Decimal } from '../../../domain/decimal.ts';
import type { Instrument, LeverageBracket } from '../../../domain/instrument.ts';

/** ccxt writes numbers as text when told so; small steps may come with an exponent. */
export const number = z
  .union([z.string().max(40), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^-?\d{1,20}(\.\d{1,18})?(e[+-]?\d{1,2})?$/i, 'is not a number'))
  .transform((text) => new Decimal(text));
export const maybeNumber = number.nullish().transform((value) => value ?? undefined);
export const maybeTime = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,16}$/)
      .transform(Number),
  ])
  .nullish()
  .transform((value) => value ?? undefined);

const limit = z.object({ min: maybeNumber, max: maybeNumber }).partial().nullish();
const market = z.object({
  id: z.string().max(64),
  symbol: z.string().max(64),
  base: z.string().max(32),
  quote: z.string().max(32),
  settle: z.string().max(32).nullish(),
  type: z.string(),
  active: z.boolean().nullish(),
  linear: z.boolean().nullish(),
  contractSize: maybeNumber,
  taker: maybeNumber,
  maker: maybeNumber,
  precision: z.object({ amount: maybeNumber, price: maybeNumber }).partial(),
  limits: z.object({ amount: limit, cost: limit, market: limit }).partial(),
});

export type MarketKind = 'spot' | 'swap';

export interface UnifiedMarket {
  readonly instrument: Instrument;
  /** ccxt's name, such as `BTC/USDT:USDT`. */
  readonly unified: string;
  /** Base units of one contract; 1 where orders are counted in base units. */
  readonly contractSize: Decimal;
  /** What its money is counted in. */
  readonly currency: string;
}

/** Numbers of ccxt's precision modes. */
const DECIMAL_PLACES = 2;
const SIGNIFICANT_DIGITS = 3;
const FINEST = new Decimal('1e-8');
const TAKER = new Decimal('0.001');
const HUGE = new Decimal(10).pow(15);

/** Nothing is borrowed: no maintenance margin, leverage 1. */
const SPOT_BRACKETS: readonly LeverageBracket[] = [
  { floor: 0, cap: Number.MAX_SAFE_INTEGER, maintenanceMarginRate: 0, maxLeverage: 1, cum: 0 },
];

/**
 * Active markets of one kind, by the venue's id. Swaps without a bracket table are left out: their liquidation could
 * not be computed. `quote` limits spot markets to one currency of account.
 */
export function marketsFrom(
  given: unknown,
  kind: MarketKind,
  precisionMode: number,
  brackets: ReadonlyMap<string, readonly LeverageBracket[]>,
  quote?: string,
): ReadonlyMap<string, UnifiedMarket> {
  const found = new Map<string, UnifiedMarket>();
  for (const each of Object.values((given ?? {}) as Record<string, unknown>)) {
    const read = market.safeParse(each);
    if (!read.success || read.data.type !== kind || (kind === 'swap' && read.data.linear !== true)) continue;
    const { id, symbol, base, settle } = read.data;
    const table = kind === 'spot' ? SPOT_BRACKETS : brackets.get(symbol);
    if (table === undefined || (kind === 'spot' && quote !== undefined && read.data.quote !== quote))
      continue;
    const contractSize = read.data.contractSize ?? new Decimal(1);
    const { precision, limits } = read.data;
    const quantityStep = stepOf(precision.amount, precisionMode).times(contractSize);
    const minQuantity = (limits.amount?.min ?? new Decimal(0)).times(contractSize);
    found.set(id, {
      unified: symbol,
      contractSize,
      currency: settle ?? read.data.quote,
      instrument: {
        symbol: id,
        base,
        quote: read.data.quote,
        priceTick: stepOf(precision.price, precisionMode),
        quantityStep,
        minQuantity: Decimal.max(minQuantity, quantityStep),
        maxMarketQuantity: (limits.market?.max ?? limits.amount?.max ?? HUGE).times(contractSize),
        minNotional: limits.cost?.min ?? leastWorth(id),
        takerFeeRate: read.data.taker ?? TAKER,
        makerFeeRate: read.data.maker ?? TAKER,
        brackets: table,
        ...(read.data.active === false ? { halted: true } : {}),
      },
    });
  }
  return found;
}

/** Upbit's least order is not in its market list: 5,000 won. */
const leastWorth = (id: string): Decimal => new Decimal(id.startsWith('KRW-') ? 5_000 : 0);

function stepOf(precision: Decimal | undefined, mode: number): Decimal {
  if (precision === undefined || mode === SIGNIFICANT_DIGITS) return FINEST;
  return mode === DECIMAL_PLACES ? new Decimal(10).pow(precision.negated()) : precision;
}

const tier = z.object({
  minNotional: maybeNumber,
  maxNotional: maybeNumber,
  maintenanceMarginRate: number,
  maxLeverage: number,
});

/** Brackets by unified symbol; `cum` is derived, since ccxt drops it. */
export function bracketsFrom(given: unknown): ReadonlyMap<string, readonly LeverageBracket[]> {
  const found = new Map<string, readonly LeverageBracket[]>();
  for (const [symbol, tiers] of Object.entries((given ?? {}) as Record<string, unknown>)) {
    const read = z.array(tier).min(1).safeParse(tiers);
    if (!read.success) continue;
    const rows = read.data
      .map((row) => ({ ...row, floor: row.minNotional?.toNumber() ?? 0 }))
      .sort((a, b) => a.floor - b.floor);
    let cum = 0;
    let rate = rows[0]!.maintenanceMarginRate.toNumber();
    found.set(
      symbol,
      rows.map((row, index) => {
        const own = row.maintenanceMarginRate.toNumber();
        cum += row.floor * (own - rate);
        rate = own;
        return {
          floor: row.floor,
          cap: rows[index + 1]?.floor ?? row.maxNotional?.toNumber() ?? Number.MAX_SAFE_INTEGER,
          maintenanceMarginRate: own,
          maxLeverage: row.maxLeverage.toNumber(),
          cum: Number(cum.toPrecision(14)),
        };
      }),
    );
  }
  return found;
}
