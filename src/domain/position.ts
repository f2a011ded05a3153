// One open position as the venue tells it; size and side apart, so that a sign error cannot flip a trade.
import type { Decimal } from './decimal.ts';
import type { Money } from './money.ts';
import type { Price } from './price.ts';
import type { Quantity } from './quantity.ts';

export type PositionSide = 'long' | 'short';
export type MarginMode = 'cross' | 'isolated';

export interface Position {
  readonly symbol: string;
  readonly side: PositionSide;
  readonly quantity: Quantity;
  readonly entryPrice: Price;
  readonly markPrice: Price;
  /** The leverage set for the symbol; absent where the venue does not tell. */
  readonly leverage?: number;
  readonly marginMode: MarginMode;
  /** The position's own margin, isolated mode only. */
  readonly isolatedMargin?: Money;
  readonly unrealizedPnl: Money;
  /** The venue's own liquidation price, to be held against ours. */
  readonly venueLiquidationPrice?: Price;
  /** The venue's own maintenance margin, to be held against ours. */
  readonly venueMaintenanceMargin?: Money;
  /** The next funding rate (0.0001 = 0.01 % paid by longs), where known. */
  readonly fundingRate?: number;
}

export const sign = (side: PositionSide): 1 | -1 => (side === 'long' ? 1 : -1);
/** The order side that makes the position smaller. */
export const reducingSide = (side: PositionSide): 'buy' | 'sell' => (side === 'long' ? 'sell' : 'buy');
/** Quantity times mark price, in quote currency. */
export const notional = (position: Position): Decimal =>
  position.quantity.value.times(position.markPrice.value);
/** `BTCUSDT:long`: the key under which people and rows name a position (both sides exist in hedge mode). */
export const positionKey = (symbol: string, side: PositionSide): string => `${symbol}:${side}`;
