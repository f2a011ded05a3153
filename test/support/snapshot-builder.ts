// Builds account snapshots in a few words, so that a test shows only what it is about.
import { Decimal } from '../../src/domain/decimal.ts';
import type { Instrument, LeverageBracket } from '../../src/domain/instrument.ts';
import { Money } from '../../src/domain/money.ts';
import type { Position } from '../../src/domain/position.ts';
import { Price } from '../../src/domain/price.ts';
import { Quantity } from '../../src/domain/quantity.ts';
import type { AccountSnapshot } from '../../src/domain/snapshot.ts';

export interface PositionWords {
  readonly symbol: string;
  readonly side?: 'long' | 'short';
  readonly quantity: number | string;
  readonly entry: number | string;
  readonly mark?: number | string;
  readonly leverage?: number;
  /** Own margin: makes the position isolated. */
  readonly isolatedMargin?: number;
  readonly venueLiquidationPrice?: number;
}

/** The bundled fallback table of risk-models 2, in the shape of an instrument. */
export const BRACKETS: readonly LeverageBracket[] = [
  { floor: 0, cap: 50_000, maintenanceMarginRate: 0.004, maxLeverage: 125, cum: 0 },
  { floor: 50_000, cap: 250_000, maintenanceMarginRate: 0.005, maxLeverage: 100, cum: 50 },
  { floor: 250_000, cap: 1_000_000, maintenanceMarginRate: 0.01, maxLeverage: 50, cum: 1_300 },
  { floor: 1_000_000, cap: 5_000_000, maintenanceMarginRate: 0.025, maxLeverage: 20, cum: 16_300 },
  { floor: 5_000_000, cap: 20_000_000, maintenanceMarginRate: 0.05, maxLeverage: 10, cum: 141_300 },
  { floor: 20_000_000, cap: 1e15, maintenanceMarginRate: 0.1, maxLeverage: 5, cum: 1_141_300 },
];

export function instrument(symbol: string, changes: Partial<Instrument> = {}): Instrument {
  return {
    symbol,
    base: symbol.replace(/USDT$/, ''),
    quote: 'USDT',
    priceTick: new Decimal('0.1'),
    quantityStep: new Decimal('0.001'),
    minQuantity: new Decimal('0.001'),
    maxMarketQuantity: new Decimal(1_000),
    minNotional: new Decimal(5),
    takerFeeRate: new Decimal('0.0005'),
    makerFeeRate: new Decimal('0.0002'),
    brackets: BRACKETS,
    ...changes,
  };
}

export function snapshot(
  wallet: number | string,
  words: readonly PositionWords[],
  changes: Partial<AccountSnapshot> = {},
): AccountSnapshot {
  const usdt = (value: Decimal): Money => Money.of(value, 'USDT');
  let unrealized = new Decimal(0);
  let isolated = new Decimal(0);
  const positions = words.map((each): Position => {
    const side = each.side ?? 'long';
    const quantity = new Decimal(each.quantity);
    const entry = new Decimal(each.entry);
    const mark = new Decimal(each.mark ?? each.entry);
    const pnl = quantity.times(mark.minus(entry)).times(side === 'long' ? 1 : -1);
    unrealized = unrealized.plus(pnl);
    if (each.isolatedMargin !== undefined) isolated = isolated.plus(each.isolatedMargin);
    return {
      symbol: each.symbol,
      side,
      quantity: Quantity.of(quantity),
      entryPrice: Price.of(entry),
      markPrice: Price.of(mark),
      leverage: each.leverage ?? 5,
      marginMode: each.isolatedMargin === undefined ? 'cross' : 'isolated',
      unrealizedPnl: usdt(pnl),
      ...(each.isolatedMargin === undefined
        ? {}
        : { isolatedMargin: usdt(new Decimal(each.isolatedMargin)) }),
      ...(each.venueLiquidationPrice === undefined
        ? {}
        : { venueLiquidationPrice: Price.of(new Decimal(each.venueLiquidationPrice)) }),
    };
  });
  const walletBalance = new Decimal(wallet);
  return {
    account: 'main',
    at: 0,
    pricesAt: 0,
    walletBalance: usdt(walletBalance),
    crossWalletBalance: usdt(walletBalance.minus(isolated)),
    equity: usdt(walletBalance.plus(unrealized)),
    availableBalance: usdt(walletBalance),
    positionMode: 'one-way',
    positions,
    orders: [],
    marks: new Map(positions.map((position) => [position.symbol, position.markPrice])),
    instruments: new Map(positions.map((position) => [position.symbol, instrument(position.symbol)])),
    complete: true,
    ...changes,
  };
}
