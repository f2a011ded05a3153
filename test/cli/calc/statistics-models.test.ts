// The statistical models through the command line: the fields that outside programs rely on, money as text, nulls with
// their reason, and bad input refused with the field's path.
import { describe, expect, test } from 'vitest';
import { series } from '../../risk/tail/reference-series.ts';
import { CLUSTERED } from '../../risk/volatility/clustered-returns.ts';
import { calc, calcError } from './calc-support.ts';

const returns = series(42, 500);
const first = series(1, 500);
const history = { A: first, B: series(2, 500).map((r, i) => 0.4 * r + 0.6 * first[i]!), C: series(3, 500) };
const prices = series(21, 60).reduce<number[]>(
  (all, r) => {
    all.push(all.at(-1)! * (1 + r));
    return all;
  },
  [100],
);
const candles = prices.map((close, i) => [i, close, close * 1.01, close * 0.99, close, 1]);
const btc = {
  symbol: 'BTCUSDT',
  side: 'long',
  quantity: '1',
  entryPrice: '10000',
  markPrice: 10_000,
  leverage: 5,
  marginMode: 'isolated',
};

describe('var', () => {
  test('money is text, statistics are numbers', async () => {
    const found = await calc('var', { returns, value: '10000', method: 'historical' });
    expect(Number(found.valueAtRisk)).toBeCloseTo(454.11814370151876, 9);
    expect(typeof found.valueAtRisk).toBe('string');
    expect(found).toMatchObject({ method: 'historical', confidence: 0.95, horizonDays: 1 });
    expect(found.volatility).toBeCloseTo(0.026994008455585347, 14);
    const month = await calc('var', {
      returns,
      value: 10_000,
      method: 'parametric',
      horizonDays: 30,
      confidence: 0.99,
    });
    expect(Number(month.conditionalValueAtRisk)).toBeCloseTo(4137.141321752848, 8);
    const heavy = await calc('var', {
      returns,
      value: 10_000,
      method: 'monte-carlo',
      df: 'fit',
      seed: 4,
      simulations: 2000,
    });
    expect(heavy.df).toBeGreaterThan(2);
  });

  test('short history is refused by name', async () => {
    const error = await calcError(['var'], { returns: returns.slice(0, 50), value: 1, method: 'historical' });
    expect(error).toMatchObject({ code: 'TOO_SHORT', path: 'returns' });
    expect(await calcError(['var'], { returns: ['x'], value: 1, method: 'historical' })).toMatchObject({
      path: 'returns[0]',
    });
  });
});

test('portfolio-var: components add up, by symbol', async () => {
  const found = await calc('portfolio-var', {
    equity: 5000,
    exposures: { A: 10_000, B: '-4000', C: 6000 },
    returns: history,
    method: 'parametric',
  });
  expect(Number(found.valueAtRisk)).toBeCloseTo(438.34954735057033, 8);
  const sum = Object.values<string>(found.component).reduce((total, part) => total + Number(part), 0);
  expect(sum).toBeCloseTo(Number(found.valueAtRisk), 8);
  expect(found.ratioOfEquity).toBeCloseTo(438.34954735057033 / 5000, 12);
  const error = await calcError(['portfolio-var'], {
    equity: 1,
    exposures: { X: 1 },
    returns: history,
    method: 'historical',
  });
  expect(error).toMatchObject({ code: 'MISSING', path: 'returns.X' });
});

test('var-backtest: both statistics with p-values, and the zone', async () => {
  const found = await calc('var-backtest', {
    returns,
    forecasts: new Array(500).fill(0.04),
    confidence: 0.95,
  });
  expect(found).toMatchObject({ exceptions: 38, zone: 'yellow' });
  expect(found.kupiec.pValue).toBeCloseTo(0.012912446959316244, 10);
});

test('performance: unknown figures are null with a reason', async () => {
  const found = await calc('performance', { returns });
  expect(found.sharpe).toBeCloseTo(-0.46372046614917406, 10);
  expect(found.drawdown).toEqual({
    start: 13,
    trough: 379,
    recovery: null,
    reason: 'recovery: not back at the peak yet',
  });
  const flat = await calc('performance', { returns: [0.01, 0.01, 0.01] });
  expect(flat.sharpe).toBeNull();
  expect(flat.reason).toContain('sharpe: the returns never change');
});

test('rolling: every line has n − window + 1 entries', async () => {
  const found = await calc('rolling', { returns, window: 30 });
  for (const line of [
    found.sharpe,
    found.sortino,
    found.maxDrawdown,
    found.volatility,
    found.valueAtRisk95,
    found.winRate,
  ]) {
    expect(line).toHaveLength(471);
  }
  expect(found.regimes.volatility).toHaveLength(471);
  expect(found.changes[0]).toMatchObject({ index: expect.any(Number), kind: expect.any(String) });
});

test('correlation: a matrix by name, the average, and its course', async () => {
  const found = await calc('correlation', { returns: history, window: 60 });
  expect(found.matrix['A']['B']).toBeCloseTo(0.8752305558125713, 10);
  expect(found.averagePairwise).toBeCloseTo(0.3509392647795249, 10);
  expect(found.rollingAverage).toHaveLength(441);
  expect(await calcError(['correlation'], { returns: { A: first } })).toMatchObject({ code: 'TOO_SHORT' });
});

test('garch: parameters, likelihood and forecast', async () => {
  const found = await calc('garch', { returns: CLUSTERED, horizon: 3 });
  expect(found.alpha).toBeCloseTo(0.11964284, 5);
  expect(found.logLikelihood).toBeCloseTo(-350.59928565069407, 8);
  expect(found.forecast).toHaveLength(3);
  expect(found.conditionalVolatility).toHaveLength(250);
});

test('realised-volatility, dynamic-leverage and leverage-backtest speak of the same daily volatility', async () => {
  const volatility = await calc('realised-volatility', { prices, window: 20 });
  expect(volatility.perPeriod).toBeCloseTo(0.029315912317597073, 12);
  const dynamic = await calc('dynamic-leverage', { prices, currentLeverage: 5, position: btc });
  expect(dynamic.volatility.daily).toBe(volatility.daily);
  expect(dynamic).toMatchObject({
    regime: 'NORMAL',
    recommended: 2,
    change: { amount: -3, shouldAdjust: true },
    priority: 'HIGH',
  });
  expect(dynamic.plan).toMatchObject({ action: 'ADD_MARGIN', marginChange: '3000' });
  const backtest = await calc('leverage-backtest', { prices, initialCapital: 1000, config: { max: 5 } });
  expect(backtest.static).toHaveProperty('sharpe');
  expect(backtest.dynamic.averageLeverage).toBeGreaterThan(0);
  expect(
    await calcError(['dynamic-leverage'], { prices, currentLeverage: 3, config: { bases: 1 } }),
  ).toMatchObject({
    code: 'UNKNOWN_FIELD',
  });
});

test('optimise-portfolio: from returns or from estimates, never from both', async () => {
  const drifting = { A: history.A.map((r) => r + 0.002), C: history.C.map((r) => r + 0.001) };
  const found = await calc('optimise-portfolio', { returns: drifting });
  expect(found.weights.A + found.weights.C).toBeCloseTo(1, 12);
  expect(found.riskContribution.A + found.riskContribution.C).toBeCloseTo(1, 10);
  const given = await calc('optimise-portfolio', {
    expected: { A: 0.1, B: 0.2 },
    covariance: { A: { A: 0.04, B: 0 }, B: { A: 0, B: 0.09 } },
    pairCap: null,
  });
  expect(given.weights.A).toBeCloseTo(2.5 / (2.5 + 0.2 / 0.09), 10);
  const error = await calcError(['optimise-portfolio'], { returns: drifting, expected: { A: 1 } });
  expect(error.code).toBe('CONTRADICTION');
  expect((await calcError(['optimise-portfolio'], {})).code).toBe('MISSING');
});

test('risk-budget: shares and money side by side', async () => {
  const found = await calc('risk-budget', {
    equity: 100_000,
    method: 'equal-risk',
    strategies: [
      { name: 'trend', sharpe: 1, volatility: 0.4 },
      { name: 'revert', sharpe: 1, volatility: 0.2 },
    ],
    positions: [{ name: 'trend', notional: '40000', volatility: 0.03 }],
  });
  expect(found.budgets).toEqual({ trend: 0.01, revert: 0.01 });
  expect(found.budgetAmounts.trend).toBe('1000');
  expect(found.usage[0].status).toBe('OVER_BUDGET');
  expect(Number(found.usage[0].usedAmount)).toBeCloseTo(1973.82, 2);
});

test('rebalance: trades in text, weights in numbers', async () => {
  const found = await calc('rebalance', {
    cash: 1000,
    positions: { BTC: 0.1, ETH: 1 },
    prices: { BTC: 60_000, ETH: 3000 },
    targets: { BTC: { weight: 0.5 }, ETH: { weight: 0.4 } },
    steps: { BTC: '0.001' },
  });
  expect(found.trades[0]).toMatchObject({ symbol: 'BTC', side: 'sell', quantity: '0.016', notional: '960' });
  expect(found.accuracy).toBeGreaterThan(0.95);
});

test('correlation-limit: names what the candidate moves with', async () => {
  const found = await calc('correlation-limit', { open: ['A', 'C'], candidate: 'B', returns: history });
  expect(found.allowed).toBe(true);
  expect(found.correlatedWith).toEqual([{ symbol: 'A', correlation: expect.closeTo(0.8752305558, 8) }]);
});

test('stress: by name or as an object, betas with the positions or beside them', async () => {
  const found = await calc('stress', {
    equity: 2500,
    positions: [{ ...btc, beta: 0.5 }],
    scenario: 'ftx_bankruptcy_2022',
  });
  expect(found.scenario).toMatchObject({ days: 14, drawdown: 0.25 });
  expect(found.positions[0]).toMatchObject({ symbol: 'BTCUSDT', liquidated: false, day: null, price: null });
  expect(Number(found.positions[0].pnl)).toBeCloseTo(-1250, 6);
  expect(found.byLeverage.map(({ leverage }: { leverage: number }) => leverage)).toEqual([1, 3, 5, 10, 20]);
  const own = await calc('stress', { equity: 2500, positions: [btc], scenario: { days: 5, drawdown: 0.4 } });
  expect(own.positions[0]).toMatchObject({ liquidated: true, pnl: '-2000' });
  expect(own.recovery.normal.breakEvenDays).toBeNull();
  expect((await calcError(['stress'], { equity: 1, positions: [btc], scenario: 'x' })).code).toBe(
    'UNKNOWN_NAME',
  );
});

describe('monte-carlo', () => {
  const input = {
    weights: { A: 0.6, B: 0.4 },
    expected: { A: 0.1, B: 0.2 },
    covariance: { A: { A: 0.16, B: 0.05 }, B: { A: 0.05, B: 0.25 } },
    sims: 1000,
    days: 100,
  };

  test('answers by name as by position, bit for bit', async () => {
    const named = await calc('monte-carlo', input);
    const listed = await calc('monte-carlo', {
      ...input,
      weights: [0.6, 0.4],
      expected: [0.1, 0.2],
      covariance: [
        [0.16, 0.05],
        [0.05, 0.25],
      ],
    });
    expect(named).toEqual(listed);
    expect(Object.keys(named.valueAtRisk)).toEqual(['90', '95', '99']);
    expect(named.quantiles.p50[0]).toBe('10000');
  });

  test('adds the five scenarios when asked', async () => {
    const { scenarios } = await calc('monte-carlo', { ...input, scenarios: true });
    expect(scenarios.map(({ name }: { name: string }) => name)).toEqual([
      'base',
      'high-volatility',
      'low-returns',
      'high-correlation',
      'negative-returns',
    ]);
  });

  test('refuses a mixture and a singular covariance', async () => {
    expect((await calcError(['monte-carlo'], { ...input, weights: [1, 0] })).code).toBe('CONTRADICTION');
    const flat = { A: { A: 0.04, B: 0.04 }, B: { A: 0.04, B: 0.04 } };
    expect(await calcError(['monte-carlo'], { ...input, covariance: flat })).toMatchObject({
      code: 'SINGULAR',
      path: 'covariance',
    });
  });
});

test('tail-index, liquidation-probability, market-regime, multi-timeframe and indicators answer by their names', async () => {
  const tails = await calc('tail-index', { values: returns });
  expect(tails.upper).toBeCloseTo(4.556395442723496, 8);
  const chance = await calc('liquidation-probability', {
    walletBalance: 0,
    positions: [btc],
    returns: { BTCUSDT: series(5, 200).map((r) => r / 5) },
    sims: 200,
  });
  expect(Object.keys(chance.account)).toEqual(['h24', 'd7']);
  expect(chance.positions[0]).toHaveProperty('d7');
  const regime = await calc('market-regime', { candles });
  expect(regime.regime).toMatch(/^(TRENDING|RANGING)_(HIGH|LOW)_VOL$/);
  const frames = await calc('multi-timeframe', {
    volatilities: { '5m': 0.001, '15m': 0.002, '1h': 0.004, '4h': 0.008 },
  });
  expect(frames.level).toBe('LOW');
  const lines = await calc('indicators', { candles, rsi: 7 });
  expect(lines.rsi[6]).toBeNull();
  expect(lines.rsi[7]).not.toBeNull();
  expect(lines.bollinger.upper).toHaveLength(61);
});
