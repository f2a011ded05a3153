// What a folder may have suffered before a start: ledger, preferences, journal or latch damaged or gone. The desk starts all the same,
// says in chat what it found, does no more than it may, keeps what was there, and needs no more than the written remedy.
import { cpSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Ended, Rig, textOf } from './rig.ts';

const CONFIG = 'security: { oneTimeCodes: false }';
const template = new Rig();
let world = new Rig();

/** A desk of one short life; people have chosen a threshold, so that there are preferences to lose. */
beforeAll(async () => {
  const input = '/threshold leverage warning 9\n/lang en\n';
  expect(await template.run(['start', '--json'], { config: CONFIG, input })).toMatchObject({ code: 0 });
}, 60_000);
afterAll(() => template.remove());
beforeEach(() => {
  world = new Rig();
  cpSync(template.data, world.data, { recursive: true });
});
afterEach(() => world.remove());

/** Types the lines to a desk on this folder, until its clean end. */
async function live(...lines: string[]): Promise<Ended> {
  const ended = await world.run(['start', '--json'], { config: CONFIG, input: `${lines.join('\n')}\n` });
  expect([ended.code, ended.signal]).toEqual([0, null]);
  return ended;
}
const told = (ended: Ended): string =>
  ended.said.map(({ push }) => (push === undefined ? '' : textOf(push))).join('\n');
function answer(ended: Ended, line: string, nth = 0): string {
  const reply = ended.said.filter((said) => said.in === line)[nth]?.reply;
  return reply === undefined ? '' : textOf(reply);
}
const day = (): string => world.names('journal').find((name) => name.endsWith('.jsonl')) ?? '';

describe('a ledger that cannot be trusted', { timeout: 60_000 }, () => {
  it('damaged: SAFE is told, no order goes out, the old one is kept, and an admin ends it with /reset', async () => {
    const bytes = Buffer.alloc(40_960, 'not a page');
    const damaged = Buffer.concat([world.bytes('ledger.db').subarray(0, 8_192), bytes]);
    writeFileSync(world.path('ledger.db'), damaged);
    const first = await live('/status', '/cut btc 50', '/reset', '/cut btc 50');
    expect(told(first)).toMatch(
      /SAFE MODE: ledger\.db is damaged \(.+\); it is kept as ledger\.db\.damaged-/,
    );
    expect(told(first)).not.toContain('***');
    expect(answer(first, '/status')).toContain('SAFE: observing and alerting only');
    expect(answer(first, '/cut btc 50')).toMatch(/Refused: .*SAFE_MODE.*\/reset/s);
    expect(answer(first, '/reset')).toContain('SAFE MODE ended');
    expect(answer(first, '/cut btc 50', 1)).toContain('Cut BTC long 0.5000 → 0.2500');
    const kept = world.names().find((name) => name.startsWith('ledger.db.damaged-')) ?? '';
    expect(world.bytes(kept).equals(damaged)).toBe(true);
    expect(told(await live('/status'))).not.toContain('SAFE');
  });

  it('missing beside a journal: SAFE, also after the next start, until an admin decides', async () => {
    for (const name of world.names()) if (name.startsWith('ledger.db')) rmSync(world.path(name));
    expect(told(await live('/status'))).toMatch(/SAFE MODE: ledger\.db is missing, although .* are there/);
    const again = await live('/cut btc 50');
    expect(told(again)).toContain('SAFE MODE: ledger.db is missing');
    expect(answer(again, '/cut btc 50')).toContain('SAFE_MODE');
    const verified = await world.run(['journal', 'verify', '--data', world.data]);
    expect(verified).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^The journal is whole: \d+ lines/),
    });
  });
});

describe('preferences that cannot be read', { timeout: 60_000 }, () => {
  it('come back from the backup, then from the defaults, and each is told; the damaged text is kept', async () => {
    writeFileSync(world.path('preferences.json'), '{"version": 1, "people": {');
    const restored = await live('/thresholds');
    expect(told(restored)).toContain(
      'preferences restored from the backup: preferences.json is damaged (it is not readable JSON)',
    );
    expect(answer(restored, '/thresholds')).toMatch(/"leverage","9x/);
    expect(world.read('preferences.json.damaged')).toBe('{"version": 1, "people": {');
    for (const name of ['preferences.json', 'preferences.json.bak']) writeFileSync(world.path(name), '[]');
    const anew = await live('/thresholds');
    expect(told(anew)).toContain('preferences restored from the defaults: preferences.json is damaged');
    expect(answer(anew, '/thresholds')).toMatch(/"leverage","10x/);
  });
});

describe('a journal', { timeout: 60_000 }, () => {
  it('whose last line was torn is mended, told, and whole', async () => {
    const file = world.path('journal', day());
    truncateSync(file, world.bytes('journal', day()).length - 30);
    expect(told(await live('/status'))).toMatch(
      /journal .+\.jsonl: a torn last line of \d+ bytes was cut off/,
    );
    const verified = await world.run(['journal', 'verify', '--data', world.data]);
    expect(verified).toMatchObject({ code: 0, stderr: '' });
  });

  it('that was changed in the middle is named to the line, with 5, by verify and by doctor', async () => {
    const lines = world.read('journal', day()).split('\n');
    const changed = lines.map((line, index) => (index === 1 ? line.replace('"by":"', '"by":"not ') : line));
    writeFileSync(world.path('journal', day()), changed.join('\n'));
    const verified = await world.run(['journal', 'verify', '--data', world.data]);
    expect(verified).toMatchObject({
      code: 5,
      stdout: `The journal is broken at ${day()} line 2 (sequence 2): it was changed, or was written with another key.\n`,
    });
    const doctor = await world.run(['doctor'], { config: CONFIG });
    expect(doctor.code).toBe(5);
    expect(doctor.stdout).toMatch(/^WRONG journal: is not whole; .*journal verify/m);
  });
});

describe('a latch that cannot be read', { timeout: 60_000 }, () => {
  it('counts as pulled: nobody trades until an admin has looked', async () => {
    writeFileSync(world.path('KILLED.json'), '{"epoch": 1, "state": "cle');
    const ended = await live('/status', '/cut btc 50');
    expect(`${told(ended)}${answer(ended, '/status')}`).toMatch(/KILLED\.json|LATCHED|halted/);
    expect(answer(ended, '/cut btc 50')).toMatch(/Refused/);
  });
});

describe('a paper book that cannot be read', { timeout: 60_000 }, () => {
  it('stops the start with a sentence and 1: a book is not made up', async () => {
    writeFileSync(world.path('paper-main.json'), '{"version":1,');
    const ended = await world.run(['start', '--json'], { config: CONFIG, input: '/status\n' });
    expect([ended.code, ended.stdout]).toEqual([1, '']);
    expect(ended.stderr).toMatch(/paper-main\.json/);
    expect(world.read('paper-main.json')).toBe('{"version":1,');
  });
});
