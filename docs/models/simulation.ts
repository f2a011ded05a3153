// Models 31 to 33: crashes, Monte Carlo, and the probability of liquidation.
import type { ModelDocument } from './model-document.ts';

const wave = Array.from({ length: 400 }, (_, i) => 0.005 * Math.SQRT2 * Math.sin((i + 1) ** 2));

export const SIMULATION_DOCUMENTS: readonly ModelDocument[] = [
  {
    name: 'stress',
    answers:
      'What does a crash do to an account: who is liquidated when, what survives, which leverage is safe?',
    formula: [
      'hourly path: log price falls to ln(1 − drawdown·β) along 1 − e^(−3t/T), plus a correlated Brownian bridge (seeded) that is 0 at both ends',
      'at each hour the real maintenance margin decides; a liquidated position loses its margin and stays closed',
      'byLeverage: the same book resized to that gross leverage; safeMaxLeverage by bisection',
      'recovery: prices return in recoveryDays / (0.5, 1, 1.5); only what is open comes back',
    ],
    source: 'Own model; scenarios after the falls of March 2020, May and November 2022 and others.',
    departs: [
      'Leverage is in the positions and not multiplied in again; liquidation is at the real price, not at a leveraged return of −1/leverage. A short gains.',
    ],
    example: {
      input: {
        equity: 10_000,
        positions: [
          {
            symbol: 'BTCUSDT',
            side: 'long',
            quantity: 0.1,
            entryPrice: 60_000,
            markPrice: 60_000,
            marginMode: 'cross',
          },
        ],
        scenario: 'ftx_bankruptcy_2022',
      },
      expect: {
        'portfolio.pnl': '-1500',
        'portfolio.return': -0.15,
        'byLeverage[0].return': -0.25,
        'recovery.fast.breakEvenDays': 60,
        riskScore: 85,
      },
      check: 'The path ends 25 % lower: 0.1 · 60,000 · 0.25; 90 days of recovery at 1.5 times the speed.',
    },
  },
  {
    name: 'monte-carlo',
    answers: 'What may a leveraged portfolio be worth after a year, and how bad can the way there be?',
    formula: [
      'per period: r = w′(μ + L·z)·leverage, LL′ = Σ (Cholesky), z normal, or t with one χ² a draw for all assets',
      'wealth compounds and stops at 0; mean, n − 1 deviation, bias-corrected shape, percentiles of the final returns',
      'tailIndex as in the model tail-index on the final returns; extreme: |r − mean| > 3σ in a period',
      'block b of 128 paths draws from stream b of the seed: the same bits on any number of threads',
    ],
    source:
      'Glasserman (2003); xoshiro128** and a 256-layer ziggurat, tested by Kolmogorov–Smirnov and tails to 1e-6.',
    departs: ['Student-t is multivariate (one χ² for all assets); the documents drew one for each asset.'],
    example: {
      input: { weights: { BTC: 1 }, expected: { BTC: 0.1 }, covariance: { BTC: { BTC: 0.04 } }, seed: 7 },
      expect: { meanReturn: 0.10515578161623251, stdReturn: 0.22319138287419474, 'valueAtRisk.95': 0.2204 },
      tolerance: 0.05,
      check:
        'In closed form: (1 + 0.1/365)³⁶⁵ − 1; √(((1 + m)² + s²)³⁶⁵ − (1 + m)⁷³⁰) with m = 0.1/365, s² = 0.04/365; 1 − exp(365·(ln(1 + m) − s²/2) − 1.645·√0.04). Ten thousand paths come within 5 %.',
    },
  },
  {
    name: 'liquidation-probability',
    answers: 'How likely is it that a position, or the account, is liquidated within a day or a week?',
    formula: [
      'hourly paths of all symbols: GARCH(1,1) volatility from now with normal shocks, or constant volatility with Student-t',
      'correlated by the history; the margin of the account is carried along, hour by hour, by the real tiers',
      'probability = share of paths; standardError = √(p·(1 − p)/n)',
    ],
    source: 'Own model.',
    example: {
      input: {
        walletBalance: 0,
        positions: [
          {
            symbol: 'BTCUSDT',
            side: 'long',
            quantity: 1,
            entryPrice: 60_000,
            markPrice: 60_000,
            leverage: 25,
            marginMode: 'isolated',
          },
        ],
        returns: { BTCUSDT: wave },
        model: 'student-t',
        horizons: [24],
      },
      given:
        '{"walletBalance": 0, "positions": [1 BTCUSDT long at 60000, 25x isolated], "returns": {"BTCUSDT": 0.005·√2·sin(t²), t = 1…400}, "model": "student-t", "horizons": [24]}',
      expect: { 'positions[0].h24': 0.1015 },
      tolerance: 0.1,
      check:
        'Liquidation lies 3.6 % below; σ = 0.50171 % an hour, ν at its upper end of 200. numpy, a million paths of 24 t(200) steps.',
    },
  },
];
