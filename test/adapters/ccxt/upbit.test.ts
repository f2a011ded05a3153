// A second exchange of another kind, through ccxt's unified calls: Upbit's KRW spot market, on loopback.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountSettings } from '../../../src/adapters/ccxt/line/account-settings.ts';
import { Decimal } from '../../../src/domain/decimal.ts';
import type { Exchange, SubmitResult } from '../../../src/ports/exchange.ts';
import type { CandleSource } from '../../../src/ports/market-feed.ts';
import { approved } from '../../contracts/approved-order.ts';
import { UpbitServer } from '../../support/upbit-server/upbit-server.ts';
import { must, openAt } from './binance-rig.ts';

let server: UpbitServer;
let exchange: Exchange;
let candles: CandleSource;

const settings = (given: Partial<AccountSettings> = {}): AccountSettings => ({
  account: 'krw',
  exchange: 'upbit',
  credentials: { key: server.key, secret: server.secret },
  baseUrl: server.url,
  network: 'live',
  windowMs: 5_000,
  timeoutMs: 500,
  streams: false,
  ordersKeptMs: 0,
  ...given,
});

beforeEach(async () => {
  server = await UpbitServer.start();
  ({ exchange, candles } = must(await openAt(settings())));
});
afterEach(async () => {
  await exchange.close();
  await server.close();
});

const said = (result: SubmitResult): string => {
  if (result.kind === 'accepted') return `accepted ${result.order.state}`;
  if (result.kind === 'rejected') return `rejected ${result.rejection.venueCode}`;
  return `${result.fault.code} ${result.fault.outcome}`;
};
const sell = (quantity: string, clientOrderId = 'own') =>
  approved({
    symbol: 'KRW-BTC',
    side: 'sell',
    positionSide: 'long',
    quantity,
    reduceOnly: true,
    clientOrderId,
  });
const bid = (limitPrice: string, clientOrderId = 'bid') =>
  approved({ symbol: 'KRW-BTC', side: 'buy', quantity: '0.01', type: 'limit', limitPrice, clientOrderId });

describe('an account at Upbit', () => {
  it('knows what the exchange cannot do from the start', () => {
    expect(exchange.venue).toBe('Upbit spot');
    expect(exchange.capabilities).toEqual({
      derivatives: false,
      conditionalOrders: false,
      addMargin: false,
      setLeverage: false,
      setMarginMode: false,
      countdown: false,
      streams: false,
      orderByClientId: true,
    });
  });

  it('lists its won markets, with the least order and without leverage', async () => {
    const btc = must(await exchange.instruments()).get('KRW-BTC');
    expect(btc).toMatchObject({ base: 'BTC', quote: 'KRW' });
    expect(btc?.minNotional.toFixed()).toBe('5000');
    expect(btc?.brackets).toMatchObject([{ maintenanceMarginRate: 0, maxLeverage: 1 }]);
  });

  it('shows a coin as a position without leverage, at what was paid for it', async () => {
    server.set('BTC', '0.5', '90000000');
    server.set('DOGE', '1000', '100');
    const [position, ...rest] = must(await exchange.positions());
    expect(rest).toEqual([]);
    expect(position).toMatchObject({ symbol: 'KRW-BTC', side: 'long', leverage: 1, marginMode: 'cross' });
    expect([position?.quantity, position?.entryPrice, position?.markPrice].map(String)).toEqual([
      '0.5',
      '90000000',
      '100000000',
    ]);
    expect(position?.unrealizedPnl.toString()).toBe('5000000');
    const balances = must(await exchange.balances());
    expect(balances.equity.toString()).toBe('60000000');
    expect(balances.walletBalance.toString()).toBe('55000000');
    expect(balances.equity.currency).toBe('KRW');
  });

  it('sells at the market, and finds the order and its fill by our own id', async () => {
    server.set('BTC', '0.5', '90000000');
    expect(said(await exchange.submit(sell('0.2')))).toBe('accepted open');
    const order = must(await exchange.orderByClientId('KRW-BTC', 'own'));
    expect(order).toMatchObject({ state: 'filled', clientOrderId: 'own', side: 'sell' });
    expect(order?.averagePrice?.toString()).toBe('100000000');
    const [fill] = must(await exchange.fills(0));
    expect([fill?.clientOrderId, `${fill?.quantity}`, `${fill?.price}`, `${fill?.fee}`]).toEqual([
      'own',
      '0.2',
      '100000000',
      '10000',
    ]);
    expect(`${must(await exchange.positions())[0]?.quantity}`).toBe('0.3');
  });

  it('lets a limit order rest and cancels it', async () => {
    const sent = await exchange.submit(bid('90000000'));
    if (sent.kind !== 'accepted') throw new Error(said(sent));
    expect(must(await exchange.openOrders()).map(({ clientOrderId }) => clientOrderId)).toEqual(['bid']);
    expect(must(await exchange.cancel(sent.order)).state).toBe('cancelled');
    expect(must(await exchange.openOrders())).toEqual([]);
  });

  it('cancels every order of a market, one by one', async () => {
    await exchange.submit(bid('90000000', 'a'));
    await exchange.submit(bid('80000000', 'b'));
    must(await exchange.cancelAll('KRW-BTC', 'plain'));
    expect(must(await exchange.openOrders())).toEqual([]);
  });

  it.each<readonly [string, () => ReturnType<typeof sell>, string]>([
    ['more than is there', () => sell('0.9'), 'rejected insufficient_funds_ask'],
    ['less than the least', () => sell('0.00001'), 'rejected under_min_total_ask'],
  ])('is told that %s is refused', async (_, order, expected) => {
    server.set('BTC', '0.5', '90000000');
    expect(said(await exchange.submit(order()))).toBe(expected);
  });

  it.each([
    ['lost after it was taken', { kind: 'drop', when: 'after' }, 'UNREACHABLE unknown', true],
    [
      'answered 502, and was taken',
      { kind: 'answer', status: 502, body: '<html/>', effect: true },
      'UNREACHABLE unknown',
      true,
    ],
    [
      'answered half, and was taken',
      { kind: 'answer', status: 201, body: '{"uuid":', effect: true },
      'BAD_ANSWER unknown',
      true,
    ],
    [
      'answered 400 by a page of something in between',
      { kind: 'answer', status: 400, body: '<html>Bad Request</html>' },
      'BAD_ANSWER unknown',
      false,
    ],
    [
      'answered 429',
      { kind: 'answer', status: 429, body: { error: { name: 'too_many_requests' } } },
      'RATE_LIMITED none',
      false,
    ],
  ] as const)('knows what is not known of an order that was %s', async (_, fault, expected, taken) => {
    server.set('BTC', '0.5', '90000000');
    server.failNext('POST /v1/orders', fault);
    expect(said(await exchange.submit(sell('0.2')))).toBe(expected);
    expect(server.orders).toHaveLength(taken ? 1 : 0);
    if (taken) expect(must(await exchange.orderByClientId('KRW-BTC', 'own'))?.state).toBe('filled');
  });

  it('knows no order that was never sent', async () => {
    expect(must(await exchange.orderByClientId('KRW-BTC', 'never'))).toBeUndefined();
  });

  it('says plainly what is not offered', async () => {
    const margin = await exchange.addMargin('KRW-BTC', 'long', new Decimal(1));
    expect(!margin.ok && margin.error).toMatchObject({ code: 'UNSUPPORTED', outcome: 'none' });
    expect(
      said(
        await exchange.submit(
          approved({ symbol: 'KRW-BTC', side: 'buy', quantity: '1', clientOrderId: 'm' }),
        ),
      ),
    ).toBe('rejected UNSUPPORTED');
    const stop = {
      symbol: 'KRW-BTC',
      side: 'sell',
      quantity: '1',
      type: 'stop-market',
      stopPrice: '1',
      clientOrderId: 's',
    } as const;
    expect(said(await exchange.submit(approved(stop)))).toBe('rejected UNSUPPORTED');
  });

  it('reads candles in pages, oldest first and none twice', async () => {
    const until = Math.floor(Date.now() / 3_600_000) * 3_600_000;
    const read = must(await candles.candles('KRW-BTC', '1h', until, 450));
    expect(read).toHaveLength(450);
    expect(read.at(-1)?.[0]).toBe(until - 3_600_000);
    expect(new Set(read.map(([at]) => at)).size).toBe(450);
    expect(read.every(([at], i) => i === 0 || at - read[i - 1]![0] === 3_600_000)).toBe(true);
  });
});

describe('a wrong key', () => {
  it('is refused when the account is opened, in one sentence', async () => {
    const opened = await openAt(settings({ credentials: { key: 'other', secret: 'x'.repeat(40) } }));
    expect(!opened.ok && opened.error).toMatchObject({ code: 'AUTH_LOST' });
    expect(!opened.ok && opened.error.message).toContain('the key of account krw');
  });
});

describe('an exchange that lacks something needed', () => {
  it('is named with what it lacks', async () => {
    const opened = await openAt(settings({ exchange: 'coinspot' }));
    expect(!opened.ok && opened.error.message).toMatch(
      /^CoinSpot cannot be used for account krw: ccxt offers no fetch/,
    );
  });
});
