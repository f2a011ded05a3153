// Real accounts from the configuration: what opens, what is refused and in which words, and what a failed one leaves behind.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../../config/schema.ts';
import { MarketClock } from '../../src/adapters/system/market-clock.ts';
import { SystemClock } from '../../src/adapters/system/system-clock.ts';
import { examineAccounts } from '../../src/compose/examine-accounts.ts';
import { isHarmless, openReal } from '../../src/compose/real-venues.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { BinanceServer } from '../support/binance-server/binance-driver.ts';
import { startBinanceServer } from '../support/binance-server/binance-server.ts';
import { SilentLog } from '../support/silent-log.ts';

let server: BinanceServer;
beforeEach(async () => {
  server = await startBinanceServer({ tickMs: 0 });
});
afterEach(() => server.close());

interface Given {
  readonly accounts?: readonly Record<string, unknown>[];
  readonly oneTimeCodes?: boolean;
  readonly clock?: Clock;
  readonly env?: Record<string, string>;
}
const loopback = (name = 'main') => ({ name, exchange: 'binanceusdm', baseUrl: server.url, streams: false });
const keysOf = (name: string): Record<string, string> => {
  const { key, secret } = server.account(name, { deposit: '1000' }).apiKey;
  const variable = name.toUpperCase().replaceAll('-', '_');
  return { [`CUTMAN_${variable}_KEY`]: key, [`CUTMAN_${variable}_SECRET`]: secret };
};
const configOf = ({ accounts = [loopback()], oneTimeCodes = true }: Given): Config =>
  ({ mode: 'real', accounts, security: { oneTimeCodes } }) as unknown as Config;

async function opening(given: Given = {}): Promise<string> {
  const { env = keysOf('main'), clock = new SystemClock() } = given;
  const opened = await openReal({ config: configOf(given), clock, log: new SilentLog(), env });
  if (!opened.ok) return opened.error.message;
  const names = opened.value.map(({ name, exchange }) => `${name} at ${exchange.venue}, ${exchange.kind}`);
  await Promise.all(opened.value.map(({ exchange }) => exchange.close()));
  return names.join('; ');
}

describe('real accounts', () => {
  it('are opened with the keys of the environment, whatever the account is called', async () => {
    expect(await opening()).toBe('main at Binance USDⓈ-M, real');
    const accounts = [loopback('main'), loopback('my-second')];
    const env = { ...keysOf('main'), ...keysOf('my-second') };
    expect(await opening({ accounts, env })).toBe(
      'main at Binance USDⓈ-M, real; my-second at Binance USDⓈ-M, real',
    );
  });

  it.each<readonly [string, Given, string]>([
    [
      'no account',
      { accounts: [] },
      'no account is configured; add one under accounts, such as {name: main, exchange: binanceusdm}',
    ],
    [
      'no key',
      { env: {} },
      'account main has no key; set CUTMAN_MAIN_KEY and CUTMAN_MAIN_SECRET and start again',
    ],
    [
      'market time',
      { clock: new MarketClock({ startAt: 0 }) },
      'market time runs faster than real time; set paper.speed to 1 and paper.feed to synthetic or live',
    ],
    [
      'no one-time codes and real money',
      { oneTimeCodes: false, accounts: [{ name: 'main', exchange: 'binanceusdm' }] },
      'security.oneTimeCodes is false and account main is neither on loopback nor on a testnet',
    ],
    [
      'an exchange that nobody knows',
      { accounts: [{ name: 'main', exchange: 'nosuchexchange' }] },
      'account main: ccxt knows no exchange called nosuchexchange',
    ],
    [
      "ccxt's mixed Binance",
      { accounts: [{ name: 'main', exchange: 'binance' }] },
      'account main: exchange binance is not offered; use binanceusdm for Binance USDⓈ-M futures',
    ],
  ])('are refused with %s, in one sentence with what to do', async (_, given, said) => {
    expect(await opening(given)).toBe(said);
    expect(server.requests).toEqual([]);
  });

  it('are all given up when one of them cannot be opened', async () => {
    const accounts = [loopback('main'), loopback('other')];
    const env = { ...keysOf('main'), ...keysOf('other'), CUTMAN_OTHER_SECRET: 'wrong' };
    expect(await opening({ accounts, env })).toContain('the secret of account other does not fit its key');
    await server.waitFor(() => server.users.connections === 0);
  });

  it('may go without one-time codes where no real money can be reached', () => {
    const at = (given: Record<string, unknown>) =>
      isHarmless({ name: 'x', exchange: 'binanceusdm', ...given } as never);
    expect([
      at({}),
      at({ baseUrl: 'https://fapi.binance.com' }),
      at({ baseUrl: 'http://127.0.0.1.example.com' }),
      at({ testnet: true }),
      at({ demo: true }),
      at({ baseUrl: 'http://127.0.0.1:9001' }),
      at({ baseUrl: 'http://localhost:9001' }),
    ]).toEqual([false, false, false, true, true, true, true]);
  });
});

describe('the doctor', () => {
  it('tells what the key may do and what the exchange can', async () => {
    const found = await examineAccounts(configOf({}), keysOf('main'));
    expect(found.map(({ state, detail }) => `${state}: ${detail}`)).toEqual([
      'fine: Binance USDⓈ-M answers; the key may trade, may not withdraw',
      'fine: equity 1000 USDT, one-way',
      "fine: can: leveraged positions, stops kept by the exchange, margin of isolated positions, change of leverage, change of margin mode, dead man's countdown, streams, orders looked up by our own id",
    ]);
    expect(server.requests.every(({ method }) => method.startsWith('GET'))).toBe(true);
  });

  it('tells what is wrong with a key', async () => {
    const env = keysOf('main');
    server.account('main').apiKey.enableWithdrawals = true;
    const [found] = await examineAccounts(configOf({}), env);
    expect(found).toMatchObject({ account: 'main', state: 'wrong' });
    expect(found?.detail).toContain('may withdraw money');
  });
});
