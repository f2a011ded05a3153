// Orders at the loopback exchange: what is refused with which code, and how orders fill.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountDriver } from '../support/binance-server/account-driver.ts';
import type { BinanceServer } from '../support/binance-server/binance-driver.ts';
import { startBinanceServer } from '../support/binance-server/binance-server.ts';
import { BTC, ETH, listing } from '../support/binance-server/listing.ts';
import { type Answered, type Caller, caller, TestClock } from './binance-calls.ts';

const FEW = listing('FEWUSDT', { maxOrders: 2, maxAlgoOrders: 1 });
let clock: TestClock;
let server: BinanceServer;
let account: AccountDriver;
let call: Caller;

type Fields = Readonly<Record<string, string | number | boolean>>;
const order = (fields: Fields): Promise<Answered> =>
  call('POST /fapi/v1/order', { symbol: 'BTCUSDT', newOrderRespType: 'RESULT', ...fields });
const market = (side: string, quantity: string, more: Fields = {}) =>
  order({ side, type: 'MARKET', quantity, ...more });
const limit = (side: string, quantity: string, price: string, more: Fields = {}) =>
  order({ side, type: 'LIMIT', timeInForce: 'GTC', quantity, price, ...more });
const algo = (fields: Fields) =>
  call('POST /fapi/v1/algoOrder', {
    algoType: 'CONDITIONAL',
    symbol: 'BTCUSDT',
    type: 'STOP_MARKET',
    ...fields,
  });
const highLeverage = (place: () => Promise<Answered>): Promise<Answered> => {
  account.leverage('BTCUSDT', 125);
  return place();
};
const code = (answer: Answered): number => answer.body.code;

beforeEach(async () => {
  clock = new TestClock();
  server = await startBinanceServer({ now: clock.now, tickMs: 0, listings: [BTC, ETH, FEW] });
  account = server.account('main', { deposit: '100000' });
  call = caller(server, account);
});
afterEach(() => server.close());

describe('what is refused', () => {
  const refusals: readonly [string, () => Promise<Answered>, number][] = [
    ['a symbol that is not listed', () => market('BUY', '1', { symbol: 'NOPEUSDT' }), -1121],
    ['a quantity off the step', () => market('BUY', '0.00015'), -1111],
    ['a quantity under the least', () => market('BUY', '0'), -4004],
    ['a market order over the most', () => market('BUY', '120.1'), -4005],
    ['a price off the tick', () => limit('BUY', '0.01', '60000.05'), -4014],
    ['a price under the least', () => limit('BUY', '0.5', '261.0'), -4013],
    ['a buy far above the mark', () => limit('BUY', '0.01', '63000.1'), -4016],
    ['a sale far below the mark', () => limit('SELL', '0.01', '56999.9'), -4024],
    ['a notional under the least', () => market('BUY', '0.0016'), -4164],
    ['more than the margin allows', () => market('BUY', '40'), -2019],
    ['more than the leverage allows', () => highLeverage(() => market('BUY', '1')), -2027],
    [
      'an order type of the other book',
      () => order({ side: 'SELL', type: 'STOP_MARKET', quantity: '1' }),
      -4120,
    ],
    [
      'a limit order without a price',
      () => order({ side: 'BUY', type: 'LIMIT', quantity: '1', timeInForce: 'GTC' }),
      -1102,
    ],
    ['a market order with a price', () => market('BUY', '1', { price: '60000' }), -1106],
    ['a side of hedge mode in one-way mode', () => market('BUY', '0.01', { positionSide: 'LONG' }), -4061],
    ['reducing what is not there', () => market('SELL', '0.01', { reduceOnly: true }), -2022],
    ['a client id of 37 letters', () => market('BUY', '0.01', { newClientOrderId: 'x'.repeat(37) }), -4015],
    ['a client id with a blank', () => market('BUY', '0.01', { newClientOrderId: 'a b' }), -1100],
    ['a number that is none', () => market('BUY', '1e3'), -1100],
    [
      'a post-only order that would take',
      () => limit('BUY', '0.01', '60000.1', { timeInForce: 'GTX' }),
      -5022,
    ],
    [
      'a stop that would trigger at once',
      () => algo({ side: 'SELL', quantity: '0.01', triggerPrice: '60000' }),
      -2021,
    ],
    [
      'cancelling what is not there',
      () => call('DELETE /fapi/v1/order', { symbol: 'BTCUSDT', orderId: 1 }),
      -2011,
    ],
    [
      'asking for what is not there',
      () => call('GET /fapi/v1/order', { symbol: 'BTCUSDT', orderId: 1 }),
      -2013,
    ],
  ];
  it.each(refusals)('%s', async (_, place, expected) => {
    const answer = await place();
    expect([answer.status, code(answer)]).toEqual([400, expected]);
    expect(account.flat).toBe(true);
  });

  it('a market order when the best offer lies too far from the mark', async () => {
    server.book('BTCUSDT', { bids: [['50000', '1']], asks: [['70000', '1']] });
    expect(code(await market('BUY', '0.01'))).toBe(-4131);
  });

  it('an order that cannot be filled whole and must be', async () => {
    server.book('BTCUSDT', { bids: [['60000', '1']], asks: [['60000.1', '0.5']] });
    expect(code(await limit('BUY', '1', '60000.1', { timeInForce: 'FOK' }))).toBe(-5021);
  });

  it('more open orders than a symbol may have, in each book by itself', async () => {
    const few = { symbol: 'FEWUSDT' };
    await limit('BUY', '1', '9.8', few);
    await limit('BUY', '1', '9.8', few);
    expect(code(await limit('BUY', '1', '9.8', few))).toBe(-2025);
    await algo({ ...few, side: 'SELL', quantity: '1', triggerPrice: '9' });
    expect(code(await algo({ ...few, side: 'SELL', quantity: '1', triggerPrice: '9' }))).toBe(-4045);
  });

  it('a client id that an open order has, and only while it is open', async () => {
    const named = { newClientOrderId: 'cut-1' };
    await limit('BUY', '0.01', '59000', named);
    expect(code(await limit('BUY', '0.01', '59000', named))).toBe(-4116);
    await call('DELETE /fapi/v1/order', { symbol: 'BTCUSDT', origClientOrderId: 'cut-1' });
    expect((await market('BUY', '0.01', named)).status).toBe(200);
    expect((await market('BUY', '0.01', named)).status).toBe(200);
    expect(account.amount('BTCUSDT')).toBe('0.02');
  });

  it('everything but cancels on a halted symbol, and cancels too when it is frozen', async () => {
    const resting = await limit('BUY', '0.01', '59000');
    const cancel = () => call('DELETE /fapi/v1/order', { symbol: 'BTCUSDT', orderId: resting.body.orderId });
    server.halt('BTCUSDT', { cancels: false });
    expect(code(await market('BUY', '0.01'))).toBe(-1122);
    expect(code(await cancel())).toBe(-1122);
    server.halt('BTCUSDT');
    expect(code(await market('BUY', '0.01'))).toBe(-4140);
    expect((await cancel()).body.status).toBe('CANCELED');
    const info = await call('GET /fapi/v1/exchangeInfo');
    expect(info.body.symbols[0].status).toBe('PENDING_TRADING');
    server.resume('BTCUSDT');
    expect((await market('BUY', '0.01')).status).toBe(200);
  });
});

describe('how orders fill', () => {
  it('walks the book level by level and pays the taker fee on each', async () => {
    server.book('BTCUSDT', {
      bids: [['59999', '1']],
      asks: [
        ['60000', '0.1'],
        ['60010', '0.2'],
        ['60020', '1'],
      ],
    });
    const { body } = await market('BUY', '0.4');
    expect(body).toMatchObject({ status: 'FILLED', executedQty: '0.4000', cumQuote: '24004.00000' });
    expect(body.avgPrice).toBe('60010.00000');
    const trades = await call('GET /fapi/v1/userTrades', { symbol: 'BTCUSDT' });
    expect(
      trades.body.map((each: Record<string, string>) => [each['price'], each['qty'], each['commission']]),
    ).toEqual([
      ['60000.00', '0.1000', '3.00000000'],
      ['60010.00', '0.2000', '6.00100000'],
      ['60020.00', '0.1000', '3.00100000'],
    ]);
    expect(account.wallet).toBe('99987.99800000');
  });

  it('lets what the book cannot fill of a market order expire', async () => {
    server.book('BTCUSDT', { bids: [['59999', '1']], asks: [['60000', '0.3']] });
    const { body } = await market('BUY', '1');
    expect([body.status, body.executedQty]).toEqual(['EXPIRED', '0.3000']);
  });

  it('fills a part now and the rest when told', async () => {
    server.partialFills('BTCUSDT', '0.4');
    const { body } = await market('BUY', '1', { newClientOrderId: 'cut-2' });
    expect([body.status, body.executedQty]).toEqual(['PARTIALLY_FILLED', '0.4000']);
    account.fill('cut-2', { quantity: '0.1' });
    account.fill('cut-2');
    expect(account.order('cut-2').status).toBe('FILLED');
    expect(account.amount('BTCUSDT')).toBe('1');
  });

  it('fills a resting order at its own price, as maker, when the market comes', async () => {
    await limit('BUY', '0.5', '59500');
    server.price('BTCUSDT', '59400');
    const [trade] = account.trades;
    expect([trade?.price.toString(), trade?.maker, trade?.commission.toString()]).toEqual([
      '59500',
      true,
      '5.95',
    ]);
  });

  it('turns a position over when nothing forbids it, and never with reduceOnly', async () => {
    await market('BUY', '0.5');
    await market('SELL', '0.8');
    expect(account.amount('BTCUSDT')).toBe('-0.3');
    const { body } = await market('BUY', '0.8', { reduceOnly: true });
    expect([body.status, body.executedQty]).toEqual(['EXPIRED', '0.3000']);
    expect(account.amount('BTCUSDT')).toBe('0');
  });

  it('refuses to reduce what resting orders already speak for, and drops those when the position is gone', async () => {
    await market('BUY', '0.5');
    await limit('SELL', '0.3', '61000', { reduceOnly: true });
    expect(code(await market('SELL', '0.3', { reduceOnly: true }))).toBe(-2022);
    expect((await market('SELL', '0.2', { reduceOnly: true })).status).toBe(200);
    await market('SELL', '0.3');
    expect(account.orders.map(({ status }) => status)).toContain('EXPIRED');
    expect(account.flat).toBe(true);
  });

  it('acknowledges without a word about fills when not asked for the result', async () => {
    const { body } = await market('BUY', '0.01', { newOrderRespType: 'ACK' });
    expect([body.status, body.executedQty]).toEqual(['NEW', '0.0000']);
    expect(account.amount('BTCUSDT')).toBe('0.01');
  });

  it('changes a resting order in its place', async () => {
    const { orderId } = (await limit('BUY', '0.5', '59000')).body;
    const changed = await call('PUT /fapi/v1/order', {
      symbol: 'BTCUSDT',
      side: 'BUY',
      orderId,
      quantity: '0.4',
      price: '59100',
    });
    expect([changed.body.origQty, changed.body.price]).toEqual(['0.4000', '59100.00']);
  });

  it('places and cancels several at once, each with its own answer', async () => {
    const one = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '59000' };
    const batchOrders = JSON.stringify([
      { ...one, quantity: '0.01' },
      { ...one, quantity: '0' },
    ]);
    const placed = (await call('POST /fapi/v1/batchOrders', { batchOrders })).body;
    expect([placed[0].status, placed[1].code]).toEqual(['NEW', -4004]);
    const orderIdList = JSON.stringify([placed[0].orderId, 1]);
    const cancelled = (await call('DELETE /fapi/v1/batchOrders', { symbol: 'BTCUSDT', orderIdList })).body;
    expect([cancelled[0].status, cancelled[1].code]).toEqual(['CANCELED', -2011]);
  });
});
