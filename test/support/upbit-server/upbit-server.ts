// Upbit's KRW spot market on loopback: signed tokens, balances with their average cost, limit and market orders, the documented errors.
import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Decimal } from '../../../src/domain/decimal.ts';
import { Lifetime } from '../loopback/lifetime.ts';
import { type Listener, listenOnLoopback, send } from '../loopback/listener.ts';
import { readRaw } from '../loopback/request-body.ts';
import { type Fault, runUnderFault, ScriptedFaults, type WireAnswer } from '../loopback/scripted-faults.ts';

interface Balance {
  free: Decimal;
  locked: Decimal;
  averageBuyPrice: Decimal;
}
interface UpbitOrder {
  readonly uuid: string;
  readonly identifier: string;
  readonly market: string;
  readonly side: 'bid' | 'ask';
  readonly type: string;
  readonly price: Decimal | undefined;
  readonly volume: Decimal;
  readonly createdAt: string;
  state: 'wait' | 'done' | 'cancel';
  executed: Decimal;
  fillPrice: Decimal | undefined;
}

const FEE = new Decimal('0.0005');
const LEAST_KRW = 5_000;

export class UpbitServer {
  readonly key = 'upbit-access-key';
  readonly secret = 'upbit-secret-key-that-is-long-enough-for-hs256';
  readonly faults = new ScriptedFaults();
  /** `POST /v1/orders`, in the order they came. */
  readonly requests: string[] = [];
  readonly balances = new Map<string, Balance>();
  readonly orders: UpbitOrder[] = [];
  readonly prices = new Map<string, Decimal>();
  readonly #listener: Listener;
  readonly #lifetime: Lifetime;

  private constructor(listener: Listener, lifetime: Lifetime) {
    this.#listener = listener;
    this.#lifetime = lifetime;
    this.set('KRW', '10000000');
    this.price('KRW-BTC', '100000000');
    this.price('KRW-ETH', '4000000');
  }

  static async start(): Promise<UpbitServer> {
    const lifetime = new Lifetime();
    const running: { server?: UpbitServer } = {};
    const listener = await listenOnLoopback(0, async (request, response) => {
      const server = running.server;
      if (server === undefined) throw new Error('asked before it was ready');
      const url = new URL(request.url ?? '/', server.url);
      const method = `${request.method} ${url.pathname}`;
      const raw = (await readRaw(request)).toString('utf8');
      server.requests.push(method);
      const fault = server.faults.take(method, {});
      send(
        request,
        response,
        await runUnderFault(fault, lifetime, async () => server.#answer(request, url, raw)),
      );
    });
    running.server = new UpbitServer(listener, lifetime);
    return running.server;
  }

  get url(): string {
    return this.#listener.url;
  }

  set(currency: string, free: string, averageBuyPrice = '0'): void {
    this.balances.set(currency, {
      free: new Decimal(free),
      locked: new Decimal(0),
      averageBuyPrice: new Decimal(averageBuyPrice),
    });
  }

  /** Moves the price; resting orders that it reaches are filled. */
  price(market: string, price: string): void {
    this.prices.set(market, new Decimal(price));
    for (const order of this.orders) {
      if (order.market !== market || order.state !== 'wait' || order.price === undefined) continue;
      const isReached = order.side === 'bid' ? order.price.gte(price) : order.price.lte(price);
      if (isReached) this.#fill(order, order.price);
    }
  }

  failNext(method: string, fault: Fault): void {
    this.faults.add({ method, fault });
  }

  async close(): Promise<void> {
    this.#lifetime.end();
    await this.#listener.close();
  }

  #answer(request: IncomingMessage, url: URL, raw: string): WireAnswer {
    const open = this.#public(url);
    if (open !== undefined) return open;
    const refused = this.#token(request, url, raw);
    if (refused !== undefined) return refused;
    const query = url.searchParams;
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /v1/accounts':
        return ok([...this.balances].map(([currency, held]) => balanceRow(currency, held)));
      case 'GET /v1/orders/open':
        return ok(this.orders.filter(({ state }) => state === 'wait').map((each) => orderRow(each)));
      case 'GET /v1/orders/closed':
        return ok(this.orders.filter(({ state }) => state !== 'wait').map((each) => orderRow(each)));
      case 'GET /v1/order':
        return this.#find(query, (order) => ok(orderRow(order, true)));
      case 'DELETE /v1/order':
        return this.#find(query, (order) => {
          if (order.state === 'wait') this.#cancel(order);
          return ok(orderRow(order));
        });
      case 'POST /v1/orders':
        return this.#place(JSON.parse(raw) as Record<string, string>);
      default:
        return { status: 404, body: '<html>404</html>' };
    }
  }

  #public({ pathname, searchParams }: URL): WireAnswer | undefined {
    const markets = (searchParams.get('markets') ?? searchParams.get('market') ?? '').split(',');
    if (pathname === '/v1/market/all') {
      return ok(
        [...this.prices.keys()].map((market) => ({ market, korean_name: market, english_name: market })),
      );
    }
    if (pathname === '/v1/ticker') {
      return ok(
        markets.map((market) => ({
          market,
          trade_price: this.#priceOf(market),
          trade_timestamp: Date.now(),
        })),
      );
    }
    if (pathname === '/v1/orderbook') {
      return ok(
        markets.map((market) => ({
          market,
          timestamp: Date.now(),
          orderbook_units: [1, 2, 3].map((step) => ({
            ask_price: this.#priceOf(market) + step * 1_000,
            bid_price: this.#priceOf(market) - step * 1_000,
            ask_size: step,
            bid_size: step,
          })),
        })),
      );
    }
    return pathname.startsWith('/v1/candles/') ? this.#candles(pathname, searchParams) : undefined;
  }

  #priceOf(market: string): number {
    return this.prices.get(market)?.toNumber() ?? 0;
  }

  /** At most 200, newest first, as the venue has it. */
  #candles(pathname: string, query: URLSearchParams): WireAnswer {
    const count = Number(query.get('count') ?? 1);
    if (count > 200) return refuse(400, 'invalid_parameter', 'count is at most 200');
    const [, , , kind, unit] = pathname.split('/');
    const length = kind === 'days' ? 86_400_000 : Number(unit) * 60_000;
    const to = Math.min(Date.parse(query.get('to') ?? new Date().toISOString()), Date.now());
    const rows = Array.from({ length: count }, (_, i) => {
      const at = (Math.ceil(to / length) - 1 - i) * length;
      const price = 100_000_000 + ((at / length) % 50) * 10_000;
      return {
        candle_date_time_utc: new Date(at).toISOString().slice(0, 19),
        opening_price: price,
        high_price: price + 5_000,
        low_price: price - 5_000,
        trade_price: price,
        candle_acc_trade_volume: 1.5,
      };
    });
    return ok(rows);
  }

  #token(request: IncomingMessage, url: URL, raw: string): WireAnswer | undefined {
    const [head = '', body = '', signature = ''] = (request.headers.authorization ?? '')
      .replace('Bearer ', '')
      .split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8') || '{}') as Record<
      string,
      string
    >;
    if (claims['access_key'] !== this.key)
      return refuse(401, 'invalid_access_key', '잘못된 엑세스 키입니다.');
    const right = createHmac('sha256', this.secret).update(`${head}.${body}`).digest('base64url');
    const asked =
      raw === ''
        ? decodeURIComponent(url.search.slice(1))
        : new URLSearchParams(JSON.parse(raw) as Record<string, string>).toString();
    const hash = createHash('sha512').update(asked).digest('hex');
    const isSigned = asked === '' || claims['query_hash'] === hash;
    return signature === right && isSigned
      ? undefined
      : refuse(401, 'jwt_verification', 'Jwt 토큰 검증에 실패했습니다.');
  }

  #find(query: URLSearchParams, then: (order: UpbitOrder) => WireAnswer): WireAnswer {
    const uuid = query.get('uuid');
    const identifier = query.get('identifier');
    const order = this.orders.find((each) =>
      identifier === null ? each.uuid === uuid : each.identifier === identifier,
    );
    return order === undefined ? refuse(404, 'order_not_found', '주문을 찾지 못했습니다.') : then(order);
  }

  #place(given: Record<string, string>): WireAnswer {
    const { market = '', side, ord_type: type = '', identifier = randomUUID() } = given;
    if (side !== 'bid' && side !== 'ask') return refuse(400, 'validation_error', 'side is missing');
    const price = given['price'] === undefined ? undefined : new Decimal(given['price']);
    const volume = new Decimal(given['volume'] ?? 0);
    const at = price ?? this.prices.get(market) ?? new Decimal(0);
    if (this.orders.some((order) => order.identifier === identifier)) {
      return refuse(400, 'invalid_identifier', 'identifier is used');
    }
    if (volume.times(at).lt(LEAST_KRW))
      return refuse(400, `under_min_total_${side}`, '최소주문금액 이상으로 주문해주세요');
    const currency = side === 'bid' ? 'KRW' : (market.split('-')[1] ?? '');
    const needed = side === 'bid' ? volume.times(at).times(FEE.plus(1)) : volume;
    const held = this.balances.get(currency);
    if (held === undefined || held.free.lt(needed)) {
      return refuse(400, `insufficient_funds_${side}`, `주문가능한 금액(${currency})이 부족합니다.`);
    }
    held.free = held.free.minus(needed);
    held.locked = held.locked.plus(needed);
    const createdAt = new Date().toISOString();
    const order: UpbitOrder = {
      uuid: randomUUID(),
      identifier,
      market,
      side,
      type,
      price,
      volume,
      createdAt,
      state: 'wait',
      executed: new Decimal(0),
      fillPrice: undefined,
    };
    this.orders.push(order);
    const answered = orderRow(order);
    if (type === 'market') this.#fill(order, at);
    return { status: 201, body: answered };
  }

  #fill(order: UpbitOrder, price: Decimal): void {
    const base = order.market.split('-')[1] ?? '';
    const worth = order.volume.times(price);
    order.state = 'done';
    order.executed = order.volume;
    order.fillPrice = price;
    const krw = this.balances.get('KRW')!;
    if (!this.balances.has(base)) this.set(base, '0');
    const coin = this.balances.get(base)!;
    if (order.side === 'ask') {
      coin.locked = coin.locked.minus(order.volume);
      krw.free = krw.free.plus(worth.minus(worth.times(FEE)));
    } else {
      krw.locked = krw.locked.minus(worth.times(FEE.plus(1)));
      const held = coin.free.plus(coin.locked);
      coin.averageBuyPrice = held.times(coin.averageBuyPrice).plus(worth).div(held.plus(order.volume));
      coin.free = coin.free.plus(order.volume);
    }
  }

  #cancel(order: UpbitOrder): void {
    order.state = 'cancel';
    const currency = order.side === 'bid' ? 'KRW' : (order.market.split('-')[1] ?? '');
    const held = this.balances.get(currency)!;
    held.free = held.free.plus(held.locked);
    held.locked = new Decimal(0);
  }
}

const ok = (body: unknown): WireAnswer => ({ status: 200, body });
const refuse = (status: number, name: string, message: string): WireAnswer => ({
  status,
  body: { error: { name, message } },
});

const balanceRow = (currency: string, { free, locked, averageBuyPrice }: Balance): unknown => ({
  currency,
  balance: free.toFixed(),
  locked: locked.toFixed(),
  avg_buy_price: averageBuyPrice.toFixed(),
  avg_buy_price_modified: false,
  unit_currency: 'KRW',
});

function orderRow(order: UpbitOrder, withTrades = false): unknown {
  const { executed, fillPrice } = order;
  const worth = executed.times(fillPrice ?? 0);
  return {
    uuid: order.uuid,
    identifier: order.identifier,
    side: order.side,
    ord_type: order.type,
    ...(order.price === undefined ? {} : { price: order.price.toFixed() }),
    state: order.state,
    market: order.market,
    created_at: order.createdAt,
    volume: order.volume.toFixed(),
    remaining_volume: order.volume.minus(executed).toFixed(),
    paid_fee: worth.times(FEE).toFixed(),
    executed_volume: executed.toFixed(),
    executed_funds: worth.toFixed(),
    trades_count: executed.isZero() ? 0 : 1,
    ...(withTrades && fillPrice !== undefined
      ? {
          trades: [
            {
              market: order.market,
              uuid: `${order.uuid}-1`,
              price: fillPrice.toFixed(),
              volume: executed.toFixed(),
              funds: worth.toFixed(),
              created_at: order.createdAt,
              side: order.side,
            },
          ],
        }
      : {}),
  };
}
