// Who gets in at the loopback exchange: signatures, the time window, keys and their permissions, budgets, bans and faults.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountDriver } from '../support/binance-server/account-driver.ts';
import type { BinanceServer } from '../support/binance-server/binance-driver.ts';
import { startBinanceServer } from '../support/binance-server/binance-server.ts';
import { venueFaults } from '../support/binance-server/venue-faults.ts';
import { type Caller, caller, TestClock } from './binance-calls.ts';

const ORDER = 'POST /fapi/v1/order';
const buy = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.01' };
let clock: TestClock;
let server: BinanceServer;
let account: AccountDriver;
let call: Caller;

beforeEach(async () => {
  clock = new TestClock();
  server = await startBinanceServer({ now: clock.now, tickMs: 0 });
  account = server.account('main', { deposit: '10000' });
  call = caller(server, account);
});
afterEach(() => server.close());

describe('signed requests', () => {
  const refusals: readonly [string, Parameters<Caller>[2], number, number][] = [
    ['a wrong secret', { secret: 'x'.repeat(64) }, 400, -1022],
    ['a key of the wrong form', { key: 'no-key' }, 401, -2014],
    ['a key nobody has', { key: 'z'.repeat(64) }, 401, -2015],
    ['a time of 5.001 s ago', { timestamp: new TestClock().at - 5_001 }, 400, -1021],
    ['a time 1.001 s ahead', { timestamp: new TestClock().at + 1_001 }, 400, -1021],
    ['no signature at all', { unsigned: true }, 400, -1102],
  ];
  it.each(refusals)('refuses %s', async (_, options, status, code) => {
    const answer = await call('GET /fapi/v3/account', {}, options);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('takes a time at the very edges of the window', async () => {
    for (const timestamp of [clock.at - 5_000, clock.at + 1_000]) {
      expect((await call('GET /fapi/v3/account', {}, { timestamp })).status).toBe(200);
    }
  });

  it('goes by its own clock when that runs ahead', async () => {
    server.skew(7_000);
    const answer = await call('GET /fapi/v3/account', {}, { timestamp: clock.at });
    expect(answer.body.code).toBe(-1021);
    expect((await call('GET /fapi/v1/time')).body).toEqual({ serverTime: clock.at + 7_000 });
  });

  it.each([
    ['revoked', () => Object.assign(account.apiKey, { revoked: true })],
    ['used from another address', () => Object.assign(account.apiKey, { ipAllowed: false })],
    ['expired', () => Object.assign(account.apiKey, { expiresAt: clock.at })],
  ])('refuses a key that is %s', async (_, spoil) => {
    spoil();
    const answer = await call('GET /fapi/v3/account');
    expect([answer.status, answer.body.code]).toEqual([401, -2015]);
  });

  it('lets a key without trading permission read and not trade', async () => {
    account.apiKey.enableFutures = false;
    expect((await call('GET /fapi/v3/account')).status).toBe(200);
    expect((await call(ORDER, buy)).body.code).toBe(-2015);
    const permissions = await call('GET /sapi/v1/account/apiRestrictions');
    expect(permissions.body).toMatchObject({
      enableFutures: false,
      enableWithdrawals: false,
      ipRestrict: true,
    });
  });
});

describe('budgets', () => {
  it('counts weight by the minute and says so in a header', async () => {
    await call('GET /fapi/v1/openOrders');
    const second = await call('GET /fapi/v3/account');
    expect(second.headers.get('x-mbx-used-weight-1m')).toBe('45');
    clock.pass(60_000);
    expect((await call('GET /fapi/v1/time')).headers.get('x-mbx-used-weight-1m')).toBe('1');
  });

  it('answers 429 with the time to wait, and bans an address that goes on', async () => {
    server.limits = { weightPerMinute: 40, warnings: 2, banMs: 120_000 };
    await call('GET /fapi/v1/openOrders');
    const first = await call('GET /fapi/v1/time');
    expect([first.status, first.body.code, first.headers.get('retry-after')]).toEqual([429, -1003, '38']);
    await call('GET /fapi/v1/time');
    const banned = await call('GET /fapi/v1/time');
    expect([banned.status, banned.headers.get('retry-after')]).toEqual([418, '120']);
    clock.pass(119_000);
    expect((await call('GET /fapi/v1/time')).status).toBe(418);
    clock.pass(1_000);
    expect((await call('GET /fapi/v1/time')).status).toBe(200);
  });

  it('counts orders for ten seconds and refuses more without saying how long', async () => {
    server.limits = { ordersPerTenSeconds: 2 };
    const placed = [await call(ORDER, buy), await call(ORDER, buy), await call(ORDER, buy)];
    expect(placed.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(placed[1]?.headers.get('x-mbx-order-count-10s')).toBe('2');
    expect([placed[2]?.body.code, placed[2]?.headers.get('retry-after')]).toEqual([-1015, null]);
    expect(account.amount('BTCUSDT')).toBe('0.02');
  });
});

describe('faults on demand', () => {
  it.each([
    ['lost before it took effect', venueFaults.dropBefore, '0'],
    ['lost after it took effect', venueFaults.dropAfter, '0.01'],
  ])('an order can be %s', async (_, fault, held) => {
    server.failNext(ORDER, fault);
    await expect(call(ORDER, buy)).rejects.toThrow();
    expect(account.amount('BTCUSDT')).toBe(held);
  });

  it.each([
    ['-1007 with effect', venueFaults.code('-1007', true), 408, '0.01'],
    ['-1007 without effect', venueFaults.code('-1007'), 408, '0'],
    ['an unknown 503 with effect', venueFaults.unknownError(true), 503, '0.01'],
    ['a page of the proxy', venueFaults.html(502, true), 502, '0.01'],
    ['a body that ends in its middle', venueFaults.truncated, 200, '0.01'],
    ['a refusal with -2022', venueFaults.code('-2022'), 400, '0'],
    ['429 with Retry-After', venueFaults.tooMany(7), 429, '0'],
    ['418 with Retry-After', venueFaults.banned(180), 418, '0'],
  ])('an order can be answered with %s', async (_, fault, status, held) => {
    server.failNext(ORDER, fault);
    expect((await call(ORDER, buy)).status).toBe(status);
    expect(account.amount('BTCUSDT')).toBe(held);
  });

  it('hits the third call alone when told so', async () => {
    server.fault({ method: ORDER, fault: venueFaults.code('-1008'), after: 2 });
    const statuses = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await call(ORDER, buy)).status);
    expect(statuses).toEqual([200, 200, 503, 200]);
  });

  it('acts on a late order only while its window is open', async () => {
    server.failNext(ORDER, venueFaults.late(4_000));
    await expect(call(ORDER, buy)).rejects.toThrow();
    clock.pass(4_000);
    server.tick();
    expect(account.amount('BTCUSDT')).toBe('0.01');
    server.failNext(ORDER, venueFaults.late(6_000));
    await expect(call(ORDER, buy)).rejects.toThrow();
    clock.pass(6_000);
    server.tick();
    expect(account.amount('BTCUSDT')).toBe('0.01');
  });

  it('closes for maintenance with a page or with -1016', async () => {
    server.maintenance('page');
    const page = await call('GET /fapi/v1/time');
    expect([page.status, page.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8']);
    server.maintenance('code');
    expect((await call('GET /fapi/v1/time')).body.code).toBe(-1016);
    server.maintenance(false);
    expect((await call('GET /fapi/v1/time')).status).toBe(200);
  });

  it('keeps a log of what was asked, with weights and answers, and no signature', async () => {
    await call(ORDER, { ...buy, quantity: '999999' });
    expect(server.requests[0]).toMatchObject({
      method: ORDER,
      account: 'main',
      weight: 0,
      status: 400,
      code: -4005,
    });
    expect(server.requests[0]?.params).not.toHaveProperty('signature');
  });
});
