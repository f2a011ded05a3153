// Orders, trades, positions and balances of any ccxt exchange in the words of the domain. A row that cannot be read makes
// the whole answer unreadable: a list that lacks a position is worse than none.
import { z } from 'zod';
import { type Decimal, ZERO } from '../../../domain/decimal.ts';
import { Money } from '../../../domain/money.ts';
import type { Fill, Order, OrderState } from '../../../domain/order.ts';
import type { Position } from '../../../domain/position.ts';
import { Price } from '../../../domain/price.ts';
import { Quantity } from '../../../domain/quantity.ts';
import { maybeNumber, maybeTime, number, type UnifiedMarket } from './market.ts';

/** By ccxt's symbol. */
export type Markets = ReadonlyMap<string, UnifiedMarket>;

const text = z.string().max(128).nullish();
export const unifiedOrder = z.object({
  id: z.string().max(128),
  clientOrderId: text,
  symbol: z.string(),
  type: text,
  side: z.enum(['buy', 'sell']),
  status: text,
  amount: maybeNumber,
  filled: maybeNumber,
  average: maybeNumber,
  price: maybeNumber,
  triggerPrice: maybeNumber,
  stopPrice: maybeNumber,
  reduceOnly: z.boolean().nullish(),
  timestamp: maybeTime,
  lastUpdateTimestamp: maybeTime,
  fee: z.object({ cost: maybeNumber, currency: text }).partial().nullish(),
});
export type UnifiedOrder = z.output<typeof unifiedOrder>;

const STATES: Readonly<Record<string, OrderState>> = {
  open: 'open',
  closed: 'filled',
  canceled: 'cancelled',
  canceling: 'open',
  expired: 'expired',
  rejected: 'rejected',
};

/** Undefined for a market of another kind, which is none of this account's business. */
export function orderFrom(given: UnifiedOrder, markets: Markets, now: number): Order | undefined {
  const market = markets.get(given.symbol);
  if (market === undefined) return undefined;
  const { contractSize, instrument } = market;
  const state = STATES[given.status ?? 'open'] ?? 'open';
  const filled = (given.filled ?? ZERO).times(contractSize);
  const quantity = given.amount === undefined ? filled : given.amount.times(contractSize);
  const trigger = given.triggerPrice ?? given.stopPrice;
  const reduceOnly = given.reduceOnly === true;
  const at = given.timestamp ?? now;
  return {
    id: given.id,
    clientOrderId: given.clientOrderId ?? '',
    symbol: instrument.symbol,
    side: given.side,
    positionSide: (given.side === 'buy') !== reduceOnly ? 'long' : 'short',
    type: trigger?.gt(0) === true ? 'stop-market' : given.type === 'market' ? 'market' : 'limit',
    state,
    quantity: Quantity.of(quantity),
    filled: Quantity.of(filled),
    reduceOnly,
    book: trigger?.gt(0) === true ? 'conditional' : 'plain',
    createdAt: at,
    updatedAt: given.lastUpdateTimestamp ?? at,
    ...(given.average?.gt(0) === true ? { averagePrice: Price.of(given.average) } : {}),
    ...(given.price?.gt(0) === true ? { limitPrice: Price.of(given.price) } : {}),
    ...(trigger?.gt(0) === true ? { stopPrice: Price.of(trigger) } : {}),
  };
}

export const unifiedTrade = z.object({
  id: text,
  order: text,
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  amount: number,
  price: number,
  takerOrMaker: text,
  timestamp: maybeTime,
  fee: z.object({ cost: maybeNumber, currency: text }).partial().nullish(),
});

/** Fees in another currency than the account's are left out of the sum and said to be zero: there is no rate at hand. */
export function fillFrom(
  given: z.output<typeof unifiedTrade>,
  market: UnifiedMarket,
  clientOrderId: string,
  now: number,
): Fill {
  const { currency, contractSize, instrument } = market;
  const isOwn = given.fee?.currency === currency;
  return {
    id: `${instrument.symbol}-${given.id ?? `${given.order}-${given.timestamp}-${given.price.toFixed()}`}`,
    orderId: given.order ?? '',
    clientOrderId,
    symbol: instrument.symbol,
    side: given.side,
    positionSide: 'long',
    quantity: Quantity.of(given.amount.times(contractSize)),
    price: Price.of(given.price),
    fee: isOwn && given.fee?.cost !== undefined ? Money.of(given.fee.cost, currency) : Money.zero(currency),
    realizedPnl: Money.zero(currency),
    liquidity: given.takerOrMaker === 'maker' ? 'maker' : 'taker',
    at: given.timestamp ?? now,
  };
}

/** A whole order as one fill, where the venue lists orders and no trades; undefined when nothing of it was filled. */
export function fillFromOrder(given: UnifiedOrder, markets: Markets, now: number): Fill | undefined {
  const order = orderFrom(given, markets, now);
  const market = markets.get(given.symbol);
  const price = order?.averagePrice ?? order?.limitPrice;
  if (order === undefined || market === undefined || price === undefined || order.filled.value.isZero()) {
    return undefined;
  }
  const trade = {
    id: order.id,
    order: order.id,
    symbol: given.symbol,
    side: given.side,
    amount: given.filled ?? ZERO,
    price: price.value,
    takerOrMaker: order.type === 'limit' ? 'maker' : 'taker',
    timestamp: order.updatedAt,
    fee: given.fee,
  };
  return fillFrom(trade, market, order.clientOrderId, now);
}

export const unifiedPosition = z.object({
  symbol: z.string(),
  side: z.enum(['long', 'short']).nullish(),
  contracts: maybeNumber,
  entryPrice: maybeNumber,
  markPrice: maybeNumber,
  leverage: maybeNumber,
  marginMode: text,
  collateral: maybeNumber,
  initialMargin: maybeNumber,
  unrealizedPnl: maybeNumber,
  liquidationPrice: maybeNumber,
  hedged: z.boolean().nullish(),
});

/** Undefined for an empty position; a text says why a position that is there cannot be read. */
export function positionFrom(
  given: z.output<typeof unifiedPosition>,
  markets: Markets,
): Position | string | undefined {
  const { contracts, side, entryPrice, markPrice } = given;
  if (contracts === undefined || contracts.isZero()) return undefined;
  const market = markets.get(given.symbol);
  if (market === undefined) return `${given.symbol} is not among the markets with brackets`;
  if (side == null || entryPrice?.gt(0) !== true) return `${given.symbol} came without side or entry price`;
  const { contractSize, currency, instrument } = market;
  const mark = markPrice?.gt(0) === true ? markPrice : entryPrice;
  const quantity = contracts.abs().times(contractSize);
  const move = side === 'long' ? mark.minus(entryPrice) : entryPrice.minus(mark);
  const isIsolated = given.marginMode === 'isolated';
  const margin = given.collateral ?? given.initialMargin;
  return {
    symbol: instrument.symbol,
    side,
    quantity: Quantity.of(quantity),
    entryPrice: Price.of(entryPrice),
    markPrice: Price.of(mark),
    marginMode: isIsolated ? 'isolated' : 'cross',
    unrealizedPnl: Money.of(given.unrealizedPnl ?? move.times(quantity), currency),
    ...(given.leverage?.gt(0) === true ? { leverage: given.leverage.toNumber() } : {}),
    ...(isIsolated && margin !== undefined ? { isolatedMargin: Money.of(margin, currency) } : {}),
    ...(given.liquidationPrice?.gt(0) === true
      ? { venueLiquidationPrice: Price.of(given.liquidationPrice) }
      : {}),
  };
}

/** A coin that is held, as a position without leverage: its size, what was paid for it where the venue tells, its price now. */
export function holdingFrom(
  market: UnifiedMarket,
  held: Decimal,
  price: Decimal,
  paid: Decimal | undefined,
): Position {
  const entry = paid?.gt(0) === true ? paid : price;
  return {
    symbol: market.instrument.symbol,
    side: 'long',
    quantity: Quantity.of(held),
    entryPrice: Price.of(entry),
    markPrice: Price.of(price),
    leverage: 1,
    marginMode: 'cross',
    unrealizedPnl: Money.of(price.minus(entry).times(held), market.currency),
  };
}
