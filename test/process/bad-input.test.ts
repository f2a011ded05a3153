// What people get wrong: configuration, arguments, files to replay, a folder somebody else works on. Each is answered by plain
// sentences that name the place and the remedy, with the exit code that docs/operations.md promises; and nothing is begun.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { crash, csvOf } from './candles.ts';
import { Rig } from './rig.ts';

const world = new Rig();
afterAll(() => world.remove());

/** No stack, no class name, no code of the system: what is printed is for people. */
function expectPlain(text: string): void {
  expect(text).not.toMatch(/\n\s+at |Error:|node:internal|[EZ][A-Z]{4,}:|\[object/);
  expect(text.trim()).not.toBe('');
}

describe('a configuration with several mistakes', { timeout: 60_000 }, () => {
  const file = world.file(
    'mine.yaml',
    [
      'risk: { intervall: 5s, limits: { maxLeverage: 900 } }',
      'http: { port: 99999 }',
      'moode: paper',
      'people:',
      '  - { name: Ann!, role: admin }',
      'timezone: Mars/Olympus',
      'approval: { ttl: soon }',
    ].join('\n'),
  );
  const EXPECTED = [
    ['1:9', 'risk.intervall', 'did you mean interval?'],
    ['1:34', 'risk.limits.maxLeverage', '900'],
    ['2:9', 'http.port', '99999'],
    ['3:1', 'moode', 'did you mean mode?'],
    ['5:7', 'people.0.name', 'a-z'],
    ['6:1', 'timezone', 'UTC'],
    ['7:13', 'approval.ttl', 'such as 5m'],
  ] as const;

  it.each(['kill', 'demo'])(
    'stops %s with 3, every mistake on its own line, and makes no folder',
    async (command) => {
      const ended = await world.run([command, '--config', file, '--data', join(world.folder, 'none')]);
      expect([ended.code, ended.stdout]).toEqual([3, '']);
      expectPlain(ended.stderr);
      const lines = ended.stderr.trim().split('\n');
      expect(lines).toHaveLength(EXPECTED.length);
      for (const [place, path, word] of EXPECTED) {
        const line = lines.find(
          (each) => each.startsWith(`mine.yaml:${place} `) && each.includes(` ${path}: `),
        );
        expect(line, path).toContain(word);
      }
      expect(existsSync(join(world.folder, 'none'))).toBe(false);
    },
  );
});

describe('absurd arguments', { timeout: 120_000 }, () => {
  it.each([
    [['fly'], /unknown command 'fly'/],
    [['start', 'now'], /too many arguments/],
    [['start', '--seed', '99999999999'], /whole number from 0 to 4294967295/],
    [['start', '--speed', '1e999'], /give a number, 0 or more/],
    [['start', '--until', 'later'], /such as 10m, 3h or 2d/],
    [['start', '--feed', 'moon'], /synthetic, replay, live/],
    [['start', '--data', ''], /give a name/],
    [['start', '--from', '5m'], /--from is for a replay/],
    [['kill', '--data', '/proc/nowhere'], /There is no data folder \/proc\/nowhere/],
    [['journal', 'show', '--data', '/proc/nowhere'], /holds no journal, so nothing can be shown/],
    [['enrol', 'nobody'], /nobody is not in people/],
  ] as const)('%j is answered with 2', async (args, sentence) => {
    const ended = await world.run([...args]);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toMatch(sentence);
    expectPlain(ended.stderr);
  });

  it('--version is the version of the package, with 0', async () => {
    const ended = await world.run(['--version']);
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      version: string;
    };
    expect(ended).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('a folder that cannot be made is answered with 1, at once', async () => {
    const ended = await world.run(['start', '--data', '/proc/nowhere/data']);
    expect([ended.code, ended.stdout]).toEqual([1, '']);
    expect(ended.stderr).toBe(
      'The data folder /proc/nowhere/data cannot be used: /proc/nowhere/data: no such file or directory.\n',
    );
  });

  it('the kill switch does not make a desk of a folder where none ever was', async () => {
    const letters = join(world.folder, 'letters');
    mkdirSync(letters);
    const ended = await world.run(['kill', '--data', letters]);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toMatch(/^No desk ever ran on .*letters; nothing can be killed from here\./);
  });
});

describe('a file to replay', { timeout: 60_000 }, () => {
  const lines = csvOf(crash(Date.UTC(2025, 9, 10), [100, 99, 98, 97, 96]))
    .trim()
    .split('\n');
  const broken = (line: number, change: (before: string) => string): string =>
    lines.map((text, index) => (index === line - 1 ? change(text) : text)).join('\n');

  it.each([
    [
      'a word where a number should be',
      broken(4, (text) => text.replace('98', 'abc')),
      /BTCUSDT\.csv, line 4: .*abc/,
    ],
    ['a row that is too short', broken(5, (text) => text.replace(/,900$/, '')), /BTCUSDT\.csv, line 5: /],
    ['nothing at all', '', /BTCUSDT\.csv, line 1: there are no rows/],
  ])('with %s is told with its line, and with 2', async (_name, text, sentence) => {
    const file = world.file('BTCUSDT.csv', text);
    const ended = await world.run(['start', '--file', file]);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toMatch(sentence);
    expectPlain(ended.stderr);
    expect(world.has('ledger.db')).toBe(false);
  });

  it('that is not there is named', async () => {
    const ended = await world.run(['start', '--file', '/nowhere/BTCUSDT.csv']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toBe(
      'The market cannot be opened: /nowhere/BTCUSDT.csv: no such file or directory; check paper.files.\n',
    );
  });
});

describe('a folder that is in use, or in use for something else', { timeout: 60_000 }, () => {
  it('lets no second desk in, and says who is there', async () => {
    const here = new Rig();
    const first = here.start(['start', '--json']);
    await first.opened();
    const second = await here.run(['start', '--json'], { input: '/status\n' });
    expect([second.code, second.stdout]).toEqual([4, '']);
    expect(second.stderr).toMatch(
      new RegExp(
        `^Another cutman works on ${here.data} \\(process ${first.pid} on [^)]+\\)\\. Stop it first, or give this one its own --data folder\\.\\n$`,
      ),
    );
    expect((await first.ask('/positions')).title).toContain('3 open positions');
    first.end();
    expect((await first.ended).code).toBe(0);
    const file = here.file('BTCUSDT.csv', csvOf(crash(1.76e12, [100, 99])));
    const refused = await here.run(['start', '--file', file]);
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toMatch(
      /lives on another market \(synthetic, seed 1\).*\(a replay of BTCUSDT\.csv\).*--data/,
    );
    const beside = await here.run(['start', '--json', '--file', file], {
      namesNoFolder: true,
      input: '/positions\n',
    });
    expect([beside.code, beside.stderr]).toEqual([
      0,
      `${here.data} holds another market (synthetic, seed 1); this one (a replay of BTCUSDT.csv) is kept in ${here.path('replay-BTCUSDT')}.\n`,
    ]);
    expect(here.has('replay-BTCUSDT', 'ledger.db')).toBe(true);
    await here.remove();
  });
});
