// What a real account tells of its own connection: how fast requests were, how much weight is used, what came over the streams.
import { afterEach, describe, expect, it } from 'vitest';
import { RequestTimes } from '../../../src/adapters/ccxt/line/request-times.ts';
import { StreamMemory } from '../../../src/adapters/ccxt/line/stream-memory.ts';
import { must, openOnLoopback, type Rig } from './binance-rig.ts';

let rig: Rig | undefined;
afterEach(async () => {
  await rig?.close();
  rig = undefined;
});

describe('the times of requests', () => {
  it('are the middle and the ninety-ninth of a hundred of the newest five hundred', () => {
    const times = new RequestTimes();
    expect(times.figures).toBeUndefined();
    for (let each = 1; each <= 300; each += 1) times.took(9_999, 500);
    for (let each = 1; each <= 500; each += 1) times.took(each, each > 490 ? undefined : 200);
    expect(times.figures).toEqual({ count: 500, failed: 10, p50Ms: 250, p99Ms: 495 });
  });

  it('of one request are its own', () => {
    const times = new RequestTimes();
    times.took(41, 200);
    expect(times.figures).toEqual({ count: 1, failed: 0, p50Ms: 41, p99Ms: 41 });
  });
});

describe('what a stream said', () => {
  it('is kept for the last ten thousand messages, newest first', () => {
    const memory = new StreamMemory('account');
    expect(memory.newest(10)).toEqual([]);
    for (let each = 0; each < 10_050; each += 1) memory.heard(`message ${each}`, each);
    expect(memory.newest(3).map(({ text, at }) => [text, at])).toEqual([
      ['message 10049', 10_049],
      ['message 10048', 10_048],
      ['message 10047', 10_047],
    ]);
    const all = memory.newest(Number.MAX_SAFE_INTEGER);
    expect([all.length, all.at(-1)?.text]).toEqual([10_000, 'message 50']);
    expect(memory.figures('live')).toEqual({
      name: 'account',
      state: 'live',
      messages: 10_050,
      heardAt: 10_049,
    });
  });

  it('has no key in it, and of a long message only the beginning with its length', () => {
    const memory = new StreamMemory('account');
    const key = 'pqia91ma19a5s61cv6a81va65sdf19v8a65a1a5s61cv6a81va65sdf19v8a65a1';
    memory.heard(`{"e":"listenKeyExpired","listenKey": "${key}","E":1}`, 1);
    memory.heard(`${'x'.repeat(390)}"listenKey":"${key}"`, 2);
    const [long, short] = memory.newest(2);
    expect(short?.text).toBe('{"e":"listenKeyExpired","listenKey": "…","E":1}');
    expect(long?.length).toBe(390 + 14 + key.length);
    expect(`${long?.text}${short?.text}`).not.toContain(key.slice(0, 8));
  });
});

describe('a real account', () => {
  it('counts its requests and the weight of its address', async () => {
    rig = await openOnLoopback();
    must(await rig.exchange.balances());
    const { requests, weight, streams } = rig.exchange.telemetry();
    expect(requests?.count).toBeGreaterThan(2);
    expect(requests?.failed).toBe(0);
    expect(requests!.p50Ms).toBeGreaterThan(0);
    expect(requests!.p99Ms).toBeGreaterThanOrEqual(requests!.p50Ms);
    expect(weight?.limit).toBe(2_400);
    expect(weight?.used).toBeGreaterThanOrEqual(rig.server.weight);
    expect(streams).toEqual([]);
    rig.server.fault({ method: 'GET /fapi/v3/account', fault: { kind: 'delay', ms: 60 } });
    must(await rig.exchange.balances());
    expect(rig.exchange.telemetry().requests!.p99Ms).toBeGreaterThanOrEqual(60);
  });

  it('tells what its streams said, without the key that opens them', async () => {
    rig = await openOnLoopback({ tickMs: 10, settings: { streams: true } });
    const { exchange, account, server } = rig;
    await server.waitFor(() => exchange.telemetry().streams.every(({ state }) => state === 'live'), {
      for: 'live streams',
    });
    account.place({
      symbol: 'BTCUSDT',
      side: 'BUY',
      quantity: '0.01',
      price: '50000',
      clientOrderId: 'mine',
    });
    await server.waitFor(() => exchange.heard(500).some(({ stream }) => stream === 'account'));
    const heard = exchange.heard(500);
    expect(heard.find(({ stream }) => stream === 'account')?.text).toContain('"mine"');
    expect(heard.find(({ stream }) => stream === 'prices')?.text).toContain('markPrice');
    expect(heard.map(({ at }) => at)).toEqual(heard.map(({ at }) => at).sort((a, b) => b - a));
    const [prices, own] = exchange.telemetry().streams;
    expect(prices).toMatchObject({ name: 'prices', state: 'live', heardAt: expect.any(Number) });
    expect(own?.messages).toBe(heard.filter(({ stream }) => stream === 'account').length);
    const { key, secret } = account.apiKey;
    const listenKeys = server.calls('POST /fapi/v1/listenKey').length;
    expect(listenKeys).toBeGreaterThan(0);
    for (const { text } of heard) expect(text).not.toMatch(new RegExp(`${key}|${secret}`));
  });
});
