// The way a price takes inside a bar: from the open over both extremes to the close, so that triggers between two closes are met.
import type { Bar } from './bar.ts';
import type { NoiseStream } from './noise.ts';

/** How far the path strays from the straight line, as a share of the bar's range. */
const STRAY = 0.12;

/**
 * `count` prices (at least 4): the first is the open, the last the close, high and low are both among them.
 * A rising bar visits its low first, a falling bar its high. Without noise the path is straight between these
 * points, at a third and two thirds of the bar; with noise the points wander and the way between them trembles.
 */
export function barPath(bar: Bar, count: number, noise?: NoiseStream): Float64Array {
  const last = count - 1;
  const rising = bar.close >= bar.open;
  const lowFirst = noise !== undefined && noise.uniform() < 0.2 ? !rising : rising;
  const place = (low: number, high: number): number => {
    const share = noise === undefined ? (low + high) / 2 : low + (high - low) * noise.uniform();
    return Math.min(last - 1, Math.max(1, Math.round(share * last)));
  };
  const first = place(0.1, 0.5666);
  const second = Math.max(first + 1, place(0.5, 0.8333));
  const points: readonly (readonly [number, number])[] = [
    [0, bar.open],
    [first, lowFirst ? bar.low : bar.high],
    [Math.min(second, last - 1), lowFirst ? bar.high : bar.low],
    [last, bar.close],
  ];
  const path = new Float64Array(count);
  const amplitude = (bar.high - bar.low) * STRAY;
  for (let leg = 1; leg < points.length; leg += 1) {
    const [from, start] = points[leg - 1]!;
    const [to, end] = points[leg]!;
    let wander = 0;
    for (let i = from; i <= to; i += 1) {
      const share = to === from ? 1 : (i - from) / (to - from);
      let price = start + (end - start) * share;
      if (noise !== undefined && i > from && i < to) {
        wander = wander * 0.9 + noise.normal() * 0.43;
        price += wander * amplitude * Math.sin(Math.PI * share);
      }
      path[i] = Math.min(bar.high, Math.max(bar.low, price));
    }
  }
  return path;
}
