// Models 27 to 30: allocation, risk budget, rebalancing and the correlation limit.
import type { ModelDocument } from './model-document.ts';

const wave = (size: number) => Array.from({ length: 20 }, (_, t) => size * Math.sin(t + 1));

export const PORTFOLIO_DOCUMENTS: readonly ModelDocument[] = [
  {
    name: 'optimise-portfolio',
    answers: 'Which long-only weights have the highest Sharpe ratio, the least variance, or equal risk?',
    formula: [
      'max-sharpe: minimise y′Σy with (μ − r)′y = 1 and the bounds in proportion to Σy; w = y / Σy',
      'min-variance: minimise w′Σw; risk-parity: w_i·(Σw)_i equal for all',
      'Σw = 1, minWeights ≤ w ≤ maxWeights, w_i + w_j ≤ 0.6 where |ρ_ij| > 0.8',
      'riskContribution_i = w_i·(Σw)_i / w′Σw; diversificationRatio = Σ w·σ / √(w′Σw)',
    ],
    source:
      'Markowitz (1952); Cornuéjols and Tütüncü (2007) for the homogenised program; Goldfarb and Idnani (1983), quadprog.',
    example: {
      input: {
        expected: { BTC: 0.1, ETH: 0.2 },
        covariance: { BTC: { BTC: 0.04, ETH: 0 }, ETH: { BTC: 0, ETH: 0.09 } },
      },
      expect: {
        'weights.BTC': 0.5294117647058824,
        'weights.ETH': 0.47058823529411764,
        sharpe: 0.8333333333333334,
        'riskContribution.BTC': 0.36,
      },
      check: 'w ∝ μ/σ² = 2.5 and 2.2222; √(0.1²/0.04 + 0.2²/0.09) = √0.69444; 0.25 / 0.69444.',
    },
  },
  {
    name: 'risk-budget',
    answers: 'How much of its share of the daily risk does each strategy use?',
    formula: [
      'budget_i = totalBudget · weight_i / Σ weight; weight 1, max(0, Sharpe), or 1/volatility',
      'used_i = Σ notional · daily volatility · 1.645 / equity; ratio = used / budget',
      'REDUCE by 1 − budget/used when over; INCREASE when under 30 % is used',
    ],
    source: 'Definitions of the desk; parametric value at risk.',
    departs: ['Budget and use are both shares of equity; the documents compared currency with a fraction.'],
    example: {
      input: {
        equity: 100_000,
        method: 'equal-risk',
        strategies: [
          { name: 'trend', sharpe: 1, volatility: 0.4 },
          { name: 'revert', sharpe: 1, volatility: 0.2 },
        ],
        positions: [{ name: 'trend', notional: 40_000, volatility: 0.03 }],
      },
      expect: {
        'budgets.trend': 0.01,
        'usage[0].used': 0.019738243523417662,
        'usage[0].status': 'OVER_BUDGET',
        'suggestions[0].ratio': 0.4933693067401924,
      },
      check: '40,000 · 3 % · 1.6448536 / 100,000 against half of 2 %; 1 − 0.01 / 0.0197382.',
    },
  },
  {
    name: 'rebalance',
    answers: 'Which trades bring a portfolio back to its targets, at a bounded cost?',
    formula: [
      'due when a weight leaves target ∓ threshold (or min..max); then every asset goes to its target',
      'overweight sells, underweight buys, no target is sold; sells first, largest drift first',
      'cost = notional · (feeRate + slippageRate); above maxCostRate the trade that removes least drift per cost goes',
      'accuracy = 1 − Σ|weight after − target| / 2, cash included',
    ],
    source: 'Definitions of the desk.',
    departs: [
      'Overweight sells; the documents bought. Trades are dropped by drift removed per cost, not by share of cost.',
    ],
    example: {
      input: {
        cash: 1000,
        positions: { BTC: 0.1, ETH: 1 },
        prices: { BTC: 60_000, ETH: 3000 },
        targets: { BTC: { weight: 0.5 }, ETH: { weight: 0.3 } },
      },
      expect: {
        needed: true,
        'trades[0].side': 'sell',
        'trades[0].notional': '1000',
        totalCost: '1.5',
        'weightsAfter.BTC': 0.5000750112516877,
        accuracy: 0.9998799819973,
      },
      check:
        'BTC holds 60 % of 10,000. After: 5,000 and 3,000 of 9,998.50; off by 0.000075, 0.000045 and 0.00012, halved.',
    },
  },
  {
    name: 'correlation-limit',
    answers: 'May one more position be opened, given what already moves with it?',
    formula: [
      'refused when maxCorrelated (2) or more open positions have ρ > threshold (0.8) with the candidate',
    ],
    source: 'Pearson, from 20 returns or more.',
    example: {
      input: {
        open: ['BTCUSDT', 'ETHUSDT'],
        candidate: 'SOLUSDT',
        returns: { BTCUSDT: wave(0.01), ETHUSDT: wave(0.02), SOLUSDT: wave(0.03) },
      },
      given:
        '{"open": ["BTCUSDT", "ETHUSDT"], "candidate": "SOLUSDT", "returns": 0.01, 0.02 and 0.03 times sin(t), t = 1…20}',
      expect: { allowed: false, 'correlatedWith[0].correlation': 1, 'correlatedWith[1].symbol': 'ETHUSDT' },
      check: 'One series is a multiple of the other: ρ = 1 with both.',
    },
  },
];
