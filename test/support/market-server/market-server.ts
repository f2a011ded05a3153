// Binance USDⓈ-M's public market data on loopback: the documented bodies, a price the test moves, faults the test scripts.
import { Lifetime } from '../loopback/lifetime.ts';
import { listenOnLoopback, send } from '../loopback/listener.ts';
import { runUnderFault, ScriptedFaults, type WireAnswer } from '../loopback/scripted-faults.ts';

export interface ServedSymbol {
  readonly symbol: string;
  readonly base: string;
  readonly status?: string;
  readonly tickSize: string;
  readonly stepSize: string;
  readonly maxMarket: string;
  readonly minNotional: string;
}

export const BTC: ServedSymbol = {
  symbol: 'BTCUSDT',
  base: 'BTC',
  tickSize: '0.10',
  stepSize: '0.0001',
  maxMarket: '120',
  minNotional: '100',
};
export const ETH: ServedSymbol = {
  symbol: 'ETHUSDT',
  base: 'ETH',
  tickSize: '0.01',
  stepSize: '0.001',
  maxMarket: '10000',
  minNotional: '20',
};

interface Quote {
  markPrice: string;
  fundingRate: string;
}

export class MarketServer {
  /** The venue's clock; the test moves it. */
  now: number;
  /** `GET /fapi/v1/depth?symbol=...`, in the order they came. */
  readonly requests: string[] = [];
  readonly faults = new ScriptedFaults();
  readonly url: string;
  readonly #symbols: readonly ServedSymbol[];
  readonly #quotes = new Map<string, Quote>();
  readonly #close: () => Promise<void>;

  private constructor(
    url: string,
    now: number,
    symbols: readonly ServedSymbol[],
    close: () => Promise<void>,
  ) {
    this.url = url;
    this.now = now;
    this.#symbols = symbols;
    this.#close = close;
    for (const { symbol } of symbols) this.quote(symbol, '60000.00000000');
  }

  static async start(now: number, symbols: readonly ServedSymbol[] = [BTC, ETH]): Promise<MarketServer> {
    const lifetime = new Lifetime();
    const running: { server?: MarketServer } = {};
    const listener = await listenOnLoopback(0, async (request, response) => {
      const server = running.server;
      if (server === undefined) throw new Error('asked before it was ready');
      const url = new URL(request.url ?? '/', server.url);
      server.requests.push(`${request.method} ${url.pathname}${url.search}`);
      const fault = server.faults.take(url.pathname, Object.fromEntries(url.searchParams));
      const outcome = await runUnderFault(fault, lifetime, async () => server.#answer(url));
      send(request, response, outcome);
    });
    running.server = new MarketServer(listener.url, now, symbols, async () => {
      lifetime.end();
      await listener.close();
    });
    return running.server;
  }

  quote(symbol: string, markPrice: string, fundingRate = '0.00010000'): void {
    this.#quotes.set(symbol, { markPrice, fundingRate });
  }

  close(): Promise<void> {
    return this.#close();
  }

  #answer(url: URL): WireAnswer {
    const query = url.searchParams;
    switch (url.pathname) {
      case '/fapi/v1/exchangeInfo':
        return ok({ timezone: 'UTC', serverTime: this.now, symbols: this.#symbols.map(listing) });
      case '/fapi/v1/premiumIndex':
        return ok(this.#symbols.map(({ symbol }) => this.#premium(symbol)));
      case '/fapi/v1/depth':
        return this.#depth(query.get('symbol') ?? '');
      case '/fapi/v1/klines':
        return this.#klines(query);
      default:
        return { status: 404, body: '<html>404 Not Found</html>' };
    }
  }

  #premium(symbol: string): unknown {
    const { markPrice, fundingRate } = this.#quotes.get(symbol)!;
    const period = 28_800_000;
    return {
      symbol,
      markPrice,
      indexPrice: markPrice,
      estimatedSettlePrice: markPrice,
      lastFundingRate: fundingRate,
      interestRate: '0.00010000',
      nextFundingTime: (Math.floor(this.now / period) + 1) * period,
      time: this.now,
    };
  }

  #depth(symbol: string): WireAnswer {
    const quote = this.#quotes.get(symbol);
    if (quote === undefined) return { status: 400, body: { code: -1121, msg: 'Invalid symbol.' } };
    const mark = Number(quote.markPrice);
    const side = (direction: number) =>
      [1, 2, 3].map((i) => [(mark + direction * i * 0.1).toFixed(2), `${i}.000`]);
    return ok({ lastUpdateId: 1_027_024, E: this.now, T: this.now, bids: side(-1), asks: side(1) });
  }

  #klines(query: URLSearchParams): WireAnswer {
    const minutes: Record<string, number> = { '5m': 5, '15m': 15, '1h': 60, '4h': 240, '1d': 1_440 };
    const length = (minutes[query.get('interval') ?? ''] ?? 60) * 60_000;
    const limit = Number(query.get('limit') ?? 500);
    const end = Math.min(Number(query.get('endTime') ?? this.now), this.now);
    const rows: unknown[] = [];
    let at = Math.ceil(Number(query.get('startTime') ?? 0) / length) * length;
    for (; at <= end && rows.length < limit; at += length) {
      const open = (60_000 + ((at / length) % 100)).toFixed(2);
      rows.push([
        at,
        open,
        '60200.00',
        '59900.00',
        open,
        '12.500',
        at + length - 1,
        '750000.0',
        42,
        '6.0',
        '360000.0',
        '0',
      ]);
    }
    return ok(rows);
  }
}

const ok = (body: unknown): WireAnswer => ({ status: 200, body });

const listing = (each: ServedSymbol): unknown => ({
  symbol: each.symbol,
  pair: each.symbol,
  contractType: 'PERPETUAL',
  status: each.status ?? 'TRADING',
  baseAsset: each.base,
  quoteAsset: 'USDT',
  marginAsset: 'USDT',
  pricePrecision: 2,
  quantityPrecision: 4,
  filters: [
    { filterType: 'PRICE_FILTER', maxPrice: '809484', minPrice: '261.10', tickSize: each.tickSize },
    { filterType: 'LOT_SIZE', maxQty: '1000', minQty: each.stepSize, stepSize: each.stepSize },
    { filterType: 'MARKET_LOT_SIZE', maxQty: each.maxMarket, minQty: each.stepSize, stepSize: each.stepSize },
    { filterType: 'MAX_NUM_ORDERS', limit: 200 },
    { filterType: 'MIN_NOTIONAL', notional: each.minNotional },
  ],
  liquidationFee: '0.020000',
});
