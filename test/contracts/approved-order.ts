// Makes an ApprovedOrder for a test of a venue: through the real review, in a world that has nothing against it.
import { Decimal } from '../../src/domain/decimal.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { Money } from '../../src/domain/money.ts';
import type { OrderIntent, OrderSide, OrderType, TimeInForce } from '../../src/domain/order.ts';
import type { Position, PositionSide } from '../../src/domain/position.ts';
import { Price } from '../../src/domain/price.ts';
import { Quantity } from '../../src/domain/quantity.ts';
import { type ApprovedOrder, review } from '../../src/domain/review.ts';
import type { AccountSnapshot } from '../../src/domain/snapshot.ts';

export interface OrderWish {
  readonly symbol: string;
  readonly side: OrderSide;
  readonly quantity: string;
  readonly clientOrderId: string;
  readonly type?: OrderType;
  readonly positionSide?: PositionSide;
  readonly limitPrice?: string;
  readonly stopPrice?: string;
  readonly timeInForce?: TimeInForce;
  readonly reduceOnly?: boolean;
}

const HUGE = new Decimal(10).pow(15);
const TINY = new Decimal(10).pow(-18);

export function intentOf(wish: OrderWish): OrderIntent {
  return {
    account: 'test',
    clientOrderId: wish.clientOrderId,
    symbol: wish.symbol,
    side: wish.side,
    positionSide: wish.positionSide ?? sideOf(wish),
    type: wish.type ?? 'market',
    quantity: Quantity.parse(wish.quantity),
    ...(wish.limitPrice === undefined ? {} : { limitPrice: Price.parse(wish.limitPrice) }),
    ...(wish.stopPrice === undefined ? {} : { stopPrice: Price.parse(wish.stopPrice) }),
    ...(wish.timeInForce === undefined ? {} : { timeInForce: wish.timeInForce }),
    reduceOnly: wish.reduceOnly ?? false,
  };
}

const sideOf = (wish: OrderWish): PositionSide =>
  (wish.side === 'buy') !== (wish.reduceOnly ?? false) ? 'long' : 'short';

/** Approves what is wished; the world of the review allows everything, so that the venue's own rules are what is met. */
export function approved(wish: OrderWish): ApprovedOrder {
  const intent = intentOf(wish);
  const verdict = review(
    intent,
    kindWorld(intent),
    {
      entryMaxAgeMs: 1,
      reducingMaxAgeMs: 1,
      priceTolerance: 1,
      maxLeverage: Number.MAX_VALUE,
      maxExposure: Number.MAX_VALUE,
      maxPositions: 1_000_000,
      maxTradesPerDay: 1_000_000,
    },
    {
      now: 0,
      trading: { kind: 'active' },
      latch: { state: 'open' } as never,
      tradesToday: 0,
      forKillSwitch: true,
    },
  );
  if (verdict.kind === 'refused') throw new Error(`review refused: ${JSON.stringify(verdict.refusals)}`);
  return verdict.order;
}

function kindWorld(intent: OrderIntent): AccountSnapshot {
  const money = Money.of(HUGE, 'USDT');
  const mark = Price.of(new Decimal(1));
  const instrument: Instrument = {
    symbol: intent.symbol,
    base: 'X',
    quote: 'USDT',
    priceTick: TINY,
    quantityStep: TINY,
    minQuantity: TINY,
    maxMarketQuantity: HUGE,
    minNotional: new Decimal(0),
    takerFeeRate: new Decimal(0),
    makerFeeRate: new Decimal(0),
    brackets: [],
  };
  const position: Position = {
    symbol: intent.symbol,
    side: intent.positionSide,
    quantity: Quantity.of(HUGE),
    entryPrice: mark,
    markPrice: mark,
    marginMode: 'cross',
    unrealizedPnl: Money.zero('USDT'),
  };
  return {
    account: intent.account,
    at: 0,
    pricesAt: 0,
    walletBalance: money,
    crossWalletBalance: money,
    equity: money,
    availableBalance: money,
    positionMode: 'one-way',
    positions: intent.reduceOnly ? [position] : [],
    orders: [],
    marks: new Map([[intent.symbol, mark]]),
    instruments: new Map([[intent.symbol, instrument]]),
    complete: true,
  };
}
