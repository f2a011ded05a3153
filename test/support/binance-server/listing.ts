// What the venue lists: each contract's filters and leverage brackets, and exchangeInfo made of them.
import { Decimal } from '../../../src/domain/decimal.ts';

export interface Bracket {
  readonly bracket: number;
  readonly initialLeverage: number;
  readonly notionalFloor: number;
  readonly notionalCap: number;
  readonly maintMarginRatio: number;
  readonly cum: number;
}

export interface Listing {
  readonly symbol: string;
  readonly base: string;
  /** The coin that it is quoted, margined and settled in. */
  readonly quote: string;
  readonly tickSize: string;
  readonly stepSize: string;
  readonly minPrice: string;
  readonly maxPrice: string;
  readonly minQty: string;
  readonly maxQty: string;
  readonly maxMarketQty: string;
  readonly minNotional: string;
  readonly maxOrders: number;
  readonly maxAlgoOrders: number;
  readonly pricePrecision: number;
  readonly quantityPrecision: number;
  readonly multiplierUp: string;
  readonly multiplierDown: string;
  readonly liquidationFee: string;
  readonly brackets: readonly Bracket[];
  /** Hours between two fundings. */
  readonly fundingHours: number;
  /** Price the market opens at. */
  readonly price: string;
}

/** Rows of [notional cap, leverage, maintenance rate]; floors and `cum` follow, so that maintenance margin has no steps. */
export function bracketsOf(
  rows: readonly (readonly [cap: number, leverage: number, rate: number])[],
): Bracket[] {
  const brackets: Bracket[] = [];
  for (const [notionalCap, initialLeverage, maintMarginRatio] of rows) {
    const below = brackets.at(-1);
    const notionalFloor = below?.notionalCap ?? 0;
    const step = new Decimal(maintMarginRatio).minus(below?.maintMarginRatio ?? 0);
    const cum = below === undefined ? 0 : new Decimal(below.cum).plus(step.times(notionalFloor)).toNumber();
    brackets.push({
      bracket: brackets.length + 1,
      initialLeverage,
      notionalFloor,
      notionalCap,
      maintMarginRatio,
      cum,
    });
  }
  return brackets;
}

const LARGE = bracketsOf([
  [50_000, 125, 0.004],
  [600_000, 100, 0.005],
  [3_000_000, 75, 0.0065],
  [12_000_000, 50, 0.01],
  [70_000_000, 25, 0.02],
  [100_000_000, 20, 0.025],
  [230_000_000, 10, 0.05],
  [480_000_000, 5, 0.1],
  [600_000_000, 4, 0.125],
  [800_000_000, 3, 0.15],
  [1_200_000_000, 2, 0.25],
  [1_800_000_000, 1, 0.5],
]);
const SMALL = bracketsOf([
  [5_000, 75, 0.01],
  [25_000, 50, 0.015],
  [200_000, 25, 0.02],
  [1_000_000, 20, 0.025],
  [2_000_000, 10, 0.05],
  [5_000_000, 5, 0.1],
  [10_000_000, 2, 0.25],
  [20_000_000, 1, 0.5],
]);

const decimals = (step: string): number => step.split('.')[1]?.length ?? 0;

/** A contract as the venue lists it; anything not told is that of a small coin at 10 USDT. */
export function listing(symbol: string, changes: Partial<Listing> = {}): Listing {
  const tickSize = changes.tickSize ?? '0.001';
  const stepSize = changes.stepSize ?? '0.1';
  return {
    symbol,
    base: symbol.replace(/USD[TC]$/, ''),
    quote: symbol.endsWith('USDC') ? 'USDC' : 'USDT',
    tickSize,
    stepSize,
    minPrice: tickSize,
    maxPrice: '1000000',
    minQty: stepSize,
    maxQty: '1000000',
    maxMarketQty: '100000',
    minNotional: '5',
    maxOrders: 200,
    maxAlgoOrders: 200,
    pricePrecision: decimals(tickSize),
    quantityPrecision: decimals(stepSize),
    multiplierUp: '1.0500',
    multiplierDown: '0.9500',
    liquidationFee: '0.015000',
    brackets: SMALL,
    fundingHours: 8,
    price: '10',
    ...changes,
  };
}

export const BTC = listing('BTCUSDT', {
  tickSize: '0.10',
  stepSize: '0.0001',
  minPrice: '261.10',
  maxPrice: '809484',
  maxQty: '1000',
  maxMarketQty: '120',
  minNotional: '100',
  pricePrecision: 2,
  quantityPrecision: 4,
  liquidationFee: '0.020000',
  brackets: LARGE,
  price: '60000',
});
export const ETH = listing('ETHUSDT', {
  tickSize: '0.01',
  stepSize: '0.001',
  minPrice: '39.86',
  maxPrice: '306177',
  maxQty: '10000',
  maxMarketQty: '10000',
  minNotional: '20',
  liquidationFee: '0.020000',
  brackets: LARGE,
  price: '3000',
});
export const SOL = listing('SOLUSDT', {
  fundingHours: 4,
  tickSize: '0.0100',
  stepSize: '0.01',
  pricePrecision: 4,
  quantityPrecision: 2,
  price: '150',
});

/** The bracket that a notional lies in; above the last cap, the last. */
export function bracketAt({ brackets }: Listing, notional: Decimal): Bracket {
  const found = brackets.find(({ notionalCap }) => notional.lte(notionalCap)) ?? brackets.at(-1);
  if (found === undefined) throw new Error('A listing without brackets.');
  return found;
}

/** The largest position allowed at a leverage, as notional. */
export function maxNotionalAt({ brackets }: Listing, leverage: number): number {
  const allowing = brackets.filter(({ initialLeverage }) => initialLeverage >= leverage);
  return allowing.at(-1)?.notionalCap ?? 0;
}

export const maxLeverage = ({ brackets }: Listing): number => brackets[0]?.initialLeverage ?? 1;

export function symbolBody(each: Listing, status: string): unknown {
  return {
    symbol: each.symbol,
    pair: each.symbol,
    contractType: 'PERPETUAL',
    deliveryDate: 4_133_404_800_000,
    onboardDate: 1_569_398_400_000,
    status,
    maintMarginPercent: '2.5000',
    requiredMarginPercent: '5.0000',
    baseAsset: each.base,
    quoteAsset: each.quote,
    marginAsset: each.quote,
    pricePrecision: each.pricePrecision,
    quantityPrecision: each.quantityPrecision,
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: 'COIN',
    underlyingSubType: [],
    settlePlan: 0,
    triggerProtect: '0.0500',
    filters: [
      {
        filterType: 'PRICE_FILTER',
        maxPrice: each.maxPrice,
        minPrice: each.minPrice,
        tickSize: each.tickSize,
      },
      { filterType: 'LOT_SIZE', maxQty: each.maxQty, minQty: each.minQty, stepSize: each.stepSize },
      {
        filterType: 'MARKET_LOT_SIZE',
        maxQty: each.maxMarketQty,
        minQty: each.minQty,
        stepSize: each.stepSize,
      },
      { filterType: 'MAX_NUM_ORDERS', limit: each.maxOrders },
      { filterType: 'MAX_NUM_ALGO_ORDERS', limit: each.maxAlgoOrders },
      { filterType: 'MIN_NOTIONAL', notional: each.minNotional },
      {
        filterType: 'PERCENT_PRICE',
        multiplierUp: each.multiplierUp,
        multiplierDown: each.multiplierDown,
        multiplierDecimal: '4',
      },
      { filterType: 'POSITION_RISK_CONTROL' },
    ],
    orderTypes: [
      'LIMIT',
      'MARKET',
      'STOP',
      'STOP_MARKET',
      'TAKE_PROFIT',
      'TAKE_PROFIT_MARKET',
      'TRAILING_STOP_MARKET',
    ],
    timeInForce: ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'],
    liquidationFee: each.liquidationFee,
    marketTakeBound: '0.05',
  };
}

export function bracketBody(each: Listing): unknown {
  return {
    symbol: each.symbol,
    notionalCoef: 1,
    brackets: each.brackets.map((bracket) => ({ ...bracket })),
  };
}
