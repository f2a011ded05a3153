// Models 23 to 26: volatility and the leverage that it allows.
import type { ModelDocument } from './model-document.ts';

const waves = Array.from({ length: 400 }, (_, i) => {
  const t = i + 1;
  return Math.sin(t * t) * (1 + 0.5 * Math.sin(t / 20));
});

export const VOLATILITY_DOCUMENTS: readonly ModelDocument[] = [
  {
    name: 'garch',
    answers: 'How volatile are the next periods expected to be?',
    formula: [
      'r_t = μ + ε_t, σ²_t = ω + α·ε²_(t−1) + β·σ²_(t−1); maximum likelihood, normal or Student-t shocks',
      'ω > 0, α ≥ 0, β ≥ 0, α + β ≤ 0.9999; ε²_0 = σ²_0 = mean of ε² unless told',
      'σ²_(t+h) = σ²_L + (α + β)^(h−1)·(σ²_(t+1) − σ²_L), σ²_L = ω / (1 − α − β)',
    ],
    source:
      'Bollerslev (1986); benchmark of Fiorentini, Calzolari and Panattoni (1996) on DEM/GBP: μ −0.00619041, ω 0.0107613, α 0.153134, β 0.805974.',
    departs: ['Maximum likelihood and the standard recursion; the documents had fixed coefficients.'],
    example: {
      input: { returns: waves, horizon: 3 },
      given: '{"returns": sin(t²)·(1 + 0.5·sin(t/20)) for t = 1…400, "horizon": 3}',
      expect: {
        mu: 0.01434784,
        omega: 0.0067857,
        alpha: 0.17763856,
        beta: 0.81629355,
        logLikelihood: -419.98188440205934,
        'forecast[0]': 1.1379478502355622,
        'forecast[2]': 1.1370084841483783,
      },
      tolerance: 1e-4,
      check: 'scipy.optimize.minimize (Nelder-Mead, from four starts) of the negative log-likelihood.',
    },
  },
  {
    name: 'realised-volatility',
    answers: 'How much did prices move?',
    formula: [
      'perPeriod = √(Σ(r − mean)² / (n − 1)); annual = perPeriod·√periodsPerYear; daily = annual / √365',
    ],
    source: 'Sample standard deviation of simple returns.',
    departs: ['Daily and annual stand side by side under their own names and are never mixed.'],
    example: {
      input: { prices: [100, 102, 99.96, 101.9592] },
      expect: { perPeriod: 0.023094010767585032, annual: 0.4412104562073146, count: 3 },
      check: 'Returns 2 %, −2 %, 2 %: √((2 · (4/3)² + (8/3)²) / 2) %.',
    },
  },
  {
    name: 'dynamic-leverage',
    answers: 'How much leverage does the volatility of now allow, and how urgent is the change?',
    formula: [
      'wanted = base · target / daily volatility, clipped to min..max, · regime factor, clipped, rounded down',
      'regime by volatility / target: < 0.5 LOW 1.2, < 1.5 NORMAL 1, < 2.5 HIGH 0.8, else EXTREME 0.6',
      'adjust from a change of 10 %; priority HIGH (EXTREME or > 50 %), MEDIUM (HIGH or > 30 %), else LOW',
    ],
    source: 'Volatility targeting; settings of the desk.',
    departs: [
      'Daily volatility against a daily target; the documents compared annualised with daily.',
      'The change is measured against the leverage that is there now; theirs was always 0.',
    ],
    example: {
      input: { prices: [100, 102, 99.96], currentLeverage: 5, config: { window: 2 } },
      expect: {
        'volatility.daily': 0.0282842712474619,
        regime: 'NORMAL',
        adjusted: 2.1213203435596424,
        recommended: 2,
        'change.amount': -3,
        priority: 'HIGH',
      },
      check: 'Returns ±2 %: 2 %·√2; 3 · 0.02 / 0.028284 = 2.12; 3 of 5 is 60 %.',
    },
  },
  {
    name: 'leverage-backtest',
    answers: 'Would leverage by volatility have done better than a fixed one on these prices?',
    formula: [
      'every n bars: quantity = equity · leverage / price, fee = feeRate · |change of exposure|',
      'equity moves by quantity · price change; at equity ≤ maintenance margin it is liquidated and lost',
      'dynamic leverage as in the model dynamic-leverage, from past prices only',
    ],
    source: 'Definitions of the desk.',
    departs: ['With liquidation and fees; the documents only compounded returns.'],
    example: {
      input: {
        prices: [100, 110, 104.5, 104.5],
        initialCapital: 1000,
        staticLeverage: 2,
        rebalanceEvery: 1,
        feeRate: 0,
        config: { window: 2 },
      },
      expect: {
        'static.totalReturn': 0.08,
        'dynamic.totalReturn': 0.105,
        'dynamic.averageLeverage': 2.3333333333333335,
        'comparison.better': 'dynamic',
      },
      check: 'Static 1.2 · 0.9 · 1. Dynamic 3x, 3x, then 1x after a wild start: 1.3 · 0.85 · 1.',
    },
  },
];
