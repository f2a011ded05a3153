// The matching engine: takes orders, fills them against the book, rests what is left, and wakes it as prices move.
import { Decimal, floorToStep, ZERO } from '../../../src/domain/decimal.ts';
import type { OrderStatus, VenueAccount, VenueOrder } from './account.ts';
import { checkNewOrder, type NewOrder, onlyReduces, priceBand } from './order-rules.ts';
import { applyExecution, type Execution } from './position-ledger.ts';
import type { Venue } from './venue.ts';
import { VenueError } from './venue-error.ts';

const remaining = (order: VenueOrder): Decimal => order.origQty.minus(order.executedQty);

/** Ends an order and says so. */
export function end(
  venue: Venue,
  account: VenueAccount,
  order: VenueOrder,
  status: Extract<OrderStatus, 'CANCELED' | 'EXPIRED'>,
): void {
  order.status = status;
  order.updateTime = venue.now();
  account.open.delete(order.orderId);
  venue.onAccountEvent(account, { kind: 'order', order, execution: status, trade: undefined });
}

/** Fills a part of an order, settles the account, and drops the reducing orders that have nothing left to reduce. */
export function execute(venue: Venue, account: VenueAccount, order: VenueOrder, execution: Execution): void {
  const trade = applyExecution(venue, account, order, execution);
  if (order.status === 'FILLED') account.open.delete(order.orderId);
  venue.onAccountEvent(account, { kind: 'account', reason: 'ORDER', symbols: [order.symbol] });
  venue.onAccountEvent(account, { kind: 'order', order, execution: 'TRADE', trade });
  dropIdleReducers(venue, account, order.symbol);
}

function dropIdleReducers(venue: Venue, account: VenueAccount, symbol: string): void {
  for (const order of account.openOf(symbol)) {
    if (!onlyReduces(account, order)) continue;
    const { amount } = account.leg(symbol, order.positionSide);
    const idle = amount.isZero() || amount.isPositive() === (order.side === 'BUY');
    if (idle) end(venue, account, order, 'EXPIRED');
  }
}

/** What the order may still do: a reducing one never more than there is of the position. */
function allowed(account: VenueAccount, order: VenueOrder): Decimal {
  const left = remaining(order);
  if (!onlyReduces(account, order)) return left;
  const { amount } = account.leg(order.symbol, order.positionSide);
  const reducible = amount.isPositive() === (order.side === 'SELL') ? amount.abs() : ZERO;
  return Decimal.min(left, reducible);
}

function create(venue: Venue, account: VenueAccount, order: NewOrder): VenueOrder {
  const now = venue.now();
  const { amount } = account.leg(order.symbol, order.positionSide);
  const created: VenueOrder = {
    orderId: venue.nextId(),
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    positionSide: order.positionSide,
    type: order.type,
    origType: order.type,
    timeInForce: order.timeInForce,
    reduceOnly: onlyReduces(account, order),
    closePosition: order.closePosition,
    goodTillDate: order.goodTillDate,
    time: now,
    price: order.price ?? ZERO,
    stopPrice: ZERO,
    origQty: order.quantity,
    executedQty: ZERO,
    cumQuote: ZERO,
    status: 'NEW',
    updateTime: now,
    positionBefore: amount,
    positionAfter: amount,
  };
  return created;
}

/** Takes an order or throws the venue's objection. The answer shows the order after its first fills. */
export function place(venue: Venue, account: VenueAccount, wanted: NewOrder): VenueOrder {
  checkNewOrder(venue, account, wanted);
  const market = venue.market(wanted.symbol);
  const limit = wanted.price;
  const best = market.best(wanted.side);
  const crosses =
    best !== undefined &&
    (limit === undefined || (wanted.side === 'BUY' ? limit.gte(best) : limit.lte(best)));
  if (wanted.timeInForce === 'GTX' && crosses) throw new VenueError('-5022');
  if (wanted.timeInForce === 'FOK') {
    const offered = market.offered(wanted.side, wanted.quantity, limit);
    const filled = offered.reduce((sum, each) => sum.plus(each.quantity), ZERO);
    if (filled.lt(wanted.quantity)) throw new VenueError('-5021');
  }
  const order = create(venue, account, wanted);
  account.record(order);
  account.open.set(order.orderId, order);
  venue.onAccountEvent(account, { kind: 'order', order, execution: 'NEW', trade: undefined });
  if (!crosses) {
    if (limit === undefined || wanted.timeInForce === 'IOC') end(venue, account, order, 'EXPIRED');
    return order;
  }
  const { up, down } = priceBand(market);
  const bound = limit ?? (order.side === 'BUY' ? up : down);
  const held = market.fillShare;
  const share =
    held === undefined
      ? order.origQty
      : floorToStep(order.origQty.times(held), new Decimal(market.listing.stepSize));
  for (const part of market.take(order.side, Decimal.min(allowed(account, order), share), bound)) {
    execute(venue, account, order, { ...part, maker: false });
  }
  const immediate = limit === undefined || order.timeInForce === 'IOC';
  if (immediate && held === undefined && account.open.has(order.orderId))
    end(venue, account, order, 'EXPIRED');
  return order;
}

/** Fills an open order on the test's word, whatever the book says: `quantity` of it, or all that is left. */
export function fillOpen(
  venue: Venue,
  account: VenueAccount,
  order: VenueOrder,
  price: Decimal,
  quantity?: Decimal,
): void {
  const part = Decimal.min(allowed(account, order), quantity ?? remaining(order));
  if (part.gt(0)) execute(venue, account, order, { price, quantity: part, maker: order.type === 'LIMIT' });
}

/** Fills the resting limit orders that the market has come to, at their own prices, as makers. */
export function matchResting(venue: Venue, symbol: string): void {
  const market = venue.market(symbol);
  if (market.status !== 'TRADING' || market.fillShare !== undefined) return;
  for (const account of venue.accounts) {
    for (const order of account.openOf(symbol)) {
      if (order.type === 'MARKET' || !account.open.has(order.orderId)) continue;
      const offered = market.take(order.side, allowed(account, order), order.price);
      for (const { quantity } of offered) {
        execute(venue, account, order, { price: order.price, quantity, maker: true });
      }
    }
  }
}

/** Cancels an open order: -2011 when it is not open (any more), -1122 while nothing may be cancelled. */
export function cancel(venue: Venue, account: VenueAccount, order: VenueOrder | undefined): VenueOrder {
  if (order === undefined || !account.open.has(order.orderId)) throw new VenueError('-2011');
  if (venue.market(order.symbol).frozen) throw new VenueError('-1122');
  end(venue, account, order, 'CANCELED');
  return order;
}
