// What the simulated venue refuses before it looks at money, with the codes and sentences of the real one.
import { Decimal } from '../../domain/decimal.ts';
import type { Rejection } from '../../domain/fault.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { OrderIntent } from '../../domain/order.ts';
import type { OrderBook } from '../../ports/exchange.ts';
import type { PaperBook } from './paper-book.ts';
import type { PaperOrders } from './paper-orders.ts';

/** Codes and messages of Binance USDⓈ-M. */
export const REJECT = {
  unknownSymbol: { venueCode: '-1121', reason: 'Invalid symbol.' },
  halted: { venueCode: '-4140', reason: 'Invalid symbol status for opening position.' },
  precision: { venueCode: '-1111', reason: 'Precision is over the maximum defined for this asset.' },
  badClientId: { venueCode: '-4015', reason: 'Client order id is not valid.' },
  duplicateClientId: { venueCode: '-4116', reason: 'ClientOrderId is duplicated.' },
  noQuantity: { venueCode: '-4003', reason: 'Quantity less than or equal to zero.' },
  quantityTooSmall: { venueCode: '-4004', reason: 'Quantity less than min quantity.' },
  quantityTooLarge: { venueCode: '-4005', reason: 'Quantity greater than max quantity.' },
  noPrice: {
    venueCode: '-1102',
    reason: "Mandatory parameter 'price' was not sent, was empty/null, or malformed.",
  },
  noStopPrice: {
    venueCode: '-1102',
    reason: "Mandatory parameter 'stopPrice' was not sent, was empty/null, or malformed.",
  },
  tick: { venueCode: '-4014', reason: 'Price not increased by tick size.' },
  priceTooHigh: { venueCode: '-4016', reason: "Limit price can't be higher than 105 % of the mark price." },
  priceTooLow: { venueCode: '-4024', reason: "Limit price can't be lower than 95 % of the mark price." },
  reduceOnly: { venueCode: '-2022', reason: 'ReduceOnly Order is rejected.' },
  margin: { venueCode: '-2019', reason: 'Margin is insufficient.' },
  leverage: { venueCode: '-2027', reason: 'Exceeded the maximum allowable position at current leverage.' },
  triggersAtOnce: { venueCode: '-2021', reason: 'Order would immediately trigger.' },
  postOnly: {
    venueCode: '-5022',
    reason: 'Due to the order could not be executed as maker, the Post Only order will be rejected.',
  },
  fillOrKill: {
    venueCode: '-5021',
    reason: 'Due to the order could not be filled immediately, the FOK order has been rejected.',
  },
  percentPrice: {
    venueCode: '-4131',
    reason: "The counterparty's best price does not meet the PERCENT_PRICE filter limit.",
  },
} as const satisfies Record<string, Rejection>;

const minNotional = (notional: Decimal): Rejection => ({
  venueCode: '-4164',
  reason: `Order's notional must be no smaller than ${notional.toFixed()} (unless you choose reduce only).`,
});

const CLIENT_ID = /^[A-Za-z0-9_.:/-]{1,36}$/;
const BAND = 0.05;

/** The average of a market order may be this far from the mark. */
export const beyondBand = (price: Decimal, mark: Decimal): boolean =>
  price.minus(mark).abs().gt(mark.times(BAND));

export interface RuleInput {
  readonly intent: OrderIntent;
  readonly instrument: Instrument | undefined;
  readonly mark: Decimal | undefined;
  readonly orderBook: OrderBook | undefined;
  readonly book: PaperBook;
  readonly orders: PaperOrders;
}

/** The first rule that the order breaks; undefined when it keeps all of them. */
export function brokenRule(input: RuleInput): Rejection | undefined {
  const { intent, instrument, mark, orders } = input;
  if (instrument === undefined || mark === undefined) return REJECT.unknownSymbol;
  if (!CLIENT_ID.test(intent.clientOrderId)) return REJECT.badClientId;
  if (orders.openByClientId(intent.clientOrderId) !== undefined) return REJECT.duplicateClientId;
  if (instrument.halted === true) return REJECT.halted;
  return (
    quantityRule(intent, instrument) ??
    priceRule(intent, instrument, mark) ??
    positionRule(input) ??
    notionalRule(intent, instrument, mark, input.book) ??
    restingRule(intent, mark, input.orderBook)
  );
}

function quantityRule(intent: OrderIntent, instrument: Instrument): Rejection | undefined {
  const quantity = intent.quantity.value;
  if (quantity.lte(0)) return REJECT.noQuantity;
  if (!quantity.mod(instrument.quantityStep).isZero()) return REJECT.precision;
  if (quantity.lt(instrument.minQuantity)) return REJECT.quantityTooSmall;
  if (intent.type !== 'limit' && quantity.gt(instrument.maxMarketQuantity)) return REJECT.quantityTooLarge;
  return undefined;
}

function priceRule(intent: OrderIntent, instrument: Instrument, mark: Decimal): Rejection | undefined {
  if (intent.type === 'stop-market') {
    const stop = intent.stopPrice?.value;
    if (stop === undefined) return REJECT.noStopPrice;
    if (!stop.mod(instrument.priceTick).isZero()) return REJECT.tick;
    return (intent.side === 'sell' ? stop.gte(mark) : stop.lte(mark)) ? REJECT.triggersAtOnce : undefined;
  }
  if (intent.type !== 'limit') return undefined;
  const price = intent.limitPrice?.value;
  if (price === undefined) return REJECT.noPrice;
  if (!price.mod(instrument.priceTick).isZero()) return REJECT.tick;
  if (intent.side === 'buy' && price.gt(mark.times(1 + BAND))) return REJECT.priceTooHigh;
  if (intent.side === 'sell' && price.lt(mark.times(1 - BAND))) return REJECT.priceTooLow;
  return undefined;
}

/** Reduce-only needs a position to reduce. In hedge mode the side says it, and more than the position is refused. */
function positionRule({ intent, book }: RuleInput): Rejection | undefined {
  const { closing, holding } = book.split(
    intent.symbol,
    intent.side,
    intent.positionSide,
    intent.quantity.value,
  );
  const closes = intent.side === (intent.positionSide === 'long' ? 'sell' : 'buy');
  if (book.positionMode === 'hedge') {
    if (!closes) return undefined;
    const held = holding?.quantity;
    if (intent.type === 'stop-market') return held === undefined ? REJECT.reduceOnly : undefined;
    return held === undefined || intent.quantity.value.gt(held) ? REJECT.reduceOnly : undefined;
  }
  if (intent.reduceOnly && closing.isZero()) return REJECT.reduceOnly;
  return undefined;
}

function notionalRule(
  intent: OrderIntent,
  instrument: Instrument,
  mark: Decimal,
  book: PaperBook,
): Rejection | undefined {
  const closes = intent.side === (intent.positionSide === 'long' ? 'sell' : 'buy');
  if (intent.reduceOnly || (book.positionMode === 'hedge' && closes)) return undefined;
  const price = intent.limitPrice?.value ?? intent.stopPrice?.value ?? mark;
  const notional = intent.quantity.value.times(price);
  return notional.lt(instrument.minNotional) ? minNotional(instrument.minNotional) : undefined;
}

/** Post-only must not meet the other side of the book. */
function restingRule(
  intent: OrderIntent,
  mark: Decimal,
  orderBook: OrderBook | undefined,
): Rejection | undefined {
  const price = intent.limitPrice?.value;
  if (intent.timeInForce !== 'post-only' || price === undefined) return undefined;
  const best = intent.side === 'buy' ? orderBook?.asks[0]?.[0] : orderBook?.bids[0]?.[0];
  const other = best === undefined ? mark : new Decimal(best);
  return (intent.side === 'buy' ? price.gte(other) : price.lte(other)) ? REJECT.postOnly : undefined;
}
