// `npm run demo`: the whole story by itself, in under a minute, with a report at the end.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Rig } from './rig.ts';

const world = new Rig();
afterAll(() => world.remove());

it('npm run demo is cutman demo', () => {
  const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(scripts['demo']).toBe('node src/cli/cutman.ts demo');
});

it('tells calm, crash, alert, card, approval, the smaller book, the kill switch and the report, and exits with 0', async () => {
  const ended = await world.run(['demo'], { env: { LOG_LEVEL: 'fatal' } });
  expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  expect(ended.tookMs).toBeLessThan(60_000);
  const STORY = [
    /A calm market/,
    /PAPER · active/,
    /The market falls|the market falls/,
    /EMERGENCY ·/,
    /Cut BTC long [\d.]+ → [\d.]+/,
    /· DONE/,
    /PAPER · resolved/,
    /FLAT \d\d:\d\d:\d\d/,
    /The day in one page/,
    /The report is kept as /,
  ];
  const places = STORY.map((part) => ended.stdout.search(part));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((one, other) => one - other));
  for (const line of ended.stdout.split('\n').filter((each) => /[│█]/.test(each)))
    expect([...line].length).toBeLessThanOrEqual(40);
  const report = /The report is kept as (.+)\.$/m.exec(ended.stdout)?.[1] ?? '';
  const content = JSON.parse(readFileSync(report, 'utf8')) as Record<string, unknown>;
  expect(content).toMatchObject({ date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), mode: 'paper' });
  const first = await world.run(['start', '--json']);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout, 'a first start after a demonstration').not.toMatch(/SAFE|restored/);
  const [folder = ''] = world.names().filter((name) => name.startsWith('demo-'));
  expect(world.names(folder, 'reports').some((name) => name.startsWith('kill-'))).toBe(true);
}, 90_000);
