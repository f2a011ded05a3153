// The real ccxt against the loopback exchange: every unified call the desk could need, and its streams.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountDriver } from '../support/binance-server/account-driver.ts';
import type { BinanceServer } from '../support/binance-server/binance-driver.ts';
import { startBinanceServer } from '../support/binance-server/binance-server.ts';
import { sharedData } from '../support/shared-data.ts';

const ENDPOINTS = sharedData('exchange/ccxt_4.5.84_endpoints_swap.txt');
const BTC = 'BTC/USDT:USDT';
const ETH = 'ETH/USDT:USDT';

// biome-ignore lint/suspicious/noExplicitAny: the unified answers of a library that types them loosely
type Unified = any;
let server: BinanceServer;
let account: AccountDriver;
let venue: Unified;

beforeAll(async () => {
  server = await startBinanceServer({ tickMs: 200 });
  account = server.account('main', { deposit: '100000' });
  const module: unknown = await import(new URL('./src/pro/binanceusdm.js', import.meta.resolve('ccxt')).href);
  const { default: Venue } = module as { default: new (options: unknown) => Unified };
  venue = new Venue({
    apiKey: account.apiKey.key,
    secret: account.apiKey.secret,
    number: String,
    enableRateLimit: false,
    options: { fetchCurrencies: false },
  });
  for (const [name, url] of Object.entries(venue.urls.api)) {
    if (typeof url === 'string') venue.urls.api[name] = url.replace(/^https:\/\/[^/]+/, server.url);
  }
  venue.urls.api.ws.future = server.streamUrl;
  await venue.loadHttpProxyAgent();
  await venue.loadMarkets();
});
afterAll(async () => {
  await venue.close();
  await server.close();
});

/** What ccxt sent while `act` ran: `GET /fapi/v1/order`. */
async function sent(act: () => Promise<unknown>): Promise<{ answer: Unified; calls: string[] }> {
  const from = server.requests.length;
  const answer = await act();
  return { answer, calls: server.requests.slice(from).map(({ method }) => method) };
}

/** Calls that need nothing to have happened before, by the name the list of endpoints has for them. */
const READS: readonly [string, () => Promise<unknown>][] = [
  ['fetchTime', () => venue.fetchTime()],
  ['fetchStatus', () => venue.fetchStatus()],
  ['fetchBalance', () => venue.fetchBalance()],
  ['fetchBalance({useV2:true})', () => venue.fetchBalance({ useV2: true })],
  ['fetchLeverages', () => venue.fetchLeverages()],
  ['fetchLeverageTiers', () => venue.fetchLeverageTiers()],
  ['fetchPositions', () => venue.fetchPositions()],
  ['fetchPositions({useV2})', () => venue.fetchPositions(undefined, { useV2: true })],
  ["fetchPositions({method:'account'})", () => venue.fetchPositions(undefined, { method: 'account' })],
  ['fetchMarginModes', () => venue.fetchMarginModes()],
  ['fetchPositionMode', () => venue.fetchPositionMode()],
  ['fetchOrders', () => venue.fetchOrders(BTC)],
  ['fetchOpenOrders(S)', () => venue.fetchOpenOrders(BTC)],
  ['fetchOpenOrders trigger', () => venue.fetchOpenOrders(BTC, undefined, undefined, { trigger: true })],
  ['fetchMyTrades', () => venue.fetchMyTrades(BTC)],
  ['fetchTicker', () => venue.fetchTicker(BTC)],
  ['fetchTickers', () => venue.fetchTickers()],
  ['fetchBidsAsks', () => venue.fetchBidsAsks([BTC])],
  ['fetchLastPrices', () => venue.fetchLastPrices()],
  ['fetchMarkPrice', () => venue.fetchMarkPrice(BTC)],
  ['fetchMarkPrices', () => venue.fetchMarkPrices()],
  ['fetchOrderBook', () => venue.fetchOrderBook(BTC, 100)],
  ['fetchOHLCV', () => venue.fetchOHLCV(BTC, '1h')],
  ['fetchOHLCV mark', () => venue.fetchOHLCV(BTC, '1h', undefined, undefined, { price: 'mark' })],
  ['fetchFundingRate', () => venue.fetchFundingRate(BTC)],
  ['fetchFundingRates', () => venue.fetchFundingRates()],
  ['fetchFundingRateHistory', () => venue.fetchFundingRateHistory(BTC)],
  ['fetchFundingHistory', () => venue.fetchFundingHistory(BTC)],
  ['fetchFundingIntervals', () => venue.fetchFundingIntervals()],
  ['fetchTradingFee', () => venue.fetchTradingFee(BTC)],
  ['fetchMyLiquidations', () => venue.fetchMyLiquidations(BTC)],
  ['fetchLedger', () => venue.fetchLedger()],
  ['cancelAllOrders', () => venue.cancelAllOrders(ETH)],
  ['cancelAllOrders trigger', () => venue.cancelAllOrders(ETH, { trigger: true })],
];

describe('every unified read', () => {
  const listed = ENDPOINTS === undefined ? undefined : readFileSync(ENDPOINTS, 'utf8');
  const expected = (name: string): string[] | undefined => {
    const line = listed?.split('\n').find((each) => each.startsWith(`${name} `));
    return line?.match(/(?:GET|POST|DELETE|PUT) \S+/g)?.map((each) => each.replace(/ [^/]+\//, ' /'));
  };

  it.each(READS)('%s', async (name, act) => {
    const { answer, calls } = await sent(act);
    expect(answer).toBeDefined();
    expect(calls.every((method) => server.calls(method).every(({ status }) => status === 200))).toBe(true);
    const wanted = expected(name)?.filter((each) => !each.includes('leverageBracket'));
    if (wanted !== undefined)
      expect(calls.filter((each) => !each.includes('leverageBracket'))).toEqual(wanted);
  });
});

describe('a session through ccxt', () => {
  it('opens, protects, reduces and closes a position, and reads its own traces', async () => {
    await venue.setLeverage(10, BTC);
    const orders: Unified[] = [];
    const watching = venue.watchOrders(BTC).then((batch: Unified[]) => orders.push(...batch));
    await server.waitFor(() => server.users.connections === 1, { for: 'the private stream' });
    const opened = await venue.createOrder(BTC, 'market', 'buy', '0.5', undefined, {
      clientOrderId: 'open-1',
    });
    await watching;
    expect(orders.at(-1)).toMatchObject({ clientOrderId: 'open-1' });
    expect(opened).toMatchObject({ status: 'closed', filled: '0.5000', average: '60000.10000' });

    const stop = { stopLossPrice: '58000', reduceOnly: true, clientOrderId: 'stop-1' };
    await venue.createOrder(BTC, 'market', 'sell', '0.5', undefined, stop);
    const [held] = await venue.fetchPositions([BTC]);
    expect(held).toMatchObject({
      contracts: '0.5',
      side: 'long',
      entryPrice: '60000.1',
      marginMode: 'cross',
    });

    await venue.createOrder(BTC, 'limit', 'sell', '0.1', '61000', {
      reduceOnly: true,
      clientOrderId: 'take-1',
    });
    server.price('BTCUSDT', '61000');
    const taken = await venue.fetchOrder(undefined, BTC, { origClientOrderId: 'take-1' });
    expect(taken).toMatchObject({ status: 'closed', filled: '0.1000' });
    await venue.cancelAllOrders(BTC, { trigger: true });
    const stopped = await venue.fetchOrder(undefined, BTC, { trigger: true, clientAlgoId: 'stop-1' });
    expect(stopped).toMatchObject({ status: 'canceled', clientOrderId: 'stop-1' });

    await venue.createOrder(BTC, 'market', 'sell', '0.4', undefined, { reduceOnly: true });
    expect(account.flat).toBe(true);
    const trades = await venue.fetchMyTrades(BTC);
    expect(trades.map(({ takerOrMaker }: Unified) => takerOrMaker)).toEqual(['taker', 'maker', 'taker']);
    expect((await venue.fetchBalance()).USDT.total).toBe(account.wallet);
  });

  it.each([
    [-5021, () => venue.createOrder(BTC, 'limit', 'buy', '0.01', '59999', { timeInForce: 'FOK' })],
    [-2019, () => venue.createOrder(BTC, 'market', 'buy', '100')],
    [-2022, () => venue.createOrder(BTC, 'market', 'sell', '0.1', undefined, { reduceOnly: true })],
    [-2011, () => venue.cancelOrder('1', BTC)],
  ])('hears of %s', async (code, act) => {
    await expect(act()).rejects.toThrow(`"code":${code},`);
  });

  it('works on an isolated position in hedge mode', async () => {
    await venue.setPositionMode(true);
    await venue.setMarginMode('isolated', ETH);
    await venue.setLeverage(10, ETH);
    await venue.createOrder(ETH, 'market', 'sell', '2', undefined, { positionSide: 'SHORT' });
    await venue.addMargin(ETH, '50', { positionSide: 'SHORT' });
    const [held] = await venue.fetchPositions([ETH]);
    expect(held).toMatchObject({ side: 'short', hedged: true, marginMode: 'isolated', contracts: '2' });
    expect(held.collateral).toBe('650.00000000');
    await venue.createOrder(ETH, 'market', 'buy', '2', undefined, { positionSide: 'SHORT' });
    expect(account.flat).toBe(true);
  });

  it('sees marks of some symbols, and of all', async () => {
    const some = await venue.watchMarkPrices([BTC, ETH]);
    expect(Object.keys(some)).toHaveLength(1);
    server.price('ETHUSDT', '3100');
    const all = await venue.watchMarkPrices();
    expect(all[ETH]?.markPrice).toBe('3100.00000000');
    expect(server.streams.subscriptions).toEqual([
      '!markPrice@arr@1s',
      'btcusdt@markPrice@1s',
      'ethusdt@markPrice@1s',
    ]);
  });
});
