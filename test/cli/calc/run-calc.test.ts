// The command line around the models: listing, schemas, and the named error for every kind of bad input.
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../../src/cli/calc/catalogue.ts';
import { calc, calcError, calcText } from './calc-support.ts';

const margin = { symbol: 'BTCUSDT', notional: 1_000, leverage: 10 };

describe('asking around', () => {
  test('--list names every model, one a line, each once', async () => {
    const { exitCode, stdout } = await calcText(['--list']);
    const names = stdout.trimEnd().split('\n');
    expect(exitCode).toBe(0);
    expect(names).toEqual(CATALOGUE.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    expect(JSON.parse((await calcText(['--list', '--json'])).stdout)).toEqual(names);
  });

  test.each(CATALOGUE.map(({ name }) => name))(
    '%s --schema prints both schemas without reading any input',
    async (name) => {
      const { exitCode, stdout } = await calcText([name, '--schema']);
      const { input, output } = JSON.parse(stdout);
      expect(exitCode).toBe(0);
      expect(input.type).toBe('object');
      expect(output.type).toBe('object');
    },
  );
});

describe('bad input ends in exit code 2 and a named error', () => {
  test.each([
    ['no model', [], '', 'USAGE', ''],
    ['a flag nobody knows', ['margin', '--fast'], '', 'USAGE', ''],
    ['two models', ['margin', 'brackets'], '', 'USAGE', ''],
    ['an unknown model', ['marjin'], '', 'UNKNOWN_MODEL', ''],
    ['no document', ['margin'], '', 'BAD_JSON', ''],
    ['half a document', ['margin'], '{"symbol":', 'BAD_JSON', ''],
    ['a list', ['margin'], [], 'INVALID_TYPE', ''],
    ['null', ['margin'], null, 'INVALID_TYPE', ''],
    ['a field missing', ['margin'], { symbol: 'BTCUSDT', notional: 1 }, 'MISSING', 'leverage'],
    ['a field too many', ['margin'], { ...margin, levrage: 3 }, 'UNKNOWN_FIELD', 'levrage'],
    ['a word for a number', ['margin'], { ...margin, notional: 'much' }, 'INVALID_FORMAT', 'notional'],
    ['a list for a number', ['margin'], { ...margin, notional: [] }, 'INVALID_UNION', 'notional'],
    ['a number that overflows', ['margin'], { ...margin, notional: '1e999' }, 'NOT_FINITE', 'notional'],
    [
      'a leverage above the bracket',
      ['margin'],
      { ...margin, leverage: 200 },
      'LEVERAGE_TOO_HIGH',
      'leverage',
    ],
  ])('%s', async (_, argv, stdin, code, path) => {
    const error = await calcError(argv, stdin);
    expect(error).toMatchObject({ code, path });
    expect(error.message.length).toBeGreaterThan(10);
  });

  test('a path leads into lists and objects', async () => {
    const position = {
      symbol: 'A',
      side: 'long',
      quantity: 1,
      entryPrice: 1,
      markPrice: 'x',
      marginMode: 'cross',
    };
    const error = await calcError(['liquidation-price'], { walletBalance: 1, positions: [position] });
    expect(error.path).toBe('positions[0].markPrice');
  });

  test('every problem is told, not only the first', async () => {
    const { issues } = await calcError(['margin'], {});
    expect(issues.map(({ path }: { path: string }) => path)).toEqual(['symbol', 'notional', 'leverage']);
  });

  test('the nearest model and the nearest field are named', async () => {
    expect((await calcError(['liquidaton-price'], '')).message).toContain('"liquidation-price"');
    expect((await calcError(['margin'], { ...margin, levrage: 3 })).message).toContain('"leverage"');
    expect((await calcError(['zzzzzzzzzzzz'], '')).message).not.toContain('did you mean');
  });
});

describe('amounts', () => {
  test('are taken as number or text, and come out as plain decimal text', async () => {
    const asText = await calc('margin', { ...margin, notional: '1000', leverage: '10' });
    expect(asText).toEqual(await calc('margin', margin));
    expect(asText).toMatchObject({ initialMargin: '100', maintenanceMargin: '4', ratio: 0.04 });
  });

  test('have no exponent, however small or large', async () => {
    const tiny = await calc('margin', { ...margin, notional: '0.0000001' });
    expect(tiny.initialMargin).toBe('0.00000001');
    const large = await calc('brackets', { symbol: 'BTCUSDT', notional: 1e17 });
    expect(large.maintenanceMargin).toBe('9999999998858700');
  });
});

describe('tiers', () => {
  const tier = { minNotional: 0, maxNotional: 1e6, maintenanceMarginRate: 0.02, maxLeverage: 20 };

  test('left out, every symbol gets the bundled table and the basis says so', async () => {
    expect(await calc('brackets', { symbol: 'DOGEUSDT', notional: 60_000 })).toMatchObject({
      bracket: 2,
      cum: '50',
      maxLeverage: 100,
      basis: 'fallback',
    });
  });

  test('are found by either spelling of the symbol', async () => {
    for (const [key, symbol] of [
      ['BTC/USDT:USDT', 'BTCUSDT'],
      ['BTCUSDT', 'BTC/USDT:USDT'],
    ] as const) {
      const answer = await calc('brackets', { symbol, notional: 100, tiers: { [key]: [tier] } });
      expect(answer).toMatchObject({ maintenanceMarginRate: 0.02, maintenanceMargin: '2', basis: 'given' });
    }
  });

  test('as one list serve every symbol, and the last needs no end', async () => {
    const open = { ...tier, maxNotional: null };
    expect(await calc('brackets', { symbol: 'X', notional: 2e6, tiers: [open] })).toMatchObject({
      maxNotional: null,
    });
  });

  test('without the symbol asked for are refused', async () => {
    const error = await calcError(['brackets'], {
      symbol: 'ETHUSDT',
      notional: 1,
      tiers: { BTCUSDT: [tier] },
    });
    expect(error).toMatchObject({ code: 'UNKNOWN_NAME', path: 'symbol' });
  });
});
