// What people type is data from outside: forgiving where it is harmless, strict where it would act, quick whatever it is.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { findCommand, parseLine, readArguments, usageOf } from '../../src/chat/reading/parse.ts';

const parse = (text: string, options: { botName?: string; slashOptional?: boolean } = {}) =>
  parseLine(text, { catalogue: commands, ...options });
const run = (text: string) => {
  const parsed = parse(text);
  if (parsed.kind !== 'command') return parsed;
  return readArguments(parsed.command, parsed.words);
};

const near = (text: string): string[] => {
  const parsed = parse(text);
  if (parsed.kind !== 'unknown') throw new Error(`${text} is ${parsed.kind}`);
  return parsed.near.map(({ name }) => name);
};

describe('a typed line', () => {
  it.each([
    ['/cut btc 50', 'cut', ['btc', '50']],
    ['  /CUT   btc    50  ', 'cut', ['btc', '50']],
    ['/panic', 'killswitch', []],
    ['/start', 'status', []],
  ])('%s is read as %s', (text, name, words) => {
    expect(parse(text)).toMatchObject({ kind: 'command', command: { name }, words });
  });

  it('takes the account from anywhere in the line', () => {
    expect(parse('/cut @hedge btc 50')).toMatchObject({ words: ['btc', '50'], account: 'hedge' });
  });

  it('leaves talk alone, and reads a bare command only where it may', () => {
    expect(parse('status please').kind).toBe('talk');
    expect(parse('status', { slashOptional: true }).kind).toBe('command');
    expect(parse('hello there', { slashOptional: true }).kind).toBe('talk');
  });

  it('knows its own name in groups', () => {
    expect(parse('/cut@CutmanBot btc 50', { botName: 'cutmanbot' }).kind).toBe('command');
    expect(parse('/cut@another_bot btc 50', { botName: 'cutmanbot' }).kind).toBe('other-bot');
  });

  it('suggests the nearest command and nothing where none is near', () => {
    expect(near('/statsu')).toEqual(['status']);
    expect(near('/xyzzy')).toEqual([]);
    expect(near('/xy')).toEqual([]);
  });

  it('suggests what begins like it before what is spelled nearly like it', () => {
    expect(near('/st')).toEqual(['status', 'stress', 'stop']);
    expect(near('/stat')).toEqual(['status']);
    expect(near('/thres')).toEqual(['thresholds', 'threshold']);
  });

  it.each(['/cut btc １０', '/cut ВТС 50', '/cut \u202Ebtc 50', '/cut btc ٥٠', '/cut b\u200Btc 50'])(
    'refuses characters that only look right: %s',
    (text) => {
      expect(parse(text).kind).toBe('unreadable');
    },
  );
});

describe('arguments', () => {
  it.each([
    '0',
    '-5',
    '101',
    '1e999',
    '1e1',
    'NaN',
    '0x10',
    '-0',
    'Infinity',
    '5,5',
    '9'.repeat(60),
    '%',
    '0.000000001',
  ])('a percentage is not %s', (text) => {
    expect(run(`/cut btc ${text}`)).toMatchObject({ ok: false });
  });

  it.each([
    ['50', 50],
    ['12.5', 12.5],
    ['100%', 100],
  ])('a percentage is %s', (text, percent) => {
    expect(run(`/cut btc ${text}`)).toEqual({ ok: true, args: { symbol: 'btc', percent } });
  });

  it.each(['__proto__', 'constructor', '../../x', 'BTC/USDT:USDT<b>', "btc';--", '$(jndi)'])(
    'a symbol like %s reaches nothing',
    (text) => {
      const read = run(`/cut ${text} 50`);
      if ('ok' in read && read.ok) expect((read.args as { symbol: string }).symbol).toMatch(/^[A-Za-z]+$/);
      expect(Object.prototype).not.toHaveProperty('symbol');
    },
  );

  it('takes durations and no times of day', () => {
    expect(run('/mute 1h')).toEqual({ ok: true, args: { duration: 3_600_000 } });
    expect(run('/mute K3PT 30m')).toEqual({ ok: true, args: { code: 'K3PT', duration: 1_800_000 } });
    for (const text of ['/mute 14:00', '/mute 5', '/mute 9999999d', '/mute 0m']) {
      expect(run(text)).toMatchObject({ ok: false });
    }
  });

  it('says which argument is missing or too many', () => {
    expect(run('/cut btc')).toMatchObject({ ok: false, problem: { argument: 'percent', code: 'missing' } });
    expect(run('/cut btc 50 60')).toMatchObject({ ok: false, problem: { code: 'extra', given: '60' } });
  });

  it('reads the force of a reset beside or before its code', () => {
    expect(run('/reset 123456 --force')).toEqual({ ok: true, args: { code: '123456', force: true } });
    expect(run('/reset --force 123456')).toEqual({ ok: true, args: { code: '123456', force: true } });
    expect(run('/reset')).toEqual({ ok: true, args: { force: false } });
  });

  it('writes the usage as it is documented', () => {
    const cut = findCommand('cut', commands);
    expect(cut === undefined ? '' : usageOf(cut)).toBe('/cut SYMBOL PERCENT');
  });
});

describe('nonsense', () => {
  const HUGE = '9'.repeat(1_000_000);
  it.each([
    `/cut btc ${HUGE}`,
    `/${'a'.repeat(1_000_000)}`,
    `/cut ${'x '.repeat(500_000)}`,
    `/mute ${'1h'.repeat(100_000)}`,
    `${' '.repeat(1_000_000)}/status`,
    `/status ${'\u202E'.repeat(100_000)}`,
  ])('of a million characters costs under 50 ms (%#)', (text) => {
    const times = [1, 2, 3].map(() => {
      const began = performance.now();
      run(text);
      return performance.now() - began;
    });
    expect(Math.min(...times)).toBeLessThan(50);
  });

  it('of any kind neither throws nor takes long', () => {
    const began = performance.now();
    const runs = 2_000;
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ...commands.map((command) => `/${command.name}`),
        '1e999',
        '__proto__',
        '@main',
        '--force',
        '\u0000',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (words) => {
        run(words.join(' '));
      }),
      { numRuns: runs },
    );
    expect((performance.now() - began) / runs).toBeLessThan(5);
  });
});
