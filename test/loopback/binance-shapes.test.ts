// Bodies of the loopback exchange beside the documented and the recorded ones: the same fields, of the same kinds.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BinanceServer } from '../support/binance-server/binance-driver.ts';
import { startBinanceServer } from '../support/binance-server/binance-server.ts';
import { sharedData } from '../support/shared-data.ts';
import { type Caller, caller } from './binance-calls.ts';

const DOCUMENTED = sharedData('exchange/binance_connector_js_usds_futures_docs_responses.json');
const RECORDED = sharedData('exchange/fapi_exchangeInfo_2026-03-31_selected.json');
type Json = Record<string, unknown>;

/** Fields the documentation shows of other order types, or of accounts with several margin assets. */
const ELSEWHERE = new Set([
  'activatePrice',
  'priceRate',
  'notionalCoef',
  'adlQuantile',
  'rateType',
  'cumQty',
]);

/** Every path of a value with its kind; a list counts by its first element. */
function kinds(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(value)) {
    into.set(path, 'list');
    if (value.length > 0) kinds(value[0], `${path}[]`, into);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, each] of Object.entries(value)) kinds(each, `${path}.${name}`, into);
  } else into.set(path, typeof value);
  return into;
}

function differences(documented: unknown, served: unknown): string[] {
  const have = kinds(served);
  return [...kinds(documented)].flatMap(([path, kind]) => {
    const name = path.split('.').at(-1) ?? '';
    if (ELSEWHERE.has(name)) return [];
    const mine = have.get(path);
    if (mine === kind || (mine === 'object' && kind === 'string')) return [];
    return [`${path}: documented ${kind}, served ${mine ?? 'nothing'}`];
  });
}

const shared = DOCUMENTED !== undefined && RECORDED !== undefined;
describe.skipIf(!shared)('beside the documentation (skipped: no shared data)', () => {
  let server: BinanceServer;
  let call: Caller;
  let documented: Record<string, unknown[]>;
  const symbol = 'BTCUSDT';
  const limit = {
    symbol,
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.01',
    price: '59000',
    newOrderRespType: 'RESULT',
  };
  const stop = { algoType: 'CONDITIONAL', symbol, side: 'SELL', type: 'STOP_MARKET', quantity: '0.1' };

  beforeAll(async () => {
    documented = (JSON.parse(readFileSync(DOCUMENTED!, 'utf8')) as { responses: Record<string, unknown[]> })
      .responses;
    server = await startBinanceServer({ tickMs: 0 });
    const account = server.account('main', { deposit: '10000' });
    call = caller(server, account);
    account.place({ symbol, side: 'BUY', quantity: '0.1' });
    await call('POST /fapi/v1/order', { ...limit, newClientOrderId: 'shape' });
    await call('POST /fapi/v1/algoOrder', { ...stop, triggerPrice: '50000', clientAlgoId: 'shape-stop' });
    server.account('other').leverage('ETHUSDT', 10, 'ISOLATED');
  });
  afterAll(() => server.close());

  const CASES: readonly [string, string, Json?][] = [
    ['Account.accountInformationV2', 'GET /fapi/v2/account'],
    ['Account.accountInformationV3', 'GET /fapi/v3/account'],
    ['Account.futuresAccountBalanceV2', 'GET /fapi/v2/balance'],
    ['Account.futuresAccountBalanceV3', 'GET /fapi/v3/balance'],
    ['Account.futuresAccountConfiguration', 'GET /fapi/v1/accountConfig'],
    ['Account.getCurrentPositionMode', 'GET /fapi/v1/positionSide/dual'],
    ['Account.getIncomeHistory', 'GET /fapi/v1/income'],
    ['Account.notionalAndLeverageBrackets', 'GET /fapi/v1/leverageBracket'],
    ['Account.symbolConfiguration', 'GET /fapi/v1/symbolConfig'],
    ['Account.userCommissionRate', 'GET /fapi/v1/commissionRate', { symbol }],
    ['Trade.accountTradeList', 'GET /fapi/v1/userTrades', { symbol }],
    ['Trade.allOrders', 'GET /fapi/v1/allOrders', { symbol }],
    ['Trade.currentAllOpenOrders', 'GET /fapi/v1/openOrders'],
    ['Trade.queryCurrentOpenOrder', 'GET /fapi/v1/openOrder', { symbol, origClientOrderId: 'shape' }],
    ['Trade.queryOrder', 'GET /fapi/v1/order', { symbol, origClientOrderId: 'shape' }],
    ['Trade.currentAllAlgoOpenOrders', 'GET /fapi/v1/openAlgoOrders'],
    ['Trade.queryAllAlgoOrders', 'GET /fapi/v1/allAlgoOrders', { symbol }],
    ['Trade.queryAlgoOrder', 'GET /fapi/v1/algoOrder', { clientAlgoId: 'shape-stop' }],
    ['Trade.positionInformationV2', 'GET /fapi/v2/positionRisk'],
    ['Trade.positionInformationV3', 'GET /fapi/v3/positionRisk'],
    ['Trade.newOrder', 'POST /fapi/v1/order', limit],
    ['Trade.newAlgoOrder', 'POST /fapi/v1/algoOrder', { ...stop, triggerPrice: '49000' }],
    ['Trade.changeInitialLeverage', 'POST /fapi/v1/leverage', { symbol: 'ETHUSDT', leverage: 5 }],
    ['Trade.changeMarginType', 'POST /fapi/v1/marginType', { symbol: 'ETHUSDT', marginType: 'ISOLATED' }],
    ['Trade.autoCancelAllOpenOrders', 'POST /fapi/v1/countdownCancelAll', { symbol, countdownTime: 100_000 }],
    ['Trade.cancelOrder', 'DELETE /fapi/v1/order', { symbol, origClientOrderId: 'shape' }],
    ['Trade.cancelAlgoOrder', 'DELETE /fapi/v1/algoOrder', { clientAlgoId: 'shape-stop' }],
    ['Trade.cancelAllOpenOrders', 'DELETE /fapi/v1/allOpenOrders', { symbol }],
    ['Trade.cancelAllAlgoOpenOrders', 'DELETE /fapi/v1/algoOpenOrders', { symbol }],
    ['MarketData.checkServerTime', 'GET /fapi/v1/time'],
    ['MarketData.markPrice', 'GET /fapi/v1/premiumIndex', { symbol }],
    ['MarketData.orderBook', 'GET /fapi/v1/depth', { symbol }],
    ['MarketData.symbolOrderBookTicker', 'GET /fapi/v1/ticker/bookTicker', { symbol }],
    ['MarketData.symbolPriceTicker', 'GET /fapi/v1/ticker/price', { symbol }],
    ['MarketData.ticker24hrPriceChangeStatistics', 'GET /fapi/v1/ticker/24hr', { symbol }],
    ['MarketData.getFundingRateHistory', 'GET /fapi/v1/fundingRate', { symbol }],
    ['MarketData.getFundingRateInfo', 'GET /fapi/v1/fundingInfo'],
    ['MarketData.openInterest', 'GET /fapi/v1/openInterest', { symbol }],
  ];
  it.each(CASES)('%s', async (name, method, params = {}) => {
    const { status, body } = await call(method, params as Record<string, string>);
    expect([status, body]).toEqual([200, expect.anything()]);
    expect(differences(documented[name]?.[0], body)).toEqual([]);
  });

  it('lists contracts as recorded, filter by filter', async () => {
    const { response } = JSON.parse(readFileSync(RECORDED!, 'utf8')) as { response: { symbols: Json[] } };
    const served = (await call('GET /fapi/v1/exchangeInfo')).body as { symbols: Json[] };
    expect(differences({ ...response, symbols: [] }, { ...served, symbols: [] })).toEqual([]);
    const [recorded] = response.symbols;
    const [mine] = served.symbols;
    expect(differences({ ...recorded, filters: [] }, { ...mine, filters: [] })).toEqual([]);
    const [filters, offered] = [recorded, mine].map((each) => (each?.['filters'] ?? []) as Json[]);
    for (const filter of filters ?? []) {
      const ours = offered?.find(({ filterType }) => filterType === filter['filterType']);
      expect(Object.keys(ours ?? {}).sort()).toEqual(Object.keys(filter).sort());
    }
  });
});
