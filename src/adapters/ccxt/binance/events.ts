// What Binance USDⓈ-M pushes about an account, in the words of the port. Events may come twice and out of order: of an
// order only what is newer counts, a trade counts once.
import { z } from 'zod';
import { type Decimal, ZERO } from '../../../domain/decimal.ts';
import { Money } from '../../../domain/money.ts';
import type { Fill, Order } from '../../../domain/order.ts';
import { Price } from '../../../domain/price.ts';
import { Quantity } from '../../../domain/quantity.ts';
import { CURRENCY, DOLLARS } from './account.ts';
import { FORCED } from './fills.ts';
import { fromAlgo, fromPlain, worksOn } from './orders.ts';
import { amount, decimal, id, shortText, time } from './values.ts';

const named = z.looseObject({ e: z.string(), E: z.union([time, z.string()]).optional() });
const positionSide = z.enum(['BOTH', 'LONG', 'SHORT']);
const side = z.enum(['BUY', 'SELL']);

const orderUpdate = z.object({
  E: time,
  T: time,
  o: z.object({
    s: shortText,
    c: shortText,
    S: side,
    o: shortText,
    ot: shortText.optional(),
    q: amount,
    p: amount,
    ap: amount,
    sp: amount,
    x: shortText,
    X: shortText,
    i: id,
    l: amount,
    z: amount,
    L: amount,
    N: shortText.nullish(),
    n: decimal.nullish(),
    T: time,
    t: id,
    m: z.boolean(),
    R: z.boolean(),
    ps: positionSide,
    cp: z.boolean().optional(),
    rp: decimal.optional(),
  }),
});

const algoUpdate = z.object({
  E: time,
  T: time,
  o: z.object({
    aid: id,
    caid: shortText,
    s: shortText,
    S: side,
    o: shortText,
    q: amount,
    X: shortText,
    tp: amount,
    p: amount,
    ps: positionSide,
    R: z.boolean(),
    cp: z.boolean().optional(),
  }),
});

export type UserEvent =
  | { readonly kind: 'order'; readonly order: Order; readonly fill?: Fill }
  /** A trade that came after newer news of its order: the order as it was then is not told any more. */
  | { readonly kind: 'late-fill'; readonly order: Order; readonly fill: Fill }
  | { readonly kind: 'account'; readonly at: number }
  /** Leverage, margin mode or position mode were changed. */
  | { readonly kind: 'settings'; readonly at: number }
  | { readonly kind: 'key-expired' }
  | { readonly kind: 'other' }
  /** It says something about the account in a shape we do not know: everything has to be read again. */
  | { readonly kind: 'unreadable' };

/** `CALCULATED`: the venue closed a position by itself. */
const TRADED: ReadonlySet<string> = new Set(['TRADE', 'CALCULATED']);
const KNOWN_TRADES = 20_000;

export class UserEvents {
  /** The time and filled quantity of the newest event of each order. */
  readonly #orders = new Map<
    string,
    { readonly at: number; readonly filled: string; readonly isOver: boolean }
  >();
  readonly #trades = new Set<string>();

  /** Undefined for what was seen before or is older than what was seen. */
  read(body: unknown): UserEvent | undefined {
    const event = named.safeParse(unwrapped(body));
    // What is no message at all may have been one about the account.
    if (!event.success) return { kind: typeof body === 'object' && body !== null ? 'other' : 'unreadable' };
    const at = typeof event.data.E === 'number' ? event.data.E : 0;
    switch (event.data.e) {
      case 'ORDER_TRADE_UPDATE':
        return this.#order(event.data);
      case 'ALGO_UPDATE':
        return this.#algo(event.data);
      case 'ACCOUNT_UPDATE':
      case 'MARGIN_CALL':
      case 'CONDITIONAL_ORDER_TRIGGER_REJECT':
        return { kind: 'account', at };
      case 'ACCOUNT_CONFIG_UPDATE':
        return { kind: 'settings', at };
      case 'listenKeyExpired':
        return { kind: 'key-expired' };
      default:
        return { kind: 'other' };
    }
  }

  #order(body: unknown): UserEvent | undefined {
    const read = orderUpdate.safeParse(body);
    if (!read.success) return { kind: 'unreadable' };
    const { o, T } = read.data;
    const order = fromPlain({
      orderId: o.i,
      clientOrderId: o.c,
      symbol: o.s,
      side: o.S,
      positionSide: o.ps,
      type: o.o,
      origType: o.ot,
      status: o.X,
      origQty: o.q,
      executedQty: o.z,
      avgPrice: o.ap,
      price: o.p,
      stopPrice: o.sp,
      reduceOnly: o.R,
      closePosition: o.cp,
      updateTime: T,
    });
    if (order === undefined) return { kind: 'unreadable' };
    const isTrade = TRADED.has(o.x) && o.l.gt(0) && o.L.gt(0);
    const isNewTrade = isTrade && this.#isFirst(`${o.s}-${o.t}`);
    const isNews = this.#isNews(`${o.s} ${o.i}`, order);
    if (!isNewTrade && !isNews) return undefined;
    if (!isNewTrade) return { kind: 'order', order };
    const reduces = o.R || (o.rp !== undefined && !o.rp.isZero());
    const fill: Fill = {
      id: `${o.s}-${o.t}`,
      orderId: o.i,
      clientOrderId: o.c,
      symbol: o.s,
      side: order.side,
      positionSide: worksOn({ positionSide: o.ps, side: o.S, reduceOnly: reduces }),
      quantity: Quantity.of(o.l),
      price: Price.of(o.L),
      ...feeOf(o.n ?? ZERO, o.N ?? CURRENCY),
      realizedPnl: o.rp === undefined ? Money.zero(CURRENCY) : Money.of(o.rp, CURRENCY),
      liquidity: o.m ? 'maker' : 'taker',
      at: o.T,
      ...(FORCED.test(o.c) ? { cause: 'liquidation' as const } : {}),
    };
    return isNews ? { kind: 'order', order, fill } : { kind: 'late-fill', order, fill };
  }

  #algo(body: unknown): UserEvent | undefined {
    const read = algoUpdate.safeParse(body);
    if (!read.success) return { kind: 'unreadable' };
    const { o, T } = read.data;
    const order = fromAlgo({
      algoId: o.aid,
      clientAlgoId: o.caid,
      symbol: o.s,
      side: o.S,
      positionSide: o.ps,
      orderType: o.o,
      algoStatus: o.X,
      quantity: o.q,
      price: o.p,
      triggerPrice: o.tp,
      reduceOnly: o.R,
      closePosition: o.cp,
      createTime: T,
      updateTime: T,
    });
    if (order === undefined) return { kind: 'unreadable' };
    return this.#isNews(order.id, order) ? { kind: 'order', order } : undefined;
  }

  #isFirst(trade: string): boolean {
    if (this.#trades.has(trade)) return false;
    if (this.#trades.size >= KNOWN_TRADES) this.#trades.clear();
    this.#trades.add(trade);
    return true;
  }

  /** Newer than the newest seen of this order; an order that is over does not open again. */
  #isNews(key: string, order: Order): boolean {
    const seen = this.#orders.get(key);
    const filled = order.filled.toString();
    const isOver = order.state !== 'open';
    if (seen !== undefined) {
      if (order.updatedAt < seen.at || (seen.isOver && !isOver)) return false;
      if (order.updatedAt === seen.at && filled === seen.filled && isOver === seen.isOver) return false;
    }
    if (this.#orders.size >= KNOWN_TRADES) this.#orders.clear();
    this.#orders.set(key, { at: order.updatedAt, filled, isOver });
    return true;
  }
}

/** A coin that is no dollar is valued by whoever knows its price. */
const feeOf = (amount: Decimal, coin: string): Pick<Fill, 'fee' | 'feePaid'> => ({
  fee: DOLLARS.has(coin) ? Money.of(amount, CURRENCY) : Money.zero(CURRENCY),
  ...(coin === CURRENCY ? {} : { feePaid: Money.of(amount, coin) }),
});

/** Combined streams wrap their payload: `{"stream":"…","data":{…}}`. */
export function unwrapped(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const { stream, data } = body as { stream?: unknown; data?: unknown };
  return typeof stream === 'string' && data !== undefined ? data : body;
}
