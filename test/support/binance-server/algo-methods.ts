// Signed methods of the conditional order book: place, cancel, ask, list.

import type { AlgoOrder } from './account.ts';
import { bySymbol } from './account-methods.ts';
import { cancelAlgo, placeAlgo } from './algo-orders.ts';
import type { Call, Method } from './call.ts';
import { CANCELLED_ALL, reduceOnlyOf, sideOf, timeInForceOf } from './order-methods.ts';
import { positionSideOf } from './order-rules.ts';
import { algoAnswer, algoView } from './order-views.ts';
import { VenueError } from './venue-error.ts';

function newAlgo(call: Call): unknown {
  if (call.required('algoType') !== 'CONDITIONAL') throw new VenueError('-1130', 'algoType');
  const market = call.venue.market(call.required('symbol'));
  const order = placeAlgo(call.venue, call.account, {
    clientAlgoId: call.text('clientAlgoId') ?? `web_${call.venue.nextId()}`,
    orderType: call.required('type'),
    symbol: market.listing.symbol,
    side: sideOf(call),
    positionSide: positionSideOf(call.account, call.text('positionSide')),
    timeInForce: timeInForceOf(call, 'GTC'),
    quantity: call.decimal('quantity'),
    price: call.decimal('price'),
    triggerPrice: call.decimal('triggerPrice'),
    workingType: call.word('workingType', ['CONTRACT_PRICE', 'MARK_PRICE'] as const) ?? 'CONTRACT_PRICE',
    closePosition: call.flag('closePosition'),
    priceProtect: call.flag('priceProtect'),
    reduceOnly: reduceOnlyOf(call),
    activatePrice: call.decimal('activatePrice') ?? call.decimal('activationPrice'),
    callbackRate: call.decimal('callbackRate'),
  });
  return algoAnswer(market, order);
}

function find(call: Call): AlgoOrder | undefined {
  const algoId = call.integer('algoId');
  const clientId = call.text('clientAlgoId');
  if (algoId === undefined && clientId === undefined) throw new VenueError('-1102', 'algoId');
  if (algoId !== undefined) return call.account.algos.get(algoId);
  return [...call.account.algos.values()].findLast((order) => order.clientAlgoId === clientId);
}

function cancelOne(call: Call): unknown {
  const { algoId, clientAlgoId } = cancelAlgo(call.venue, call.account, find(call));
  return { algoId, clientAlgoId, code: '200', msg: 'success' };
}

function cancelAll(call: Call): unknown {
  const { symbol } = call.venue.market(call.required('symbol')).listing;
  for (const order of call.account.openAlgosOf(symbol)) cancelAlgo(call.venue, call.account, order);
  return CANCELLED_ALL;
}

const view = (call: Call, order: AlgoOrder): unknown => {
  const actual = order.actualOrderId === undefined ? undefined : call.account.orders.get(order.actualOrderId);
  return algoView(call.venue.market(order.symbol), order, actual);
};

function query(call: Call): unknown {
  const order = find(call);
  const lagging = order !== undefined && call.venue.now() - order.createTime < call.venue.queryLagMs;
  if (order === undefined || lagging) throw new VenueError('-2013');
  return view(call, order);
}

function listOpen(call: Call): unknown {
  const symbol = call.text('symbol');
  if (symbol !== undefined) call.venue.market(symbol);
  const mine = symbol === undefined ? [...call.account.openAlgos.values()] : call.account.openAlgosOf(symbol);
  return mine
    .filter((order) => call.venue.now() - order.createTime >= call.venue.queryLagMs)
    .map((order) => view(call, order));
}

function listAll(call: Call): unknown {
  const { symbol } = call.venue.market(call.required('symbol')).listing;
  return [...call.account.algos.values()]
    .filter((order) => order.symbol === symbol)
    .map((order) => view(call, order));
}

export const algoMethods: Readonly<Record<string, Method>> = {
  'POST /fapi/v1/algoOrder': { security: 'trade', weight: 0, orders: 1, run: newAlgo },
  'DELETE /fapi/v1/algoOrder': { security: 'trade', weight: 1, run: cancelOne },
  'DELETE /fapi/v1/algoOpenOrders': { security: 'trade', weight: 1, run: cancelAll },
  'GET /fapi/v1/algoOrder': { security: 'read', weight: 1, run: query },
  'GET /fapi/v1/openAlgoOrders': { security: 'read', weight: bySymbol(1, 40), run: listOpen },
  'GET /fapi/v1/allAlgoOrders': { security: 'read', weight: 5, run: listAll },
};
