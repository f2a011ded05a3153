// A good input of every calc model, fuller than the examples of the documents where that matters: what the fuzz starts from.
import { MODEL_DOCUMENTS } from '../../../docs/models/render.ts';
import { series } from '../../risk/tail/reference-series.ts';
import type { Json } from './hostile-input.ts';

const returns = series(42, 120);
const history = { A: series(1, 120), B: series(2, 120), C: series(3, 120) };
const prices = series(21, 40).map((r, i) => 100 + 50 * r + i);
const candles = prices.map((close, i) => [i, close, close * 1.01, close * 0.99, close, 1]);
const position = {
  symbol: 'A',
  side: 'long',
  quantity: 1,
  entryPrice: 100,
  markPrice: 101,
  leverage: 5,
  marginMode: 'isolated',
};
const book = [position, { ...position, symbol: 'B', side: 'short', marginMode: 'cross' }];
const covariance = { A: { A: 0.16, B: 0.05 }, B: { A: 0.05, B: 0.25 } };

/** Fuller inputs than the examples of the documents, which stand in for every other model. */
const FULL: Readonly<Record<string, Json>> = {
  'liquidation-price': { walletBalance: 1000, positions: book, positionMode: 'hedge' },
  'smallest-cut': {
    walletBalance: 10,
    positions: book,
    metric: 'margin-ratio',
    limit: 0.01,
    spread: 'cheapest',
    steps: { A: 0.01 },
  },
  kelly: { returns, equity: 1000 },
  var: {
    returns,
    value: 1000,
    confidence: 0.95,
    horizonDays: 7,
    method: 'historical',
    simulations: 200,
    df: 5,
    seed: 1,
  },
  'portfolio-var': {
    equity: 1000,
    exposures: { A: 100, B: -50 },
    returns: history,
    confidence: 0.95,
    method: 'historical',
  },
  'var-backtest': { returns, forecasts: returns.map(() => 0.04), confidence: 0.95 },
  performance: { returns, periodsPerYear: 365, target: 0 },
  rolling: { returns, window: 20, periodsPerYear: 365 },
  correlation: { returns: history, window: 30 },
  garch: { returns, horizon: 3, distribution: 'student-t', initial: 'backcast' },
  'tail-index': { values: returns, share: 0.1 },
  'realised-volatility': { prices, window: 10, periodsPerYear: 365 },
  'dynamic-leverage': { prices, currentLeverage: 3, config: { base: 3, max: 10, window: 20 }, position },
  'leverage-backtest': { prices, initialCapital: 1000, staticLeverage: 3, rebalanceEvery: 2, feeRate: 0.001 },
  'optimise-portfolio': {
    returns: history,
    maxWeights: { A: 0.6 },
    minWeights: { B: 0.1 },
    pairCap: { threshold: 0.8, cap: 0.6 },
    riskFree: -5,
  },
  'risk-budget': {
    equity: 1000,
    totalBudget: 0.02,
    method: 'inverse-volatility',
    strategies: [{ name: 'a', sharpe: 1, volatility: 0.2 }],
    positions: [{ name: 'a', notional: 100, volatility: 0.02 }],
  },
  rebalance: {
    cash: 1000,
    positions: { A: 1, B: 2 },
    prices: { A: 1000, B: 500 },
    targets: { A: { weight: 0.2, min: 0.1, max: 0.3 }, B: { weight: 0.5 } },
    minTrade: 10,
    maxCostRate: 0.01,
    steps: { A: '0.01' },
  },
  'correlation-limit': {
    open: ['A', 'B'],
    candidate: 'C',
    returns: history,
    threshold: 0.5,
    maxCorrelated: 1,
  },
  stress: {
    equity: 1000,
    positions: book,
    betas: { A: 1.2 },
    scenario: { days: 3, drawdown: 0.3, volatilityMultiplier: 2 },
    leverages: [2],
  },
  'monte-carlo': {
    weights: { A: 0.6, B: 0.4 },
    expected: { A: 0.1, B: 0.2 },
    covariance,
    sims: 100,
    days: 10,
    distribution: 'student-t',
    df: 4,
  },
  'liquidation-probability': {
    walletBalance: 100,
    positions: book,
    returns: history,
    sims: 100,
    horizons: [3],
    model: 'student-t',
  },
  'market-regime': { candles },
  'multi-timeframe': { volatilities: { '5m': 0.001, '15m': 0.002, '1h': 0.004, '4h': 0.008 } },
  indicators: { candles, rsi: 5, bollinger: { period: 5, deviations: 2 } },
};

/** By model. */
export const GOOD_INPUTS: Readonly<Record<string, Json>> = {
  ...Object.fromEntries(MODEL_DOCUMENTS.map(({ name, example }) => [name, example.input])),
  ...FULL,
};
