// The schemas of the real adapter against bodies that are not ours: the documentation's examples and a recorded exchangeInfo.
// Without the shared data there is nothing to compare with: "skipped: no shared data".
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  account,
  accountConfig,
  balancesOf,
  positionRisks,
  positionsOf,
  settingsOf,
  symbolConfigs,
} from '../../../src/adapters/ccxt/binance/account.ts';
import {
  instrumentsFrom,
  leverageBrackets,
  limitsFrom,
  listing,
} from '../../../src/adapters/ccxt/binance/market.ts';
import {
  algoOrder,
  algoOrders,
  fromAlgo,
  fromPlain,
  plainOrder,
  plainOrders,
} from '../../../src/adapters/ccxt/binance/orders.ts';
import { BINANCE_LIMITS } from '../../../src/adapters/ccxt/line/request-gate.ts';
import { premiumIndex } from '../../../src/adapters/ccxt/public/public-answers.ts';
import { sharedData } from '../../support/shared-data.ts';

const folder = sharedData('exchange');
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder ?? '', name), 'utf8'));

describe.skipIf(folder === undefined)('bodies from elsewhere (skipped: no shared data)', () => {
  const documented = (name: string): unknown => {
    const all = read('binance_connector_js_usds_futures_docs_responses.json') as {
      responses: Record<string, unknown[]>;
    };
    return all.responses[name]?.[0];
  };

  it('the documented account and its settings', () => {
    const balances = balancesOf(account.parse(documented('Account.accountInformationV3')), {
      isHedge: true,
      isMultiAssets: true,
    });
    expect(balances.walletBalance.toString()).toBe('126.72469206');
    expect(accountConfig.parse(documented('Account.futuresAccountConfiguration')).dualSidePosition).toBe(
      true,
    );
    const settings = settingsOf(symbolConfigs.parse(documented('Account.symbolConfiguration')));
    expect(settings.get('BTCUSDT')).toEqual({ leverage: 21, marginMode: 'cross' });
    expect(leverageBrackets.safeParse(documented('Account.notionalAndLeverageBrackets')).success).toBe(true);
  });

  it('the documented position', () => {
    const [position] = positionsOf(positionRisks.parse(documented('Trade.positionInformationV3')), new Map());
    expect(position).toMatchObject({ symbol: 'ADAUSDT', side: 'long', marginMode: 'cross' });
    expect(`${position?.quantity} at ${position?.entryPrice}, now ${position?.markPrice}`).toBe(
      '30 at 0.385, now 0.4104759',
    );
    expect(position?.venueLiquidationPrice).toBeUndefined();
  });

  it('the documented plain orders', () => {
    for (const name of ['Trade.newOrder', 'Trade.queryOrder', 'Trade.cancelOrder']) {
      expect(fromPlain(plainOrder.parse(documented(name)))?.book, name).toBe('plain');
    }
    for (const name of ['Trade.allOrders', 'Trade.currentAllOpenOrders']) {
      expect(
        plainOrders.parse(documented(name)).map((each) => fromPlain(each)?.state),
        name,
      ).toEqual(['open']);
    }
  });

  it('the documented conditional orders', () => {
    const placed = fromAlgo(algoOrder.parse(documented('Trade.newAlgoOrder')));
    expect(placed).toMatchObject({ book: 'conditional', state: 'open', id: 'algo-2146760' });
    expect(fromAlgo(algoOrder.parse(documented('Trade.queryAlgoOrder')))?.state).toBe('cancelled');
    expect(algoOrders.parse(documented('Trade.currentAllAlgoOpenOrders'))).toHaveLength(1);
  });

  it('the documented mark price', () => {
    expect(premiumIndex.parse(documented('MarketData.markPrice')).markPrice).toBe(11_793.631_045_62);
  });

  it('the recorded list of symbols, every one of them', () => {
    const recorded = read('fapi_exchangeInfo_2026-03-31_selected.json') as { response: unknown };
    const listed = listing.parse(recorded.response);
    expect(limitsFrom(listed, BINANCE_LIMITS).weightPerMinute).toBe(6_000);
    const table = [{ floor: 0, cap: 50_000, maintenanceMarginRate: 0.004, maxLeverage: 125, cum: 0 }];
    const brackets = new Map(listed.symbols.map(({ symbol }) => [symbol, table]));
    const { instruments, unreadable } = instrumentsFrom(listed.symbols, brackets, new Map());
    expect(unreadable).toEqual([]);
    const dollars = listed.symbols.filter(
      ({ contractType, quoteAsset }) =>
        contractType.endsWith('PERPETUAL') && /^(USDT|USDC)$/.test(quoteAsset),
    );
    expect([...instruments.keys()].sort()).toEqual(dollars.map(({ symbol }) => symbol).sort());
    expect(instruments.get('BTCUSDT')?.priceTick.toString()).toBe('0.1');
  });
});
