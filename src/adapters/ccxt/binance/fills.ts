// Trades and funding of an account since a moment. Binance lists trades by symbol only, so the income list (which knows no
// order ids) says which symbols to ask, and orders are asked for the client ids that trades do not carry.
import { z } from 'zod';
import type { Decimal } from '../../../domain/decimal.ts';
import type { Fault } from '../../../domain/fault.ts';
import { Money } from '../../../domain/money.ts';
import type { Fill } from '../../../domain/order.ts';
import { Price } from '../../../domain/price.ts';
import { Quantity } from '../../../domain/quantity.ts';
import { failure, type Result, success } from '../../../domain/result.ts';
import { CURRENCY } from './account.ts';
import { FeeValue } from './fee-value.ts';
import { moneyFill, readIncome } from './income.ts';
import type { BinanceLine, Parameters } from './line.ts';
import { plainOrder, plainOrders } from './orders.ts';
import { amount, decimal, id, shortText, time } from './values.ts';

const trades = z.array(
  z.object({
    id,
    orderId: id,
    symbol: shortText,
    side: z.enum(['BUY', 'SELL']),
    positionSide: z.enum(['BOTH', 'LONG', 'SHORT']),
    qty: amount,
    price: amount,
    commission: decimal,
    commissionAsset: shortText,
    realizedPnl: decimal,
    maker: z.boolean(),
    time,
  }),
);
type Trade = z.output<typeof trades>[number];

interface KnownOrder {
  readonly clientOrderId: string;
  readonly reduceOnly: boolean;
}
/** An order that the venue lists no longer. */
const FORGOTTEN: KnownOrder = { clientOrderId: '', reduceOnly: false };

const WEEK_MS = 7 * 86_400_000;
const PAGE = 1_000;
/** Income shows up a moment after the trade; symbols that were traded by us are asked anyway. */
const INCOME_BEFORE_MS = 60_000;
const MOST_PAGES = 20;
/** The venue tells nothing older. */
const KEPT_BY_VENUE_MS = 90 * 86_400_000;
/** So many unknown orders are asked one by one; beyond, the list of orders is cheaper. */
const ASKED_ONE_BY_ONE = 5;
const MOST_KNOWN_ORDERS = 50_000;
const SYMBOLS_AT_ONCE = 10;

export class BinanceFills {
  readonly #line: BinanceLine;
  /** What is known of the orders behind trades, by symbol and order id. */
  readonly #orders = new Map<string, KnownOrder>();
  /** When we last sent or saw something in this symbol, in venue time. */
  readonly #touched = new Map<string, number>();

  constructor(line: BinanceLine) {
    this.#line = line;
  }

  /** An order was sent, or an event named it. */
  saw(symbol: string, orderId: string, order: KnownOrder): void {
    if (this.#orders.size > MOST_KNOWN_ORDERS) this.#orders.clear();
    this.#orders.set(`${symbol} ${orderId}`, order);
    this.touched(symbol);
  }

  /** Something may have been traded in this symbol, whatever the income list says so far. */
  touched(symbol: string): void {
    this.#touched.set(symbol, this.#line.venueNow());
  }

  /** `since` and the times of the fills are those of the desk's clock; the venue's may be seconds away from it. */
  async since(since: number, urgent: boolean): Promise<Result<readonly Fill[], Fault>> {
    const { skewMs } = this.#line;
    const found = await this.#inVenueTime(since + skewMs, urgent);
    if (!found.ok || skewMs === 0) return found;
    return success(found.value.map((fill) => ({ ...fill, at: fill.at - skewMs })));
  }

  /** What could not be read to the end is answered as far as everything is known: the caller goes on from there. */
  async #inVenueTime(since: number, urgent: boolean): Promise<Result<readonly Fill[], Fault>> {
    const now = this.#line.venueNow();
    const from = Math.max(since, now - KEPT_BY_VENUE_MS, 1);
    const income = await readIncome(this.#line, Math.max(1, from - INCOME_BEFORE_MS), now, urgent);
    if (!income.ok) return income;
    const symbols = new Set(income.value.rows.flatMap(({ symbol }) => (symbol === '' ? [] : [symbol])));
    for (const [symbol, at] of this.#touched) if (at >= from) symbols.add(symbol);
    const found = income.value.rows.flatMap((row) => moneyFill(row) ?? []);
    const fees = new FeeValue(this.#line, from, urgent);
    let { until } = income.value;
    const queue = [...symbols];
    let failed: Fault | undefined;
    const strand = async (): Promise<void> => {
      for (let symbol = queue.shift(); symbol !== undefined; symbol = queue.shift()) {
        const read = await this.#trades(symbol, from, now, fees, urgent);
        if (read.ok) {
          found.push(...read.value.fills);
          until = Math.min(until, read.value.until);
        } else failed = read.error;
        if (failed !== undefined) return;
      }
    };
    await Promise.all(Array.from({ length: Math.min(SYMBOLS_AT_ONCE, queue.length) }, strand));
    if (failed !== undefined) return failure(failed);
    // Newer than the clock said at the start is news all the same, where nothing before it is missing.
    const isWhole = until >= now;
    return success(
      found.filter(({ at }) => at >= since && (isWhole || at <= until)).sort((a, b) => a.at - b.at),
    );
  }

  async #trades(
    symbol: string,
    from: number,
    now: number,
    fees: FeeValue,
    urgent: boolean,
  ): Promise<Result<{ readonly fills: Fill[]; readonly until: number }, Fault>> {
    const read = await this.#readTrades(symbol, from, now, urgent);
    if (!read.ok) return read;
    const { all, until } = read.value;
    const named = await this.#nameOrders(symbol, all, urgent);
    if (!named.ok) return named;
    const fills: Fill[] = [];
    for (const trade of all) {
      const { commission: amount, commissionAsset: coin, time: at } = trade;
      const fee = await fees.of({ amount, coin, at });
      if (!fee.ok) return fee;
      fills.push(this.#fill(trade, fee.value));
    }
    return success({ fills, until });
  }

  /** Week by week until a page is full; from there by the ids of the trades, which leave none out. */
  async #readTrades(
    symbol: string,
    from: number,
    now: number,
    urgent: boolean,
  ): Promise<Result<{ readonly all: readonly Trade[]; readonly until: number }, Fault>> {
    const all = new Map<string, Trade>();
    let place: Parameters = { startTime: from, endTime: from + WEEK_MS - 1 };
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const parameters = { symbol, ...place, limit: PAGE };
      const read = await this.#line.read('fapiPrivateGetUserTrades', parameters, trades, urgent);
      if (!read.ok) return read;
      for (const trade of read.value) all.set(trade.id, trade);
      const newest = read.value.at(-1);
      if (read.value.length === PAGE && newest !== undefined) {
        place = { fromId: String(BigInt(newest.id) + 1n) };
      } else {
        const week = place['endTime'];
        if (typeof week !== 'number' || week >= now) return success({ all: [...all.values()], until: now });
        place = { startTime: week + 1, endTime: week + WEEK_MS };
      }
    }
    const known = [...all.values()];
    return success({ all: known, until: Math.max(from, ...known.map((trade) => trade.time)) - 1 });
  }

  /** Learns the client ids of the orders behind these trades. An order that the venue has forgotten keeps its id unknown. */
  async #nameOrders(symbol: string, all: readonly Trade[], urgent: boolean): Promise<Result<void, Fault>> {
    const unknown = [...new Set(all.map(({ orderId }) => orderId))].filter(
      (orderId) => !this.#orders.has(`${symbol} ${orderId}`),
    );
    const isUnknown = (orderId: string): boolean => !this.#orders.has(`${symbol} ${orderId}`);
    let rest = [...unknown].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
    // The list goes by rising id: each page names what it can, and the next begins with the first that is still unknown.
    while (rest.length > ASKED_ONE_BY_ONE) {
      const parameters = { symbol, orderId: rest[0]!, limit: PAGE };
      const read = await this.#line.read('fapiPrivateGetAllOrders', parameters, plainOrders, urgent);
      if (!read.ok) return read;
      for (const order of read.value) this.#remember(symbol, order.orderId, order);
      const left = rest.filter(isUnknown);
      if (read.value.length < PAGE || left.length === rest.length) break;
      rest = left;
    }
    for (const orderId of unknown.filter(isUnknown)) {
      const read = await this.#line.read('fapiPrivateGetOrder', { symbol, orderId }, plainOrder, urgent);
      if (read.ok) this.#remember(symbol, orderId, read.value);
      else if (read.error.code === 'NOT_FOUND') this.#remember(symbol, orderId, FORGOTTEN);
      else return read;
    }
    return success(undefined);
  }

  #remember(symbol: string, orderId: string, { clientOrderId, reduceOnly }: KnownOrder): void {
    this.#orders.set(`${symbol} ${orderId}`, { clientOrderId, reduceOnly });
  }

  #fill(trade: Trade, fee: Decimal): Fill {
    const { clientOrderId, reduceOnly } = this.#orders.get(`${trade.symbol} ${trade.orderId}`) ?? FORGOTTEN;
    const isForced = FORCED.test(clientOrderId);
    return {
      id: `${trade.symbol}-${trade.id}`,
      orderId: trade.orderId,
      clientOrderId,
      symbol: trade.symbol,
      side: trade.side === 'BUY' ? 'buy' : 'sell',
      positionSide: sideOf(trade, reduceOnly),
      quantity: Quantity.of(trade.qty),
      price: Price.of(trade.price),
      fee: Money.of(fee, CURRENCY),
      ...(trade.commissionAsset === CURRENCY
        ? {}
        : { feePaid: Money.of(trade.commission, trade.commissionAsset) }),
      realizedPnl: Money.of(trade.realizedPnl, CURRENCY),
      liquidity: trade.maker ? 'maker' : 'taker',
      at: trade.time,
      ...(isForced ? { cause: 'liquidation' as const } : {}),
    };
  }
}

/** Orders of the venue itself: liquidation, auto-deleveraging, settlement of a delisted contract. */
export const FORCED = /^(autoclose-|adl_autoclose|settlement_autoclose-)/;

/** In one-way mode a reduce-only order, or a trade that realised something, made the other side's position smaller. */
function sideOf({ positionSide, side, realizedPnl }: Trade, reduceOnly: boolean): 'long' | 'short' {
  if (positionSide !== 'BOTH') return positionSide === 'LONG' ? 'long' : 'short';
  const reduces = reduceOnly || !realizedPnl.isZero();
  return (side === 'BUY') !== reduces ? 'long' : 'short';
}
