// The loopback exchange as a program of its own, and the prices that move in it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { startBinanceServer } from '../support/binance-server/binance-server.ts';
import { crashLevel, PriceWalk } from '../support/binance-server/price-walk.ts';

const SCRIPT = new URL('../support/binance-server/serve.ts', import.meta.url).pathname;

describe('the exchange as a program', () => {
  it('says where it is, moves its prices, and ends with its standard input', async () => {
    const child = spawn(process.execPath, [SCRIPT, '--step', '20', '--positions'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const { url, apiKey, secret } = JSON.parse(line) as Record<string, string>;
    expect([apiKey?.length, secret?.length]).toEqual([64, 64]);
    const price = async (): Promise<string> => {
      const answer = await fetch(`${url}/fapi/v1/premiumIndex?symbol=BTCUSDT`);
      return ((await answer.json()) as { markPrice: string }).markPrice;
    };
    const first = await price();
    await expect.poll(price).not.toBe(first);
    child.stdin.end();
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
  });
});

describe('prices that move by themselves', () => {
  it('are the same for the same seed', async () => {
    const walks = [];
    for (let run = 0; run < 2; run += 1) {
      const server = await startBinanceServer({ tickMs: 0 });
      const walk = new PriceWalk(server, { seed: 7, step: 0.0004 });
      for (let step = 1; step <= 50; step += 1) walk.step(step * 1_000);
      walks.push([...server.venue.markets.values()].map(({ last }) => last.toString()));
      await server.close();
    }
    expect(walks[0]).toEqual(walks[1]);
    expect(walks[0]).not.toEqual(['60000', '3000', '150']);
  });

  it('fall by the depth of a crash and come back to 95 %', () => {
    const crash = { afterMs: 1_000, fallMs: 2_000, depth: 0.1, recoveryMs: 4_000 };
    const levels = [0, 1_000, 2_000, 3_000, 5_000, 7_000, 90_000].map((at) => crashLevel(crash, at));
    expect(levels.map((level) => level.toFixed(3))).toEqual([
      '1.000',
      '1.000',
      '0.950',
      '0.900',
      '0.925',
      '0.950',
      '0.950',
    ]);
  });
});
