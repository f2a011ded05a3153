// Signals end the process, not the positions: a deploy must not liquidate a book. What `onSignal` asks for instead is done before the end.
import { afterEach, describe, expect, it } from 'vitest';
import { Rig } from './rig.ts';

const rigs: Rig[] = [];
function rig(): Rig {
  const made = new Rig();
  rigs.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(rigs.splice(0).map((each) => each.remove()));
});

interface Venue {
  readonly holdings: readonly { readonly symbol: string; readonly quantity: string }[];
  readonly orders: readonly unknown[];
}

describe('a desk that is told to stop', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s leaves positions alone and ends with 0', async (signal) => {
    const world = rig();
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
  });
});
