// The venue's public market data: what it lists, its clock, marks, books, candles and funding rates.
import { Decimal } from '../../../src/domain/decimal.ts';
import type { Call, Method, Params } from './call.ts';
import { money, priceText, quantityText } from './figures.ts';
import { type Listing, symbolBody } from './listing.ts';
import type { Market } from './market.ts';
import { VenueError } from './venue-error.ts';

const HOUR_MS = 3_600_000;
const INTERVALS: Readonly<Record<string, number>> = {
  '1m': 1,
  '3m': 3,
  '5m': 5,
  '15m': 15,
  '30m': 30,
  '1h': 60,
  '2h': 120,
  '4h': 240,
  '6h': 360,
  '8h': 480,
  '12h': 720,
  '1d': 1_440,
};
export const RATE_LIMITS = { weightPerMinute: 2_400, ordersPerMinute: 1_200, ordersPerTenSeconds: 300 };

/** One market, or all of them when no symbol is given. */
const each = (call: Call, view: (market: Market) => unknown): unknown => {
  const symbol = call.text('symbol');
  return symbol === undefined ? [...call.venue.markets.values()].map(view) : view(call.venue.market(symbol));
};

const withSymbol =
  (one: number, all: number) =>
  (params: Params): number =>
    params['symbol'] === undefined ? all : one;

export function nextFunding(now: number, { fundingHours }: Listing): number {
  const period = fundingHours * HOUR_MS;
  return (Math.floor(now / period) + 1) * period;
}

const depthWeight = (params: Params): number => {
  const limit = Number(params['limit'] ?? 500);
  if (limit <= 50) return 2;
  return limit <= 100 ? 5 : limit <= 500 ? 10 : 20;
};

const klineWeight = (params: Params): number => {
  const limit = Number(params['limit'] ?? 500);
  if (limit < 100) return 1;
  return limit < 500 ? 2 : limit <= 1_000 ? 5 : 10;
};

export function premiumIndex(call: Call, market: Market): unknown {
  const now = call.venue.now();
  return {
    symbol: market.listing.symbol,
    markPrice: money(market.mark),
    indexPrice: money(market.index),
    estimatedSettlePrice: money(market.index),
    lastFundingRate: market.fundingRate.toFixed(8),
    interestRate: '0.00010000',
    nextFundingTime: nextFunding(now, market.listing),
    time: call.venue.markedAt ?? now,
  };
}

function depth(call: Call): unknown {
  const market = call.venue.market(call.required('symbol'));
  const limit = call.integer('limit') ?? 500;
  if (![5, 10, 20, 50, 100, 500, 1_000].includes(limit)) throw new VenueError('-4021', String(limit));
  const side = (levels: Market['book']['bids']) =>
    levels
      .slice(0, limit)
      .map(({ price, quantity }) => [priceText(market, price), quantityText(market, quantity)]);
  const now = call.venue.now();
  return {
    lastUpdateId: market.updates,
    E: now,
    T: now,
    bids: side(market.book.bids),
    asks: side(market.book.asks),
  };
}

/** Made-up candles around the last price: the same for the same times. */
function klines(call: Call): unknown {
  const market = call.venue.market(call.text('symbol') ?? call.required('pair'));
  const minutes = INTERVALS[call.required('interval')];
  if (minutes === undefined) throw new VenueError('-1120');
  const length = minutes * 60_000;
  const limit = Math.min(call.integer('limit') ?? 500, 1_500);
  const until = Math.min(call.integer('endTime') ?? call.venue.now(), call.venue.now());
  const last = Math.floor(until / length) * length;
  const first = call.integer('startTime');
  const from = first === undefined ? last - (limit - 1) * length : Math.ceil(first / length) * length;
  const rows: unknown[] = [];
  for (let at = from; at <= last && rows.length < limit; at += length) {
    const at1 = wave(market, at, length);
    const at2 = wave(market, at + length, length);
    const high = Decimal.max(at1, at2).times('1.001');
    const low = Decimal.min(at1, at2).times('0.999');
    const prices = [at1, high, low, at2].map((price) => priceText(market, price));
    rows.push([at, ...prices, '12.500', at + length - 1, '750000.00000', 42, '6.000', '360000.00000', '0']);
  }
  return rows;
}

/** Two slow waves whose lengths differ from contract to contract, so that contracts do not move as one. */
function wave(market: Market, at: number, length: number): Decimal {
  const own = [...market.listing.symbol].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 97;
  const step = at / length;
  const swing = Math.sin(step / (1.3 + own / 50) + own) + Math.sin(step / (0.7 + own / 90)) / 2;
  return market.last.times(new Decimal(swing.toFixed(4)).times('0.01').plus(1));
}

const bookTicker = (call: Call, market: Market): unknown => {
  const bid = market.book.bids[0];
  const ask = market.book.asks[0];
  const zero = new Decimal(0);
  return {
    lastUpdateId: market.updates,
    symbol: market.listing.symbol,
    bidPrice: priceText(market, bid?.price ?? zero),
    bidQty: quantityText(market, bid?.quantity ?? zero),
    askPrice: priceText(market, ask?.price ?? zero),
    askQty: quantityText(market, ask?.quantity ?? zero),
    time: call.venue.now(),
  };
};

const dayTicker = (call: Call, market: Market): unknown => {
  const last = priceText(market, market.last);
  const now = call.venue.now();
  return {
    symbol: market.listing.symbol,
    priceChange: '0.00',
    priceChangePercent: '0.000',
    weightedAvgPrice: last,
    lastPrice: last,
    lastQty: quantityText(market, new Decimal(market.listing.minQty)),
    openPrice: last,
    highPrice: last,
    lowPrice: last,
    volume: '12000.000',
    quoteVolume: market.last.times(12_000).toFixed(2),
    openTime: now - 86_400_000,
    closeTime: now,
    firstId: 1,
    lastId: 1_000,
    count: 1_000,
  };
};

const price = (call: Call, market: Market): unknown => ({
  symbol: market.listing.symbol,
  price: priceText(market, market.last),
  time: call.venue.now(),
});

function fundingHistory(call: Call): unknown {
  const market = call.venue.market(call.required('symbol'));
  const limit = Math.min(call.integer('limit') ?? 100, 1_000);
  const { fundings } = market;
  if (fundings.length > 0) {
    const start = call.integer('startTime') ?? 0;
    const end = call.integer('endTime') ?? call.venue.now();
    const within = fundings.filter(({ at }) => at >= start && at <= end);
    return within.slice(-limit).map(({ at, rate, mark }) => ({
      symbol: market.listing.symbol,
      fundingTime: at,
      fundingRate: rate.toFixed(8),
      markPrice: money(mark),
    }));
  }
  const period = market.listing.fundingHours * HOUR_MS;
  const until = Math.min(call.integer('endTime') ?? call.venue.now(), call.venue.now());
  const last = nextFunding(until, market.listing) - period;
  const from = call.integer('startTime') ?? last - (limit - 1) * period;
  const rows: unknown[] = [];
  for (let at = nextFunding(from - 1, market.listing); at <= last && rows.length < limit; at += period) {
    rows.push({
      symbol: market.listing.symbol,
      fundingTime: at,
      fundingRate: market.fundingRate.toFixed(8),
      markPrice: money(market.mark),
    });
  }
  return rows;
}

const exchangeInfo = (call: Call): unknown => ({
  timezone: 'UTC',
  serverTime: call.venue.now(),
  futuresType: 'U_MARGINED',
  rateLimits: [
    {
      rateLimitType: 'REQUEST_WEIGHT',
      interval: 'MINUTE',
      intervalNum: 1,
      limit: (call.venue.limitsTold ?? RATE_LIMITS).weightPerMinute,
    },
    {
      rateLimitType: 'ORDERS',
      interval: 'MINUTE',
      intervalNum: 1,
      limit: (call.venue.limitsTold ?? RATE_LIMITS).ordersPerMinute,
    },
    {
      rateLimitType: 'ORDERS',
      interval: 'SECOND',
      intervalNum: 10,
      limit: (call.venue.limitsTold ?? RATE_LIMITS).ordersPerTenSeconds,
    },
  ],
  exchangeFilters: [],
  assets: ['USDT', 'USDC', 'BNB'].map((asset) => ({
    asset,
    marginAvailable: true,
    autoAssetExchange: '-10000',
  })),
  symbols: [...call.venue.markets.values()].map((market) => symbolBody(market.listing, market.status)),
});

const open = (weight: Method['weight'], run: Method['run']): Method => ({ security: 'none', weight, run });

export const publicMethods: Readonly<Record<string, Method>> = {
  'GET /fapi/v1/ping': open(1, () => ({})),
  'GET /fapi/v1/time': open(1, (call) => ({ serverTime: call.venue.now() })),
  'GET /fapi/v1/exchangeInfo': open(1, exchangeInfo),
  'GET /fapi/v1/premiumIndex': open(withSymbol(1, 10), (call) =>
    each(call, (market) => premiumIndex(call, market)),
  ),
  'GET /fapi/v1/depth': open(depthWeight, depth),
  'GET /fapi/v1/klines': open(klineWeight, klines),
  'GET /fapi/v1/markPriceKlines': open(klineWeight, klines),
  'GET /fapi/v1/indexPriceKlines': open(klineWeight, klines),
  'GET /fapi/v1/ticker/bookTicker': open(withSymbol(2, 5), (call) =>
    each(call, (market) => bookTicker(call, market)),
  ),
  'GET /fapi/v1/ticker/24hr': open(withSymbol(1, 40), (call) =>
    each(call, (market) => dayTicker(call, market)),
  ),
  'GET /fapi/v1/ticker/price': open(withSymbol(1, 2), (call) => each(call, (market) => price(call, market))),
  'GET /fapi/v2/ticker/price': open(withSymbol(1, 2), (call) => each(call, (market) => price(call, market))),
  'GET /fapi/v1/fundingRate': open(1, fundingHistory),
  'GET /fapi/v1/fundingInfo': open(0, (call) =>
    // As at the venue, a contract that nothing was ever adjusted of is not in the list.
    [...call.venue.markets.values()]
      .filter(({ listing: { fundingHours } }) => fundingHours !== 8)
      .map(({ listing: { symbol, fundingHours } }) => ({
        symbol,
        adjustedFundingRateCap: '0.02000000',
        adjustedFundingRateFloor: '-0.02000000',
        fundingIntervalHours: fundingHours,
        disclaimer: false,
      })),
  ),
  'GET /fapi/v1/openInterest': open(1, (call) => ({
    symbol: call.venue.market(call.required('symbol')).listing.symbol,
    openInterest: '10659.509',
    time: call.venue.now(),
  })),
};
