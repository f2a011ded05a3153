// Models 17 to 22: value at risk, its backtest, performance, rolling figures, correlation and tails.
import type { ModelDocument } from './model-document.ts';

const ladder = Array.from({ length: 101 }, (_, i) => (i - 50) / 1000);
const year = Array.from({ length: 250 }, (_, t) => (t % 50 === 0 ? -0.03 : 0.001));

export const TAIL_DOCUMENTS: readonly ModelDocument[] = [
  {
    name: 'var',
    answers:
      'What will one exposure lose at most with a given confidence, and how much on average beyond that?',
    formula: [
      'historical: type-7 percentile of −value·r (100 returns or more); CVaR the mean of losses ≥ VaR',
      'parametric: −value·μ·h + z·|value|·σ·√h; CVaR with φ(z)/(1 − c) in place of z',
      'cornish-fisher: z + (z²−1)S/6 + (z³−3z)K/24 − (2z³−5z)S²/36, S/√h and K/h over h periods',
      'monte-carlo: normal, or Student-t scaled to σ, periods added up',
      'filtered-historical: past shocks / their GARCH volatility · the volatility expected over h',
      'never negative: max(0, ·)',
    ],
    source:
      'Jorion (2006); Cornish and Fisher (1938), domain by Maillard (2012); Barone-Adesi, Giannopoulos and Vosper (1999). numpy and scipy figures in the tests.',
    departs: [
      'The mean grows with h and the deviation with √h; the documents put √t on the mean as well.',
      'Leverage is not multiplied into an exposure that already has it.',
    ],
    example: {
      input: { returns: ladder, value: 10_000, method: 'historical', confidence: 0.95 },
      given:
        '{"returns": the 101 values −0.050, −0.049 … 0.050, "value": 10000, "method": "historical", "confidence": 0.95}',
      expect: { valueAtRisk: '450', conditionalValueAtRisk: '475' },
      check: 'Place 0.95 · 100 = 95 of the sorted losses is 4.5 %; the mean of 4.5 % … 5.0 % is 4.75 %.',
    },
  },
  {
    name: 'portfolio-var',
    answers:
      'What may the whole book lose, which position carries how much of it, and what does diversification save?',
    formula: [
      'parametric: VaR = −x′μ + z·√(x′Σx); marginal_i = −μ_i + z·(Σx)_i / √(x′Σx); component_i = x_i·marginal_i',
      'historical: percentile of the daily losses of the book; components are the losses of the days that set it',
      'Σ component = VaR; benefit = Σ individual − VaR; ratioOfEquity = VaR / equity',
    ],
    source: 'Jorion (2006), chapter 7; Tasche (1999) for the Euler split.',
    departs: [
      'Exposures are signed: a short offsets a long. Losses are shares of equity, leverage enters once.',
    ],
    example: {
      input: {
        equity: 10_000,
        exposures: { BTCUSDT: 10_000, ETHUSDT: -5000 },
        returns: { BTCUSDT: [0.01, -0.01, 0.02, -0.02], ETHUSDT: [0.03, -0.01, 0.01, -0.02] },
        method: 'parametric',
      },
      expect: {
        valueAtRisk: '194.8612850632578',
        conditionalValueAtRisk: '241.1884085793444',
        'component.BTCUSDT': '247.26953907',
        'component.ETHUSDT': '-52.40825401',
        individualSum: '495.16909682176',
      },
      check: 'numpy: S = cov(a, b), x = [10000, −5000]; −x@mean + 1.6448536·sqrt(x@S@x).',
    },
  },
  {
    name: 'var-backtest',
    answers: 'Were past value-at-risk forecasts right?',
    formula: [
      'Kupiec: −2·ln[(1−p)^(T−N)·p^N / ((1−N/T)^(T−N)·(N/T)^N)], chi-square with 1 degree of freedom',
      'Christoffersen: likelihood ratio of independent against Markov failures, 1 degree of freedom',
      'zone: P(X ≤ N) of binomial(T, p) under 95 % green, under 99.99 % yellow, else red',
    ],
    source: 'Kupiec (1995); Christoffersen (1998); Basel Committee (1996).',
    example: {
      input: { returns: year, forecasts: year.map(() => 0.02), confidence: 0.99 },
      given:
        '{"returns": 250 days, −0.03 on day 1, 51, 101, 151, 201, else 0.001, "forecasts": 0.02 every day, "confidence": 0.99}',
      expect: {
        exceptions: 5,
        'kupiec.statistic': 1.956809788230622,
        'kupiec.pValue': 0.1618549171960387,
        'christoffersen.statistic': 0.1636085335814,
        zone: 'yellow',
      },
      check: 'T = 250, N = 5, p = 0.01 in the formula; p-values scipy.stats.chi2.sf(·, 1).',
    },
  },
  {
    name: 'performance',
    answers: 'What did a series of returns earn, and what did it cost in risk?',
    formula: [
      'annualReturn = (1 + total)^(periodsPerYear/n) − 1; volatility = s·√periodsPerYear, s with n − 1',
      'sharpe = mean/s·√periodsPerYear; sortino: √(mean of min(r − target, 0)² over all periods) in place of s',
      'calmar = annualReturn / maxDrawdown; skewness and excess kurtosis bias-corrected',
    ],
    source:
      'Sharpe (1994); Sortino and Price (1994); Joanes and Gill (1998). Same figures as empyrical and pandas.',
    departs: ['Default of 365 periods a year: crypto trades every day. Never a hidden 252.'],
    example: {
      input: { returns: [0.1, -0.05, 0.02, -0.1, 0.08], periodsPerYear: 5 },
      expect: {
        totalReturn: 0.0360548,
        volatility: 0.1897366596101028,
        sharpe: 0.26352313834736496,
        sortino: 0.4472135954999579,
        maxDrawdown: 0.1279,
        skewness: -0.32327219741746077,
        kurtosis: -1.9959490740740748,
        profitFactor: 1.3333333333333333,
      },
      check:
        'Wealth 1.1, 1.045, 1.0659, 0.95931, 1.0360548: the fall is 1 − 0.95931/1.1. Shape: pandas skew(), kurt().',
    },
  },
  {
    name: 'rolling',
    answers:
      'How did risk figures move over time, when did they change their band, and what is alarming now?',
    formula: [
      'every figure of the model performance on each window of the last w returns; VaR 95 by percentile',
      'bands: up to the 33 % quantile of its own history, up to the 67 % quantile, above',
      'alerts of the newest window: sharpe < 0.5, volatility > 0.4, drawdown > 0.15, VaR > 0.05, win rate < 0.4',
    ],
    source: 'As in the model performance; numpy window by window in the tests.',
    example: {
      input: { returns: [0.01, -0.02, 0.03, 0.01], window: 3 },
      expect: {
        'volatility[0]': 0.4807979478602905,
        'sharpe[0]': 5.06103103010832,
        'valueAtRisk95[0]': 0.017,
        'maxDrawdown[0]': 0.02,
        'winRate[1]': 0.6666666666666666,
        'alerts[0].metric': 'volatility',
      },
      check: 'numpy: std([.01, −.02, .03], ddof=1)·√365; percentile 5 of the window is −0.017.',
    },
  },
  {
    name: 'correlation',
    answers: 'How much do symbols move together?',
    formula: ['ρ_ij = cov(r_i, r_j) / (s_i·s_j); average over all pairs i < j, also in a sliding window'],
    source: 'Pearson; numpy.corrcoef.',
    departs: ['From return histories, never from one day’s price changes.'],
    example: {
      input: { returns: { BTCUSDT: [0.01, 0.02, 0.03], ETHUSDT: [0.02, 0.01, 0.06] } },
      expect: { 'matrix.BTCUSDT.ETHUSDT': 0.7559289460184543, averagePairwise: 0.7559289460184543 },
      check: 'Deviations −1, 0, 1 and −1, −2, 3: 4 / √(2 · 14).',
    },
  },
  {
    name: 'tail-index',
    answers: 'How slowly do the tails thin out? A small α means that extremes are common.',
    formula: [
      'α = 1 / mean(ln X_(i) − ln X_(k+1)), i = 1…k, of the k largest losses and of the k largest gains',
    ],
    source: 'Hill (1975).',
    departs: ['The reference order statistic is X_(k+1); the documents used another.'],
    example: {
      input: { values: [8, 4, 2, 1, -1, -2, -4, -16], k: 2 },
      expect: { upper: 0.9617966939259757, lower: 0.7213475204444817 },
      check: '1 / mean(ln 8/2, ln 4/2) and 1 / mean(ln 16/2, ln 4/2).',
    },
  },
];
