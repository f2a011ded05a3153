// "The first hour" of docs/exchanges.md, done step by step by the real process against the loopback exchange: the commands are
// those of the page, everything is flat at the end, and no key, secret or listen key stands in anything that was written or said.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { generateSync } from 'otplib';
import { afterEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Latch } from '../../src/domain/kill-switch.ts';
import type { BinanceServer } from '../support/binance-server/binance-driver.ts';
import { startBinanceServer } from '../support/binance-server/binance-server.ts';
import { eventually, Rig, type Running, textOf } from './rig.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/exchanges.md'), 'utf8');
const hour = page.slice(page.indexOf('## The first hour'));
/** Every command line and chat command of the hour's steps, in their order. */
const commands = [...hour.matchAll(/`((?:npx cutman |\/)[^`…]+)`/g)].map((match) => match[1] ?? '');

let world = new Rig();
let server: BinanceServer;
afterEach(async () => {
  await world.remove();
  await server.close();
  world = new Rig();
});

/** The page's own configuration, but that the testnet is the exchange on this machine. */
function configOnLoopback(): string {
  const yaml = /```yaml\n([\s\S]*?)```/.exec(hour)?.[1] ?? '';
  const config = parse(yaml) as { accounts: { testnet?: boolean }[] };
  expect(config.accounts).toEqual([{ name: 'main', exchange: 'binanceusdm', testnet: true }]);
  const accounts = config.accounts.map(({ testnet: _, ...account }) => ({
    ...account,
    baseUrl: server.url,
    streamUrl: server.url.replace('http', 'ws'),
  }));
  return JSON.stringify({ ...config, accounts, http: { port: 0 }, risk: { interval: '500ms' } });
}

/** Every byte of every file under the folder, as text. */
function everything(folder: string): string {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .map((path) => (statSync(path).isDirectory() ? everything(path) : readFileSync(path, 'latin1')))
    .join('\n');
}

it('leads from a key to a flat account, and leaves no key anywhere', { timeout: 90_000 }, async () => {
  server = await startBinanceServer();
  const account = server.account('main', { deposit: '10000' });
  const { key, secret } = account.apiKey;
  const config = configOnLoopback();
  const env = { CUTMAN_MAIN_KEY: key, CUTMAN_MAIN_SECRET: secret, LOG_LEVEL: 'debug' };
  const done: string[] = [];
  const heard: string[] = [];
  const shell = async (line: string) => {
    done.push(line);
    const ended = await world.run(line.replace('npx cutman ', '').split(' '), { env, config });
    heard.push(ended.stdout, ended.stderr);
    return ended;
  };

  const doctor = await shell('npx cutman doctor');
  expect(doctor.stdout).toContain('Binance USDⓈ-M answers; the key may trade, may not withdraw');
  expect(doctor.stdout).not.toContain('WRONG account');
  const enrolled = await shell('npx cutman enrol you');
  const otp = /secret=([A-Z2-7]+)/.exec(enrolled.stdout)?.[1] ?? '';
  const code = (afterMs = 0) =>
    generateSync({ secret: otp, epoch: Math.floor((Date.now() + afterMs) / 1_000) });

  done.push('npx cutman start');
  const desk: Running = world.start(['start', '--json'], { env, config });
  await desk.opened();
  const say = async (line: string, as = line): Promise<string> => {
    done.push(as);
    return textOf(await desk.ask(line));
  };
  expect(await say('/mode')).toContain('valid');
  await say(`/mode real ${code()}`, '/mode real CODE');
  expect(textOf(await desk.ask('1'))).toContain('mode is now real');
  // On the testnet's page a person would do this.
  account.place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.1' });
  for (let looks = 0; looks < 60 && !(await say('/positions')).includes('BTC'); looks += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await say('/cut btc 50')).toContain('Cut BTC long 0.1');
  await desk.ask('1');
  await server.waitFor(() => account.positions.some(({ amount }) => `${amount}` === '0.05'), {
    for: 'half the position',
  });
  expect(await say('/killswitch drill')).toMatch(/drill|rehears/i);
  await say('/killswitch flatten');
  await eventually(() => {
    const latch = world.json<Latch>('KILLED.json');
    return !latch.drill && latch.finishedAt !== undefined ? latch : undefined;
  });
  expect(account.positions.filter(({ amount }) => Number(amount) !== 0)).toEqual([]);
  const cleared = await say(`/reset ${code(30_000)}`, '/reset CODE');
  expect(cleared).toMatch(/re-armed|reset|clear/i);
  for (const line of ['/debug 50', '/health', '/journal 50']) heard.push(await say(line, ''));
  account.apiKey.revoked = true;
  await desk.told(/refuses the key of account main/);
  desk.end();
  const ended = await desk.ended;
  heard.push(ended.stdout, ended.stderr);

  expect(commands.length).toBeGreaterThan(8);
  expect(commands.filter((command) => !done.includes(command))).toEqual([]);
  const listenKeys = heard.join('').match(/"listenKey\\?":\\?"[^…"\\]+/g) ?? [];
  expect(listenKeys).toEqual([]);
  const written = `${heard.join('\n')}\n${everything(world.data)}`;
  expect(written).toContain('BTCUSDT');
  expect(written.includes(key)).toBe(false);
  expect(written.includes(secret)).toBe(false);
  expect(written).not.toMatch(/signature=[0-9a-f]{16}/);
});
