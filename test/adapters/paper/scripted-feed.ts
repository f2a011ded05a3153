// A market whose every price the test sets, with a book of known depth around it.
import { Decimal } from '../../../src/domain/decimal.ts';
import type { Fault } from '../../../src/domain/fault.ts';
import type { Instrument, LeverageBracket } from '../../../src/domain/instrument.ts';
import { failure, type Result, success } from '../../../src/domain/result.ts';
import type { OrderBook } from '../../../src/ports/exchange.ts';
import type { Candle, FeedTick, MarketFeed } from '../../../src/ports/market-feed.ts';

/** Binance's first BTCUSDT brackets of 2024-10-24. */
export const BRACKETS: readonly LeverageBracket[] = [
  { floor: 0, cap: 50_000, maintenanceMarginRate: 0.004, maxLeverage: 125, cum: 0 },
  { floor: 50_000, cap: 600_000, maintenanceMarginRate: 0.005, maxLeverage: 100, cum: 50 },
  { floor: 600_000, cap: 3_000_000, maintenanceMarginRate: 0.0065, maxLeverage: 75, cum: 950 },
  { floor: 3_000_000, cap: 1e15, maintenanceMarginRate: 0.01, maxLeverage: 50, cum: 11_450 },
];

export function instrument(symbol: string, tick: string, step: string, minNotional: string): Instrument {
  return {
    symbol,
    base: symbol.replace('USDT', ''),
    quote: 'USDT',
    priceTick: new Decimal(tick),
    quantityStep: new Decimal(step),
    minQuantity: new Decimal(step),
    maxMarketQuantity: new Decimal(1_000),
    minNotional: new Decimal(minNotional),
    takerFeeRate: new Decimal('0.0005'),
    makerFeeRate: new Decimal('0.0002'),
    brackets: BRACKETS,
  };
}

export const BTC_ETH: readonly Instrument[] = [
  instrument('BTCUSDT', '0.1', '0.001', '100'),
  instrument('ETHUSDT', '0.01', '0.001', '20'),
];

export class ScriptedFeed implements MarketFeed {
  readonly name = 'synthetic';
  /** Half of the spread, in quote currency. */
  halfSpread = 0;
  /** Price levels on each side as [distance from the mark, quantity]. */
  levels: readonly (readonly [number, number])[] = [[0, 1_000]];
  fault: Fault | undefined;
  bookFault: Fault | undefined;
  fundingRate: number | undefined;
  nextFundingAt: number | undefined;
  readonly #instruments: readonly Instrument[];
  readonly #ticks = new Map<string, FeedTick[]>();

  constructor(start: number, prices: Readonly<Record<string, number>>, instruments = BTC_ETH) {
    this.#instruments = instruments;
    for (const [symbol, mark] of Object.entries(prices)) this.set(symbol, start, mark);
  }

  set(symbol: string, at: number, mark: number): void {
    const ticks = this.#ticks.get(symbol) ?? [];
    ticks.push({
      symbol,
      at,
      mark,
      ...(this.fundingRate === undefined ? {} : { fundingRate: this.fundingRate }),
      ...(this.nextFundingAt === undefined ? {} : { nextFundingAt: this.nextFundingAt }),
    });
    this.#ticks.set(symbol, ticks);
  }

  instruments(): Promise<Result<readonly Instrument[], Fault>> {
    return Promise.resolve(success(this.#instruments));
  }

  ticks(at: number): Promise<Result<readonly FeedTick[], Fault>> {
    if (this.fault !== undefined) return Promise.resolve(failure(this.fault));
    const latest = [...this.#ticks.values()].flatMap(
      (ticks) => ticks.findLast((tick) => tick.at <= at) ?? [],
    );
    return Promise.resolve(success(latest));
  }

  path(symbol: string, from: number, to: number): readonly FeedTick[] {
    return (this.#ticks.get(symbol) ?? []).filter((tick) => tick.at > from && tick.at <= to);
  }

  orderBook(symbol: string, at: number): Promise<Result<OrderBook, Fault>> {
    if (this.bookFault !== undefined) return Promise.resolve(failure(this.bookFault));
    const mark = this.#ticks.get(symbol)?.findLast((tick) => tick.at <= at)?.mark ?? 0;
    const side = (direction: 1 | -1) =>
      this.levels.map(
        ([distance, quantity]) =>
          [Number((mark + direction * (this.halfSpread + distance)).toFixed(8)), quantity] as const,
      );
    return Promise.resolve(success({ symbol, bids: side(-1), asks: side(1), at }));
  }

  candles(): Promise<Result<readonly Candle[], Fault>> {
    return Promise.resolve(success([]));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
