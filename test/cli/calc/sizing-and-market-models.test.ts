// The sizing and microstructure models through the command line, with figures worked by hand.
import { describe, expect, test } from 'vitest';
import { calc, calcError } from './calc-support.ts';

describe('kelly', () => {
  test('from three figures', async () => {
    const answer = await calc('kelly', {
      winProbability: 0.6,
      averageWin: 0.02,
      averageLoss: -0.01,
      equity: '10000',
    });
    expect(answer).toMatchObject({
      basis: 'given',
      averageLoss: 0.01,
      riskAmount: '200',
      growthOptimalFraction: null,
    });
    expect(answer.kellyFraction).toBeCloseTo(0.4, 12);
    expect(answer.scenarios).toHaveLength(10);
    expect(answer.scenarios[4]).toMatchObject({
      leverage: 5,
      notional: '20000',
      margin: '4000',
      shareOfEquity: 2,
    });
  });

  test('from trades, with the growth-optimal fraction', async () => {
    const returns = Array.from({ length: 100 }, (_, i) => (i % 5 < 3 ? 0.02 : -0.01));
    const answer = await calc('kelly', { returns, equity: 10_000 });
    expect(answer.basis).toBe('returns');
    expect(answer.growthOptimalFraction).toBeCloseTo(40, 9);
  });

  test('under thirty trades the basis is the default, with its reason', async () => {
    const answer = await calc('kelly', { returns: [0.1, -0.1], equity: 10_000 });
    expect(answer).toMatchObject({ basis: 'default', kellyFraction: null, riskAmount: '100' });
    expect(answer.reason).toContain('30 trades');
  });

  test('neither trades nor figures are refused', async () => {
    const error = await calcError(['kelly'], { equity: 1, winProbability: 0.5 });
    expect(error).toMatchObject({ code: 'MISSING', path: 'averageWin' });
  });
});

test('fixed-fractional', async () => {
  const input = { equity: 10_000, riskPct: 0.01, entryPrice: 50_000, stopPrice: 48_000 };
  const answer = await calc('fixed-fractional', input);
  expect(answer).toMatchObject({
    notional: '2500',
    quantity: '0.05',
    riskAmount: '100',
    lossAtStop: '100',
    recommendedLeverage: 3,
  });
  expect(answer.table[0]).toMatchObject({ leverage: 1, margin: '2500', marginUse: 0.25, score: 0.7 });
  expect((await calc('fixed-fractional', { ...input, leverage: 5 })).margin).toBe('500');
  const error = await calcError(['fixed-fractional'], { ...input, leverage: 50 });
  expect(error.code).toBe('STOP_BEYOND_LIQUIDATION');
  const none = await calc('fixed-fractional', { ...input, stopPrice: 49_990, maxLeverage: 2 });
  expect(none).toMatchObject({ recommendedLeverage: null, margin: null });
  expect(none.reason).toContain('no leverage fits');
});

test('volatility-sizing', async () => {
  const answer = await calc('volatility-sizing', { base: 1_000, volatility: 0.04, leverage: 3 });
  expect(answer).toMatchObject({
    factor: 0.5,
    size: '500',
    class: 'Extreme',
    notional: '1500',
    margin: '500',
  });
  expect(answer.ladder).toHaveLength(10);
  expect(answer.ladder[0]).toEqual({ volatility: 0.005, factor: 2, size: '2000', class: 'Low' });
});

test('advanced-size', async () => {
  const input = {
    base: 100_000,
    riskMode: 'cautious',
    regime: 'TRENDING',
    averageSlippagePct: 0.004,
    currentExposure: 200_000,
    maxExposure: 500_000,
    exposureGrowth: 0.05,
  };
  expect(await calc('advanced-size', input)).toEqual({
    size: '30000',
    factors: { risk: 0.5, regime: 1.2, slippage: 0.5 },
    exposureLimit: '475000',
  });
});

test('slippage, and a side with nothing on it', async () => {
  const book = {
    bids: [['99', '1']],
    asks: [
      [100, 1],
      [101, '2'],
    ],
  };
  expect(await calc('slippage', { book, side: 'BUY', quantity: 2, volatility: 0.5 })).toEqual({
    filled: '2',
    enough: true,
    averagePrice: '100.5',
    bestPrice: '100',
    slippagePct: 0.005,
    adjustedPct: 0.0075,
    impact: 'high',
    impactRatio: 2 / 3,
    depth: '3',
  });
  expect(await calc('slippage', { book, side: 'sell', quantity: 2 })).toMatchObject({
    filled: '1',
    enough: false,
    slippagePct: null,
    reason: 'only 1 of 2 is visible on that side',
  });
});

describe('order-check', () => {
  const market = { minNotional: '10', minQuantity: '0.001', quantityStep: '0.001', priceTick: '0.1' };

  test('rounds toward the safe side and names what it breaks', async () => {
    const order = { market, side: 'sell', quantity: '0.0019', price: '100.01' };
    expect(await calc('order-check', order)).toEqual({
      ok: false,
      refusals: [{ code: 'NOTIONAL_BELOW_MINIMUM', limit: '10', value: '0.1001' }],
      quantity: '0.001',
      price: '100.1',
    });
    expect(await calc('order-check', { ...order, quantity: 1 })).toMatchObject({ ok: true, refusals: [] });
  });

  test('knows two markets by name, and asks for a market otherwise', async () => {
    const order = { side: 'buy', quantity: 0.001, price: 50_000_999 };
    expect((await calc('order-check', { ...order, fallback: 'upbit KRW-BTC' })).price).toBe('50000000');
    expect(await calcError(['order-check'], order)).toMatchObject({ code: 'MISSING', path: 'market' });
    expect((await calcError(['order-check'], { ...order, fallback: 'constructor' })).path).toBe('market');
  });
});

test('halt', async () => {
  const input = { recentVolume: 5, averageVolume: '100', book: { bids: [], asks: [[100, 1]] } };
  expect(await calc('halt', { ...input, previousPrice: 100, price: 85 })).toEqual({
    halted: true,
    reason: 'spread: a side of the book is empty',
    reasons: ['THIN_VOLUME', 'NO_BIDS'],
    volumeRatio: 0.05,
    spread: null,
    gapPct: -0.15,
    largeGap: true,
  });
  expect(await calc('halt', input)).not.toHaveProperty('gapPct');
});

test('position-track: a flip across two spellings of one symbol', async () => {
  const fills = [
    { symbol: 'BTCUSDT', side: 'buy', quantity: '1', price: '100', fee: '0.1' },
    { symbol: 'BTC/USDT:USDT', side: 'sell', quantity: '3', price: '110', fee: '0.3' },
  ];
  const answer = await calc('position-track', { fills, marks: { 'BTC/USDT:USDT': 105 } });
  expect(answer.positions).toEqual([
    {
      symbol: 'BTCUSDT',
      quantity: '-2',
      averageEntry: '109.9',
      realizedPnl: '9.8',
      unrealizedPnl: '9.8',
      fees: '0.4',
      lots: [{ quantity: '-2', price: '110' }],
      realizedPnlFifo: '9.8',
    },
  ]);
  expect(answer.realizedPnl).toBe('9.8');
  const unmarked = await calc('position-track', { fills });
  expect(unmarked.positions[0]).toMatchObject({
    unrealizedPnl: null,
    reason: 'unrealizedPnl: no mark price was given',
  });
  const closed = await calc('position-track', { fills: [fills[0], { ...fills[0], side: 'sell' }] });
  expect(closed.positions[0]).toMatchObject({ quantity: '0', averageEntry: null, unrealizedPnl: '0' });
});
