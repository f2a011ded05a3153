// The margin models through the command line: the fields that outside programs rely on, with figures worked by hand.
import { describe, expect, test } from 'vitest';
import { PUBLISHED } from '../../risk/margin/binance-facts.ts';
import { calc, calcError } from './calc-support.ts';

const btc = {
  symbol: 'BTCUSDT',
  side: 'long',
  quantity: '1',
  entryPrice: '60000',
  markPrice: 60_000,
  leverage: 10,
  marginMode: 'cross',
};

test('leverage-effects: ten times leverage, and liquidation at twenty', async () => {
  const { rows, liquidationPrice, reason } = await calc('leverage-effects', {
    balance: '10000',
    leverage: 10,
  });
  expect(rows).toHaveLength(7);
  expect(rows[0]).toEqual({
    move: -0.05,
    positionPnl: '-5000',
    accountPnl: '-5000',
    accountChange: -0.5,
    liquidated: false,
  });
  expect([liquidationPrice, reason]).toEqual([null, 'no entryPrice was given']);
  const twenty = await calc('leverage-effects', {
    balance: 10_000,
    leverage: 20,
    moves: [-0.05],
    entryPrice: 100,
  });
  expect(twenty.rows[0]).toMatchObject({ accountPnl: '-10000', accountChange: -1, liquidated: true });
  expect(Number(twenty.liquidationPrice)).toBeCloseTo(100 * (1 + twenty.liquidationMove), 10);
});

describe('liquidation-price', () => {
  const tier = (maintenanceMarginRate: number, cum: number) => [
    { minNotional: 0, maxNotional: 1e12, maintenanceMarginRate, maxLeverage: 20, cum },
  ];
  const position = (name: 'btc' | 'eth') => ({
    symbol: `${name.toUpperCase()}USDT`,
    side: 'long',
    quantity: PUBLISHED[name].quantity,
    entryPrice: PUBLISHED[name].entryPrice,
    markPrice: PUBLISHED[name].markPrice,
    marginMode: 'cross',
  });

  test('gives the prices that Binance published for two cross longs', async () => {
    const answer = await calc('liquidation-price', {
      walletBalance: '1535443.01',
      positions: [position('btc'), position('eth')],
      tiers: { BTCUSDT: tier(0.025, 16_300), 'ETH/USDT:USDT': tier(0.1, 135_365) },
    });
    expect(
      answer.positions.map((row: { liquidationPrice: string }) => Number(row.liquidationPrice).toFixed(2)),
    ).toEqual(['26316.89', '1153.26']);
    expect(answer.account.marginRatio).toBeCloseTo(0.414_894_9, 6);
    expect(answer.basis).toBe('given');
  });

  test('an isolated position stands on its own margin, given or from its leverage', async () => {
    const isolated = { ...btc, marginMode: 'isolated' };
    const rows = [
      (await calc('liquidation-price', { walletBalance: 0, positions: [isolated] })).positions[0],
      (
        await calc('liquidation-price', {
          walletBalance: 0,
          positions: [{ ...isolated, isolatedMargin: '6000' }],
        })
      ).positions[0],
    ];
    expect(rows[0]).toEqual(rows[1]);
    expect(Number(rows[0].liquidationPrice)).toBeCloseTo((54_000 - 50) / (1 - 0.005), 8);
    expect(Number(rows[0].approximation)).toBeCloseTo(60_000 * (1 - 0.1 + 0.005), 8);
  });

  test('a hedged symbol is understood, and one-way mode is held to one side', async () => {
    const positions = [btc, { ...btc, side: 'short', quantity: 0.4 }];
    const answer = await calc('liquidation-price', { walletBalance: 6_000, positions });
    expect(answer.positionMode).toBe('hedge');
    expect(answer.positions[0].liquidationPrice).toBe(answer.positions[1].liquidationPrice);
    const error = await calcError(['liquidation-price'], {
      walletBalance: 1,
      positions,
      positionMode: 'one-way',
    });
    expect(error).toMatchObject({ code: 'CONTRADICTION', path: 'positions[1]' });
  });

  test('what cannot be liquidated, and an account in debt, say so', async () => {
    const safe = await calc('liquidation-price', { walletBalance: 100_000, positions: [btc] });
    expect(safe.positions[0]).toMatchObject({ liquidationPrice: null, distance: null });
    expect(safe.positions[0].reason).toContain('no price above zero');
    const debt = await calc('liquidation-price', { walletBalance: -1, positions: [btc] });
    expect(debt.account).toMatchObject({ marginRatio: null, reason: 'the margin balance is not above zero' });
    const sunk = await calc('liquidation-price', {
      walletBalance: -7e4,
      positions: [{ ...btc, side: 'SHORT' }],
    });
    expect(sunk.positions[0]).toMatchObject({ liquidationPrice: null, distance: 0, side: 'short' });
  });
});

test('correlated-liquidation: down and up, null with a reason', async () => {
  const answer = await calc('correlated-liquidation', {
    walletBalance: 20_000,
    positions: [btc],
    betas: { BTCUSDT: 2 },
  });
  expect(answer.down.move).toBeCloseTo((40_000 / 0.996 / 60_000 - 1) / 2, 9);
  expect(answer.down.symbolFirst).toBe('BTCUSDT');
  expect([answer.up, answer.reason]).toEqual([null, 'no rise to +1000 % liquidates the cross account']);
});

test('margin-mode-compare', async () => {
  const answer = await calc('margin-mode-compare', {
    accountBalance: 1_000,
    positions: [{ symbol: 'A', marginUsed: '500', unrealizedPnl: '-450' }],
  });
  expect(answer).toEqual({
    cross: { marginUsed: '500', available: '550', ratio: 500 / 550, level: 'CRITICAL' },
    isolated: {
      marginUsed: '500',
      available: '500',
      positions: [{ symbol: 'A', ratio: 0.9, atRisk: true }],
      maxRatio: 0.9,
      level: 'CRITICAL',
    },
  });
  const gone = await calc('margin-mode-compare', {
    accountBalance: 100,
    positions: [{ symbol: 'A', marginUsed: 50, unrealizedPnl: -100 }],
  });
  expect(gone.cross.ratio).toBeNull();
  expect(gone.cross.reason).toContain('leave nothing');
});

test('isolated-allocation, and the shortfall it names', async () => {
  const input = {
    capital: 20_000,
    requests: [{ symbol: 'BTCUSDT', side: 'long', quantity: 1, entryPrice: 50_000, leverage: 5 }],
  };
  const answer = await calc('isolated-allocation', input);
  expect(answer).toMatchObject({
    strategy: 'BALANCED',
    utilization: 0.5,
    totalInitialMargin: '10000',
    riskScore: 0.5,
  });
  expect(answer.positions[0]).toMatchObject({
    initialMargin: '10000',
    additionalMargin: '3000',
    bufferRatio: 0.3,
  });
  expect(Number(answer.positions[0].liquidationPrice)).toBeCloseTo(37_000 / 0.996, 8);
  const error = await calcError(['isolated-allocation'], { ...input, capital: 9_000 });
  expect(error).toMatchObject({ code: 'SHORTFALL', path: 'capital' });
});

test('cross-analysis: a hedge is negative risk, and the saving needs volatilities', async () => {
  const input = {
    accountBalance: '10000',
    positions: [
      { symbol: 'BTCUSDT', side: 'long', notional: 10_000, leverage: 5, unrealizedPnl: 0 },
      { symbol: 'ETHUSDT', side: 'short', notional: 10_000, leverage: 5, unrealizedPnl: 0 },
    ],
    correlations: { BTCUSDT: { ETHUSDT: 0.8 } },
  };
  const answer = await calc('cross-analysis', input);
  expect(answer).toMatchObject({
    isolatedMarginRequired: '4000',
    crossMarginAvailable: '10000',
    correlationRisk: -0.2,
    concentration: 0.5,
    maintenanceMargin: '80',
    safety: 'SAFE',
    marginSaving: null,
    reason: 'marginSaving: no volatilities were given',
  });
  const saving = await calc('cross-analysis', {
    ...input,
    volatilities: { BTCUSDT: 0.02, ETHUSDT: 0.02 },
    k: 1,
  });
  expect(Number(saving.marginSaving)).toBeCloseTo(400 - Math.sqrt(2 * 200 ** 2 * 0.2), 9);
  expect((await calc('cross-analysis', { ...input, accountBalance: -1 })).reason).toContain('distance');
});

test('liquidation-risk: presets and own limits', async () => {
  const positions = [
    { symbol: 'A', marginRatio: 0.85, distance: 0.3 },
    { symbol: 'B', marginRatio: 0, distance: null },
  ];
  const levels = async (thresholds?: unknown) =>
    (await calc('liquidation-risk', { positions, ...(thresholds ? { thresholds } : {}) })).positions;
  expect(await levels()).toEqual([
    { symbol: 'A', level: 'CRITICAL' },
    { symbol: 'B', level: 'SAFE' },
  ]);
  expect((await levels('relaxed'))[0].level).toBe('WARNING');
  expect((await levels({ marginRatio: { emergency: 0.85 } }))[0].level).toBe('EMERGENCY');
  expect((await levels({ distance: { warning: 0.4 } }))[0].level).toBe('CRITICAL');
  const error = await calcError(['liquidation-risk'], {
    positions,
    thresholds: { marginRatio: { warning: 0.95 } },
  });
  expect(error).toMatchObject({ code: 'UNSORTED', path: 'thresholds.marginRatio' });
});

describe('smallest-cut', () => {
  const input = { walletBalance: 6_000, positions: [btc], metric: 'liquidation-distance', limit: 0.1 };

  test('a cut rounded up to the step', async () => {
    const { cuts, after, before } = await calc('smallest-cut', { ...input, steps: { BTCUSDT: '0.001' } });
    expect(cuts).toEqual([
      { symbol: 'BTCUSDT', side: 'long', quantity: '0.036', percent: expect.closeTo(3.6), share: 0.036 },
    ]);
    expect(before.value).toBeLessThan(0.1);
    expect(after.value).toBeGreaterThan(0.1);
  });

  test('null with the margin to add for an isolated position', async () => {
    const positions = [{ ...btc, marginMode: 'isolated', isolatedMargin: 3_000 }];
    const answer = await calc('smallest-cut', { ...input, positions, symbol: 'BTCUSDT' });
    expect(answer).toMatchObject({ cuts: null, addMargin: [{ symbol: 'BTCUSDT', amount: '3220' }] });
    expect(answer.reason).toContain('add margin instead');
  });

  test('nothing to cut, and nothing left after it', async () => {
    expect(await calc('smallest-cut', { ...input, limit: 0.05 })).toMatchObject({ cuts: [] });
    const closed = await calc('smallest-cut', { ...input, steps: { BTCUSDT: 1 } });
    expect(closed).toMatchObject({ cuts: [{ quantity: '1', share: 1 }], after: { value: null } });
    expect(closed.reason).toContain('nothing is left');
  });
});

test('emergency-assessment', async () => {
  const input = {
    walletBalance: 10_000,
    marginRatio: 0.2,
    positions: [{ symbol: 'A', unrealizedPnl: '-200', initialMargin: 1_000, distance: 0.3 }],
  };
  expect(await calc('emergency-assessment', input)).toEqual({
    level: 'WARNING',
    portfolioLoss: 0.02,
    positions: [{ symbol: 'A', lossRatio: 0.2, level: 'CRITICAL' }],
    actions: [{ kind: 'review', symbols: ['A'] }],
  });
  const strict = await calc('emergency-assessment', { ...input, limits: { portfolioLoss: 0.01 } });
  expect(strict.level).toBe('EMERGENCY');
});

test('stops: a trail that moves twice and triggers', async () => {
  const input = { side: 'long', entryPrice: 100, trailPct: 0.03, prices: [101, '105', 103, 101] };
  const { events, finalStop } = await calc('stops', input);
  expect(events).toEqual([
    { index: 0, kind: 'moved', stopPrice: '97.97' },
    { index: 1, kind: 'moved', stopPrice: '101.85' },
    { index: 3, kind: 'triggered', stopPrice: '101.85' },
  ]);
  expect(finalStop).toBe('101.85');
});
