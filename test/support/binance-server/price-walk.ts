// Where a demonstration's prices go by themselves: a seeded random walk, and on request a crash with a recovery.
import { Decimal, floorToStep } from '../../../src/domain/decimal.ts';
import type { BinanceServer } from './binance-driver.ts';

export interface Crash {
  /** Milliseconds from the start until it begins. */
  readonly afterMs: number;
  /** How long the fall takes. */
  readonly fallMs: number;
  /** Share of the price that is lost at the bottom: 0.1 for ten per cent. */
  readonly depth: number;
  /** How long the way back to 95 % of the start takes after the bottom. */
  readonly recoveryMs: number;
}

export interface WalkOptions {
  readonly seed: number;
  /** Standard deviation of one step, as a ratio. */
  readonly step: number;
  readonly crash?: Crash;
}

/** What is left of the price, by the time since the start. */
export function crashLevel({ afterMs, fallMs, depth, recoveryMs }: Crash, elapsedMs: number): number {
  const falling = (elapsedMs - afterMs) / fallMs;
  if (falling <= 0) return 1;
  if (falling < 1) return 1 - depth * falling;
  const rising = Math.min(1, (elapsedMs - afterMs - fallMs) / recoveryMs);
  return 1 - depth + Math.max(0, 0.95 - (1 - depth)) * rising;
}

/** Moves every market of a server a step at a time; the same seed gives the same prices. */
export class PriceWalk {
  readonly #server: BinanceServer;
  readonly #options: WalkOptions;
  readonly #starts = new Map<string, Decimal>();
  readonly #drift = new Map<string, number>();
  #state: number;

  constructor(server: BinanceServer, options: WalkOptions) {
    this.#server = server;
    this.#options = options;
    this.#state = (options.seed % 2_147_483_647) + 1;
    for (const [symbol, { last }] of server.venue.markets) this.#starts.set(symbol, last);
  }

  /** Moves all prices to where they are `elapsedMs` after the start. */
  step(elapsedMs: number): void {
    const { crash, step } = this.#options;
    const level = crash === undefined ? 1 : crashLevel(crash, elapsedMs);
    for (const [symbol, start] of this.#starts) {
      const noise = this.#uniform() + this.#uniform() + this.#uniform() - 1.5;
      const drift = (this.#drift.get(symbol) ?? 0) * 0.98 + noise * 2 * step;
      this.#drift.set(symbol, drift);
      const tick = new Decimal(this.#server.venue.market(symbol).listing.tickSize);
      const price = floorToStep(start.times((level * (1 + drift)).toFixed(8)), tick);
      this.#server.price(symbol, price.toFixed());
    }
  }

  #uniform(): number {
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return this.#state / 2_147_483_647;
  }
}
