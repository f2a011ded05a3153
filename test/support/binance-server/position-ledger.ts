// What a fill does to an account: average entry, realised profit, commission, and the margin of isolated positions.
import { Decimal, ZERO } from '../../../src/domain/decimal.ts';
import type { AccountTrade, Leg, VenueAccount, VenueOrder } from './account.ts';
import { toCents, type Venue } from './venue.ts';

export interface Execution {
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly maker: boolean;
}

/** Closes up to `quantity` of the leg at `price`: the profit of it, with the isolated margin that goes back to the wallet. */
function close(leg: Leg, price: Decimal, quantity: Decimal): Decimal {
  const size = leg.amount.abs();
  const share = quantity.div(size);
  const cost = quantity.eq(size) ? leg.entryCost : leg.entryCost.times(share);
  const profit = price.times(quantity).minus(cost);
  const long = leg.amount.isPositive();
  leg.amount = long ? leg.amount.minus(quantity) : leg.amount.plus(quantity);
  leg.entryCost = leg.amount.isZero() ? ZERO : leg.entryCost.minus(cost);
  leg.isolatedWallet = leg.amount.isZero()
    ? ZERO
    : leg.isolatedWallet.minus(toCents(leg.isolatedWallet.times(share)));
  return long ? profit : profit.negated();
}

/** Who burns BNB pays a tenth less, in BNB at its price of now, while there is enough of it. */
function commissionOf(
  venue: Venue,
  account: VenueAccount,
  fee: Decimal,
  quote: string,
): { readonly commission: Decimal; readonly commissionAsset: string } {
  const burned = toCents(fee.times('0.9').div(venue.rateOf('BNB')));
  if (account.burnsBnb && account.walletOf('BNB').gte(burned)) {
    return { commission: burned, commissionAsset: 'BNB' };
  }
  return { commission: toCents(fee), commissionAsset: quote };
}

/** Books one execution of an order: position, wallet, history. The caller tells the stream. */
export function applyExecution(
  venue: Venue,
  account: VenueAccount,
  order: VenueOrder,
  execution: Execution,
): AccountTrade {
  const { price, quantity, maker } = execution;
  const now = venue.now();
  const leg = account.leg(order.symbol, order.positionSide);
  const direction = order.side === 'BUY' ? 1 : -1;
  const closes = !leg.amount.isZero() && leg.amount.isPositive() !== direction > 0;
  const closing = closes ? Decimal.min(quantity, leg.amount.abs()) : ZERO;
  const opening = quantity.minus(closing);
  const realizedPnl = closing.isZero() ? ZERO : toCents(close(leg, price, closing));
  if (opening.gt(0)) {
    leg.amount = leg.amount.plus(opening.times(direction));
    leg.entryCost = leg.entryCost.plus(price.times(opening));
    const { leverage, marginType } = account.settingsOf(order.symbol);
    if (marginType === 'ISOLATED') {
      leg.isolatedWallet = leg.isolatedWallet.plus(toCents(price.times(opening).div(leverage)));
    }
  }
  leg.realized = leg.realized.plus(realizedPnl);
  leg.updateTime = now;
  const { quote } = venue.market(order.symbol).listing;
  const fee = price.times(quantity).times(maker ? account.makerFee : account.takerFee);
  const { commission, commissionAsset } = commissionOf(venue, account, fee, quote);
  const trade: AccountTrade = {
    id: venue.nextId(),
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    positionSide: order.positionSide,
    price,
    quantity,
    commission,
    commissionAsset,
    realizedPnl,
    maker,
    time: now,
  };
  account.trades.push(trade);
  const entry = { symbol: order.symbol, tradeId: String(trade.id), info: '' };
  if (!realizedPnl.isZero()) {
    venue.book(account, { ...entry, incomeType: 'REALIZED_PNL', income: realizedPnl, asset: quote });
  }
  venue.book(account, {
    ...entry,
    incomeType: 'COMMISSION',
    income: commission.negated(),
    asset: commissionAsset,
  });
  order.executedQty = order.executedQty.plus(quantity);
  order.cumQuote = order.cumQuote.plus(price.times(quantity));
  order.status = order.executedQty.gte(order.origQty) ? 'FILLED' : 'PARTIALLY_FILLED';
  order.updateTime = now;
  order.positionAfter = leg.amount;
  return trade;
}
