// What can go wrong with the streams of a real account, in virtual time: how each trouble is noticed, what is told of it, and that
// afterwards the account is the exchange's own to the last digit.
import { afterEach, describe, expect, it } from 'vitest';
import { openRealAccount } from '../../../src/adapters/ccxt/open-real-account.ts';
import type { Exchange, ExchangeEvent } from '../../../src/ports/exchange.ts';
import type { AccountDriver } from '../../support/binance-server/account-driver.ts';
import type { BinanceServer } from '../../support/binance-server/binance-driver.ts';
import { startBinanceServer } from '../../support/binance-server/binance-server.ts';
import { venueFaults } from '../../support/binance-server/venue-faults.ts';
import { SilentLog } from '../../support/silent-log.ts';
import { Wire } from '../../support/wire.ts';
import { must, settingsFor } from './binance-rig.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

let wire: Wire;
let server: BinanceServer;
let account: AccountDriver;
let exchange: Exchange;
let heard: ExchangeEvent[];
let startedAt: number;

afterEach(async () => {
  const closing = exchange.close();
  await wire.clock.advance(0);
  await closing;
  await server.close();
  wire.close();
});

async function open(): Promise<void> {
  wire = new Wire(Date.UTC(2026, 0, 5));
  const { clock } = wire;
  server = await startBinanceServer({ tickMs: 0, now: () => clock.now(), pace: wire.pace() });
  account = server.account('main', { deposit: '10000' });
  account.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0.5', leverage: 10 });
  const settings = settingsFor(server, account, {
    streams: true,
    ordersKeptMs: 30 * SECOND,
    timeoutMs: 5 * SECOND,
  });
  const parts = { clock, log: new SilentLog(), random: () => 0.5 };
  const opened = await openRealAccount(settings, parts, new Map());
  if (!opened.ok) throw new Error(opened.error.message);
  exchange = opened.value.exchange;
  heard = [];
  exchange.listen((event) => heard.push(event));
  await pass(2 * SECOND);
  startedAt = clock.now();
}

/** Time passes; the exchange sends prices every second, and does what is due. */
async function pass(milliseconds: number, everyMs = SECOND): Promise<void> {
  const until = wire.clock.now() + milliseconds;
  while (wire.clock.now() < until) {
    server.tick();
    server.streams.publish();
    await wire.clock.advance(Math.min(everyMs, until - wire.clock.now()));
  }
}

/** What was told of the streams since `open`, with the seconds at which it was told. */
const told = (): string[] =>
  heard.flatMap((event) =>
    event.kind === 'stream' && event.at >= startedAt
      ? `${Math.round((event.at - startedAt) / SECOND)} s ${event.state}${event.why === undefined ? '' : `: ${event.why}`}`
      : [],
  );
const states = (): string[] => told().map((line) => line.replace(/^\d+ s (\w+).*$/, '$1'));

/** Everything that the desk reads of the account, beside what the exchange itself has. */
async function differences(): Promise<string[]> {
  const found: string[] = [];
  const same = (what: string, ours: unknown, theirs: unknown): void => {
    const [a, b] = [JSON.stringify(ours), JSON.stringify(theirs)];
    if (a !== b) found.push(`${what}: ${a}, the exchange has ${b}`);
  };
  const positions = must(await exchange.positions());
  same(
    'positions',
    positions
      .map(({ symbol, side, quantity }) => `${symbol} ${side === 'long' ? '' : '-'}${quantity}`)
      .sort(),
    account.positions.map(({ symbol, amount }) => `${symbol} ${amount}`).sort(),
  );
  same(
    'orders',
    must(await exchange.openOrders())
      .map(({ clientOrderId, quantity, filled }) => `${clientOrderId} ${filled}/${quantity}`)
      .sort(),
    [
      ...account.openOrders.map((each) => `${each.clientOrderId} ${each.executedQty}/${each.origQty}`),
      ...account.openAlgos.map((each) => `${each.clientAlgoId} 0/${each.quantity}`),
    ].sort(),
  );
  const { walletBalance, equity } = must(await exchange.balances());
  same('wallet', walletBalance.value.toFixed(8), account.wallet);
  same('equity', equity.value.toFixed(8), account.equity);
  const price = must(await exchange.marks(['BTCUSDT']))[0]?.price.value;
  same('mark', price?.toFixed(), server.venue.market('BTCUSDT').mark.toFixed());
  return found;
}

/** What a busy account does: an entry, a fill in two parts, a stop, a price that moves. */
function busy(name: string): void {
  const order = account.place({
    symbol: 'BTCUSDT',
    side: 'BUY',
    quantity: '0.03',
    price: '59000',
    clientOrderId: `${name}-entry`,
  });
  account.fill(order, { quantity: '0.01' });
  account.place({
    symbol: 'ETHUSDT',
    side: 'BUY',
    quantity: '1',
    price: '2900',
    clientOrderId: `${name}-eth`,
  });
  account.stop({
    symbol: 'BTCUSDT',
    side: 'SELL',
    quantity: '0.1',
    triggerPrice: '55000',
    reduceOnly: true,
    clientOrderId: `${name}-stop`,
  });
  server.price('BTCUSDT', '60100.5');
}

describe('afterwards the account is the exchange’s own when the stream', () => {
  it('brought everything three times, the newest first', async () => {
    await open();
    server.users.trouble.copies = 3;
    server.users.trouble.holding = true;
    busy('turned');
    server.users.release();
    await pass(3 * SECOND);
    expect(await differences()).toEqual([]);
    const fills = heard.flatMap((event) => (event.kind === 'fill' ? event.fill.id : []));
    expect(fills).toHaveLength(new Set(fills).size);
    expect(fills).toHaveLength(1);
  });

  it('was cut while things happened, and is there again after two seconds', async () => {
    await open();
    server.users.drop();
    await wire.clock.advance(0);
    busy('missed');
    await pass(SECOND);
    expect(await differences()).toEqual([]);
    await pass(3 * SECOND);
    expect(told()).toEqual(['0 s lost: the connection failed', '2 s live']);
    busy('after');
    await pass(SECOND);
    expect(await differences()).toEqual([]);
  });

  it('is half open: nobody answers any more, which is noticed within a minute', async () => {
    await open();
    await pass(30 * SECOND);
    server.users.freeze(true);
    busy('unheard');
    await pass(45 * SECOND);
    expect(states()).toContain('lost');
    expect(told()[0]).toContain('it answers no more');
    expect(await differences()).toEqual([]);
    server.users.freeze(false);
    await pass(90 * SECOND);
    expect(states().at(-1)).toBe('live');
    expect(await differences()).toEqual([]);
  });

  it.each([
    ['that is cut in its middle', '{"e":"ORDER_TRADE_UP'],
    ['of another shape', '{"e":"ORDER_TRADE_UPDATE","E":"soon","T":null,"o":{"s":7}}'],
    ['of nothing', ''],
  ])('sent a message %s in place of what happened', async (_, text) => {
    await open();
    must(await exchange.openOrders());
    server.users.trouble.silent = true;
    busy('garbled');
    server.users.trouble.silent = false;
    server.users.say(text);
    await pass(SECOND);
    expect(await differences()).toEqual([]);
    expect(told()).toEqual([]);
  });

  it('sent a message that is longer than anything it has to say', async () => {
    await open();
    busy('before');
    server.users.say(`{"e":"ORDER_TRADE_UPDATE","o":"${'x'.repeat(8_400_000)}"}`);
    await wire.until(() => states().includes('lost'), 10 * SECOND);
    await pass(4 * SECOND);
    expect(told()[0]).toContain('lost: it sent a message that is too long');
    expect(states()).toEqual(['lost', 'live']);
    expect(await differences()).toEqual([]);
  });

  it('lost its key after an hour in which it could not be renewed', async () => {
    await open();
    const renewals = server.fault({
      method: 'PUT /fapi/v1/listenKey',
      fault: venueFaults.html(502),
      times: Number.POSITIVE_INFINITY,
    });
    await pass(59 * MINUTE, 10 * SECOND);
    expect(renewals.hits).toBeGreaterThan(20);
    expect(states()).toEqual([]);
    // Even the word that the key has expired is lost.
    server.users.trouble.silent = true;
    await pass(2 * MINUTE, 10 * SECOND);
    server.users.trouble.silent = false;
    busy('new-key');
    await pass(5 * SECOND);
    expect(states()).toEqual(['lost', 'live']);
    expect(told()[0]).toContain('its key expired');
    expect(server.calls('POST /fapi/v1/listenKey')).toHaveLength(2);
    expect(await differences()).toEqual([]);
    expect(
      heard.some((event) => event.kind === 'order' && event.order.clientOrderId === 'new-key-entry'),
    ).toBe(true);
  });

  it('ended with the exchange’s server, which was back a minute later', async () => {
    await open();
    server.refuseStreams = true;
    const down = server.fault({
      method: '*',
      fault: venueFaults.dropBefore,
      times: Number.POSITIVE_INFINITY,
    });
    server.cut();
    busy('restarted');
    await pass(65 * SECOND);
    expect(states().at(-1)).toBe('polling');
    down.remove();
    server.refuseStreams = false;
    expect(await differences()).toEqual([]);
    await pass(70 * SECOND);
    expect(states()).toEqual(['lost', 'polling', 'live']);
    expect(await differences()).toEqual([]);
  });

  it('was ended by the exchange, as it does once a day, both sockets at once', async () => {
    await open();
    await pass(HOUR, 14 * SECOND);
    expect(told()).toEqual([]);
    server.users.drop();
    server.streams.drop();
    busy('next-day');
    await pass(4 * SECOND);
    expect(states()).toEqual(['lost', 'live']);
    expect(await differences()).toEqual([]);
  });
});

describe('a stream of prices that', () => {
  it('says nothing for ten minutes gives way to asking after five tries, and that is told once', async () => {
    await open();
    server.streams.silent = true;
    await pass(4 * SECOND);
    server.price('BTCUSDT', '60500');
    await pass(2 * SECOND);
    expect(await differences()).toEqual([]);
    await pass(10 * MINUTE);
    expect(states()).toEqual(['lost', 'polling']);
    server.price('BTCUSDT', '60700');
    expect(await differences()).toEqual([]);
    server.streams.silent = false;
    await pass(80 * SECOND);
    expect(states()).toEqual(['lost', 'polling', 'live']);
  });

  it('brings only what nobody can read is as good as silent', async () => {
    await open();
    server.streams.silent = true;
    for (let second = 0; second < 20; second += 1) {
      server.streams.say('<html>502</html>');
      await pass(SECOND);
    }
    expect(told()[0]).toContain('lost');
  });
});
