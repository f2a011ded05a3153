// A machine whose clock is set back or forth while a real account is open: requests keep the exchange's time, and nothing old comes to life.
import { afterEach, describe, expect, it } from 'vitest';
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { approved } from '../../contracts/approved-order.ts';
import type { BinanceServer } from '../../support/binance-server/binance-driver.ts';
import { startBinanceServer } from '../../support/binance-server/binance-server.ts';
import { must, openAt, settingsFor } from './binance-rig.ts';

const HOUR = 3_600_000;

/** The system's clock, but that somebody moves its hands. */
class MovedClock implements Clock {
  readonly #real = new SystemClock();
  movedMs = 0;

  now(): number {
    return this.#real.now() + this.movedMs;
  }

  monotonic(): number {
    return this.#real.monotonic();
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return this.#real.sleep(milliseconds, signal);
  }

  breathe(): Promise<void> {
    return this.#real.breathe();
  }
}

let server: BinanceServer;
afterEach(() => server.close());

describe.each([-HOUR, HOUR, -HOUR / 600])('a clock that jumps by %i ms', (movedMs) => {
  it('disturbs no signed request, and its difference to the exchange is known at once', async () => {
    server = await startBinanceServer({ tickMs: 0 });
    const account = server.account('main', { deposit: '10000' });
    const clock = new MovedClock();
    const { exchange } = must(await openAt(settingsFor(server, account), clock));
    expect(Math.abs(exchange.signingWindow.skewMs)).toBeLessThan(500);
    clock.movedMs = movedMs;
    expect(Math.abs(exchange.signingWindow.skewMs + movedMs)).toBeLessThan(500);
    server.clearRequests();
    must(await exchange.balances());
    const order = { symbol: 'BTCUSDT', side: 'buy', quantity: '0.01' } as const;
    expect((await exchange.submit(approved({ ...order, clientOrderId: 'one' }))).kind).toBe('accepted');
    expect(server.requests.map(({ code }) => code).filter((code) => code !== undefined)).toEqual([]);
    // What is told in the desk's time is told in the time that the clock shows now.
    const [fill] = must(await exchange.fills(clock.now() - 60_000));
    expect(Math.abs((fill?.at ?? 0) - clock.now())).toBeLessThan(5_000);
    await exchange.close();
  });
});
