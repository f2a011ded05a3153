// Signed methods of the ordinary order book: place, change, cancel, ask, and the countdown that cancels by itself.

import type { Side, VenueOrder } from './account.ts';
import { bySymbol } from './account-methods.ts';
import { Call, type Method, type Params } from './call.ts';
import { cancel, place } from './matching.ts';
import { checkNewOrder, checkPrice, checkQuantity, type NewOrder, positionSideOf } from './order-rules.ts';
import { acknowledgement, orderAnswer, orderView } from './order-views.ts';
import { VenueError } from './venue-error.ts';

const DAY_MS = 86_400_000;
const ALGO_TYPES = ['STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET', 'TRAILING_STOP_MARKET'];
const TIMES_IN_FORCE = ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'];
export const CANCELLED_ALL = { code: 200, msg: 'The operation of cancel all open order is done.' };

export function sideOf(call: Call): Side {
  const side = call.required('side');
  if (side !== 'BUY' && side !== 'SELL') throw new VenueError('-1117');
  return side;
}

/** `reduceOnly` has no place in hedge mode, whatever its value: -1106. */
export function reduceOnlyOf(call: Call): boolean {
  if (call.account.dual && call.text('reduceOnly') !== undefined) throw new VenueError('-1106', 'reduceonly');
  return call.flag('reduceOnly');
}

export function timeInForceOf(call: Call, usual: string): string {
  const given = call.text('timeInForce') ?? usual;
  if (!TIMES_IN_FORCE.includes(given)) throw new VenueError('-1115');
  return given;
}

function readNewOrder(call: Call): NewOrder {
  const { symbol } = call.venue.market(call.required('symbol')).listing;
  const side = sideOf(call);
  const type = call.required('type');
  if (ALGO_TYPES.includes(type)) throw new VenueError('-4120');
  if (type !== 'MARKET' && type !== 'LIMIT') throw new VenueError('-1116');
  const quantity = call.decimal('quantity');
  if (quantity === undefined) throw new VenueError('-1102', 'quantity');
  const isLimit = type === 'LIMIT';
  if (isLimit) for (const name of ['timeInForce', 'price']) call.required(name);
  else if (call.text('price') !== undefined) throw new VenueError('-1106', 'price');
  const positionSide = positionSideOf(call.account, call.text('positionSide'));
  return {
    symbol,
    side,
    positionSide,
    type,
    timeInForce: isLimit ? timeInForceOf(call, 'GTC') : 'GTC',
    quantity,
    price: isLimit ? call.decimal('price') : undefined,
    reduceOnly: reduceOnlyOf(call),
    closePosition: false,
    clientOrderId: call.text('newClientOrderId') ?? `web_${call.venue.nextId()}`,
    goodTillDate: call.integer('goodTillDate') ?? 0,
  };
}

function newOrder(call: Call): unknown {
  const kind = call.word('newOrderRespType', ['ACK', 'RESULT'] as const) ?? 'ACK';
  const order = place(call.venue, call.account, readNewOrder(call));
  const market = call.venue.market(order.symbol);
  return kind === 'ACK' ? acknowledgement(market, order) : orderAnswer(market, order);
}

/** Finds by number or by the client's own id; undefined when the account has no such order. */
function find(call: Call, clientName = 'origClientOrderId'): VenueOrder | undefined {
  const { symbol } = call.venue.market(call.required('symbol')).listing;
  const orderId = call.integer('orderId');
  const clientId = call.text(clientName);
  if (orderId === undefined && clientId === undefined) throw new VenueError('-1102', 'orderId');
  if (orderId === undefined) return call.account.byClientId(symbol, clientId ?? '');
  const found = call.account.orders.get(orderId);
  return found?.symbol === symbol ? found : undefined;
}

/** Whether a query may still, or already, see the order. */
function visible(call: Call, order: VenueOrder): boolean {
  const now = call.venue.now();
  if (now - order.time < call.venue.queryLagMs) return false;
  const unfilledEnd =
    (order.status === 'CANCELED' || order.status === 'EXPIRED') && order.executedQty.isZero();
  return !(unfilledEnd && now - order.time > 3 * DAY_MS) && now - order.time <= 90 * DAY_MS;
}

function queryOrder(call: Call): unknown {
  const order = find(call);
  if (order === undefined || !visible(call, order)) throw new VenueError('-2013');
  return orderView(call.venue.market(order.symbol), order);
}

function queryOpenOrder(call: Call): unknown {
  const order = find(call);
  if (order === undefined || !call.account.open.has(order.orderId)) throw new VenueError('-2013');
  return orderView(call.venue.market(order.symbol), order);
}

function openOrders(call: Call): unknown {
  const symbol = call.text('symbol');
  if (symbol !== undefined) call.venue.market(symbol);
  const mine = symbol === undefined ? [...call.account.open.values()] : call.account.openOf(symbol);
  return mine
    .filter((order) => visible(call, order))
    .map((order) => orderView(call.venue.market(order.symbol), order));
}

function allOrders(call: Call): unknown {
  const market = call.venue.market(call.required('symbol'));
  const from = call.integer('orderId') ?? 0;
  const start = call.integer('startTime') ?? 0;
  const end = call.integer('endTime') ?? Number.MAX_SAFE_INTEGER;
  const mine = [...call.account.orders.values()].filter(
    (order) =>
      order.symbol === market.listing.symbol &&
      order.orderId >= from &&
      order.time >= start &&
      order.time <= end &&
      visible(call, order),
  );
  const limit = Math.min(call.integer('limit') ?? 500, 1_000);
  return mine.slice(-limit).map((order) => orderView(market, order));
}

function cancelOrder(call: Call): unknown {
  const order = cancel(call.venue, call.account, find(call));
  return orderAnswer(call.venue.market(order.symbol), order);
}

function cancelAll(call: Call): unknown {
  const { symbol } = call.venue.market(call.required('symbol')).listing;
  for (const order of call.account.openOf(symbol)) cancel(call.venue, call.account, order);
  return CANCELLED_ALL;
}

/** Changes price and quantity of a resting limit order in its place. */
function modifyOrder(call: Call): unknown {
  const order = find(call);
  if (order === undefined || !call.account.open.has(order.orderId)) throw new VenueError('-2013');
  if (order.type !== 'LIMIT') throw new VenueError('-5025');
  const market = call.venue.market(order.symbol);
  const quantity = call.decimal('quantity') ?? order.origQty;
  const price = call.decimal('price') ?? order.price;
  if (quantity.eq(order.origQty) && price.eq(order.price)) throw new VenueError('-5027');
  checkQuantity(market, quantity, false);
  checkPrice(market, price);
  order.origQty = quantity;
  order.price = price;
  order.updateTime = call.venue.now();
  call.venue.onAccountEvent(call.account, { kind: 'order', order, execution: 'AMENDMENT', trade: undefined });
  return orderAnswer(market, order);
}

/** Runs each of a batch by itself: the answer is a list of what became of each. */
function each(call: Call, list: readonly Params[], run: (call: Call) => unknown): unknown[] {
  return list.map((params) => {
    try {
      return run(new Call(call.venue, params, call.account));
    } catch (error) {
      if (error instanceof VenueError) return error.answer.body;
      throw error;
    }
  });
}

function readList(call: Call, name: string): unknown[] {
  try {
    const list: unknown = JSON.parse(call.required(name));
    if (Array.isArray(list)) return list;
  } catch (error) {
    if (error instanceof VenueError) throw error;
  }
  throw new VenueError('-1130', name);
}

function batchOrders(call: Call): unknown {
  const orders = readList(call, 'batchOrders') as Params[];
  if (orders.length === 0 || orders.length > 5) throw new VenueError('-4082', String(orders.length));
  return each(call, orders, newOrder);
}

function cancelBatch(call: Call): unknown {
  const symbol = call.required('symbol');
  const byNumber = call.text('orderIdList') ?? call.text('orderidlist');
  const names =
    byNumber === undefined
      ? ['origClientOrderIdList', 'origclientorderidlist']
      : ['orderIdList', 'orderidlist'];
  const name = names.find((each) => call.text(each) !== undefined) ?? 'orderIdList';
  const ids = readList(call, name).map(String);
  if (ids.length > 10) throw new VenueError('-4082', String(ids.length));
  const key = byNumber === undefined ? 'origClientOrderId' : 'orderId';
  return each(
    call,
    ids.map((id) => ({ symbol, [key]: id })),
    cancelOrder,
  );
}

function countdown(call: Call): unknown {
  const { symbol } = call.venue.market(call.required('symbol')).listing;
  const ms = call.integer('countdownTime') ?? Number(call.required('countdownTime'));
  if (ms === 0) call.account.countdowns.delete(symbol);
  else call.account.countdowns.set(symbol, call.venue.now() + ms);
  return { symbol, countdownTime: String(ms) };
}

const forced = (call: Call): unknown =>
  [...call.account.orders.values()]
    .filter(({ clientOrderId }) => /^(autoclose-|adl_autoclose)/.test(clientOrderId))
    .map((order) => orderView(call.venue.market(order.symbol), order));

const read = (weight: Method['weight'], run: Method['run']): Method => ({ security: 'read', weight, run });
const trade = (weight: Method['weight'], run: Method['run'], orders: Method['orders'] = 0): Method => ({
  security: 'trade',
  weight,
  orders,
  run,
});
const batchSize = (params: Params): number => {
  try {
    return (JSON.parse(params['batchOrders'] ?? '[]') as unknown[]).length;
  } catch {
    return 1;
  }
};

export const orderMethods: Readonly<Record<string, Method>> = {
  'POST /fapi/v1/order': trade(0, newOrder, 1),
  'POST /fapi/v1/order/test': trade(0, (call) => {
    checkNewOrder(call.venue, call.account, readNewOrder(call));
    return {};
  }),
  'PUT /fapi/v1/order': trade(1, modifyOrder, 1),
  'POST /fapi/v1/batchOrders': trade(5, batchOrders, batchSize),
  'DELETE /fapi/v1/batchOrders': trade(1, cancelBatch),
  'DELETE /fapi/v1/order': trade(1, cancelOrder),
  'DELETE /fapi/v1/allOpenOrders': trade(1, cancelAll),
  'POST /fapi/v1/countdownCancelAll': trade(10, countdown),
  'GET /fapi/v1/order': read(1, queryOrder),
  'GET /fapi/v1/openOrder': read(1, queryOpenOrder),
  'GET /fapi/v1/openOrders': read(bySymbol(1, 40), openOrders),
  'GET /fapi/v1/allOrders': read(5, allOrders),
  'GET /fapi/v1/forceOrders': read(bySymbol(20, 50), forced),
};
