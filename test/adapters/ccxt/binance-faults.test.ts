// What the adapter says of an order whose request went wrong, held against what the exchange really did: "nothing happened" is never said of an order that was taken.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SubmitResult } from '../../../src/ports/exchange.ts';
import { approved } from '../../contracts/approved-order.ts';
import { type VenueFault, venueFaults } from '../../support/binance-server/venue-faults.ts';
import { must, openAt, openOnLoopback, type Rig, settingsFor } from './binance-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await openOnLoopback({ settings: { timeoutMs: 250 } });
});
afterEach(() => rig.close());

const order = (clientOrderId = 'own') =>
  approved({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.01', clientOrderId });
const said = (result: SubmitResult): string => {
  if (result.kind === 'accepted') return 'accepted';
  if (result.kind === 'rejected') return `rejected ${result.rejection.venueCode}`;
  return `${result.fault.code} ${result.fault.outcome}`;
};
const held = (): string => rig.account.positions[0]?.amount ?? '0';

const FAULTS: readonly (readonly [string, VenueFault, string, boolean])[] = [
  ['is lost before it arrives', venueFaults.dropBefore, 'UNREACHABLE unknown', false],
  ['is taken and its answer lost', venueFaults.dropAfter, 'UNREACHABLE unknown', true],
  ['is never answered', venueFaults.hang, 'TIMEOUT unknown', false],
  ['is taken and answered too late', venueFaults.delay(600), 'TIMEOUT unknown', false],
  [
    'is answered 503 "Unknown error", and was taken',
    venueFaults.unknownError(true),
    'UNREACHABLE unknown',
    true,
  ],
  [
    'is answered 503 "Unknown error", and was not taken',
    venueFaults.unknownError(false),
    'UNREACHABLE unknown',
    false,
  ],
  ['is answered with a page of 502, and was taken', venueFaults.html(502, true), 'UNREACHABLE unknown', true],
  ['is answered with a page of 403', venueFaults.html(403), 'BAD_ANSWER unknown', false],
  ['is answered -1007, and was taken', venueFaults.code('-1007', true), 'TIMEOUT unknown', true],
  ['is answered -1006, and was not taken', venueFaults.code('-1006', false), 'UNREACHABLE unknown', false],
  ['is taken and its answer cut off', { kind: 'truncate', bytes: 40 }, 'UNREACHABLE unknown', true],
  [
    'is answered with an empty body, and was taken',
    { kind: 'answer', status: 200, body: '', effect: true },
    'BAD_ANSWER unknown',
    true,
  ],
  [
    'is answered with half of JSON, and was taken',
    { kind: 'answer', status: 200, body: '{"orderId":1', effect: true },
    'BAD_ANSWER unknown',
    true,
  ],
  [
    'is answered with HTML and 200, and was taken',
    { kind: 'answer', status: 200, body: '<html>ok</html>', effect: true },
    'BAD_ANSWER unknown',
    true,
  ],
  [
    'is answered with another shape, and was taken',
    { kind: 'answer', status: 200, body: { orderId: 'x' }, effect: true },
    'BAD_ANSWER unknown',
    true,
  ],
  ['is answered -1008', venueFaults.code('-1008'), 'UNREACHABLE none', false],
  ['is answered -1015', venueFaults.code('-1015'), 'RATE_LIMITED none', false],
  ['is answered -1021', venueFaults.code('-1021'), 'CLOCK_SKEW none', false],
  ['is answered -2022', venueFaults.code('-2022'), 'rejected -2022', false],
  ['is answered -4116', venueFaults.code('-4116'), 'rejected -4116', false],
];

describe('an order that', () => {
  it.each(FAULTS)('%s', async (_, fault, expected, taken) => {
    rig.server.failNext('POST /fapi/v1/order', fault);
    const result = await rig.exchange.submit(order());
    expect(said(result)).toBe(expected);
    expect(held()).toBe(taken ? '0.01' : '0');
    const found = must(await rig.exchange.orderByClientId('BTCUSDT', 'own'));
    expect(found?.state).toBe(taken ? 'filled' : undefined);
    // One request, whatever became of it: nothing below the desk sends an order again.
    expect(rig.server.calls('POST /fapi/v1/order')).toHaveLength(1);
  });
});

describe('a cancel that', () => {
  it.each<readonly [string, VenueFault, string]>([
    ['is carried out and its answer lost', venueFaults.dropAfter, 'UNREACHABLE unknown'],
    ['is lost before it arrives', venueFaults.dropBefore, 'UNREACHABLE unknown'],
    ['is answered 502', venueFaults.html(502), 'UNREACHABLE unknown'],
    ['is answered -1007', venueFaults.code('-1007'), 'TIMEOUT unknown'],
  ])('%s is unknown', async (_, fault, expected) => {
    const sent = await rig.exchange.submit(
      approved({
        symbol: 'BTCUSDT',
        side: 'buy',
        quantity: '0.01',
        type: 'limit',
        limitPrice: '50000',
        clientOrderId: 'r',
      }),
    );
    if (sent.kind !== 'accepted') throw new Error(said(sent));
    rig.server.failNext('DELETE /fapi/v1/order', fault);
    const answer = await rig.exchange.cancel(sent.order);
    expect(!answer.ok && `${answer.error.code} ${answer.error.outcome}`).toBe(expected);
  });
});

describe('the clocks', () => {
  it.each([6_000, -6_000])(
    '%i ms apart agree after one refused read, and the difference is known',
    async (skew) => {
      rig.server.skew(skew);
      expect(must(await rig.exchange.balances()).walletBalance.toString()).toBe('10000');
      expect(Math.abs(rig.exchange.signingWindow.skewMs - skew)).toBeLessThan(200);
      expect(said(await rig.exchange.submit(order()))).toBe('accepted');
    },
  );

  it('that part before an order: it is refused, not repeated, and the next one is right', async () => {
    rig.server.skew(60_000);
    expect(said(await rig.exchange.submit(order('first')))).toBe('CLOCK_SKEW none');
    expect(held()).toBe('0');
    expect(said(await rig.exchange.submit(order('second')))).toBe('accepted');
  });
});

describe('the limits', () => {
  it('after 418 not one request leaves until the ban is over, urgent ones neither', async () => {
    rig.server.ban(120_000);
    const first = await rig.exchange.positions();
    expect(!first.ok && first.error).toMatchObject({ code: 'BANNED', outcome: 'none' });
    rig.server.clearRequests();
    const answers = await Promise.all([
      rig.exchange.balances(),
      rig.exchange.openOrders(),
      rig.exchange.urgent.positions(),
      rig.exchange.urgent.submit(order()),
    ]);
    expect(answers.map((each) => ('ok' in each ? each.ok : each.kind))).toEqual([
      false,
      false,
      false,
      'fault',
    ]);
    expect(rig.server.requests).toEqual([]);
  });

  it('after 429 ordinary requests wait for the time told, and the kill switch goes on', async () => {
    rig.server.failNext('GET /fapi/v3/account', {
      kind: 'answer',
      status: 429,
      body: { code: -1003, msg: 'Too many requests.' },
      headers: { 'retry-after': '30' },
    });
    const first = await rig.exchange.balances();
    expect(!first.ok && first.error).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 30_000 });
    rig.server.clearRequests();
    expect((await rig.exchange.positions()).ok).toBe(false);
    expect(rig.server.requests).toEqual([]);
    expect((await rig.exchange.urgent.positions()).ok).toBe(true);
  });
});

describe('what the exchange answers', () => {
  it.each([
    ['an exponent', '1e5'],
    ['not a number', 'NaN'],
    ['forty digits', '1'.repeat(40)],
    ['nothing', ''],
    ['a number instead of text', 12.5],
  ])('with %s for money is a fault, never a balance', async (_, walletBalance) => {
    const assets = [
      { asset: 'USDT', walletBalance, unrealizedProfit: '0', crossWalletBalance: '0', availableBalance: '0' },
    ];
    const body = {
      totalWalletBalance: '0',
      totalUnrealizedProfit: '0',
      totalCrossWalletBalance: '0',
      availableBalance: '0',
      assets,
      positions: [],
    };
    rig.server.failNext('GET /fapi/v3/account', { kind: 'answer', status: 200, body });
    const read = await rig.exchange.balances();
    expect(!read.ok && read.error).toMatchObject({ code: 'BAD_ANSWER', outcome: 'none' });
  });

  it('in part is not taken for the whole: one book that fails is a failure of both', async () => {
    rig.server.failNext('GET /fapi/v1/openAlgoOrders', venueFaults.html(502));
    expect((await rig.exchange.openOrders()).ok).toBe(false);
  });

  it('with order ids beyond what a float64 holds keeps every digit', async () => {
    const id = '8389765543999999123';
    const row = `{"orderId":${id},"clientOrderId":"x","symbol":"BTCUSDT","side":"BUY","positionSide":"BOTH","type":"LIMIT","status":"NEW","origQty":"1","executedQty":"0","price":"5","reduceOnly":false,"updateTime":1}`;
    rig.server.failNext('GET /fapi/v1/openOrders', { kind: 'answer', status: 200, body: `[${row}]` });
    expect(must(await rig.exchange.openOrders())[0]?.id).toBe(id);
  });
});

describe('a server that lacks what only tells more', () => {
  it('is still an exchange: leverage and permissions are then unknown, not guessed', async () => {
    const missing: VenueFault = {
      kind: 'answer',
      status: 404,
      body: { code: -5000, msg: 'Path is invalid' },
    };
    for (const path of [
      'GET /fapi/v1/accountConfig',
      'GET /fapi/v1/symbolConfig',
      'GET /sapi/v1/account/apiRestrictions',
      'GET /sapi/v1/system/status',
    ]) {
      rig.server.failNext(path, missing, 10);
    }
    rig.account.hold({ symbol: 'ETHUSDT', side: 'long', quantity: '1', leverage: 7, marginType: 'ISOLATED' });
    const opened = must(await openAt(settingsFor(rig.server, rig.account)));
    const [position] = must(await opened.exchange.positions());
    expect(position).toMatchObject({ symbol: 'ETHUSDT', marginMode: 'isolated' });
    expect(position?.leverage).toBeUndefined();
    expect(must(await opened.exchange.balances()).positionMode).toBe('one-way');
    expect(must(await opened.exchange.keyPermissions()).withdraw).toBeUndefined();
    expect(must(await opened.exchange.status()).state).toBe('ok');
    expect(said(await opened.exchange.submit(order()))).toBe('accepted');
    await opened.exchange.close();
  });
});
