// A whole market from a seed: no keys, no network, the same to the last digit for the same seed and start. The embedded default.
import type { MarketFeed } from '../../ports/market-feed.ts';
import { BarFeed } from './bar-feed.ts';
import { instrumentOf } from './instruments.ts';
import { type Scenario, ScenarioMove } from './scenario.ts';
import { SyntheticMarket } from './synthetic-market.ts';
import { SyntheticSeries } from './synthetic-series.ts';
import { SYNTHETIC_SYMBOLS, symbolModel } from './synthetic-symbols.ts';

export interface SyntheticFeedOptions {
  readonly seed: number;
  readonly symbols?: readonly string[];
  /** The moment (ms) at which every coin stands at its starting price; a resumed desk gives the one of its first start. */
  readonly startAt: number;
  readonly scenario?: Scenario;
}

/** Opens the seeded market. It has 512 days of history before `startAt` and no end. */
export function openSyntheticFeed(options: SyntheticFeedOptions): MarketFeed {
  const { seed, symbols = SYNTHETIC_SYMBOLS, startAt, scenario } = options;
  const market = new SyntheticMarket(seed, startAt);
  const script = new ScenarioMove(scenario, startAt);
  const models = symbols.map(symbolModel);
  const instruments = models.map((model) => instrumentOf(model.symbol, model.price));
  const series = models.map(
    (model, i) =>
      new SyntheticSeries({
        coin: market.coin(model),
        firstAt: market.firstAt,
        seed,
        model,
        tick: instruments[i]!.priceTick.toNumber(),
        script,
        startAt,
      }),
  );
  return new BarFeed({ name: 'synthetic', series, instruments });
}
