// A disk that fills up under a running desk, and one that is full already when a desk starts: a small memory disk in a mount namespace
// of its own. Nothing new is begun, people are told, the kill switch gets through on the reserve, and the desk goes on by itself.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Latch } from '../../src/domain/kill-switch.ts';
import { eventually, Rig, textOf } from './rig.ts';

const SIZE = '4m';
const CONFIG = 'http: { enabled: false }';

/** A process that only keeps the small disk mounted on a rig's data folder; undefined where the system does not let us. */
async function smallDisk(world: Rig): Promise<ChildProcess | undefined> {
  mkdirSync(world.data);
  const script = `mount -t tmpfs -o size=${SIZE} none "$0" && echo mounted && exec cat`;
  const holder = spawn('/usr/bin/unshare', ['-rm', 'sh', '-c', script, world.data], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const mounted = new Promise<boolean>((resolve) => {
    holder.stdout.once('data', () => resolve(true));
    holder.once('error', () => resolve(false));
    holder.once('exit', () => resolve(false));
  });
  if (await mounted) return holder;
  process.stderr.write('skipped: no small disk can be mounted here\n');
  return undefined;
}

let world = new Rig();
let holder: ChildProcess | undefined;
beforeEach(async () => {
  world = new Rig();
  holder = await smallDisk(world);
});
afterEach(async () => {
  await world.remove();
  if (holder === undefined || holder.exitCode !== null) return;
  holder.kill('SIGKILL');
  await once(holder, 'exit');
});

/** The data folder as those see it who live on the small disk. */
const inside = (...name: string[]): string => join(`/proc/${holder?.pid}/root`, world.data, ...name);
const onTheDisk = () => ({
  config: CONFIG,
  shell: `exec nsenter -t ${holder?.pid} -U -m --preserve-credentials -- "$@"`,
});
/** Takes all the room that is left. */
function fill(): void {
  for (let bytes = 1 << 20; bytes >= 512; bytes /= 2) {
    try {
      for (;;) writeFileSync(inside('fill'), Buffer.alloc(bytes), { flag: 'a' });
    } catch {
      // No room for so many; fewer may still fit.
    }
  }
}
const readInside = (name: string): string => readFileSync(inside(name), 'utf8');

describe('a full disk', { timeout: 60_000 }, () => {
  it('under a running desk stops all but the kill switch, is told, and is over when there is room', async () => {
    if (holder === undefined) return;
    const desk = world.start(['start', '--json', '--speed', '20'], onTheDisk());
    await desk.opened();
    fill();
    await desk.told(/State cannot be written.*Only \/killswitch acts/);
    expect((await desk.ask('/cut btc 50')).title).toContain('could not be stored');
    rmSync(inside('fill'));
    await desk.told(/State can be written again/);
    expect(textOf(await desk.ask('/cut btc 50'))).toContain('Cut BTC long 0.5000 → 0.2500');
    desk.end();
    expect(await desk.ended).toMatchObject({ code: 0, signal: null });
    const verified = await world.run(['journal', 'verify', '--data', world.data], onTheDisk());
    expect(verified).toMatchObject({ code: 0, stderr: '' });
  });

  it('at a start lets the desk open, and the kill switch through on the reserve', async () => {
    if (holder === undefined) return;
    const first = await world.run(['start', '--json'], onTheDisk());
    expect(first).toMatchObject({ code: 0, stderr: '' });
    fill();
    const desk = world.start(['start', '--json', '--speed', '20'], onTheDisk());
    await desk.told(/State cannot be written/);
    await desk.ask('/killswitch flatten');
    const flat = await eventually(() => {
      try {
        const now = JSON.parse(readInside('KILLED.json')) as Latch;
        return now.finishedAt === undefined ? undefined : now;
      } catch {
        return undefined;
      }
    });
    expect(flat).toMatchObject({ epoch: 1, state: 'latched', goal: 'flatten' });
    desk.end();
    expect(await desk.ended).toMatchObject({ code: 0, signal: null });
    const venue = JSON.parse(readInside('paper-main.json')) as { holdings: unknown[]; orders: unknown[] };
    expect([venue.holdings.length, venue.orders.length]).toEqual([0, 3]);
  });
});
