// The private stream's messages, letter for letter as the venue documents them.
import type { AlgoOrder, VenueAccount } from './account.ts';
import { entryText } from './account-views.ts';
import { figure, money, priceText, quantityText } from './figures.ts';
import { accountFigures, unrealizedOf } from './margin.ts';
import type { AccountEvent, Venue } from './venue.ts';

export function userEvent(venue: Venue, account: VenueAccount, event: AccountEvent): Record<string, unknown> {
  const now = venue.now();
  switch (event.kind) {
    case 'order':
      return { e: 'ORDER_TRADE_UPDATE', T: now, E: now, o: orderUpdate(venue, event) };
    case 'account':
      return { e: 'ACCOUNT_UPDATE', T: now, E: now, a: accountUpdate(venue, account, event) };
    case 'algo':
      return { e: 'ALGO_UPDATE', T: now, E: now, o: algoUpdate(venue, account, event.order) };
    case 'config': {
      const { leverage } = account.settingsOf(event.symbol);
      return { e: 'ACCOUNT_CONFIG_UPDATE', T: now, E: now, ac: { s: event.symbol, l: leverage } };
    }
    default:
      return event satisfies never;
  }
}

function orderUpdate(
  venue: Venue,
  { order, execution, trade }: Extract<AccountEvent, { kind: 'order' }>,
): Record<string, unknown> {
  const market = venue.market(order.symbol);
  const { executedQty, cumQuote } = order;
  return {
    s: order.symbol,
    c: order.clientOrderId,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: quantityText(market, order.origQty),
    p: priceText(market, order.price),
    ap: executedQty.isZero() ? '0' : figure(cumQuote.div(executedQty), 5, 10),
    sp: priceText(market, order.stopPrice),
    x: order.clientOrderId.startsWith('autoclose-') && execution === 'TRADE' ? 'CALCULATED' : execution,
    X: order.status,
    i: order.orderId,
    l: trade === undefined ? '0' : quantityText(market, trade.quantity),
    z: quantityText(market, executedQty),
    L: trade === undefined ? '0' : priceText(market, trade.price),
    ...(trade === undefined ? {} : { N: trade.commissionAsset, n: money(trade.commission) }),
    T: order.updateTime,
    t: trade?.id ?? 0,
    b: '0',
    a: '0',
    m: trade?.maker ?? false,
    R: order.reduceOnly,
    wt: 'CONTRACT_PRICE',
    ot: order.origType,
    ps: order.positionSide,
    cp: order.closePosition,
    rp: trade === undefined ? '0' : money(trade.realizedPnl),
    pP: false,
    si: 0,
    ss: 0,
    V: 'EXPIRE_MAKER',
    pm: 'NONE',
    gtd: order.goodTillDate,
  };
}

function accountUpdate(
  venue: Venue,
  account: VenueAccount,
  { reason, symbols }: Extract<AccountEvent, { kind: 'account' }>,
): Record<string, unknown> {
  const legs = [...account.legs.values()].filter(({ symbol }) => symbols.includes(symbol));
  return {
    m: reason,
    B: [...account.wallets].map(([asset, wallet]) => {
      const { crossWallet } = accountFigures(venue, account, asset);
      return { a: asset, wb: money(wallet), cw: money(crossWallet), bc: '0' };
    }),
    P: legs.map((leg) => {
      const market = venue.market(leg.symbol);
      const isolated = account.settingsOf(leg.symbol).marginType === 'ISOLATED';
      return {
        s: leg.symbol,
        pa: quantityText(market, leg.amount),
        ep: entryText(leg),
        bep: entryText(leg),
        cr: money(leg.realized),
        up: money(unrealizedOf(leg, market.mark)),
        mt: isolated ? 'isolated' : 'cross',
        iw: isolated ? money(leg.isolatedWallet) : '0',
        ps: leg.positionSide,
        ma: market.listing.quote,
      };
    }),
  };
}

function algoUpdate(venue: Venue, account: VenueAccount, order: AlgoOrder): Record<string, unknown> {
  const market = venue.market(order.symbol);
  const actual = order.actualOrderId === undefined ? undefined : account.orders.get(order.actualOrderId);
  const traded = actual !== undefined && !actual.executedQty.isZero();
  return {
    caid: order.clientAlgoId,
    aid: order.algoId,
    at: 'CONDITIONAL',
    o: order.orderType,
    s: order.symbol,
    S: order.side,
    ps: order.positionSide,
    f: order.timeInForce,
    q: quantityText(market, order.quantity),
    X: order.status,
    ai: order.actualOrderId === undefined ? '' : String(order.actualOrderId),
    ap: traded ? figure(actual.cumQuote.div(actual.executedQty), 5, 10) : '0.00000',
    aq: actual === undefined ? '0.00000' : quantityText(market, actual.executedQty),
    act: actual?.type ?? '0',
    tp: priceText(market, order.triggerPrice),
    p: priceText(market, order.price),
    V: 'EXPIRE_MAKER',
    wt: order.workingType,
    pm: 'NONE',
    cp: order.closePosition,
    pP: order.priceProtect,
    R: order.reduceOnly,
    tt: order.triggerTime,
    gtd: 0,
    rm: order.rejectReason,
  };
}
