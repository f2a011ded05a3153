// Models 1 to 8: leverage, brackets, margin, liquidation prices, and the two margin modes.
import type { ModelDocument } from './model-document.ts';

const btc = { symbol: 'BTCUSDT', side: 'long', quantity: 1, entryPrice: 60_000, markPrice: 60_000 } as const;
const eth = { symbol: 'ETHUSDT', side: 'long', quantity: 10, entryPrice: 3000, markPrice: 3000 } as const;

export const MARGIN_DOCUMENTS: readonly ModelDocument[] = [
  {
    name: 'leverage-effects',
    answers: 'What does a price move do to an account that has put its whole balance behind one position?',
    formula: [
      'notional = balance · leverage',
      'positionPnl = ± notional · move',
      'liquidated when balance + positionPnl ≤ maintenance(notional · (1 + move))',
      'accountPnl = positionPnl, or −balance when liquidated',
    ],
    source: 'Definitions; maintenance margin as in the model liquidation-price.',
    departs: ['Liquidation follows the maintenance margin, not a balance of zero.'],
    example: {
      input: { balance: 1000, leverage: 20, moves: [-0.05, -0.02, 0.05] },
      expect: {
        'rows[0].accountPnl': '-1000',
        'rows[0].liquidated': true,
        'rows[1].accountPnl': '-400',
        'rows[2].accountChange': 1,
        liquidationMove: -0.04618473895582331,
      },
      check:
        'Notional 20,000 in the 0.4 % tier. At −5 %: 1,000 − 1,000 = 0 ≤ 76. The border: 1,000 + 20,000·m = 0.004·20,000·(1 + m), m = −920 / 19,920.',
    },
  },
  {
    name: 'brackets',
    answers: 'In which leverage bracket does a notional fall, and what maintenance margin does it ask for?',
    formula: [
      'maintenance = notional · MMR_k − cum_k, with k the tier whose floor ≤ notional < cap',
      'cum_k = cum_(k−1) + floor_k · (MMR_k − MMR_(k−1)), cum_1 = 0, where the venue gives none',
    ],
    source:
      'Binance FAQ “Leverage and Margin of USDⓈ-M Futures”; the rule for cum holds in every row of the recorded tiers of 15 symbols.',
    example: {
      input: { symbol: 'BTCUSDT', notional: 100_000 },
      expect: {
        bracket: 2,
        maxLeverage: 100,
        maintenanceMarginRate: 0.005,
        cum: '50',
        maintenanceMargin: '450',
      },
      check: 'cum = 0 + 50,000 · (0.005 − 0.004) = 50; 100,000 · 0.005 − 50 = 450.',
    },
  },
  {
    name: 'margin',
    answers: 'What do the initial and the maintenance margin of a notional come to at a leverage?',
    formula: [
      'initialMargin = notional / leverage',
      'ratio = maintenance / initialMargin',
      'leverageEfficiency = 1 − maintenance / notional',
    ],
    source: 'Binance FAQ “Leverage and Margin of USDⓈ-M Futures”.',
    example: {
      input: { symbol: 'BTCUSDT', notional: 100_000, leverage: 10 },
      expect: { initialMargin: '10000', maintenanceMargin: '450', ratio: 0.045, leverageEfficiency: 0.9955 },
      check: '100,000 / 10; 100,000 · 0.005 − 50 = 450; 450 / 10,000; 1 − 450 / 100,000.',
    },
  },
  {
    name: 'liquidation-price',
    answers:
      'At which price is each position liquidated, exactly, and how much margin is left in the account?',
    formula: [
      'LP = (WB − TMM₁ + UPNL₁ + cum − side·q·E) / (q·MMR − side·q), side +1 long, −1 short',
      'WB: own margin (isolated) or wallet (cross); TMM₁, UPNL₁: of all other cross positions, 0 in isolated',
      'the tier (MMR, cum) is the one that holds at LP; both legs of a hedged symbol move together',
      'distance = |mark − LP| / mark, 0 when already through; marginRatio = maintenance / margin balance',
    ],
    source:
      'Binance FAQ “How to Calculate Liquidation Price of USDⓈ-M Futures Contracts”; its worked example (cross and isolated) is a test.',
    departs: [
      'The rule of thumb E·(1 ∓ (1/L − MMR)) stands beside the answer as `approximation` and decides nothing: it knows neither the margin posted nor the other positions.',
    ],
    example: {
      input: { walletBalance: 6000, positions: [{ ...btc, leverage: 10, marginMode: 'cross' }] },
      expect: {
        'positions[0].liquidationPrice': '54221.1055276382',
        'positions[0].distance': 0.0963149078726969,
        'positions[0].approximation': '54300',
        'account.marginRatio': 0.04166666666666667,
      },
      check:
        'Second tier: (6,000 + 50 − 60,000) / (0.005 − 1) = 53,950 / 0.995, a notional of 54,221: the tier holds. Now: (60,000 · 0.005 − 50) / 6,000.',
    },
  },
  {
    name: 'correlated-liquidation',
    answers: 'How far must the whole market fall, or rise, to liquidate a cross account?',
    formula: [
      'symbol i moves by β_i · m; a price never falls below 0',
      'm solves  WB + Σ upnl_i(m) = Σ maintenance_i(m), which is piecewise linear in m: solved exactly',
    ],
    source: 'Own model on the maintenance margin of the venue.',
    example: {
      input: {
        walletBalance: 9000,
        positions: [
          { ...btc, marginMode: 'cross' },
          { ...eth, marginMode: 'cross' },
        ],
        betas: { BTCUSDT: 1, ETHUSDT: 1.5 },
      },
      expect: { 'down.move': -0.08256792958285496, 'down.symbolFirst': 'BTCUSDT', up: null },
      check:
        'On the way BTC stays above 50,000 (rate 0.005, cum 50), ETH below (0.004, cum 0): 9,000 + 105,000·m = 0.005·60,000·(1 + m) − 50 + 0.004·30,000·(1 + 1.5·m), m = −8,630 / 104,520, with BTC at 55,046 in its tier. BTC loses 60,000·m, ETH 45,000·m.',
    },
  },
  {
    name: 'margin-mode-compare',
    answers: 'How near to the edge are the same positions under cross and under isolated margin?',
    formula: [
      'cross: ratio = Σ margin / (balance + Σ pnl); > 0.9 CRITICAL, > 0.8 HIGH, > 0.6 MEDIUM, else LOW',
      'isolated: ratio = loss / margin of each; > 0.8 is at risk, and one at risk makes the whole CRITICAL',
    ],
    source: 'Definitions of the desk.',
    example: {
      input: {
        accountBalance: 10_000,
        positions: [
          { symbol: 'BTCUSDT', marginUsed: 4000, unrealizedPnl: -1000 },
          { symbol: 'ETHUSDT', marginUsed: 2000, unrealizedPnl: -1700 },
        ],
      },
      expect: {
        'cross.ratio': 0.821917808219178,
        'cross.level': 'HIGH',
        'isolated.maxRatio': 0.85,
        'isolated.level': 'CRITICAL',
      },
      check: 'Cross: 6,000 / (10,000 − 2,700). Isolated: 1,000 / 4,000 and 1,700 / 2,000.',
    },
  },
  {
    name: 'isolated-allocation',
    answers:
      'How is a capital shared among isolated positions, and where does its buffer put their liquidation?',
    formula: [
      'initialMargin_i = notional_i / leverage_i; utilization = Σ initialMargin / capital',
      'additionalMargin_i = (capital − Σ initialMargin) · bufferShare · notional_i / Σ notional',
      'liquidation price with margin_i = initialMargin_i + additionalMargin_i',
      'riskScore = Σ w_i · leverage_i / 10; concentration = max notional / Σ notional',
    ],
    source: 'Definitions of the desk; liquidation as in the model liquidation-price.',
    departs: ['The entry price is used as it is; the documents divided it by the size.'],
    example: {
      input: {
        capital: 10_000,
        requests: [{ symbol: 'BTCUSDT', side: 'long', quantity: 0.5, entryPrice: 60_000, leverage: 10 }],
      },
      expect: {
        utilization: 0.3,
        strategy: 'BALANCED',
        'positions[0].additionalMargin': '2100',
        'positions[0].bufferRatio': 0.7,
        'positions[0].liquidationPrice': '50000',
      },
      check:
        '30,000 / 10 = 3,000; 7,000 · 0.3 = 2,100; margin 5,100: (5,100 − 30,000) / (0.5 · 0.004 − 0.5) = 24,900 / 0.498.',
    },
  },
  {
    name: 'cross-analysis',
    answers:
      'How safe is a cross account, what do its correlations cost it, and what does it save over isolated margin?',
    formula: [
      'x_i = ± notional_i; correlationRisk = Σ_(i<j) ρ_ij·x_i·x_j / (Σ|x|)²',
      'distance = (M − maintenance) / M, M = balance + Σ pnl; marginCallThreshold = 1.1 · maintenance',
      'marginSaving = k·Σ σ_i·|x_i| − k·√(x′Σx)',
    ],
    source: 'Definitions of the desk; portfolio variance as in Markowitz (1952).',
    departs: [
      'Exposures are signed, so that a hedge lowers the risk; the documents counted every position as long.',
    ],
    example: {
      input: {
        accountBalance: 10_000,
        positions: [
          { symbol: 'BTCUSDT', side: 'long', notional: 30_000, leverage: 10, unrealizedPnl: 0 },
          { symbol: 'ETHUSDT', side: 'short', notional: 20_000, leverage: 10, unrealizedPnl: 0 },
        ],
        correlations: { BTCUSDT: { ETHUSDT: 0.8 } },
        volatilities: { BTCUSDT: 0.02, ETHUSDT: 0.03 },
      },
      expect: {
        correlationRisk: -0.192,
        concentration: 0.6,
        maintenanceMargin: '200',
        distance: 0.98,
        safety: 'SAFE',
        marginSaving: '2461.58004233954',
      },
      check:
        '0.8 · 30,000 · (−20,000) / 50,000². Moves of 600 and −600: 3 · 1,200 − 3 · √(2 · 600² − 2 · 0.8 · 600²) = 3,600 − 3 · 600 · √0.4.',
    },
  },
  {
    name: 'exposure',
    answers: 'How much of the market does an account carry for its equity, and how far is it below its peak?',
    formula: [
      'notional = Σ quantity·mark; net = Σ ± quantity·mark; leverage = notional / equity',
      'share of a symbol = its notional / notional; drawdown = max(0, 1 − equity / peakEquity)',
    ],
    source: 'Definitions.',
    example: {
      input: {
        equity: 30_000,
        positions: [
          { ...btc, marginMode: 'cross' },
          { ...eth, side: 'short', marginMode: 'cross' },
        ],
        peakEquity: 40_000,
      },
      expect: {
        notional: '90000',
        net: '30000',
        leverage: 3,
        'shares.BTCUSDT': 0.6666666666666666,
        drawdown: 0.25,
      },
      check: '60,000 + 30,000; 60,000 − 30,000; 90,000 / 30,000; 1 − 30,000 / 40,000.',
    },
  },
];
