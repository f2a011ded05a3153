// Trades and funding of an account since a moment. Binance lists trades by symbol only, so the income list (which knows no
// order ids) says which symbols to ask, and orders are asked for the client ids that trades do not carry.
import { z } from 'zod';
import { type Decimal, ZERO } from '../../../domain/decimal.ts';
import type { Fault } from '../../../domain/fault.ts';
import { Money } from '../../../domain/money.ts';
import type { Fill } from '../../../domain/order.ts';
import { Price } from '../../../domain/price.ts';
import { Quantity } from '../../../domain/quantity.ts';
import { failure, type Result, success } from '../../../domain/result.ts';
import { premiumIndex } from '../public/public-answers.ts';
import { CURRENCY } from './account.ts';
import type { BinanceLine } from './line.ts';
import { plainOrder, plainOrders } from './orders.ts';
import { decimal, id, shortText, time } from './values.ts';

const trades = z.array(
  z.object({
    id,
    orderId: id,
    symbol: shortText,
    side: z.enum(['BUY', 'SELL']),
    positionSide: z.enum(['BOTH', 'LONG', 'SHORT']),
    qty: decimal,
    price: decimal,
    commission: decimal,
    commissionAsset: shortText,
    realizedPnl: decimal,
    maker: z.boolean(),
    time,
  }),
);
type Trade = z.output<typeof trades>[number];

const incomes = z.array(
  z.object({
    symbol: shortText,
    incomeType: shortText,
    income: decimal,
    asset: shortText,
    time,
    tranId: id,
  }),
);

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
/** So many unknown orders are asked one by one; beyond, the list of orders is cheaper. */
const ASKED_ONE_BY_ONE = 5;
const MOST_KNOWN_ORDERS = 50_000;

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

  async #inVenueTime(since: number, urgent: boolean): Promise<Result<readonly Fill[], Fault>> {
    const now = this.#line.venueNow();
    const from = Math.max(since, now - 90 * 86_400_000, 1);
    const income = await this.#income(from, urgent);
    if (!income.ok) return income;
    const symbols = new Set(
      income.value
        .filter(({ incomeType, symbol }) => incomeType === 'COMMISSION' && symbol !== '')
        .map((each) => each.symbol),
    );
    for (const [symbol, at] of this.#touched) if (at >= from) symbols.add(symbol);
    const found: Fill[] = [];
    for (const symbol of symbols) {
      const read = await this.#trades(symbol, from, now, urgent);
      if (!read.ok) return read;
      found.push(...read.value);
    }
    for (const row of income.value) {
      if (row.incomeType === 'FUNDING_FEE' && row.time >= since) found.push(funding(row));
    }
    return success(found.filter(({ at }) => at >= since).sort((a, b) => a.at - b.at));
  }

  async #income(from: number, urgent: boolean): Promise<Result<z.output<typeof incomes>, Fault>> {
    const rows: z.output<typeof incomes> = [];
    let startTime = Math.max(1, from - INCOME_BEFORE_MS);
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const read = await this.#line.read('fapiPrivateGetIncome', { startTime, limit: PAGE }, incomes, urgent);
      if (!read.ok) return read;
      rows.push(...read.value);
      if (read.value.length < PAGE) break;
      const last = Math.max(...read.value.map((row) => row.time));
      startTime = last > startTime ? last : last + 1;
    }
    return success(rows);
  }

  async #trades(symbol: string, from: number, now: number, urgent: boolean): Promise<Result<Fill[], Fault>> {
    const all = new Map<string, Trade>();
    let startTime = from;
    // A request covers a week at most, and a page of trades.
    for (let page = 0; page < MOST_PAGES * 5 && startTime <= now; page += 1) {
      const endTime = Math.min(startTime + WEEK_MS - 1, now + 60_000);
      const parameters = { symbol, startTime, endTime, limit: PAGE };
      const read = await this.#line.read('fapiPrivateGetUserTrades', parameters, trades, urgent);
      if (!read.ok) return read;
      for (const trade of read.value) all.set(trade.id, trade);
      if (read.value.length < PAGE) startTime = endTime + 1;
      else startTime = Math.max(startTime + 1, ...read.value.map((trade) => trade.time));
    }
    const named = await this.#nameOrders(symbol, [...all.values()], urgent);
    if (!named.ok) return named;
    const fills: Fill[] = [];
    for (const trade of all.values()) {
      const fee = await this.#inDollars(trade.commission, trade.commissionAsset, urgent);
      if (!fee.ok) return fee;
      fills.push(this.#fill(trade, fee.value));
    }
    return success(fills);
  }

  /** Learns the client ids of the orders behind these trades. An order that the venue has forgotten keeps its id unknown. */
  async #nameOrders(symbol: string, all: readonly Trade[], urgent: boolean): Promise<Result<void, Fault>> {
    const unknown = [...new Set(all.map(({ orderId }) => orderId))].filter(
      (orderId) => !this.#orders.has(`${symbol} ${orderId}`),
    );
    if (unknown.length > ASKED_ONE_BY_ONE) {
      const first = unknown.reduce((least, each) => (BigInt(each) < BigInt(least) ? each : least));
      const parameters = { symbol, orderId: first, limit: PAGE };
      const read = await this.#line.read('fapiPrivateGetAllOrders', parameters, plainOrders, urgent);
      if (!read.ok) return read;
      for (const order of read.value) this.#remember(symbol, order.orderId, order);
    }
    for (const orderId of unknown) {
      if (this.#orders.has(`${symbol} ${orderId}`)) continue;
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
      realizedPnl: Money.of(trade.realizedPnl, CURRENCY),
      liquidity: trade.maker ? 'maker' : 'taker',
      at: trade.time,
      ...(isForced ? { cause: 'liquidation' as const } : {}),
    };
  }

  /** Fees may be paid in BNB; they are counted at BNB's present mark price, to eight digits. */
  async #inDollars(amount: Decimal, asset: string, urgent: boolean): Promise<Result<Decimal, Fault>> {
    if (asset !== 'BNB' || amount.isZero()) return success(amount);
    const read = await this.#line.read(
      'fapiPublicGetPremiumIndex',
      { symbol: 'BNBUSDT' },
      premiumIndex,
      urgent,
    );
    if (!read.ok) return failure(read.error);
    return success(amount.times(read.value.markPrice).toDecimalPlaces(8));
  }
}

/** Orders of the venue itself: liquidation, auto-deleveraging, settlement of a delisted contract. */
const FORCED = /^(autoclose-|adl_autoclose|settlement_autoclose-)/;

/** In one-way mode a reduce-only order, or a trade that realised something, made the other side's position smaller. */
function sideOf({ positionSide, side, realizedPnl }: Trade, reduceOnly: boolean): 'long' | 'short' {
  if (positionSide !== 'BOTH') return positionSide === 'LONG' ? 'long' : 'short';
  const reduces = reduceOnly || !realizedPnl.isZero();
  return (side === 'BUY') !== reduces ? 'long' : 'short';
}

const funding = (row: z.output<typeof incomes>[number]): Fill => ({
  id: `funding-${row.tranId}-${row.symbol}`,
  orderId: '',
  clientOrderId: '',
  symbol: row.symbol,
  side: 'sell',
  positionSide: 'long',
  quantity: Quantity.zero,
  price: Price.parse('1'),
  fee: Money.of(ZERO, CURRENCY),
  realizedPnl: Money.of(row.income, CURRENCY),
  liquidity: 'taker',
  at: row.time,
  cause: 'funding',
});
