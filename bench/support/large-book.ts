// A venue that holds as many positions as a benchmark wants and answers at once, so that what is measured is the desk.
// Its prices move a little with every read; its history is made once.
import { Decimal, ZERO } from '../../src/domain/decimal.ts';
import type { Fault } from '../../src/domain/fault.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { Money } from '../../src/domain/money.ts';
import type { Position } from '../../src/domain/position.ts';
import { Price } from '../../src/domain/price.ts';
import { Quantity } from '../../src/domain/quantity.ts';
import { type Result, success } from '../../src/domain/result.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Balances, MarkPrice } from '../../src/ports/exchange.ts';
import type { Candle, CandleSource } from '../../src/ports/market-feed.ts';
import { SimExchange } from '../../test/support/sim-exchange.ts';
import { instrument } from '../../test/support/snapshot-builder.ts';

const DAY_MS = 86_400_000;
const ENTRY = 100;
/** Notional over equity: far from every line. */
const LEVERAGE = 2;

/** A uniform draw in [0, 1) that is the same in every run. */
function draw(seed: number): number {
  const x = Math.sin(seed * 12.9898) * 43_758.5453;
  return x - Math.floor(x);
}

export interface LargeBookOptions {
  readonly positions: number;
  /** Every isolated position stands close to its liquidation, so that every pass has as many alerts. */
  readonly alarming?: boolean;
  /** There are hourly candles, so that the probability of liquidation is simulated beside the watch. */
  readonly hourly?: boolean;
}

export class LargeBook extends SimExchange {
  readonly candles: CandleSource;
  readonly #instruments: ReadonlyMap<string, Instrument>;
  readonly #equity: Decimal;
  readonly #ownMargin: Money;
  readonly #clock: Clock;
  #reads = 0;
  #positions: readonly Position[] = [];
  #marks: readonly MarkPrice[] = [];

  constructor(clock: Clock, { positions, alarming = false, hourly = false }: LargeBookOptions) {
    super(clock, undefined, { venue: 'large book' });
    this.#clock = clock;
    const symbols = Array.from({ length: positions }, (_, i) => `S${String(i).padStart(4, '0')}USDT`);
    this.#instruments = new Map(symbols.map((symbol) => [symbol, instrument(symbol)]));
    this.#equity = new Decimal((positions * ENTRY) / LEVERAGE);
    this.#ownMargin = Money.of(new Decimal(ENTRY / (alarming ? 12 : 2)), 'USDT');
    const seeds = new Map(symbols.map((symbol, i) => [symbol, i + 1]));
    this.candles = {
      // Each answer comes in a turn of its own, as from a network.
      candles: async (symbol, timeframe, until, limit) => {
        await new Promise((resolve) => setImmediate(resolve));
        if (timeframe === '1h' && !hourly) return success([]);
        const stepMs = timeframe === '1d' ? DAY_MS : DAY_MS / 24;
        return success(randomWalk(seeds.get(symbol) ?? 0, stepMs, until, limit));
      },
    };
  }

  override async instruments(): Promise<Result<ReadonlyMap<string, Instrument>, Fault>> {
    return success(this.#instruments);
  }

  override async balances(): Promise<Result<Balances, Fault>> {
    this.#move();
    const worth = Money.of(this.#equity, 'USDT');
    return success({
      walletBalance: worth,
      crossWalletBalance: worth,
      equity: worth,
      availableBalance: worth,
      positionMode: 'one-way',
    });
  }

  override async positions(): Promise<Result<readonly Position[], Fault>> {
    return success(this.#positions);
  }

  override async marks(): Promise<Result<readonly MarkPrice[], Fault>> {
    return success(this.#marks);
  }

  /** Every price moves by up to 0.1 % around its entry; a third of the positions are short, every other one has its own margin. */
  #move(): void {
    this.#reads += 1;
    const at = this.#clock.now();
    const positions: Position[] = [];
    const marks: MarkPrice[] = [];
    let index = 0;
    for (const symbol of this.#instruments.keys()) {
      const short = index % 3 === 0;
      const price = Price.of(
        new Decimal((ENTRY * (1 + 0.001 * draw(this.#reads * 7919 + index))).toFixed(4)),
      );
      marks.push({ symbol, price, at, fundingRate: 0.0001, nextFundingAt: at + DAY_MS / 3 });
      positions.push({
        symbol,
        side: short ? 'short' : 'long',
        quantity: ONE,
        entryPrice: ENTRY_PRICE,
        markPrice: price,
        leverage: 5,
        unrealizedPnl: NOTHING,
        ...(index % 2 === 0
          ? { marginMode: 'cross' as const }
          : { marginMode: 'isolated' as const, isolatedMargin: this.#ownMargin }),
      });
      index += 1;
    }
    this.#positions = positions;
    this.#marks = marks;
  }
}

const ONE = Quantity.of(new Decimal(1));
const ENTRY_PRICE = Price.of(new Decimal(ENTRY));
const NOTHING = Money.of(ZERO, 'USDT');

/** Completed candles of a random walk with a part that all symbols share, so that correlations are neither 0 nor 1. */
function randomWalk(seed: number, stepMs: number, until: number, bars: number): readonly Candle[] {
  const candles: Candle[] = [];
  const last = Math.floor(until / stepMs) - 1;
  let price = ENTRY;
  for (let bar = last - bars + 1; bar <= last; bar += 1) {
    price *= 1 + 0.02 * (draw(bar % 10_007) - 0.5) + 0.02 * (draw(seed * 1_009 + (bar % 10_007)) - 0.5);
    candles.push([bar * stepMs, price, price, price, price, 1]);
  }
  return candles;
}
