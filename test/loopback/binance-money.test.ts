// Money at the loopback exchange: wallets to the last digit, margin by bracket, isolated and cross, liquidation, funding.
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import { BracketTable } from '../../src/risk/margin/brackets.ts';
import { liquidationRoots } from '../../src/risk/margin/liquidation-price.ts';
import type { AccountDriver } from '../support/binance-server/account-driver.ts';
import type { BinanceServer } from '../support/binance-server/binance-driver.ts';
import { startBinanceServer } from '../support/binance-server/binance-server.ts';
import { liquidationPrice } from '../support/binance-server/liquidation-price.ts';
import { BTC, listing } from '../support/binance-server/listing.ts';
import { maintenanceOf } from '../support/binance-server/margin.ts';
import { Market } from '../support/binance-server/market.ts';
import { sharedData } from '../support/shared-data.ts';
import { type Caller, caller, TestClock } from './binance-calls.ts';

const BRACKETS = new BracketTable(
  BTC.brackets.map((each) => ({
    floor: each.notionalFloor,
    cap: each.notionalCap,
    rate: each.maintMarginRatio,
    maxLeverage: each.initialLeverage,
  })),
);
const EXAMPLES = sharedData('liquidation/binance_published_examples.json');
let server: BinanceServer;
let account: AccountDriver;
let call: Caller;

beforeEach(async () => {
  server = await startBinanceServer({ now: new TestClock().now, tickMs: 0 });
  account = server.account('main', { deposit: '10000' });
  call = caller(server, account);
});
afterEach(() => server.close());

const position = async (symbol: string) => (await call('GET /fapi/v3/positionRisk', { symbol })).body[0];
const wallet = async () => (await call('GET /fapi/v3/account')).body;

/** Numbers between 0 and 1, the same on every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe('the wallet', () => {
  it('is the sum of everything in its history, to the last digit, after a random session', () => {
    const roll = dice(7);
    account.deposit('5000000');
    for (let turn = 0; turn < 1_500; turn += 1) {
      const symbol = roll() < 0.5 ? 'BTCUSDT' : 'ETHUSDT';
      const { mark } = server.venue.market(symbol);
      const moved = mark.times(1 + (roll() - 0.5) / 100).toFixed(symbol === 'BTCUSDT' ? 1 : 2);
      server.price(symbol, moved);
      const side = roll() < 0.5 ? 'BUY' : 'SELL';
      account.place({ symbol, side, quantity: (0.1 + roll()).toFixed(3) });
      if (turn % 100 === 0) server.payFunding(symbol);
    }
    const booked = account.income.reduce((sum, { income }) => sum.plus(income), new Decimal(0));
    expect(booked.toFixed(8)).toBe(account.wallet);
    const traded = account.trades.reduce(
      (sum, { realizedPnl, commission }) => sum.plus(realizedPnl).minus(commission),
      new Decimal(0),
    );
    const other = account.income.filter(({ incomeType }) => ['TRANSFER', 'FUNDING_FEE'].includes(incomeType));
    const rest = other.reduce((sum, { income }) => sum.plus(income), new Decimal(0));
    expect(traded.plus(rest).toFixed(8)).toBe(account.wallet);
    const cash = account.trades.reduce(
      (sum, { side, price, quantity }) => sum.plus(price.times(quantity).times(side === 'BUY' ? -1 : 1)),
      new Decimal(0),
    );
    const held = account.state.held.reduce(
      (sum, { symbol, amount }) => sum.plus(amount.times(server.venue.market(symbol).mark)),
      new Decimal(0),
    );
    const fees = account.trades.reduce((sum, { commission }) => sum.plus(commission), new Decimal(0));
    const expected = cash.plus(held).minus(fees).plus(rest);
    const roundings = new Decimal('1e-8').times(account.trades.length);
    expect(expected.minus(account.equity).abs().lte(roundings)).toBe(true);
  });

  it('realises by average entry, whatever the order of the exits', () => {
    account.place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.1' });
    server.price('BTCUSDT', '61000');
    account.place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.3' });
    expect(account.positions[0]?.entryPrice).toBe('60750.1');
    server.price('BTCUSDT', '62000');
    account.place({ symbol: 'BTCUSDT', side: 'SELL', quantity: '0.2' });
    expect(account.trades.at(-1)?.realizedPnl.toString()).toBe('249.98');
    expect(account.positions[0]?.entryPrice).toBe('60750.1');
  });

  it('pays funding from longs to shorts', async () => {
    account.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0.5' });
    account.hold({ symbol: 'ETHUSDT', side: 'short', quantity: '10' });
    for (const symbol of ['BTCUSDT', 'ETHUSDT']) server.payFunding(symbol);
    expect(account.wallet).toBe('10000.00000000');
    const rows = (await call('GET /fapi/v1/income', { incomeType: 'FUNDING_FEE' })).body;
    expect(rows.map(({ income }: { income: string }) => income)).toEqual(['-3.00000000', '3.00000000']);
  });
});

describe('margin', () => {
  it('follows the brackets and what orders block', async () => {
    account.leverage('BTCUSDT', 10);
    account.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '1.5', entryPrice: '59000' });
    account.place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.1', price: '59000' });
    const body = await wallet();
    expect(body).toMatchObject({
      totalMaintMargin: '400.00000000',
      totalPositionInitialMargin: '9000.00000000',
      totalOpenOrderInitialMargin: '590.00000000',
      totalUnrealizedProfit: '1500.00000000',
      totalMarginBalance: '11500.00000000',
      availableBalance: '1910.00000000',
    });
  });

  it('of an isolated position is its own, and grows, shrinks and closes with it', async () => {
    account.leverage('BTCUSDT', 10, 'ISOLATED');
    account.place({ symbol: 'BTCUSDT', side: 'BUY', quantity: '0.1' });
    expect(await position('BTCUSDT')).toMatchObject({
      isolatedWallet: '600.00100000',
      isolatedMargin: '599.99100000',
    });
    const before = (await position('BTCUSDT')).liquidationPrice;
    await call('POST /fapi/v1/positionMargin', { symbol: 'BTCUSDT', amount: '100', type: 1 });
    expect(Number((await position('BTCUSDT')).liquidationPrice)).toBeLessThan(Number(before));
    expect((await wallet()).availableBalance).toBe('9296.99899500');
    const tooMuch = await call('POST /fapi/v1/positionMargin', { symbol: 'BTCUSDT', amount: '101', type: 2 });
    expect(tooMuch.body.code).toBe(-4051);
    account.place({ symbol: 'BTCUSDT', side: 'SELL', quantity: '0.05' });
    expect((await position('BTCUSDT')).isolatedWallet).toBe('350.00050000');
    account.place({ symbol: 'BTCUSDT', side: 'SELL', quantity: '0.05' });
    expect((await wallet()).totalCrossWalletBalance).toBe(account.wallet);
  });

  it.each([
    ['adding to a cross position', 'POST /fapi/v1/positionMargin', { amount: '1', type: 1 }, -4049],
    ['an amount below zero', 'POST /fapi/v1/positionMargin', { amount: '-1', type: 1 }, -4055],
    ['a margin type that is there', 'POST /fapi/v1/marginType', { marginType: 'CROSSED' }, -4046],
    ['a margin type under a position', 'POST /fapi/v1/marginType', { marginType: 'ISOLATED' }, -4048],
    ['a leverage over the highest', 'POST /fapi/v1/leverage', { leverage: 126 }, -4028],
    ['a leverage the position is too large for', 'POST /fapi/v1/leverage', { leverage: 125 }, -2027],
    ['a leverage the wallet is too small for', 'POST /fapi/v1/leverage', { leverage: 2 }, -2028],
  ])('refuses %s', async (_, method, params, code) => {
    account.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '1' });
    expect((await call(method, { symbol: 'BTCUSDT', ...params })).body.code).toBe(code);
  });

  it('states leverage and its largest notional where it is changed and where it is asked', async () => {
    const changed = await call('POST /fapi/v1/leverage', { symbol: 'ETHUSDT', leverage: 50 });
    expect(changed.body).toEqual({ symbol: 'ETHUSDT', leverage: 50, maxNotionalValue: '12000000' });
    expect((await call('GET /fapi/v1/symbolConfig', { symbol: 'ETHUSDT' })).body[0].leverage).toBe(50);
  });
});

describe('liquidation', () => {
  it.each([
    ['cross, one way', false, 'CROSSED'],
    ['isolated, one way', false, 'ISOLATED'],
    ['cross, hedged', true, 'CROSSED'],
  ] as const)('is stated where maintenance meets the balance exactly: %s', (_, hedge, marginType) => {
    account.hedge(hedge);
    account.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '1.2', marginType, leverage: 10 });
    account.hold({ symbol: 'ETHUSDT', side: 'short', quantity: '5', marginType, leverage: 10 });
    if (hedge) account.hold({ symbol: 'BTCUSDT', side: 'short', quantity: '0.4' });
    const stated = account.positions[0]?.liquidationPrice ?? '';
    const tick = new Decimal('0.1');
    server.venue.liquidates = true;
    server.mark('BTCUSDT', new Decimal(stated).plus(tick).toFixed(8));
    expect(account.positions.length).toBe(hedge ? 3 : 2);
    server.mark('BTCUSDT', new Decimal(stated).minus(tick).toFixed(8));
    expect(account.trades.some(({ clientOrderId }) => clientOrderId.startsWith('autoclose-'))).toBe(true);
    expect(account.amount('BTCUSDT', hedge ? 'LONG' : 'BOTH')).toBe('0');
  });

  it('is where the product itself reckons it, on random books over many brackets', () => {
    const roll = dice(11);
    for (let round = 0; round < 60; round += 1) {
      const hedge = round % 2 === 1;
      const held = server.account(`book-${round}`, { deposit: (20_000 + roll() * 3e6).toFixed(2), hedge });
      const holdings = hedge
        ? (['long', 'short'] as const).map((side) => ({ symbol: 'BTCUSDT', side }))
        : [{ symbol: 'BTCUSDT', side: roll() < 0.5 ? ('long' as const) : ('short' as const) }];
      for (const each of [...holdings, { symbol: 'ETHUSDT', side: 'short' as const }]) {
        const { mark } = server.venue.market(each.symbol);
        const entryPrice = mark.times((0.98 + roll() / 25).toFixed(6)).toFixed(2);
        held.hold({ ...each, quantity: (10 ** (roll() * 2 - 0.5)).toFixed(3), entryPrice });
      }
      const short = held.leg('ETHUSDT', 'short');
      const notional = short.amount.times(3_000);
      const others = notional
        .plus(short.entryCost)
        .minus(maintenanceOf(server.venue.market('ETHUSDT'), notional));
      const legs = held.state.held
        .filter(({ symbol }) => symbol === 'BTCUSDT')
        .map((leg) => ({
          sign: leg.amount.isPositive() ? (1 as const) : (-1 as const),
          quantity: leg.amount.abs().toNumber(),
          entryPrice: leg.entryCost.div(leg.amount.abs()).toNumber(),
          table: BRACKETS,
        }));
      const roots = liquidationRoots(legs, held.state.wallet.plus(others).toNumber());
      const stated = held.positions[0]?.liquidationPrice;
      if (stated === undefined) expect(roots).toEqual([]);
      else expect(Math.min(...roots.map((root) => Math.abs(root / Number(stated) - 1)))).toBeLessThan(1e-9);
    }
  });

  it('has no price where none above zero would do it', async () => {
    account.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0.1' });
    expect((await position('BTCUSDT')).liquidationPrice).toBe('0');
  });

  it.skipIf(EXAMPLES === undefined)('agrees with the published examples (skipped: no shared data)', () => {
    const { rows } = JSON.parse(readFileSync(EXAMPLES!, 'utf8')) as {
      rows: Record<string, number & string>[];
    };
    for (const row of rows) {
      const bracket = {
        bracket: 1,
        initialLeverage: 20,
        notionalFloor: 0,
        notionalCap: 1e12,
        maintMarginRatio: row['mmr']!,
        cum: row['cum']!,
      };
      const market = new Market(listing('XUSDT', { brackets: [bracket], price: String(row['entry']) }));
      const amount = new Decimal(row['qty']!).times(String(row['side']) === 'long' ? 1 : -1);
      const leg = {
        symbol: 'XUSDT',
        positionSide: 'BOTH' as const,
        amount,
        entryCost: amount.abs().times(row['entry']!),
        isolatedWallet: new Decimal(0),
        realized: new Decimal(0),
        updateTime: 0,
      };
      const others = new Decimal(row['otherUnrealizedPnl']!).minus(row['otherMaintMargin']!);
      const price = liquidationPrice(market, [leg], others.plus(row['walletBalance']!));
      expect(price?.minus(row['expected']!).abs().lte(row['toleranceAbs']!), row['id']).toBe(true);
    }
    expect(rows.length).toBeGreaterThan(3);
  });
});
