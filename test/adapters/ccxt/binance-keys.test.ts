// Keys: one plain sentence for each thing that can be wrong with one, and no order before a key is known to be harmless.
import { afterEach, describe, expect, it } from 'vitest';
import { approved } from '../../contracts/approved-order.ts';
import type { BinanceServer } from '../../support/binance-server/binance-driver.ts';
import { startBinanceServer } from '../../support/binance-server/binance-server.ts';
import { must, openAt, settingsFor } from './binance-rig.ts';

let server: BinanceServer;
afterEach(() => server.close());

async function opening(
  change: (server: BinanceServer) => Parameters<typeof settingsFor>[2] | undefined,
): Promise<string> {
  server = await startBinanceServer({ tickMs: 0 });
  const account = server.account('main', { deposit: '1000' });
  const opened = await openAt(settingsFor(server, account, change(server)));
  if (!opened.ok) return opened.error.message;
  await opened.value.exchange.close();
  return 'opened';
}
const key = (at: BinanceServer) => at.account('main').apiKey;
const set = (at: BinanceServer, standing: Partial<ReturnType<typeof key>>): undefined => {
  Object.assign(key(at), standing);
};

describe('a key that', () => {
  it('may trade and not withdraw is taken', async () => {
    expect(await opening(() => undefined)).toBe('opened');
  });

  it('may withdraw is refused, with what to do', async () => {
    const said = await opening((at) => set(at, { enableWithdrawals: true }));
    expect(said).toBe(
      'the key of account main may withdraw money; switch that permission off at the exchange, or make a key without it',
    );
    expect(server.requests.filter(({ method }) => !method.startsWith('GET'))).toEqual([]);
  });

  it('may not trade futures is refused', async () => {
    expect(await opening((at) => set(at, { enableFutures: false }))).toBe(
      'the key of account main may not trade futures; switch that permission on at the exchange, or stay in paper mode',
    );
  });

  it('is not one at all is refused', async () => {
    const said = await opening(() => ({ credentials: { key: 'short', secret: 'secret' } }));
    expect(said).toBe(
      'the exchange does not know the key of account main; copy it again into CUTMAN_MAIN_KEY',
    );
  });

  it('does not fit its secret is refused', async () => {
    const said = await opening((at) => ({ credentials: { key: key(at).key, secret: 'another' } }));
    expect(said).toBe(
      'the secret of account main does not fit its key; copy it again into CUTMAN_MAIN_SECRET',
    );
  });

  it.each([
    ['was deleted', (at: BinanceServer) => set(at, { revoked: true })],
    ['is used from an address that is not on its list', (at: BinanceServer) => set(at, { ipAllowed: false })],
    ['has expired', (at: BinanceServer) => set(at, { expiresAt: 1 })],
  ])('%s is refused in words that name the possible reasons: the venue says no more', async (_, change) => {
    const said = await opening((at) => change(at));
    expect(said).toContain('the exchange refuses the key of account main from');
    expect(said).toContain(
      "it was deleted, has expired or lacks a permission, or the address is not on its list; look at the key's page",
    );
  });

  it('is revoked while the desk runs loses the account at the next request, and no order is sent', async () => {
    server = await startBinanceServer({ tickMs: 0 });
    const account = server.account('main', { deposit: '1000' });
    const { exchange } = must(await openAt(settingsFor(server, account)));
    account.apiKey.revoked = true;
    const read = await exchange.balances();
    expect(!read.ok && read.error).toMatchObject({ code: 'AUTH_LOST', retryable: false, outcome: 'none' });
    const sent = await exchange.submit(
      approved({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.01', clientOrderId: 'a' }),
    );
    expect(sent.kind === 'fault' && sent.fault).toMatchObject({ code: 'AUTH_LOST', outcome: 'none' });
    await exchange.close();
  });
});

describe('a venue that cannot be reached at the start', () => {
  it('leaves the account open for later, and lets no order out before its key was checked', async () => {
    server = await startBinanceServer({ tickMs: 0 });
    const account = server.account('main', { deposit: '1000' });
    server.maintenance('page');
    const { exchange } = must(await openAt(settingsFor(server, account)));
    expect((await exchange.balances()).ok).toBe(false);
    server.maintenance(false);
    account.apiKey.enableWithdrawals = true;
    const order = approved({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.01', clientOrderId: 'a' });
    const sent = await exchange.submit(order);
    expect(sent.kind === 'fault' && sent.fault.message).toContain('may withdraw money');
    expect(server.calls('POST /fapi/v1/order')).toEqual([]);
    account.apiKey.enableWithdrawals = false;
    expect((await exchange.submit(order)).kind).toBe('accepted');
    await exchange.close();
  });
});

describe('what the key may do', () => {
  it('is told as the venue tells it', async () => {
    server = await startBinanceServer({ tickMs: 0 });
    const { exchange } = must(await openAt(settingsFor(server, server.account('main'))));
    expect(must(await exchange.keyPermissions())).toEqual({
      read: true,
      trade: true,
      withdraw: false,
      addressRestricted: true,
    });
    await exchange.close();
  });
});
