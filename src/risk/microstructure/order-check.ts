// Whether a venue would take an order: limits on size and value, after rounding to its steps toward the safe side.
// Decimal throughout, since a step of 0.1 is not a binary number.
import { Decimal, floorToStep, roundToTick } from '../../domain/decimal.ts';
import { ModelInputError, requireAmount } from '../model-input-error.ts';

export interface MarketRules {
  readonly minNotional: number;
  readonly maxNotional?: number | undefined;
  readonly minQuantity: number;
  readonly maxQuantity?: number | undefined;
  readonly quantityStep: number;
  readonly priceTick: number;
}

/** Rules of two spot markets from the documents, for when the venue cannot be asked. */
export const FALLBACK_MARKETS: Readonly<Record<string, MarketRules>> = {
  'upbit KRW-BTC': {
    minNotional: 5000,
    maxNotional: 1e9,
    minQuantity: 0.0001,
    quantityStep: 1e-8,
    priceTick: 1000,
  },
  'binance BTC/USDT': {
    minNotional: 10,
    minQuantity: 0.00001,
    maxQuantity: 9000,
    quantityStep: 0.00001,
    priceTick: 0.01,
  },
};

export interface OrderToCheck {
  readonly side: 'buy' | 'sell';
  readonly quantity: number;
  /** The limit price, or the price expected of a market order. */
  readonly price: number;
  /** A market order's price is only an expectation and stays unrounded. */
  readonly type?: 'limit' | 'market' | undefined;
}

export interface OrderRefusal {
  readonly code:
    | 'QUANTITY_BELOW_MINIMUM'
    | 'QUANTITY_ABOVE_MAXIMUM'
    | 'NOTIONAL_BELOW_MINIMUM'
    | 'NOTIONAL_ABOVE_MAXIMUM'
    | 'PRICE_BELOW_TICK';
  readonly limit: number;
  readonly value: number;
}

export interface OrderCheck {
  readonly ok: boolean;
  /** All of them, judged on the rounded order. */
  readonly refusals: readonly OrderRefusal[];
  readonly quantity: number;
  readonly price: number;
}

function requireRules(market: MarketRules): void {
  for (const [name, value] of Object.entries(market)) {
    if (value === undefined || (value === 0 && name.startsWith('min'))) continue;
    requireAmount(value, `market.${name}`);
  }
  for (const [low, high] of [
    ['minNotional', 'maxNotional'],
    ['minQuantity', 'maxQuantity'],
  ] as const) {
    if ((market[high] ?? Number.POSITIVE_INFINITY) >= market[low]) continue;
    const found = `market.${high} ${market[high]} is below market.${low} ${market[low]}`;
    throw new ModelInputError('CONTRADICTION', `market.${high}`, `${found}; no order could pass`);
  }
}

/** Quantity down to the step, a buy's limit price down and a sell's up to the tick, then every limit on the result. */
export function checkOrder(order: OrderToCheck, market: MarketRules): OrderCheck {
  requireRules(market);
  requireAmount(order.quantity, 'quantity');
  requireAmount(order.price, 'price');
  const quantity = floorToStep(new Decimal(order.quantity), new Decimal(market.quantityStep));
  const asked = new Decimal(order.price);
  const price =
    order.type === 'market' ? asked : roundToTick(asked, new Decimal(market.priceTick), order.side);
  const notional = quantity.times(price);
  const { minQuantity, maxQuantity, minNotional, maxNotional, priceTick } = market;
  const judged: readonly (readonly [OrderRefusal['code'], boolean, number | undefined, Decimal])[] = [
    ['PRICE_BELOW_TICK', price.isZero(), priceTick, asked],
    ['QUANTITY_BELOW_MINIMUM', quantity.isZero() || quantity.lt(minQuantity), minQuantity, quantity],
    ['QUANTITY_ABOVE_MAXIMUM', maxQuantity !== undefined && quantity.gt(maxQuantity), maxQuantity, quantity],
    ['NOTIONAL_BELOW_MINIMUM', notional.lt(minNotional), minNotional, notional],
    ['NOTIONAL_ABOVE_MAXIMUM', maxNotional !== undefined && notional.gt(maxNotional), maxNotional, notional],
  ];
  const refusals = judged
    .filter(([, broken]) => broken)
    .map(([code, , limit, value]) => ({ code, limit: limit!, value: value.toNumber() }));
  return { ok: refusals.length === 0, refusals, quantity: quantity.toNumber(), price: price.toNumber() };
}
