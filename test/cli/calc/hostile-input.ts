// Turns a good input into thousands of bad and odd ones: a leaf, a branch or a length is changed to something hostile.
// The choice is seeded, so a failure can be repeated.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const HOSTILE: readonly Json[] = [
  null,
  true,
  '',
  'x',
  '1e400',
  '-5',
  0,
  -0,
  1,
  -1,
  0.5,
  1.5,
  -0.999,
  2,
  1e-320,
  1e-12,
  1e6,
  -1e6,
  1e15,
  1e100,
  1e308,
  -1e308,
  [],
  {},
  [0],
  [[1, 2]],
];

/** A small seeded generator (Park–Miller), so that tests need nothing from the code they test. */
export function chooser(seed: number): (count: number) => number {
  let x = (seed % 2147483646) + 1;
  return (count) => {
    x = (x * 16807) % 2147483647;
    return Math.floor((x / 2147483647) * count);
  };
}

/** `value` with one to three places changed. */
export function spoiled(value: Json, choose: (count: number) => number): Json {
  let result = value;
  for (let times = 1 + choose(3); times > 0; times--) result = spoilOnce(result, choose);
  return result;
}

function spoilOnce(value: Json, choose: (count: number) => number): Json {
  if (value === null || typeof value !== 'object') return HOSTILE[choose(HOSTILE.length)]!;
  if (choose(12) === 0) return HOSTILE[choose(HOSTILE.length)]!;
  if (Array.isArray(value)) return spoiledList(value, choose);
  const keys = Object.keys(value);
  if (keys.length === 0) return { x: HOSTILE[choose(HOSTILE.length)]! };
  const key = keys[choose(keys.length)]!;
  const { [key]: inside, ...rest } = value as Record<string, Json>;
  return choose(10) === 0 ? rest : { ...value, [key]: spoilOnce(inside!, choose) };
}

function spoiledList(list: readonly Json[], choose: (count: number) => number): Json {
  const place = choose(Math.max(1, list.length));
  switch (choose(8)) {
    case 0:
      return list.slice(0, place);
    case 1:
      return [...list, ...list.slice(0, 1)];
    case 2:
      return list.map((item) => (typeof item === 'number' ? 0.01 : item));
    case 3:
      return list.map((item) => (typeof item === 'number' ? -item : item));
    case 4:
      return list.map((item) => (typeof item === 'number' ? item * 1e7 : item));
    default:
      return list.length === 0 ? [0] : list.map((item, i) => (i === place ? spoilOnce(item, choose) : item));
  }
}
