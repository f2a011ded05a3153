// A small recorded crash, and what can be computed from candles alone about when a threshold is crossed.

export interface Candle {
  readonly at: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

const MINUTE_MS = 60_000;
const HEADER = 'ts,open,high,low,close,volume';

export const csvOf = (candles: readonly Candle[]): string =>
  `${[HEADER, ...candles.map((each) => Object.values(each).join(','))].join('\n')}\n`;

export function candlesIn(text: string): Candle[] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [at, open, high, low, close, volume] = line.split(',').map(Number) as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      return { at, open, high, low, close, volume };
    });
}

/** Candles of a minute that go from price to price; each opens where the one before closed. */
export function crash(startAt: number, closes: readonly number[]): Candle[] {
  let open = closes[0] ?? 0;
  return closes.map((close, index) => {
    const candle = {
      at: startAt + index * MINUTE_MS,
      open,
      high: Math.max(open, close),
      low: Math.min(open, close),
      close,
      volume: 900,
    };
    open = close;
    return candle;
  });
}
