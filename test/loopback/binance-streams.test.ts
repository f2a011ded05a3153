// The loopback exchange's streams: what is told of an account, listen keys, public marks, and streams that lie or fall silent.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountDriver } from '../support/binance-server/account-driver.ts';
import type { BinanceServer } from '../support/binance-server/binance-driver.ts';
import { startBinanceServer } from '../support/binance-server/binance-server.ts';
import { type Caller, caller, TestClock } from './binance-calls.ts';

type Message = Record<string, unknown> & {
  e?: string;
  o?: Record<string, unknown>;
  a?: Record<string, unknown>;
};

class Listener {
  readonly messages: Message[] = [];
  closed = false;
  readonly socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.addEventListener('message', ({ data }) => this.messages.push(JSON.parse(String(data)) as Message));
    socket.addEventListener('close', () => {
      this.closed = true;
    });
  }

  static async open(url: string): Promise<Listener> {
    const listener = new Listener(new WebSocket(url));
    await new Promise((resolve, reject) => {
      listener.socket.addEventListener('open', resolve);
      listener.socket.addEventListener('error', reject);
    });
    return listener;
  }

  get kinds(): (string | undefined)[] {
    return this.messages.map(({ e }) => e);
  }
}

const buy = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.1' };
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

const base = () => server.url.replace('http', 'ws');
async function privately(): Promise<Listener> {
  const { listenKey } = (await call('POST /fapi/v1/listenKey', {}, { unsigned: true })).body;
  return Listener.open(`${base()}/private/ws?listenKey=${listenKey}`);
}
const heard = (listener: Listener, count: number) =>
  server.waitFor(() => listener.messages.length >= count, { for: `${count} messages` });

describe('the private stream', () => {
  it('tells of the order, then of the account, then of the fill', async () => {
    const listener = await privately();
    await call('POST /fapi/v1/order', { ...buy, newClientOrderId: 'cut-1' });
    await heard(listener, 3);
    expect(listener.kinds).toEqual(['ORDER_TRADE_UPDATE', 'ACCOUNT_UPDATE', 'ORDER_TRADE_UPDATE']);
    const [taken, changed, filled] = listener.messages;
    expect(taken?.o).toMatchObject({ c: 'cut-1', x: 'NEW', X: 'NEW', z: '0.0000' });
    expect(changed?.a).toMatchObject({
      m: 'ORDER',
      B: [{ a: 'USDT', wb: '9996.99999500', cw: '9996.99999500' }],
      P: [{ s: 'BTCUSDT', pa: '0.1000', ep: '60000.1', ps: 'BOTH' }],
    });
    expect(filled?.o).toMatchObject({ x: 'TRADE', X: 'FILLED', l: '0.1000', L: '60000.10', n: '3.00000500' });
  });

  it('tells of conditional orders, changed leverage, funding and liquidation', async () => {
    account.place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '1' });
    const listener = await privately();
    account.stop({ symbol: 'BTCUSDT', side: 'SELL', quantity: '0.1', triggerPrice: '59000' });
    await call('POST /fapi/v1/leverage', { symbol: 'BTCUSDT', leverage: 30 });
    server.payFunding('BTCUSDT');
    server.venue.liquidates = true;
    server.mark('BTCUSDT', '40000');
    await heard(listener, 7);
    expect(listener.kinds.slice(0, 3)).toEqual(['ALGO_UPDATE', 'ACCOUNT_CONFIG_UPDATE', 'ACCOUNT_UPDATE']);
    expect(listener.messages.map(({ a }) => a?.['m']).filter((m) => m !== undefined)).toEqual([
      'FUNDING_FEE',
      'ORDER',
      'INSURANCE_CLEAR',
    ]);
    expect(listener.messages.map(({ o }) => String(o?.['c']))).toContainEqual(
      expect.stringMatching(/^autoclose-/),
    );
  });

  it('keeps to its own account', async () => {
    const other = server.account('other', { deposit: '10000' });
    const listener = await privately();
    other.place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.1' });
    account.deposit('1');
    await heard(listener, 1);
    expect(listener.messages).toHaveLength(1);
    expect(listener.messages[0]?.a).toMatchObject({ m: 'DEPOSIT', P: [] });
  });
});

describe('listen keys', () => {
  const renew = () => call('PUT /fapi/v1/listenKey', {}, { unsigned: true });

  it('stay the same while they live, and live an hour from the last renewal', async () => {
    const make = async () => (await call('POST /fapi/v1/listenKey', {}, { unsigned: true })).body.listenKey;
    const first = await make();
    clock.pass(59 * 60_000);
    expect((await renew()).body.listenKey).toBe(first);
    clock.pass(59 * 60_000);
    expect(await make()).toBe(first);
    clock.pass(60 * 60_000);
    expect((await renew()).body.code).toBe(-1125);
    expect(await make()).not.toBe(first);
  });

  it('say that they have expired, and then nothing more, on a connection that stays open', async () => {
    const listener = await privately();
    clock.pass(60 * 60_000);
    server.tick();
    await heard(listener, 1);
    account.place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.1' });
    expect(listener.kinds).toEqual(['listenKeyExpired']);
    expect(server.users.events.filter(({ delivered }) => delivered)).toHaveLength(1);
    expect(listener.closed).toBe(false);
  });

  it('that nobody knows are listened to in vain', async () => {
    const listener = await Listener.open(`${base()}/private/ws?listenKey=nobody`);
    await call('POST /fapi/v1/order', buy);
    expect(listener.messages).toEqual([]);
    expect(server.users.connections).toBe(0);
  });
});

describe('streams that go wrong', () => {
  it('send everything twice', async () => {
    const listener = await privately();
    server.users.trouble.copies = 2;
    await call('POST /fapi/v1/order', buy);
    await heard(listener, 6);
    expect(listener.messages[4]).toEqual(listener.messages[5]);
  });

  it('send the newest first', async () => {
    const listener = await privately();
    server.users.trouble.holding = true;
    await call('POST /fapi/v1/order', buy);
    server.users.release();
    await heard(listener, 3);
    expect(listener.messages.map(({ o }) => o?.['x'])).toEqual(['TRADE', undefined, 'NEW']);
  });

  it('fall silent with an open connection, and what happened meanwhile is lost', async () => {
    const listener = await privately();
    server.users.freeze(true);
    await call('POST /fapi/v1/order', buy);
    server.users.freeze(false);
    account.deposit('5');
    await heard(listener, 1);
    expect(listener.kinds).toEqual(['ACCOUNT_UPDATE']);
    expect(server.users.events.filter(({ delivered }) => !delivered)).toHaveLength(4);
  });

  it('are cut, and turned away', async () => {
    const listener = await privately();
    server.users.drop();
    await server.waitFor(() => listener.closed);
    server.refuseStreams = true;
    await expect(privately()).rejects.toBeDefined();
  });
});

describe('public streams', () => {
  it('send marks of what was subscribed to as prices move', async () => {
    const listener = await Listener.open(`${base()}/market/ws/1`);
    listener.socket.send(JSON.stringify({ method: 'SUBSCRIBE', params: ['btcusdt@markPrice@1s'], id: 1 }));
    await heard(listener, 2);
    server.price('BTCUSDT', '61234.5');
    await heard(listener, 3);
    expect(listener.messages[0]).toEqual({ result: null, id: 1 });
    expect(listener.messages[2]).toMatchObject({
      e: 'markPriceUpdate',
      s: 'BTCUSDT',
      p: '61234.50000000',
      E: clock.at,
    });
    listener.socket.send(JSON.stringify({ method: 'UNSUBSCRIBE', params: ['btcusdt@markPrice@1s'], id: 2 }));
    await heard(listener, 4);
    expect(server.streams.subscriptions).toEqual([]);
  });

  it('wrap what they send on a combined connection', async () => {
    const listener = await Listener.open(`${base()}/stream?streams=btcusdt@bookTicker/!markPrice@arr`);
    server.streams.publish();
    await heard(listener, 2);
    expect(listener.messages.map(({ stream }) => stream)).toEqual(['btcusdt@bookTicker', '!markPrice@arr']);
    expect(listener.messages[0]?.['data']).toMatchObject({ b: '60000.00', a: '60000.10' });
  });
});
