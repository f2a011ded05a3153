// Turns a good input into thousands of others that mean something: amounts grow and shrink, series are shuffled and
// scaled, sides turn. Models answer most of them, so that the arithmetic itself is tried and not only the door.
import type { Json } from './hostile-input.ts';

type Choose = (count: number) => number;

/** Longer lists of numbers are histories and keep their shape; shorter ones are settings. */
const HISTORY = 12;
const SIDES: Readonly<Record<string, readonly string[]>> = {
  long: ['long', 'short'],
  short: ['long', 'short'],
  buy: ['buy', 'sell'],
  sell: ['buy', 'sell'],
  cross: ['cross', 'isolated'],
  isolated: ['cross', 'isolated'],
};

/** `value` with all of its figures changed by up to a common spread; equal figures change alike, so that matrices stay symmetric. */
export function varied(value: Json, choose: Choose): Json {
  const spread = [0.01, 0.1, 0.5, 1.5][choose(4)]!;
  const chance = () => choose(1_000_000) / 1_000_000;
  const factors = new Map<number, number>();
  const scale = () => Math.exp((2 * chance() - 1) * spread);
  const factorOf = (figure: number) => {
    if (!factors.has(figure)) factors.set(figure, scale());
    return factors.get(figure)!;
  };
  const figure = (x: number) => {
    const moved = x * factorOf(x);
    return Number.isInteger(x) && x !== 0 && chance() < 0.9 ? Math.max(1, Math.round(moved)) : moved;
  };
  const change = (inside: Json): Json => {
    if (typeof inside === 'number') return figure(inside);
    if (typeof inside === 'string') {
      const sides = SIDES[inside];
      return sides === undefined ? inside : sides[choose(sides.length)]!;
    }
    if (Array.isArray(inside)) return list(inside);
    if (typeof inside !== 'object' || inside === null) return inside;
    return Object.fromEntries(Object.entries(inside).map(([key, inner]) => [key, change(inner)]));
  };
  const list = (items: readonly Json[]): Json => {
    if (items.every((item) => Array.isArray(item) && (item.length === 6 || item.length === 2))) {
      return columns(items as readonly (readonly number[])[], scale());
    }
    if (items.length <= HISTORY || typeof items[0] !== 'number') return items.map(change);
    const factor = scale();
    return shuffled(items as readonly number[], choose).map((x) => x * factor);
  };
  return change(value);
}

/** Candles and levels: every price by one factor, which keeps their order; quantities as they are. */
function columns(rows: readonly (readonly number[])[], factor: number): Json {
  const isCandle = rows[0]?.length === 6;
  return rows.map((row) => row.map((x, at) => ((isCandle ? at > 0 && at < 5 : at === 0) ? x * factor : x)));
}

/** Fisher and Yates. */
function shuffled(items: readonly number[], choose: Choose): number[] {
  const all = [...items];
  for (let i = all.length - 1; i > 0; i--) {
    const j = choose(i + 1);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
}
