// Signals end the process, not the positions: a deploy must not liquidate a book. What `onSignal` asks for instead is done before the end.
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Latch } from '../../src/domain/kill-switch.ts';
import { eventually, Rig } from './rig.ts';

let world = new Rig();
afterEach(async () => {
  await world.remove();
  world = new Rig();
});

interface Venue {
  readonly holdings: readonly { readonly symbol: string; readonly quantity: string }[];
  readonly orders: readonly unknown[];
}

describe('a desk that is told to stop', { timeout: 60_000 }, () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s leaves positions alone and ends with 0',
    async (signal) => {
      const desk = world.start(['start', '--json']);
      await desk.opened();
      const before = world.json<Venue>('paper-main.json').holdings;
      desk.signal(signal);
      const ended = await desk.ended;
      expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
      expect(before.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT', 'ADAUSDT']);
      expect(world.json<Venue>('paper-main.json')).toMatchObject({ holdings: before, orders: [] });
      expect(world.has('KILLED.json')).toBe(false);
      expect(ended.stdout).toContain('desk is stopping');
    },
  );

  it('opens no debugger when SIGUSR1 asks for one, and goes on', async () => {
    const desk = world.start(['start', '--json']);
    await desk.opened();
    desk.signal('SIGUSR1');
    await wait(300);
    desk.signal('SIGTERM');
    expect(await desk.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  });

  it('while it still opens it opens, ends cleanly, and the next one has nothing to mend', async () => {
    const desk = world.start(['start', '--json']);
    await eventually(() => world.has('lock.db') || undefined);
    desk.signal('SIGTERM');
    expect(await desk.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
    const next = await world.run(['start', '--json'], { input: '/positions\n' });
    expect(next).toMatchObject({ code: 0, stderr: '' });
    expect(next.said.flatMap(({ push }) => push?.title ?? []).join()).not.toMatch(/SAFE|mended|restored/);
  });

  it.each([
    { onSignal: 'halt', left: 3 },
    { onSignal: 'flatten', left: 0 },
  ])('does what onSignal: $onSignal asks for before it ends', async ({ onSignal, left }) => {
    const desk = world.start(['start', '--json', '--speed', '20'], { config: `onSignal: ${onSignal}` });
    await desk.opened();
    desk.signal('SIGTERM');
    expect(await desk.ended).toMatchObject({ code: 0, signal: null });
    expect(world.json<Venue>('paper-main.json').holdings).toHaveLength(left);
    expect(world.json<Latch>('KILLED.json')).toMatchObject({ epoch: 1, state: 'latched', goal: onSignal });
    expect(world.json<Latch>('KILLED.json').finishedAt).toBeGreaterThan(0);
  });
});
