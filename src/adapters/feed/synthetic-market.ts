// The random market by days: correlated GARCH(1,1) returns with Student-t shocks and jumps, cut into five-minute bars by bridges.
// A day is made when somebody asks for it and is the same whoever asks and in whatever order.
import type { Bar } from './bar.ts';
import { keyOf, NoiseStream } from './noise.ts';
import type { SymbolModel } from './synthetic-symbols.ts';

export const DAY = 86_400_000;
export const BAR = 300_000;
const BARS_A_DAY = DAY / BAR;
/** Open, high, low, close, volume: a day lies in one array, so that years of it leave no heap behind. */
const FIELDS = 5;
/** The first four of them are drawn as logarithms. */
const LOGS = 4;
/** Days before the start for which candles exist. */
const HISTORY_DAYS = 512;
const ALPHA = 0.07;
const BETA = 0.9;
/** Variance stays within these multiples of its long-run value. */
const CALMEST = 0.2;
const WILDEST = 6;
const DAILY_DF = 5;
const INTRADAY_DF = 4;
const LARGEST_SHOCK = 6;
const JUMP_CHANCE = 0.012;
const JUMP_MEAN = -1;
const JUMP_SPREAD = 1.5;
/** Days of five-minute bars that are kept for each symbol; daily bars are kept for ever. */
const DAYS_KEPT = 24;
/** Days of common shocks that are kept, for all symbols together: each symbol in turn asks for the whole history. */
const FACTOR_DAYS_KEPT = HISTORY_DAYS + DAYS_KEPT;

const LANE = { factor: 1, own: 2, dayFactor: 3, dayOwn: 4 } as const;

interface DailyMove {
  readonly logReturn: number;
  readonly deviation: number;
  readonly jump: number;
}

/** Share of a day's variance in each of its bars: quiet in the Asian night, busiest when America is awake. */
const SHAPE = ((): Float64Array => {
  const shape = new Float64Array(BARS_A_DAY);
  let sum = 0;
  for (let i = 0; i < BARS_A_DAY; i += 1) {
    const hour = (i * 24) / BARS_A_DAY;
    shape[i] = 0.6 + 0.9 * Math.exp(-(((hour - 15) / 4) ** 2)) + 0.3 * Math.exp(-(((hour - 8) / 3) ** 2));
    sum += shape[i]!;
  }
  return shape.map((each) => each / sum);
})();

export class SyntheticMarket {
  readonly #seed: number;
  readonly #firstDay: number;
  /** Per day: the common shock, its jump in units of a coin's deviation, and the bar of the jump. */
  readonly #common: { readonly shock: number; readonly jump: number; readonly jumpBar: number }[] = [];
  readonly #factors = new Map<number, Float64Array>();
  /** What one day is drawn on, over and over: a history of years would leave tens of megabytes behind. */
  readonly sheet = {
    steps: new Float64Array(BARS_A_DAY),
    logs: new Float64Array(BARS_A_DAY * LOGS),
    volumes: new Float64Array(BARS_A_DAY),
  } as const;

  constructor(seed: number, startAt: number) {
    this.#seed = seed;
    this.#firstDay = Math.floor(startAt / DAY) - HISTORY_DAYS;
  }

  get firstAt(): number {
    return this.#firstDay * DAY;
  }

  coin(model: SymbolModel): SyntheticCoin {
    return new SyntheticCoin(this, this.#seed, this.#firstDay, model);
  }

  common(index: number): { readonly shock: number; readonly jump: number; readonly jumpBar: number } {
    for (let i = this.#common.length; i <= index; i += 1) {
      const noise = new NoiseStream(this.#seed, LANE.factor, this.#firstDay + i);
      const shock = noise.studentT(DAILY_DF);
      const jumps = noise.uniform() < JUMP_CHANCE;
      const size = JUMP_MEAN + JUMP_SPREAD * noise.normal();
      const jumpBar = Math.floor(noise.uniform() * BARS_A_DAY);
      this.#common.push({ shock, jump: jumps ? size : 0, jumpBar });
    }
    return this.#common[index]!;
  }

  /** The common shocks inside one day. */
  factors(index: number): Float64Array {
    const kept = this.#factors.get(index);
    if (kept !== undefined) return kept;
    const noise = new NoiseStream(this.#seed, LANE.dayFactor, this.#firstDay + index);
    const factors = new Float64Array(BARS_A_DAY);
    for (let i = 0; i < BARS_A_DAY; i += 1) factors[i] = noise.studentT(INTRADAY_DF);
    forgetOldest(this.#factors, FACTOR_DAYS_KEPT);
    this.#factors.set(index, factors);
    return factors;
  }
}

/** One coin of the market, in prices relative to its first day (1.0). */
export class SyntheticCoin {
  readonly #market: SyntheticMarket;
  readonly #seed: number;
  readonly #firstDay: number;
  readonly #model: SymbolModel;
  readonly #key: number;
  readonly #moves: DailyMove[] = [];
  /** Log price at the start of each day. */
  readonly #levels: number[] = [0];
  readonly #days = new Map<number, Float64Array>();
  readonly #dailyBars = new Map<number, Bar>();
  #variance: number;

  constructor(market: SyntheticMarket, seed: number, firstDay: number, model: SymbolModel) {
    this.#market = market;
    this.#seed = seed;
    this.#firstDay = firstDay;
    this.#model = model;
    this.#key = keyOf(model.symbol);
    this.#variance = model.volatility ** 2;
  }

  /** The five-minute bar that opens at `openedAt`; undefined before the first day. */
  bar(openedAt: number): Bar | undefined {
    const day = Math.floor(openedAt / DAY);
    const values = this.#day(day - this.#firstDay);
    if (values === undefined) return undefined;
    const i = FIELDS * Math.round((openedAt - day * DAY) / BAR);
    return {
      at: openedAt,
      open: values[i]!,
      high: values[i + 1]!,
      low: values[i + 2]!,
      close: values[i + 3]!,
      volume: values[i + 4]!,
    };
  }

  /** The bar of a whole day since the epoch. */
  dailyBar(day: number): Bar | undefined {
    const index = day - this.#firstDay;
    if (index < 0) return undefined;
    const kept = this.#dailyBars.get(day);
    if (kept !== undefined) return kept;
    this.#drawDay(index);
    const { logs, volumes } = this.#market.sheet;
    // The extremes are found on logarithms, so that a day costs four exponentials instead of four a bar.
    let [high, low, volume] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
    for (let i = 0; i < BARS_A_DAY; i += 1) {
      high = Math.max(high, logs[i * LOGS + 1]!);
      low = Math.min(low, logs[i * LOGS + 2]!);
      volume += volumes[i]!;
    }
    const bar = {
      at: day * DAY,
      open: Math.exp(logs[0]!),
      high: Math.exp(high),
      low: Math.exp(low),
      close: Math.exp(logs[logs.length - 1]!),
      volume,
    };
    this.#dailyBars.set(day, bar);
    return bar;
  }

  #day(index: number): Float64Array | undefined {
    if (index < 0) return undefined;
    const kept = this.#days.get(index);
    if (kept !== undefined) return kept;
    const values = this.#makeDay(index);
    forgetOldest(this.#days, DAYS_KEPT);
    this.#days.set(index, values);
    return values;
  }

  #move(index: number): DailyMove {
    const { volatility, loading } = this.#model;
    const usual = volatility ** 2;
    for (let i = this.#moves.length; i <= index; i += 1) {
      const { shock, jump } = this.#market.common(i);
      const noise = new NoiseStream(this.#seed, LANE.own, this.#firstDay + i, this.#key);
      const own = noise.studentT(DAILY_DF);
      const mixed = loading * shock + Math.sqrt(1 - loading ** 2) * own;
      const deviation = Math.sqrt(this.#variance);
      const logReturn = deviation * Math.min(LARGEST_SHOCK, Math.max(-LARGEST_SHOCK, mixed));
      const jumpReturn = volatility * jump;
      this.#moves.push({ logReturn, deviation, jump: jumpReturn });
      this.#levels.push(this.#levels[i]! + logReturn + jumpReturn);
      const next = usual * (1 - ALPHA - BETA) + ALPHA * logReturn ** 2 + BETA * this.#variance;
      this.#variance = Math.min(WILDEST * usual, Math.max(CALMEST * usual, next));
    }
    return this.#moves[index]!;
  }

  #makeDay(index: number): Float64Array {
    this.#drawDay(index);
    const { logs, volumes } = this.#market.sheet;
    const values = new Float64Array(BARS_A_DAY * FIELDS);
    for (let i = 0; i < BARS_A_DAY; i += 1) {
      for (let k = 0; k < LOGS; k += 1) values[i * FIELDS + k] = Math.exp(logs[i * LOGS + k]!);
      values[i * FIELDS + LOGS] = volumes[i]!;
    }
    return values;
  }

  /** Draws the day onto the market's sheet. */
  #drawDay(index: number): void {
    const { logReturn, deviation, jump } = this.#move(index);
    const { jumpBar } = this.#market.common(index);
    const factors = this.#market.factors(index);
    const { loading, dailyVolume } = this.#model;
    const noise = new NoiseStream(this.#seed, LANE.dayOwn, this.#firstDay + index, this.#key);
    const { steps, logs, volumes } = this.#market.sheet;
    let drawn = 0;
    for (let i = 0; i < BARS_A_DAY; i += 1) {
      const mixed = loading * factors[i]! + Math.sqrt(1 - loading ** 2) * noise.studentT(INTRADAY_DF);
      steps[i] = deviation * Math.sqrt(SHAPE[i]!) * mixed;
      drawn += steps[i]!;
    }
    const missing = logReturn - drawn;
    const usual =
      dailyVolume * Math.exp(0.3 * noise.normal()) * Math.sqrt(deviation / this.#model.volatility);
    let level = this.#levels[index]!;
    for (let i = 0; i < BARS_A_DAY; i += 1) {
      const variance = deviation ** 2 * SHAPE[i]!;
      const move = steps[i]! + SHAPE[i]! * missing + (i === jumpBar ? jump : 0);
      // Highest and lowest point of a Brownian bridge from 0 to `move`, drawn from their exact distributions.
      const up = (move + Math.sqrt(move ** 2 - 2 * variance * Math.log(noise.uniform()))) / 2;
      const down = (move - Math.sqrt(move ** 2 - 2 * variance * Math.log(noise.uniform()))) / 2;
      const surprise = Math.abs(move) / Math.sqrt(variance);
      logs[i * LOGS] = level;
      logs[i * LOGS + 1] = level + up;
      logs[i * LOGS + 2] = level + down;
      logs[i * LOGS + 3] = level + move;
      volumes[i] = usual * SHAPE[i]! * (0.6 + 0.5 * surprise) * Math.exp(0.35 * noise.normal());
      level += move;
    }
  }
}

function forgetOldest(map: Map<number, unknown>, limit: number): void {
  if (map.size < limit) return;
  const oldest = map.keys().next().value;
  if (oldest !== undefined) map.delete(oldest);
}
