// Placing, finding and cancelling orders on any ccxt exchange, counted in its contracts and named in its symbols.
import { z } from 'zod';
import type { Fault } from '../../../domain/fault.ts';
import type { Fill, Order, OrderIntent } from '../../../domain/order.ts';
import { failure, type Result, success } from '../../../domain/result.ts';
import type { SubmitResult } from '../../../ports/exchange.ts';
import { fillFromOrder, type Markets, orderFrom, type UnifiedOrder, unifiedOrder } from './book.ts';
import { cannot, type UnifiedLine, type UnifiedMethod } from './line.ts';
import type { UnifiedMarket } from './market.ts';

export interface OrderParts {
  readonly line: UnifiedLine;
  readonly kind: 'spot' | 'swap';
  /** By the venue's id. */
  readonly byId: ReadonlyMap<string, UnifiedMarket>;
  readonly markets: Markets;
}

const orders = z.array(unifiedOrder);
/** A placed order may answer no more than its id. */
const placed = unifiedOrder.partial().required({ id: true });
const anything = z.unknown();
/** Lists in which an order may stand that is not open any more. */
const PAST: readonly UnifiedMethod[] = ['fetchOrders', 'fetchClosedOrders', 'fetchCanceledOrders'];
/** Parameters that look an order up by our own id, where ccxt has no unified one. */
const LOOK_UP: Readonly<Record<string, string>> = { upbit: 'identifier' };
const LOOK_BACK_MS = 3 * 86_400_000;

export class UnifiedOrders {
  readonly #parts: OrderParts;
  /** Client ids of what was sent, by order id: not every venue repeats them. */
  readonly clientIds = new Map<string, string>();

  constructor(parts: OrderParts) {
    this.#parts = parts;
  }

  /** The venue can be asked for an order by our own id, whatever its state. */
  static looksUp(exchange: string): boolean {
    return LOOK_UP[exchange] !== undefined;
  }

  async submit(intent: OrderIntent, urgent: boolean): Promise<SubmitResult> {
    const { line, byId, kind } = this.#parts;
    const market = byId.get(intent.symbol);
    if (market === undefined) return refused('UNKNOWN_SYMBOL', `${intent.symbol} is not traded here`);
    if (intent.type === 'stop-market' && !canStop(line)) {
      return refused('UNSUPPORTED', 'this exchange keeps no stops; the desk watches them itself');
    }
    if (kind === 'spot' && intent.type === 'market' && intent.side === 'buy') {
      return refused('UNSUPPORTED', 'market orders to buy are not offered on spot; use a limit order');
    }
    const amount = intent.quantity.value.div(market.contractSize).toFixed();
    const parameters = {
      clientOrderId: intent.clientOrderId,
      ...(intent.reduceOnly && kind === 'swap' ? { reduceOnly: true } : {}),
      ...(intent.timeInForce === 'post-only' ? { postOnly: true } : {}),
      ...(intent.timeInForce === 'ioc' || intent.timeInForce === 'fok'
        ? { timeInForce: intent.timeInForce.toUpperCase() }
        : {}),
      ...(intent.stopPrice === undefined ? {} : { triggerPrice: intent.stopPrice.toString() }),
    };
    const type = intent.type === 'limit' ? 'limit' : 'market';
    const given = [market.unified, type, intent.side, amount, intent.limitPrice?.toString(), parameters];
    const asked = await line.ask('createOrder', given, placed, urgent);
    if (asked.kind !== 'answer') return asked;
    const { value, signedAt } = asked;
    this.clientIds.set(value.id, intent.clientOrderId);
    const answered = orderFrom(
      {
        ...value,
        symbol: market.unified,
        side: intent.side,
        type,
        clientOrderId: intent.clientOrderId,
        amount: value.amount ?? intent.quantity.value.div(market.contractSize),
        reduceOnly: intent.reduceOnly,
        status: value.status ?? 'open',
      } as UnifiedOrder,
      this.#parts.markets,
      signedAt,
    );
    if (answered === undefined)
      return { kind: 'fault', fault: { ...cannot('this order'), outcome: 'unknown' } };
    return { kind: 'accepted', order: { ...answered, positionSide: intent.positionSide }, signedAt };
  }

  async open(urgent: boolean): Promise<Result<readonly Order[], Fault>> {
    const { line } = this.#parts;
    const read = await line.read('fetchOpenOrders', [], orders, urgent);
    return read.ok ? success(this.#known(read.value).filter(({ state }) => state === 'open')) : read;
  }

  #known(given: readonly UnifiedOrder[]): Order[] {
    const { markets, line } = this.#parts;
    return given.flatMap((each) => {
      const order = orderFrom(each, markets, line.now());
      if (order === undefined) return [];
      const own = this.clientIds.get(order.id);
      return [order.clientOrderId === '' && own !== undefined ? { ...order, clientOrderId: own } : order];
    });
  }

  /** Fills made of the orders that are over, for venues that list no trades. What was filled at which price, the order itself says. */
  async fillsSince(since: number, urgent: boolean): Promise<Result<readonly Fill[], Fault>> {
    const { line, markets } = this.#parts;
    const read = await line.read('fetchClosedOrders', [undefined, since], orders, urgent);
    if (!read.ok) return read;
    const fills: Fill[] = [];
    for (const given of read.value) {
      if (given.filled === undefined || given.filled.isZero() || !markets.has(given.symbol)) continue;
      const whole = await line.read('fetchOrder', [given.id, given.symbol], unifiedOrder, urgent);
      if (!whole.ok) return whole;
      const clientOrderId = whole.value.clientOrderId ?? this.clientIds.get(given.id);
      const fill = fillFromOrder({ ...whole.value, clientOrderId }, markets, line.now());
      if (fill !== undefined) fills.push(fill);
    }
    return success(fills);
  }

  /** By the venue's own look-up where there is one, else in its lists; a list that failed is a fault, not "not found". */
  async byClientId(
    symbol: string,
    clientOrderId: string,
    urgent: boolean,
  ): Promise<Result<Order | undefined, Fault>> {
    const { line, byId } = this.#parts;
    const market = byId.get(symbol);
    if (market === undefined) return success(undefined);
    const parameter = LOOK_UP[(line.venue as unknown as { id: string }).id];
    if (parameter !== undefined) {
      const given = [undefined, market.unified, { [parameter]: clientOrderId }];
      const read = await line.read('fetchOrder', given, unifiedOrder, urgent);
      if (!read.ok) return read.error.code === 'NOT_FOUND' ? success(undefined) : read;
      return success(this.#known([{ ...read.value, clientOrderId }])[0]);
    }
    const open = await line.read('fetchOpenOrders', [market.unified], orders, urgent);
    if (!open.ok) return open;
    const found = this.#named(open.value, clientOrderId);
    if (found !== undefined) return success(found);
    const lists = PAST.filter((method) => line.has(method));
    if (lists.length === 0)
      return failure(cannot('a list of past orders, so an order that is not open cannot be found'));
    for (const method of lists) {
      const read = await line.read(method, [market.unified, line.now() - LOOK_BACK_MS], orders, urgent);
      if (!read.ok) return read;
      const past = this.#named(read.value, clientOrderId);
      if (past !== undefined) return success(past);
    }
    return success(undefined);
  }

  #named(given: readonly UnifiedOrder[], clientOrderId: string): Order | undefined {
    return this.#known(given).find((order) => order.clientOrderId === clientOrderId);
  }

  async cancel(order: Order, urgent: boolean): Promise<Result<Order, Fault>> {
    const { line, byId } = this.#parts;
    const unified = byId.get(order.symbol)?.unified;
    const asked = await line.ask('cancelOrder', [order.id, unified], anything, urgent);
    if (asked.kind === 'fault' && asked.fault.code !== 'NOT_FOUND') return failure(asked.fault);
    const read = await line.read('fetchOrder', [order.id, unified], unifiedOrder, urgent);
    if (!read.ok) return read;
    const now = this.#known([
      { ...read.value, clientOrderId: read.value.clientOrderId ?? order.clientOrderId },
    ])[0];
    if (now !== undefined) return success(now);
    const message = `the exchange knows no order ${order.clientOrderId} in ${order.symbol}`;
    return failure({ code: 'NOT_FOUND', message, retryable: false, outcome: 'none' });
  }

  /** In one request where the venue has it, else one by one. */
  async cancelAll(symbol: string, book: Order['book'], urgent: boolean): Promise<Result<void, Fault>> {
    const { line, byId } = this.#parts;
    if (line.has('cancelAllOrders') && book === 'plain') {
      const asked = await line.ask('cancelAllOrders', [byId.get(symbol)?.unified], anything, urgent);
      if (asked.kind === 'fault') return failure(asked.fault);
      if (asked.kind === 'answer') return success(undefined);
    }
    const open = await this.open(urgent);
    if (!open.ok) return open;
    for (const order of open.value.filter((each) => each.symbol === symbol && each.book === book)) {
      const done = await this.cancel(order, urgent);
      if (!done.ok && done.error.code !== 'NOT_FOUND') return done;
    }
    return success(undefined);
  }
}

export const canStop = (line: UnifiedLine): boolean =>
  ['createStopMarketOrder', 'createTriggerOrder', 'createStopOrder'].some(
    (name) => line.venue.has[name] === true,
  );

const refused = (venueCode: string, reason: string): SubmitResult => ({
  kind: 'rejected',
  rejection: { venueCode, reason },
});
