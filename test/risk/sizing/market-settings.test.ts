// Specifies which settings hold by market, volatility and hour, with the tables that come with the product.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readMarkets } from '../../../config/markets.ts';
import {
  marketSettings,
  tradingSession,
  volatilityRegime,
} from '../../../src/risk/sizing/market-settings.ts';
import { calc, calcError } from '../../cli/calc/calc-support.ts';

const tables = readMarkets(readFileSync(new URL('../../../config/markets.yaml', import.meta.url), 'utf8'));

describe('the bundled settings', () => {
  it.each([
    ['BTCUSDT', { leverage: 5, target: 0.025, kellyShare: 0.25, stopAtr: 2 }],
    ['BTC/USDT:USDT', { name: 'BTCUSDT' }],
    ['ETHUSDT', { leverage: 3, target: 0.03, kellyShare: 0.2, stopAtr: 2.5 }],
    ['DOGEUSDT', { name: 'others', leverage: 2, target: 0.04, kellyShare: 0.15, stopAtr: 3 }],
    ['constructor', { name: 'others' }],
  ])('of the market %s', (symbol, expected) => {
    expect(marketSettings(tables, symbol)).toMatchObject(expected);
  });

  it.each([
    [0, { name: 'LOW', leverage: 1.5, size: 1.2, stop: 0.8 }],
    [0.0199, { name: 'LOW' }],
    [0.02, { name: 'NORMAL', leverage: 1, size: 1, stop: 1 }],
    [0.04, { name: 'HIGH', leverage: 0.7, size: 0.8, stop: 1.3 }],
    [0.06, { name: 'EXTREME', leverage: 0.4, size: 0.5, stop: 2 }],
    [9, { name: 'EXTREME' }],
  ])('of a daily volatility of %d', (volatility, expected) => {
    expect(volatilityRegime(tables, volatility)).toMatchObject(expected);
  });

  it.each([
    [0, { name: 'asian', risk: 0.8, maxLeverage: 3 }],
    [7, { name: 'asian' }],
    [8, { name: 'european', risk: 1, maxLeverage: 5 }],
    [16, { name: 'us', risk: 1.2, maxLeverage: 7 }],
    [23, { name: 'us' }],
  ])('of hour %d', (hour, expected) => {
    expect(tradingSession(tables, hour)).toMatchObject(expected);
  });
});

describe('settings that do not hold together are refused:', () => {
  const text = (regimes: string, sessions: string) =>
    `markets: { others: { leverage: 2, target: 0.04, kellyShare: 0.1, stopAtr: 3 } }\nregimes: ${regimes}\nsessions: ${sessions}`;
  const calm = '{ ALL: { below: null, leverage: 1, size: 1, stop: 1 } }';
  const day = '{ all: { from: 0, to: 24, risk: 1, maxLeverage: 5 } }';

  it('no market for the others, regimes that fall or end, hours that nobody holds', () => {
    expect(readMarkets(text(calm, day)).sessions['all']!.to).toBe(24);
    expect(() => readMarkets(text(calm, day).replace('others', 'BTCUSDT'))).toThrow('others');
    const falling =
      '{ A: { below: 0.05, leverage: 1, size: 1, stop: 1 }, B: { below: 0.04, leverage: 1, size: 1, stop: 1 } }';
    expect(() => readMarkets(text(falling, day))).toThrow('rise from calm to wild');
    expect(() => readMarkets(text(calm, day.replace('24', '23')))).toThrow('every hour');
  });

  it('an hour or a volatility that tables of your own leave out is named', () => {
    const bare = { ...tables, regimes: {}, sessions: {} };
    expect(() => volatilityRegime(bare, 0.01)).toThrow('no regime holds');
    expect(() => tradingSession(bare, 3)).toThrow('no session holds');
  });
});

describe('calc strategy-size', () => {
  const trade = { equity: 10_000, entryPrice: 60_000, atr: 1200, kellyFraction: 0.4 };

  it('takes the settings of market, regime and session, and says which', async () => {
    const found = await calc('strategy-size', { ...trade, symbol: 'ETHUSDT', volatility: 0.01, hourUtc: 3 });
    // Stop 1,200 · 2.5 · 0.8; leverage 3 · 1.5, the Asian session caps it at 3; 0.4 · 0.2 · 1.2 · 0.8 is above 2 %.
    expect(found).toMatchObject({
      stopDistance: '2400',
      leverage: 3,
      riskAmount: '200',
      notional: '5000',
      cappedBy: 'risk',
    });
    expect(found.settings).toEqual({ market: 'ETHUSDT', regime: 'LOW', session: 'asian' });
  });

  it('takes your own instead, and refuses an hour that no clock shows', async () => {
    const own = {
      market: { leverage: 2, kellyShare: 0.01, stopAtr: 1 },
      regime: { leverage: 1, size: 1, stop: 1 },
    };
    const found = await calc('strategy-size', { ...trade, ...own });
    expect(found).toMatchObject({ riskAmount: '40', leverage: 2, cappedBy: 'none' });
    expect(found.settings).toEqual({ market: 'given', regime: 'given', session: 'none' });
    expect(await calcError(['strategy-size'], { ...trade, hourUtc: 24 })).toMatchObject({ path: 'hourUtc' });
  });
});
