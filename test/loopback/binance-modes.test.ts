// Orders at the loopback exchange: hedge mode, the conditional book, and what queries find afterwards.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountDriver } from '../support/binance-server/account-driver.ts';
import type { BinanceServer } from '../support/binance-server/binance-driver.ts';
import { startBinanceServer } from '../support/binance-server/binance-server.ts';
import { BTC, ETH } from '../support/binance-server/listing.ts';
import { type Answered, type Caller, caller, TestClock } from './binance-calls.ts';

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
const code = (answer: Answered): number => answer.body.code;

beforeEach(async () => {
  clock = new TestClock();
  server = await startBinanceServer({ now: clock.now, tickMs: 0, listings: [BTC, ETH] });
  account = server.account('main', { deposit: '100000' });
  call = caller(server, account);
});
afterEach(() => server.close());

describe('hedge mode', () => {
  beforeEach(() => account.hedge(true));

  it('holds both sides and wants a side with every order', async () => {
    expect(code(await market('BUY', '0.5'))).toBe(-4061);
    await market('BUY', '0.5', { positionSide: 'LONG' });
    await market('SELL', '0.2', { positionSide: 'SHORT' });
    expect([account.amount('BTCUSDT', 'LONG'), account.amount('BTCUSDT', 'SHORT')]).toEqual(['0.5', '-0.2']);
  });

  it('has no place for reduceOnly, whatever its value', async () => {
    await market('BUY', '0.5', { positionSide: 'LONG' });
    for (const reduceOnly of [true, false]) {
      expect(code(await market('SELL', '0.1', { positionSide: 'LONG', reduceOnly }))).toBe(-1106);
    }
  });

  it('never closes more than a side has', async () => {
    await market('BUY', '0.5', { positionSide: 'LONG' });
    expect(code(await market('SELL', '0.6', { positionSide: 'LONG' }))).toBe(-2022);
    expect((await market('SELL', '0.5', { positionSide: 'LONG' })).body.status).toBe('FILLED');
    expect(code(await market('SELL', '0.1', { positionSide: 'LONG' }))).toBe(-2022);
  });

  it('is left only with nothing held and nothing open', async () => {
    const leave = () => call('POST /fapi/v1/positionSide/dual', { dualSidePosition: false });
    await market('BUY', '0.5', { positionSide: 'LONG' });
    expect(code(await leave())).toBe(-4068);
    await market('SELL', '0.5', { positionSide: 'LONG' });
    await limit('BUY', '0.1', '59000', { positionSide: 'LONG' });
    expect(code(await leave())).toBe(-4067);
    await call('DELETE /fapi/v1/allOpenOrders', { symbol: 'BTCUSDT' });
    expect((await leave()).body).toEqual({ code: 200, msg: 'success' });
    expect(code(await leave())).toBe(-4059);
  });
});

describe('conditional orders', () => {
  it('wait in their own book and become market orders when the price comes', async () => {
    await market('BUY', '0.5');
    const stop = await algo({
      side: 'SELL',
      quantity: '0.5',
      triggerPrice: '59000',
      reduceOnly: true,
      clientAlgoId: 'stop-1',
    });
    expect(stop.body).toMatchObject({ algoStatus: 'NEW', triggerPrice: '59000.00' });
    expect((await call('GET /fapi/v1/openOrders')).body).toEqual([]);
    expect((await call('GET /fapi/v1/openAlgoOrders')).body).toHaveLength(1);
    server.price('BTCUSDT', '58990');
    const done = (await call('GET /fapi/v1/algoOrder', { clientAlgoId: 'stop-1' })).body;
    expect(done).toMatchObject({ algoStatus: 'FINISHED', actualPrice: '58990.00000', actualQty: '0.5000' });
    expect(account.flat).toBe(true);
  });

  it('go by the mark when told so', async () => {
    await market('BUY', '0.5');
    await algo({ side: 'SELL', quantity: '0.5', triggerPrice: '59000', workingType: 'MARK_PRICE' });
    server.venue.market('BTCUSDT').last = server.venue.market('BTCUSDT').last.minus(2_000);
    server.mark('BTCUSDT', '59500');
    expect(account.openAlgos).toHaveLength(1);
    server.mark('BTCUSDT', '58500');
    expect(account.openAlgos).toHaveLength(0);
  });

  it('trail the best price and fire on the way back', async () => {
    await market('BUY', '0.5');
    await algo({
      side: 'SELL',
      type: 'TRAILING_STOP_MARKET',
      quantity: '0.5',
      callbackRate: '1',
      reduceOnly: true,
    });
    for (const price of ['61000', '60500', '62000', '61400']) server.price('BTCUSDT', price);
    expect(account.amount('BTCUSDT')).toBe('0.5');
    server.price('BTCUSDT', '61380');
    expect(account.amount('BTCUSDT')).toBe('0');
  });

  it('are rejected at their trigger when there is nothing left to reduce', async () => {
    await market('BUY', '0.5');
    await algo({ side: 'SELL', quantity: '0.5', triggerPrice: '59000', reduceOnly: true });
    await market('SELL', '0.5');
    server.price('BTCUSDT', '58000');
    expect(account.algos[0]?.status).toBe('REJECTED');
    expect(account.amount('BTCUSDT')).toBe('0');
  });

  it('are not touched when the ordinary book is cleared, and the other way round', async () => {
    await limit('BUY', '0.1', '59000');
    await algo({ side: 'SELL', quantity: '0.1', triggerPrice: '58000' });
    await call('DELETE /fapi/v1/allOpenOrders', { symbol: 'BTCUSDT' });
    expect([account.openOrders.length, account.openAlgos.length]).toEqual([0, 1]);
    await call('DELETE /fapi/v1/algoOpenOrders', { symbol: 'BTCUSDT' });
    expect(account.flat).toBe(true);
  });
});

describe('what is found afterwards', () => {
  it('is the newest order of a client id', async () => {
    for (const quantity of ['0.01', '0.02']) await market('BUY', quantity, { newClientOrderId: 'twice' });
    const found = await call('GET /fapi/v1/order', { symbol: 'BTCUSDT', origClientOrderId: 'twice' });
    expect(found.body.origQty).toBe('0.0200');
  });

  it('is nothing until the lag of queries is over', async () => {
    server.queryLag(3_000);
    await market('BUY', '0.01', { newClientOrderId: 'slow' });
    const find = () => call('GET /fapi/v1/order', { symbol: 'BTCUSDT', origClientOrderId: 'slow' });
    expect(code(await find())).toBe(-2013);
    expect((await call('GET /fapi/v1/userTrades', { symbol: 'BTCUSDT' })).body).toEqual([]);
    clock.pass(3_000);
    expect((await find()).body.status).toBe('FILLED');
  });

  it('is gone after three days when it was cancelled unfilled', async () => {
    const { orderId } = (await limit('BUY', '0.01', '59000')).body;
    await call('DELETE /fapi/v1/order', { symbol: 'BTCUSDT', orderId });
    clock.pass(3 * 86_400_000 + 1);
    expect(code(await call('GET /fapi/v1/order', { symbol: 'BTCUSDT', orderId }))).toBe(-2013);
  });

  it('is only a week of trades at a time', async () => {
    await market('BUY', '0.01');
    const from = clock.at;
    clock.pass(8 * 86_400_000);
    const trades = (more: Fields) => call('GET /fapi/v1/userTrades', { symbol: 'BTCUSDT', ...more });
    expect((await trades({})).body).toEqual([]);
    expect((await trades({ startTime: from })).body).toHaveLength(1);
    expect(code(await trades({ startTime: from, endTime: clock.at }))).toBe(-4165);
  });

  it('is nothing open once a countdown has run out', async () => {
    await limit('BUY', '0.01', '59000');
    const body = { symbol: 'BTCUSDT', countdownTime: 10_000 };
    expect((await call('POST /fapi/v1/countdownCancelAll', body)).body.countdownTime).toBe('10000');
    clock.pass(9_999);
    server.tick();
    expect(account.openOrders).toHaveLength(1);
    clock.pass(1);
    server.tick();
    expect(account.openOrders).toHaveLength(0);
  });
});
