// Orders, conditional orders and trades the way the venue's documentation shows them.
import type { AccountTrade, AlgoOrder, VenueOrder } from './account.ts';
import { figure, money, priceText, quantityText } from './figures.ts';
import type { Market } from './market.ts';

const average = ({ cumQuote, executedQty }: VenueOrder): string =>
  executedQty.isZero() ? '0.00000' : figure(cumQuote.div(executedQty), 5, 10);

function shared(market: Market, order: VenueOrder): Record<string, unknown> {
  return {
    orderId: order.orderId,
    symbol: order.symbol,
    status: order.status,
    clientOrderId: order.clientOrderId,
    price: priceText(market, order.price),
    avgPrice: average(order),
    origQty: quantityText(market, order.origQty),
    executedQty: quantityText(market, order.executedQty),
    cumQuote: figure(order.cumQuote, 5, 20),
    timeInForce: order.timeInForce,
    type: order.type,
    reduceOnly: order.reduceOnly,
    closePosition: order.closePosition,
    side: order.side,
    positionSide: order.positionSide,
    stopPrice: priceText(market, order.stopPrice),
    workingType: 'CONTRACT_PRICE',
    priceProtect: false,
    origType: order.origType,
    priceMatch: 'NONE',
    selfTradePreventionMode: 'EXPIRE_MAKER',
    goodTillDate: order.goodTillDate,
  };
}

/** The answer to placing, changing or cancelling. */
export const orderAnswer = (market: Market, order: VenueOrder): Record<string, unknown> => ({
  ...shared(market, order),
  cumQty: quantityText(market, order.executedQty),
  updateTime: order.updateTime,
});

/** The answer to asking. */
export const orderView = (market: Market, order: VenueOrder): Record<string, unknown> => ({
  ...shared(market, order),
  time: order.time,
  updateTime: order.updateTime,
});

/** What ACK promises: taken, nothing said of fills. */
export const acknowledgement = (market: Market, order: VenueOrder): Record<string, unknown> => ({
  ...orderAnswer(market, order),
  status: 'NEW',
  avgPrice: '0.00',
  executedQty: quantityText(market, order.executedQty.times(0)),
  cumQty: quantityText(market, order.executedQty.times(0)),
  cumQuote: '0.00000',
});

export function algoAnswer(market: Market, order: AlgoOrder): Record<string, unknown> {
  return {
    algoId: order.algoId,
    clientAlgoId: order.clientAlgoId,
    algoType: 'CONDITIONAL',
    orderType: order.orderType,
    symbol: order.symbol,
    side: order.side,
    positionSide: order.positionSide,
    timeInForce: order.timeInForce,
    quantity: quantityText(market, order.quantity),
    algoStatus: order.status,
    triggerPrice: priceText(market, order.triggerPrice),
    price: priceText(market, order.price),
    icebergQuantity: null,
    selfTradePreventionMode: 'EXPIRE_MAKER',
    workingType: order.workingType,
    priceMatch: 'NONE',
    closePosition: order.closePosition,
    priceProtect: order.priceProtect,
    reduceOnly: order.reduceOnly,
    activatePrice: order.activatePrice === undefined ? '' : priceText(market, order.activatePrice),
    callbackRate: order.callbackRate?.toString() ?? '',
    createTime: order.createTime,
    updateTime: order.updateTime,
    triggerTime: order.triggerTime,
    goodTillDate: 0,
  };
}

/** A conditional order asked for, with the ordinary order it became, if it did. */
export function algoView(
  market: Market,
  order: AlgoOrder,
  actual: VenueOrder | undefined,
): Record<string, unknown> {
  return {
    ...algoAnswer(market, order),
    actualOrderId: order.actualOrderId === undefined ? '' : String(order.actualOrderId),
    actualPrice: actual === undefined ? '0.00000' : average(actual),
    actualType: actual?.type ?? '',
    actualQty: actual === undefined ? '0' : quantityText(market, actual.executedQty),
    tpTriggerPrice: '0.000',
    tpPrice: '0.000',
    slTriggerPrice: '0.000',
    slPrice: '0.000',
    tpOrderType: '',
  };
}

export function tradeView(market: Market, trade: AccountTrade): Record<string, unknown> {
  return {
    symbol: trade.symbol,
    id: trade.id,
    orderId: trade.orderId,
    side: trade.side,
    price: priceText(market, trade.price),
    qty: quantityText(market, trade.quantity),
    realizedPnl: money(trade.realizedPnl),
    quoteQty: figure(trade.price.times(trade.quantity), 5, 20),
    commission: money(trade.commission),
    commissionAsset: trade.commissionAsset,
    time: trade.time,
    positionSide: trade.positionSide,
    buyer: trade.side === 'BUY',
    maker: trade.maker,
  };
}
