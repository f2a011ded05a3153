// RSI, ATR, Bollinger bands and ADX as traders know them (Wilder 1978, population deviation in the bands).
// The only file that knows the trading-signals package; ATR, ADX and RSI are composed from its Wilder average, because
// its own start a bar early. Values are null until warm, and where they have no answer.
import { BollingerBands, WSMA } from 'trading-signals';
import { requireBetween, requireInteger } from '../model-input-error.ts';
import { type Candle, requireCandles } from './candles.ts';

export interface IndicatorSettings {
  /** Periods; default 14. */
  readonly rsi?: number;
  readonly atr?: number;
  readonly adx?: number;
  /** Default 20 periods and 2 population deviations. */
  readonly bollinger?: { readonly period?: number; readonly deviations?: number };
}

type Line = readonly (number | null)[];

/** All lines have one entry a candle. */
export interface Indicators {
  readonly rsi: Line;
  readonly atr: Line;
  readonly bollinger: { readonly lower: Line; readonly middle: Line; readonly upper: Line };
  readonly adx: Line;
}

/** Errors: TOO_SHORT under 2 candles, UNSORTED, NOT_POSITIVE, CONTRADICTION, OUT_OF_RANGE periods. */
export function indicators(candles: readonly Candle[], settings: IndicatorSettings = {}): Indicators {
  requireCandles(candles, 2);
  const period = (value: number | undefined, otherwise: number, path: string) =>
    requireInteger(value ?? otherwise, path, 2, 10_000);
  return {
    rsi: rsiLine(candles, period(settings.rsi, 14, 'rsi')),
    atr: atrLine(candles, period(settings.atr, 14, 'atr')),
    bollinger: bollingerLines(
      candles,
      period(settings.bollinger?.period, 20, 'bollinger.period'),
      requireBetween(settings.bollinger?.deviations ?? 2, 'bollinger.deviations', 0.01, 100),
    ),
    adx: adxLine(candles, period(settings.adx, 14, 'adx')),
  };
}

/** 100 − 100 / (1 + average gain / average loss); null while nothing moved, where there is no strength to speak of. */
export function rsiLine(candles: readonly Candle[], period: number): (number | null)[] {
  const gains = new WSMA(period);
  const losses = new WSMA(period);
  return candles.map(([, , , , close], i) => {
    if (i === 0) return null;
    const change = close - candles[i - 1]![4];
    const gain = gains.update(Math.max(0, change), false);
    const loss = losses.update(Math.max(0, -change), false);
    if (gain === null || loss === null || gain + loss === 0) return null;
    return (100 * gain) / (gain + loss);
  });
}

function trueRange(candles: readonly Candle[], i: number): number {
  const [, , high, low] = candles[i]!;
  const before = candles[i - 1]![4];
  return Math.max(high - low, Math.abs(high - before), Math.abs(low - before));
}

/** Wilder's average of the true range; the first true range is that of the second bar. */
export function atrLine(candles: readonly Candle[], period: number): (number | null)[] {
  const average = new WSMA(period);
  return candles.map((_, i) => (i === 0 ? null : average.update(trueRange(candles, i), false)));
}

export function bollingerLines(candles: readonly Candle[], period: number, deviations: number) {
  const bands = new BollingerBands(period, deviations);
  const lower: (number | null)[] = [];
  const middle: (number | null)[] = [];
  const upper: (number | null)[] = [];
  for (const [, , , , close] of candles) {
    const band = bands.update(close, false);
    lower.push(band?.lower ?? null);
    middle.push(band?.middle ?? null);
    upper.push(band?.upper ?? null);
  }
  return { lower, middle, upper };
}

/** Average directional index: Wilder's average of |+DI − −DI| / (+DI + −DI). A market without range has no direction: 0. */
export function adxLine(candles: readonly Candle[], period: number): (number | null)[] {
  const range = new WSMA(period);
  const plus = new WSMA(period);
  const minus = new WSMA(period);
  const index = new WSMA(period);
  return candles.map(([, , high, low], i) => {
    if (i === 0) return null;
    const up = high - candles[i - 1]![2];
    const down = candles[i - 1]![3] - low;
    const tr = range.update(trueRange(candles, i), false);
    const rise = plus.update(up > down && up > 0 ? up : 0, false);
    const fall = minus.update(down > up && down > 0 ? down : 0, false);
    if (tr === null || rise === null || fall === null) return null;
    const both = rise + fall;
    return index.update(both > 0 ? (100 * Math.abs(rise - fall)) / both : 0, false);
  });
}
