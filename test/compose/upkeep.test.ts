// The stores are tidied while the desk runs: without that they grow for as long as it does.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfig } from '../../config/load.ts';
import { makeUpkeep } from '../../src/compose/upkeep.ts';
import { openProduct } from '../../src/compose.ts';
import type { Fault } from '../../src/domain/fault.ts';
import { failure, success } from '../../src/domain/result.ts';
import type { ChatStore } from '../../src/ports/chat-store.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { SilentLog } from '../support/silent-log.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FULL: Fault = { code: 'STORE_FAILED', message: 'full', retryable: true, outcome: 'none' };

function rig() {
  const done = { chat: 0, ledger: 0, history: [] as number[] };
  const disk = { fails: false };
  const clock = new FakeClock();
  const upkeep = makeUpkeep({
    clock,
    log: new SilentLog(),
    chat: {
      tidy: async () => {
        done.chat += 1;
      },
    },
    ledger: {
      tidy: async () => {
        done.ledger += 1;
        return disk.fails ? failure(FULL) : success(undefined);
      },
    },
    history: {
      thin: async (now) => {
        done.history.push(now);
        return success(0);
      },
    },
  });
  const hours = async (count: number): Promise<void> => {
    for (let minute = 0; minute < count * 60; minute += 1) {
      await clock.advance(60_000);
      await upkeep();
    }
  };
  return { done, disk, clock, hours };
}

it('tidies the chat every hour and the stores once a day, an hour after the start for the first time', async () => {
  const { done, clock, hours } = rig();
  await hours(0.9);
  expect(done).toEqual({ chat: 0, ledger: 0, history: [] });
  await hours(0.1);
  expect(done).toEqual({ chat: 1, ledger: 1, history: [clock.now()] });
  await hours(23);
  expect([done.chat, done.ledger, done.history.length]).toEqual([24, 1, 1]);
  await hours(1);
  expect([done.chat, done.ledger, done.history.length]).toEqual([25, 2, 2]);
});

it('asks a store that refused again the next hour', async () => {
  const { done, disk, hours } = rig();
  disk.fails = true;
  await hours(2);
  expect(done.ledger).toBe(2);
  disk.fails = false;
  await hours(10);
  expect(done.ledger).toBe(3);
});

it('runs in the product: what came in long ago is forgotten, the equity curve of long ago is thinned', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'cutman-upkeep-'));
  const loaded = loadConfig([
    {
      name: 'default.yaml',
      text: readFileSync(new URL('../../config/default.yaml', import.meta.url), 'utf8'),
    },
    { name: 'test', text: JSON.stringify({ http: { enabled: false }, risk: { interval: '30m' } }) },
  ]);
  if (!loaded.ok) throw new Error('the configuration of the test is wrong');
  const opened = await openProduct({
    config: loaded.value.config,
    dataDir,
    env: {},
    version: '0.0.0',
    repeatable: true,
    logLevel: 'silent',
    onFatal: () => undefined,
  });
  if (!opened.ok) throw new Error(opened.error.message);
  const product = opened.value;
  try {
    const { history, ledger, clock } = product.desk.context.ports;
    const inbox = ledger as unknown as ChatStore;
    const longAgo = clock.now() - 100 * DAY;
    const point = {
      account: 'main',
      unrealizedPnl: '0',
      marginRatio: null,
      valueAtRisk: null,
      drawdown: null,
    };
    await history.addEquity(
      'paper',
      Array.from({ length: 60 }, (_, minute) => ({
        ...point,
        at: Math.ceil(longAgo / HOUR) * HOUR + minute * 60_000,
        equity: String(100 + minute),
      })),
    );
    const old = { id: 'telegram:1', platform: 'telegram', receivedAt: longAgo, payload: '{}' };
    await inbox.receive(old);
    await inbox.finish(old.id);
    expect(await inbox.receive(old)).toEqual(success(false));

    await product.pacer.advance(HOUR + 30 * 60_000);
    const left = await history.equity('paper', 'main', longAgo, longAgo + 2 * HOUR);
    expect(left.ok && left.value.map(({ equity }) => equity)).toEqual(['100', '159']);
    expect(await inbox.receive(old), 'it is not known any more').toEqual(success(true));
  } finally {
    await product.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
