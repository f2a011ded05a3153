// One coin of the synthetic market in quoted prices: scaled so that it starts where its model says, moved by the script, on the tick grid.
import { type Bar, type BarSeries, mergeBars, roundPrice } from './bar.ts';
import { barPath } from './intrabar.ts';
import { keyOf, NoiseStream } from './noise.ts';
import type { ScenarioMove } from './scenario.ts';
import { BAR, DAY, type SyntheticCoin } from './synthetic-market.ts';
import type { SymbolModel } from './synthetic-symbols.ts';

const STEP = 1_000;
const STEPS = BAR / STEP;
const PATHS_KEPT = 6;
const FUNDING_PERIOD = DAY / 3;
const USUAL_FUNDING = 0.0001;
const LANE_PATH = 5;
const LANE_FUNDING = 6;
/** How much busier a scripted stretch is. */
const SCRIPTED_VOLUME = 5;

export class SyntheticSeries implements BarSeries {
  readonly symbol: string;
  readonly barMs = BAR;
  readonly stepMs = STEP;
  readonly #coin: SyntheticCoin;
  readonly firstAt: number;
  readonly #seed: number;
  readonly #key: number;
  readonly #model: SymbolModel;
  readonly #tick: number;
  readonly #script: ScenarioMove;
  readonly #scale: number;
  readonly #paths = new Map<number, Float64Array>();
  #funding: { readonly period: number; readonly rate: number } | undefined;

  constructor(parts: {
    readonly coin: SyntheticCoin;
    readonly firstAt: number;
    readonly seed: number;
    readonly model: SymbolModel;
    readonly tick: number;
    readonly script: ScenarioMove;
    readonly startAt: number;
  }) {
    this.symbol = parts.model.symbol;
    this.#coin = parts.coin;
    this.firstAt = parts.firstAt;
    this.#seed = parts.seed;
    this.#key = keyOf(parts.model.symbol);
    this.#model = parts.model;
    this.#tick = parts.tick;
    this.#script = parts.script;
    const openedAt = Math.floor(parts.startAt / BAR) * BAR;
    const relative = this.#relativePath(openedAt)[Math.floor((parts.startAt - openedAt) / STEP)]!;
    const scripted = Math.exp(parts.model.beta * parts.script.logAt(parts.startAt));
    this.#scale = parts.model.price / (relative * scripted);
  }

  newest(at: number): number | undefined {
    const openedAt = Math.floor(at / BAR) * BAR;
    return openedAt >= this.firstAt ? openedAt : undefined;
  }

  after(at: number): number | undefined {
    return Math.max(this.firstAt, (Math.floor(at / BAR) + 1) * BAR);
  }

  bar(openedAt: number): Bar | undefined {
    const raw = this.#coin.bar(openedAt);
    if (raw === undefined) return undefined;
    if (!this.#script.moves(openedAt, openedAt + BAR)) return this.#quote(raw);
    const prices = this.prices(openedAt);
    return {
      at: openedAt,
      open: prices[0]!,
      high: prices.reduce((high, each) => Math.max(high, each)),
      low: prices.reduce((low, each) => Math.min(low, each)),
      close: prices[STEPS - 1]!,
      volume: raw.volume * SCRIPTED_VOLUME,
    };
  }

  prices(openedAt: number): Float64Array {
    const kept = this.#paths.get(openedAt);
    if (kept !== undefined) return kept;
    const { beta } = this.#model;
    const path = this.#relativePath(openedAt).map((relative, i) => {
      const scripted = Math.exp(beta * this.#script.logAt(openedAt + i * STEP));
      return roundPrice(relative * this.#scale * scripted, this.#tick);
    });
    if (this.#paths.size >= PATHS_KEPT) this.#paths.delete(this.#paths.keys().next().value!);
    this.#paths.set(openedAt, path);
    return path;
  }

  merged(from: number, to: number): Bar | undefined {
    if (from < this.firstAt) return undefined;
    if (to - from === DAY && from % DAY === 0 && !this.#script.moves(from, to)) {
      const daily = this.#coin.dailyBar(from / DAY);
      return daily === undefined ? undefined : this.#quote(daily);
    }
    const bars: Bar[] = [];
    for (let at = from; at < to; at += BAR) {
      const bar = this.bar(at);
      if (bar !== undefined) bars.push(bar);
    }
    return mergeBars(bars, from);
  }

  fundingRate(at: number): number {
    const period = Math.floor(at / FUNDING_PERIOD);
    if (this.#funding?.period === period) return this.#funding.rate;
    const noise = new NoiseStream(this.#seed, LANE_FUNDING, period, this.#key);
    const rate = USUAL_FUNDING * (0.6 + 0.8 * noise.normal());
    this.#funding = { period, rate: Math.round(rate * 1e6) / 1e6 };
    return this.#funding.rate;
  }

  #relativePath(openedAt: number): Float64Array {
    const raw = this.#coin.bar(openedAt);
    if (raw === undefined) throw new RangeError(`the synthetic market begins after ${openedAt}`);
    return barPath(raw, STEPS, new NoiseStream(this.#seed, LANE_PATH, openedAt / BAR, this.#key));
  }

  /** In quoted prices; the script stands still while the bar lasts. */
  #quote(raw: Bar): Bar {
    const factor = this.#scale * Math.exp(this.#model.beta * this.#script.logAt(raw.at));
    const price = (relative: number) => roundPrice(relative * factor, this.#tick);
    return {
      at: raw.at,
      open: price(raw.open),
      high: price(raw.high),
      low: price(raw.low),
      close: price(raw.close),
      volume: raw.volume,
    };
  }
}
