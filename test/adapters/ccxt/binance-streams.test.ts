// The streams of a real account: what is heard, what need not be asked for because of it, and everything that can go wrong with
// a socket. Both sides live on one clock that runs fifty times as fast.
import { afterEach, describe, expect, it } from 'vitest';
import { pauseBefore } from '../../../src/adapters/ccxt/line/stream-socket.ts';
import type { ExchangeEvent } from '../../../src/ports/exchange.ts';
import { approved } from '../../contracts/approved-order.ts';
import { FastClock } from '../../support/fast-clock.ts';
import { must, openOnLoopback, type Rig, type RigOptions } from './binance-rig.ts';

const START = Date.UTC(2026, 0, 5);
let rig: Rig;
let heard: ExchangeEvent[];
afterEach(() => rig.close());

async function open(options: RigOptions = {}): Promise<void> {
  heard = [];
  const clock = new FastClock(START, 50);
  rig = await openOnLoopback({
    clock,
    tickMs: 20,
    settings: { streams: true, ordersKeptMs: 3_600_000, windowMs: 60_000, timeoutMs: 60_000 },
    ...options,
  });
  rig.exchange.listen((event) => heard.push(event));
}
const streamStates = () => heard.flatMap((event) => (event.kind === 'stream' ? event.state : []));
const live = () => rig.server.waitFor(() => streamStates().at(-1) === 'live', { for: 'live streams' });
const orders = () => heard.flatMap((event) => (event.kind === 'order' ? event.order : []));
const fills = () => heard.flatMap((event) => (event.kind === 'fill' ? event.fill : []));
const placeLimit = (clientOrderId: string, price = '50000') =>
  rig.account.place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.01', price, clientOrderId });

describe('live streams', () => {
  it('bring prices, so that none are asked for', async () => {
    await open();
    await live();
    rig.server.price('BTCUSDT', '61234.5');
    rig.server.clearRequests();
    await rig.server.waitFor(() => rig.server.streams.sent > 0);
    let price = '';
    for (let i = 0; i < 20 && price !== '61234.5'; i += 1) {
      rig.server.streams.publish();
      await new Promise((resolve) => setTimeout(resolve, 5));
      price = must(await rig.exchange.marks(['BTCUSDT']))[0]?.price.toString() ?? '';
    }
    expect(price).toBe('61234.5');
    expect(rig.server.calls('GET /fapi/v1/premiumIndex').length).toBeLessThanOrEqual(1);
  });

  it('tell orders and fills as they happen, each once however often it is sent', async () => {
    await open();
    await live();
    rig.server.users.trouble.copies = 3;
    const order = placeLimit('by-hand');
    await rig.server.waitFor(() => orders().length > 0, { for: 'the new order' });
    rig.account.fill(order);
    await rig.server.waitFor(() => fills().length > 0, { for: 'the fill' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(orders().map(({ clientOrderId, state }) => [clientOrderId, state])).toEqual([
      ['by-hand', 'open'],
      ['by-hand', 'filled'],
    ]);
    expect(
      fills().map(({ quantity, price, clientOrderId }) => [`${quantity}`, `${price}`, clientOrderId]),
    ).toEqual([['0.01', '50000', 'by-hand']]);
    expect(heard.some(({ kind }) => kind === 'account')).toBe(true);
  });

  it('that deliver in the wrong order do not open an order again that is over', async () => {
    await open();
    await live();
    rig.server.users.trouble.holding = true;
    const order = placeLimit('turned');
    rig.account.fill(order);
    rig.server.users.release();
    await rig.server.waitFor(() => fills().length > 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(orders().at(-1)?.state).toBe('filled');
    expect(orders().filter(({ state }) => state === 'open')).toEqual([]);
  });

  it('save the reading of open orders until something is heard of them', async () => {
    await open();
    await live();
    must(await rig.exchange.openOrders());
    rig.server.clearRequests();
    expect(must(await rig.exchange.openOrders())).toEqual([]);
    expect(rig.server.requests).toEqual([]);
    placeLimit('foreign');
    await rig.server.waitFor(() => orders().length > 0);
    expect(must(await rig.exchange.openOrders()).map((each) => each.clientOrderId)).toEqual(['foreign']);
    // What we do ourselves counts as heard.
    const sent = await rig.exchange.submit(
      approved({
        symbol: 'BTCUSDT',
        side: 'buy',
        quantity: '0.01',
        type: 'limit',
        limitPrice: '49000',
        clientOrderId: 'own',
      }),
    );
    expect(sent.kind).toBe('accepted');
    expect(must(await rig.exchange.openOrders())).toHaveLength(2);
  });

  it('are not believed by the urgent side', async () => {
    await open();
    await live();
    must(await rig.exchange.openOrders());
    rig.server.clearRequests();
    must(await rig.exchange.urgent.openOrders());
    expect(rig.server.calls('GET /fapi/v1/openOrders')).toHaveLength(1);
  });
});

describe('a stream that', () => {
  it('is cut is told as lost, connected again, and everything is read anew', async () => {
    await open();
    await live();
    must(await rig.exchange.openOrders());
    rig.server.users.drop();
    await rig.server.waitFor(() => streamStates().includes('lost'), { for: 'the loss' });
    placeLimit('missed');
    expect(must(await rig.exchange.openOrders())).toHaveLength(1);
    await live();
    expect(must(await rig.exchange.openOrders()).map((each) => each.clientOrderId)).toEqual(['missed']);
  });

  it('cannot be had five times gives way to asking, and comes back by itself', async () => {
    await open({ prepare: (server) => Object.assign(server, { refuseStreams: true }) });
    await rig.server.waitFor(() => streamStates().includes('polling'), { for: 'polling' });
    expect(must(await rig.exchange.marks(['BTCUSDT'])).length).toBe(1);
    expect(must(await rig.exchange.openOrders())).toEqual([]);
    rig.server.refuseStreams = false;
    await live();
    expect(streamStates()).toEqual(['polling', 'live']);
  });

  it('lost its listen key gets a new one', async () => {
    await open();
    await live();
    rig.server.users.expire(rig.account.state);
    await rig.server.waitFor(() => rig.server.calls('POST /fapi/v1/listenKey').length >= 2, {
      for: 'a new key',
    });
    await live();
    placeLimit('after');
    await rig.server.waitFor(() => orders().some(({ clientOrderId }) => clientOrderId === 'after'));
  });

  it('missed a change without knowing is found out by the next full reading', async () => {
    await open({ settings: { streams: true, ordersKeptMs: 1_000, windowMs: 60_000, timeoutMs: 60_000 } });
    await live();
    must(await rig.exchange.openOrders());
    rig.server.users.trouble.silent = true;
    placeLimit('unheard');
    await new Promise((resolve) => setTimeout(resolve, 50));
    rig.server.users.trouble.silent = false;
    expect(must(await rig.exchange.openOrders()).map((each) => each.clientOrderId)).toEqual(['unheard']);
    await rig.server.waitFor(() => streamStates().includes('lost'), { for: 'a new connection' });
    await live();
  });

  it('brings no prices any more is given up, and prices are asked for', async () => {
    await open();
    await live();
    rig.server.streams.silent = true;
    await rig.server.waitFor(() => streamStates().includes('lost'), { for: 'the silence to be noticed' });
    rig.server.price('BTCUSDT', '60500');
    expect(`${must(await rig.exchange.marks(['BTCUSDT']))[0]?.price}`).toBe('60500');
  });
});

describe('the end', () => {
  it('leaves no connection behind', async () => {
    await open();
    await live();
    await rig.exchange.close();
    await rig.server.waitFor(() => rig.server.users.connections + rig.server.streams.connections === 0);
  });
});

describe('the pause before another try', () => {
  it('doubles up to a minute, a fifth either way', () => {
    expect([1, 2, 3, 4, 5, 6, 20].map((failures) => pauseBefore(failures, 0.5))).toEqual([
      2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000,
    ]);
    expect([0, 1].map((random) => pauseBefore(3, random))).toEqual([6_400, 9_600]);
  });
});
