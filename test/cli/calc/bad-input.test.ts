// The same spoilt inputs for every model: a number that is none, one too large for numbers, a missing field, an empty
// series, a zero price. Each is refused with exit code 2 and the path of the very field.
import { describe, expect, test } from 'vitest';
import { MODEL_DOCUMENTS } from '../../../docs/models/render.ts';
import { calcText } from './calc-support.ts';
import type { Json } from './hostile-input.ts';

type Step = string | number;

const written = (path: readonly Step[]) =>
  path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('');

/** Every value inside, with its path. Of a long list the first and the last entry stand for all. */
function* inside(value: Json, path: readonly Step[] = []): Generator<readonly [readonly Step[], Json]> {
  if (path.length > 0) yield [path, value];
  if (value === null || typeof value !== 'object') return;
  const entries: (readonly [Step, Json])[] = Array.isArray(value)
    ? [...value.entries()].filter(([i]) => i === 0 || i === value.length - 1)
    : Object.entries(value);
  for (const [step, inner] of entries) yield* inside(inner, [...path, step]);
}

/** A copy with the value at `path` replaced by `text` of JSON; undefined removes the field. */
function spoiltText(input: Json, path: readonly Step[], text: string | undefined): string {
  const MARK = '"the spoilt place"';
  const copy = JSON.parse(JSON.stringify(input));
  const last = path.at(-1)!;
  const parent = path.slice(0, -1).reduce((value, step) => value[step], copy);
  if (text === undefined) delete parent[last];
  else parent[last] = JSON.parse(MARK);
  return JSON.stringify(copy).replace(MARK, text ?? MARK);
}

async function refusal(model: string, stdin: string) {
  const { exitCode, stdout } = await calcText([model], stdin);
  return exitCode === 2 ? JSON.parse(stdout).error : { code: 'ANSWERED', path: stdout.slice(0, 100) };
}

/** Where one of two fields is wanted, the first of them is asked for. */
const INSTEAD: Readonly<Record<string, string>> = { fallback: 'market' };
/** A stop over no prices stands where it was opened. */
const MAY_BE_EMPTY = ['stops'];

const numberIn = (value: Json) =>
  typeof value === 'number' || (typeof value === 'string' && /^[\d.]+$/.test(value));
const priceName = /^(entryPrice|markPrice|stopPrice|price|previousPrice)$/;
const seriesName = /^(returns|prices|candles|values|forecasts)$/;
const named = MODEL_DOCUMENTS.map(({ name, example }) => [name, example.input] as const);

describe.each(named)('%s refuses, naming the field,', (name, input) => {
  const places = [...inside(input)];

  test('a number that is none, and one beyond all numbers', async () => {
    for (const [path, value] of places) {
      if (!numberIn(value)) continue;
      for (const text of ['1e400', '"NaN"', '{}']) {
        expect(await refusal(name, spoiltText(input, path, text)), text).toMatchObject({
          path: written(path),
        });
      }
    }
  });

  test('a field that is missing', async () => {
    for (const [path] of places) {
      if (path.length > 1 || typeof path[0] === 'number') continue;
      const error = await refusal(name, spoiltText(input, path, undefined));
      // A field with a default may leave the rest too short for it.
      expect(['MISSING', 'ANSWERED', 'TOO_SHORT']).toContain(error.code);
      if (error.code === 'MISSING') expect(INSTEAD[written(path)] ?? written(path)).toBe(error.path);
    }
  });

  test('an empty series', async () => {
    for (const [path, value] of places) {
      if (
        !seriesName.test(String(path[0])) ||
        !Array.isArray(value) ||
        path.length > 2 ||
        typeof path[1] === 'number'
      )
        continue;
      const error = await refusal(name, spoiltText(input, path, '[]'));
      if (MAY_BE_EMPTY.includes(name)) {
        expect(error.code).toBe('ANSWERED');
        continue;
      }
      expect(error, written(path)).toMatchObject({
        code: expect.stringMatching(/TOO_SHORT|LENGTH_MISMATCH/),
        path: expect.stringMatching(/^(returns|prices|candles|values|forecasts)/),
      });
    }
  });

  test('a price of zero, and a negative one', async () => {
    for (const [path, value] of places) {
      const listed = path[0] === 'prices';
      if (!numberIn(value) || !(priceName.test(String(path.at(-1))) || listed)) continue;
      for (const text of ['0', '-1']) {
        const error = await refusal(name, spoiltText(input, path, text));
        expect(error, written(path)).toMatchObject({ path: written(path) });
      }
    }
  });
});

const tier = { minNotional: 0, maxNotional: 1000, maintenanceMarginRate: 0.004, maxLeverage: 100 };
const bar = (time: number, high = 2) => [time, 1, high, 1, 1, 1];
const flat = { A: { A: 0.04, B: 0.04 }, B: { A: 0.04, B: 0.04 } };
const margin = (tiers: Json) => ({ symbol: 'BTCUSDT', notional: 100, leverage: 10, tiers });

describe('what only a model can judge is refused with the place as well', () => {
  test.each<[string, string, Json, string, string]>([
    [
      'a tier that begins below zero',
      'margin',
      margin([{ ...tier, minNotional: -1 }]),
      'NEGATIVE',
      'tiers[0].minNotional',
    ],
    [
      'a tier that ends before it begins',
      'margin',
      margin({ BTCUSDT: [{ ...tier, maxNotional: 0 }] }),
      'UNSORTED',
      'tiers.BTCUSDT[0].maxNotional',
    ],
    [
      'a tier without a rate',
      'margin',
      margin({ BTCUSDT: [{ ...tier, maintenanceMarginRate: 'x' }] }),
      'INVALID_FORMAT',
      'tiers.BTCUSDT[0].maintenanceMarginRate',
    ],
    [
      'a rate of more than everything',
      'margin',
      margin([{ ...tier, maintenanceMarginRate: 2 }]),
      'OUT_OF_RANGE',
      'tiers[0].maintenanceMarginRate',
    ],
    ['no tier at all', 'margin', margin({ BTCUSDT: [] }), 'TOO_SHORT', 'tiers.BTCUSDT'],
    ['candles out of order', 'indicators', { candles: [bar(2), bar(1)] }, 'UNSORTED', 'candles[1]'],
    [
      'a candle whose high is below its low',
      'indicators',
      { candles: [bar(1, 0.5), bar(2)] },
      'CONTRADICTION',
      'candles[0]',
    ],
    [
      'a singular covariance in a simulation',
      'monte-carlo',
      { weights: { A: 1, B: 1 }, expected: { A: 0.1, B: 0.1 }, covariance: flat },
      'SINGULAR',
      'covariance',
    ],
    [
      'a singular covariance in an allocation',
      'optimise-portfolio',
      { expected: { A: 0.1, B: 0.2 }, covariance: flat, pairCap: null },
      'SINGULAR',
      'covariance',
    ],
    [
      'a strategy that never moves',
      'risk-budget',
      {
        equity: 1,
        method: 'inverse-volatility',
        strategies: [{ name: 'a', sharpe: 1, volatility: 1e-320 }],
        positions: [],
      },
      'OUT_OF_RANGE',
      'strategies[0].volatility',
    ],
    [
      'a quantity of zero',
      'exposure',
      {
        equity: 1,
        positions: [
          { symbol: 'A', side: 'long', quantity: 0, entryPrice: 1, markPrice: 1, marginMode: 'cross' },
        ],
      },
      'NOT_POSITIVE',
      'positions[0].quantity',
    ],
    ['half of an estimate', 'optimise-portfolio', { expected: { A: 1 } }, 'MISSING', 'covariance'],
  ])('%s', async (_, model, input, code, path) => {
    expect(await refusal(model, JSON.stringify(input))).toMatchObject({ code, path });
  });

  test('a drawdown from next to nothing is unknown, and says so', async () => {
    const { exitCode, stdout } = await calcText(
      ['exposure'],
      '{"equity":-1000000,"positions":[],"peakEquity":1e-320}',
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ drawdown: null, reason: expect.stringContaining('drawdown') });
  });
});
