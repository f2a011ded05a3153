// Balances, positions, prices and trades on any ccxt exchange. On spot a coin that is held is a position without leverage.
import { z } from 'zod';
import { type Decimal, ZERO } from '../../../domain/decimal.ts';
import type { Fault } from '../../../domain/fault.ts';
import { Money } from '../../../domain/money.ts';
import type { Fill } from '../../../domain/order.ts';
import type { Position } from '../../../domain/position.ts';
import { Price } from '../../../domain/price.ts';
import { failure, type Result, success } from '../../../domain/result.ts';
import type { Balances, MarkPrice } from '../../../ports/exchange.ts';
import { fillFrom, holdingFrom, type Markets, positionFrom, unifiedPosition, unifiedTrade } from './book.ts';
import type { UnifiedLine } from './line.ts';
import { maybeNumber, maybeTime, type UnifiedMarket } from './market.ts';
import type { UnifiedOrders } from './orders.ts';

export interface UnifiedAccountParts {
  readonly line: UnifiedLine;
  readonly orders: UnifiedOrders;
  readonly kind: 'spot' | 'swap';
  /** What the account is counted in, such as USDT or KRW. */
  readonly currency: string;
  readonly byId: ReadonlyMap<string, UnifiedMarket>;
  readonly markets: Markets;
}

const amounts = z.record(z.string(), maybeNumber);
const balance = z.object({ free: amounts, total: amounts, info: z.unknown() });
const positions = z.array(unifiedPosition);
const trades = z.array(unifiedTrade);
const ticker = z.object({
  symbol: z.string(),
  last: maybeNumber,
  markPrice: maybeNumber,
  mark: maybeNumber,
  timestamp: maybeTime,
});
const tickers = z.record(z.string(), ticker);
/** Upbit tells with each balance what was paid for it on average. */
const paidList = z.array(z.looseObject({ currency: z.string(), avg_buy_price: maybeNumber }));

export class UnifiedAccount {
  readonly #parts: UnifiedAccountParts;

  constructor(parts: UnifiedAccountParts) {
    this.#parts = parts;
  }

  async balances(urgent: boolean): Promise<Result<Balances, Fault>> {
    const { line, currency, kind } = this.#parts;
    const read = await line.read('fetchBalance', [], balance, urgent);
    if (!read.ok) return read;
    const held = kind === 'spot' ? await this.#holdings(read.value, urgent) : await this.positions(urgent);
    if (!held.ok) return held;
    let worth = ZERO;
    let profit = ZERO;
    for (const position of held.value) {
      worth = worth.plus(position.quantity.value.times(position.markPrice.value));
      profit = profit.plus(position.unrealizedPnl.value);
    }
    const cash = read.value.total[currency] ?? ZERO;
    const free = read.value.free[currency] ?? ZERO;
    // Spot: what the coins are worth belongs to the account. Swaps: the total is the wallet, profit comes on top.
    const equity = kind === 'spot' ? cash.plus(worth) : cash.plus(profit);
    const money = (value: Decimal): Money => Money.of(value, currency);
    return success({
      walletBalance: money(equity.minus(profit)),
      crossWalletBalance: money(equity.minus(profit)),
      equity: money(equity),
      availableBalance: money(free),
      positionMode: 'one-way',
    });
  }

  async positions(urgent: boolean): Promise<Result<readonly Position[], Fault>> {
    const { line, kind, markets } = this.#parts;
    if (kind === 'spot') {
      const read = await line.read('fetchBalance', [], balance, urgent);
      return read.ok ? this.#holdings(read.value, urgent) : read;
    }
    const read = await line.read('fetchPositions', [], positions, urgent);
    if (!read.ok) return read;
    const found: Position[] = [];
    for (const each of read.value) {
      const position = positionFrom(each, markets);
      if (typeof position === 'string') return failure(unreadable(position));
      if (position !== undefined) found.push(position);
    }
    return success(found);
  }

  async #holdings(
    { total, info }: z.output<typeof balance>,
    urgent: boolean,
  ): Promise<Result<readonly Position[], Fault>> {
    const { byId } = this.#parts;
    const held = [...byId.values()].filter(({ instrument }) => total[instrument.base]?.gt(0) === true);
    if (held.length === 0) return success([]);
    const prices = await this.marks(
      held.map(({ instrument }) => instrument.symbol),
      urgent,
    );
    if (!prices.ok) return prices;
    const priceOf = new Map(prices.value.map((mark) => [mark.symbol, mark.price.value]));
    const read = paidList.safeParse(info);
    const paidFor = new Map(read.success ? read.data.map((row) => [row.currency, row.avg_buy_price]) : []);
    const found: Position[] = [];
    for (const market of held) {
      const { base, symbol, quantityStep } = market.instrument;
      const quantity = total[base] ?? ZERO;
      if (quantity.lt(quantityStep)) continue;
      const price = priceOf.get(symbol);
      if (price === undefined) return failure(unreadable(`no price for ${symbol}`));
      found.push(holdingFrom(market, quantity, price, paidFor.get(base)));
    }
    return success(found);
  }

  async marks(symbols: readonly string[], urgent: boolean): Promise<Result<readonly MarkPrice[], Fault>> {
    const { line, byId, markets } = this.#parts;
    const wanted = symbols.flatMap((symbol) => byId.get(symbol)?.unified ?? []);
    if (wanted.length === 0) return success([]);
    const method = line.has('fetchMarkPrices') ? 'fetchMarkPrices' : 'fetchTickers';
    const read = await line.read(method, [wanted], tickers, urgent);
    if (!read.ok) return read;
    const now = line.now();
    return success(
      Object.values(read.value).flatMap((each): MarkPrice[] => {
        const market = markets.get(each.symbol);
        const price = each.markPrice ?? each.mark ?? each.last;
        if (market === undefined || price?.gt(0) !== true) return [];
        const at = Math.min(now, (each.timestamp ?? now) - line.skewMs);
        return [{ symbol: market.instrument.symbol, price: Price.of(price), at }];
      }),
    );
  }

  /** The venue's list of trades; where it has none, made of the orders that are over. */
  async fills(since: number, urgent: boolean): Promise<Result<readonly Fill[], Fault>> {
    const { line, orders, markets } = this.#parts;
    if (!line.has('fetchMyTrades')) {
      const made = line.has('fetchClosedOrders') ? await orders.fillsSince(since, urgent) : success([]);
      return made.ok ? success(sortedSince(made.value, since)) : made;
    }
    const read = await line.read('fetchMyTrades', [undefined, since], trades, urgent);
    if (!read.ok) return read;
    const fills = read.value.flatMap((trade) => {
      const market = markets.get(trade.symbol);
      if (market === undefined) return [];
      return [fillFrom(trade, market, orders.clientIds.get(trade.order ?? '') ?? '', line.now())];
    });
    return success(sortedSince(fills, since));
  }
}

const sortedSince = (fills: readonly Fill[], since: number): Fill[] =>
  fills.filter(({ at }) => at >= since).sort((a, b) => a.at - b.at);

const unreadable = (why: string): Fault => ({
  code: 'BAD_ANSWER',
  message: `the positions cannot be read: ${why}`,
  retryable: true,
  outcome: 'none',
});
