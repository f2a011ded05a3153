// The kill switch pulled on the real process, from every place it can be pulled from: chat, shell, HTTP, a file; twice at
// once; with one account failing; with Telegram down. Each time: one kill, one epoch, each position closed once, everything flat.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Latch } from '../../src/domain/kill-switch.ts';
import { eventually, freePort, Rig, type Running, type RunOptions, TOKEN, textOf } from './rig.ts';

const FAILING_VENUE = join(import.meta.dirname, 'failing-venue.ts');

interface Venue {
  readonly holdings: readonly { readonly symbol: string; readonly quantity: string }[];
  readonly orders: readonly {
    readonly symbol: string;
    readonly reduceOnly: boolean;
    readonly state: string;
  }[];
}

let world = new Rig();
afterEach(async () => {
  await world.remove();
  world = new Rig();
});

const latch = (): Latch => world.json<Latch>('KILLED.json');
const flat = (): Promise<Latch> =>
  eventually(() => {
    const now = world.has('KILLED.json') ? latch() : undefined;
    return now?.finishedAt === undefined || now.goal !== 'flatten' ? undefined : now;
  });

/** One kill, whoever asked: one epoch, one report, each position closed by one reduce-only order, and nothing rests. */
function expectOneKill(account = 'main', symbols = ['BTCUSDT', 'ETHUSDT', 'ADAUSDT']): void {
  expect(latch()).toMatchObject({ epoch: 1, state: 'latched', goal: 'flatten', drill: false });
  expect(latch().finishedAt).toBeGreaterThan(0);
  const { holdings, orders } = world.json<Venue>(`paper-${account}.json`);
  expect(holdings).toEqual([]);
  expect(orders.map((order) => order.symbol).sort()).toEqual([...symbols].sort());
  for (const order of orders) expect(order).toMatchObject({ reduceOnly: true, state: 'filled' });
  expect(world.names('reports').filter((name) => name.startsWith('kill-'))).toHaveLength(1);
}

/** A desk in market time that goes twenty times as fast: the two seconds between two reads of the book are a tenth. */
async function openDesk(options: RunOptions = {}): Promise<Running> {
  const desk = world.start(['start', '--json', '--speed', '20'], options);
  await desk.opened();
  return desk;
}

const finish = async (desk: Running): Promise<void> => {
  desk.end();
  expect(await desk.ended).toMatchObject({ code: 0, signal: null });
};

describe('the kill switch', { timeout: 60_000 }, () => {
  it('from chat halts without asking, and one press flattens', async () => {
    const desk = await openDesk();
    const halted = await desk.ask('/killswitch');
    expect(halted.title).toContain('KILLED by you');
    expect(halted.buttons.flat().map(({ label }) => label)).toEqual([
      expect.stringMatching(/^Flatten ≈ [\d.]+ USDT$/),
      'Keep',
    ]);
    expect(world.json<Venue>('paper-main.json').holdings).toHaveLength(3);
    await desk.ask('1');
    await flat();
    await desk.told(/FLAT/);
    await finish(desk);
    expectOneKill();
    expect(latch()).toMatchObject({ by: 'you', platform: 'terminal' });
  });

  it('pulled over HTTP and from the shell at the same moment is one kill, and each is told its end', async () => {
    const port = await freePort();
    const desk = await openDesk({ env: { CUTMAN_HTTP_TOKEN: TOKEN }, config: `http: { port: ${port} }` });
    const post = (headers: Record<string, string>): Promise<Response> =>
      fetch(`http://127.0.0.1:${port}/kill`, { method: 'POST', headers, body: '{"reason":"fire"}' });
    expect((await post({})).status).toBe(401);
    expect((await post({ authorization: 'Bearer guessed' })).status).toBe(401);
    expect(world.has('KILLED.json')).toBe(false);
    const [shell, http] = await Promise.all([
      world.run(['kill', '--reason', 'flood']),
      post({ authorization: `Bearer ${TOKEN}` }),
    ]);
    expect(http.status).toBe(202);
    expect(shell).toMatchObject({ code: 0, stderr: '' });
    expect(shell.stdout).toMatch(/^The running desk is told\.\n(LATCHED · .*\n)*FLAT · main: done/);
    await finish(desk);
    expectOneKill();
    expect(['fire', 'flood']).toContain(latch().reason);
  });

  it('is a file named KILL, taken within two seconds', async () => {
    const desk = await openDesk();
    world.put('KILL', 'smoke in the server room\nand more\n');
    await eventually(() => world.has('KILLED.json') || undefined, 2_000);
    await flat();
    await eventually(() => world.has('KILL.taken-1') || undefined);
    await finish(desk);
    expectOneKill();
    expect(latch()).toMatchObject({ platform: 'file', reason: 'smoke in the server room' });
    expect(world.has('KILL')).toBe(false);
  });

  it('from the shell does the work itself where no desk runs, and the next desk stays halted', async () => {
    await world.run(['start', '--json', '--speed', '20']);
    const shell = await world.run(['kill', '--reason', 'leaving']);
    expect(shell).toMatchObject({ code: 0, stderr: '' });
    expect(shell.stdout).toMatch(/^No desk runs on this folder; this command does the work itself\.\n/);
    expect(shell.stdout).toMatch(/\nFLAT · main: done, 0 orders, 3 closed\n$/);
    expectOneKill();
    const next = await world.run(['start', '--json'], { input: '/status\n/cut btc 50\n' });
    expect(next.said.map(({ reply }) => (reply === undefined ? '' : textOf(reply))).join('\n')).toMatch(
      /halted/,
    );
    expect(latch().epoch).toBe(1);
  });

  it('works while Telegram is down', async () => {
    const desk = await openDesk({
      env: { TELEGRAM_BOT_TOKEN: '1:nobody-answers' },
      config: 'chat: { telegram: { apiRoot: "http://127.0.0.1:9", chats: [1001] } }',
    });
    world.put('KILL', '');
    await flat();
    await desk.told(/FLAT/);
    await finish(desk);
    expectOneKill();
  });

  it('flattens one account while the other fails, names what is left, and finishes when it answers again', async () => {
    const down = world.file('venue-down', 'second');
    const desk = await openDesk({
      env: { NODE_OPTIONS: `--import ${FAILING_VENUE}`, FAILING_ACCOUNT_FILE: down },
      config: 'accounts: [{ name: main, exchange: binanceusdm }, { name: second, exchange: binanceusdm }]',
    });
    await desk.ask('/killswitch flatten');
    await eventually(() => (world.json<Venue>('paper-main.json').holdings.length === 0 ? true : undefined));
    const halfway = await eventually(() => {
      const accounts = latch().accounts;
      return accounts.find(({ account }) => account === 'main')?.step === 'done' ? accounts : undefined;
    });
    expect(halfway.find(({ account }) => account === 'second')).toMatchObject({ positionsClosed: 0 });
    expect(latch().finishedAt).toBeUndefined();
    expect(textOf(await desk.ask('/killswitch'))).toMatch(/RETRYING/);
    writeFileSync(down, '');
    await flat();
    await finish(desk);
    expectOneKill();
    expectOneKill('second');
  });
});
