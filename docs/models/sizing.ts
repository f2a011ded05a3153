// Models 9 to 13: how large a position may be.
import type { ModelDocument } from './model-document.ts';

export const SIZING_DOCUMENTS: readonly ModelDocument[] = [
  {
    name: 'kelly',
    answers: 'What share of the equity may one trade risk, given the record of past trades?',
    formula: [
      'b = averageWin / averageLoss; f* = max(0, (b·p − q) / b); safeKelly = fraction · f*',
      'riskAmount = equity · min(safeKelly, riskLimit); under 30 trades 1 % of equity, basis default',
      'growthOptimalFraction = argmax_f mean log(1 + f·r), where every 1 + f·r > 0',
      'scenarios: notional = riskAmount / averageLoss, margin = notional / leverage',
    ],
    source: 'Kelly (1956), “A New Interpretation of Information Rate”; Thorp (2006).',
    departs: [
      'A negative fraction is no bet, 0; the documents took its absolute value and bet on a losing record.',
    ],
    example: {
      input: { winProbability: 0.6, averageWin: 0.04, averageLoss: 0.02, equity: 10_000, maxLeverage: 1 },
      expect: {
        kellyFraction: 0.4,
        safeKelly: 0.1,
        expectancy: 0.016,
        riskAmount: '200',
        'scenarios[0].notional': '10000',
      },
      check: 'b = 2: (2 · 0.6 − 0.4) / 2 = 0.4, a quarter of it 0.1, capped at 2 % of 10,000; 200 / 0.02.',
    },
  },
  {
    name: 'fixed-fractional',
    answers: 'How large is a position that loses exactly the risk budget when it is stopped out?',
    formula: [
      'quantity = equity · riskPct / (|entry − stop| + feeRate · (entry + stop)); notional = quantity · entry',
      'margin = notional / leverage; recommended: the lowest leverage with the best score',
      'a leverage whose liquidation comes before the stop is refused',
    ],
    source: 'Vince (1990), “Portfolio Management Formulas”; liquidation as in the model liquidation-price.',
    departs: [
      'Risk at the stop equals the budget at any leverage; the documents divided the position by it.',
    ],
    example: {
      input: { equity: 10_000, riskPct: 0.01, entryPrice: 50_000, stopPrice: 48_000, maxLeverage: 3 },
      expect: {
        notional: '2500',
        quantity: '0.05',
        lossAtStop: '100',
        recommendedLeverage: 3,
        'table[2].marginUse': 0.08333333333333333,
      },
      check: '100 / 2,000 = 0.05. 2,500 / 3 is 8.3 % of equity: the first leverage at or under 10 %.',
    },
  },
  {
    name: 'volatility-sizing',
    answers: 'How large is a position whose volatility comes near the target?',
    formula: ['factor = min(2, max(0.5, target / volatility)); size = base · factor'],
    source: 'Volatility targeting, as in Moreira and Muir (2017).',
    example: {
      input: { base: 1000, volatility: 0.03 },
      expect: { factor: 0.6666666666666666, size: '666.666666666667', class: 'High' },
      check: '0.02 / 0.03; 3 % lies between 2.5 % and 4 %.',
    },
  },
  {
    name: 'advanced-size',
    answers: 'How large is a position by risk mode, market regime, slippage and growth of exposure?',
    formula: [
      'slippage factor = 1 up to 0.2 % average slippage, else 0.002 / averageSlippage',
      'exposureLimit = maxExposure · (1 − growth), growth held in 0..1',
      'size = min(base · risk · regime · slippage, exposureLimit − currentExposure), at least 0',
    ],
    source: 'Definitions of the desk.',
    example: {
      input: {
        base: 1000,
        riskMode: 'cautious',
        regime: 'TRENDING',
        averageSlippagePct: 0.004,
        currentExposure: 5000,
        maxExposure: 10_000,
        exposureGrowth: 0.1,
      },
      expect: { size: '300', 'factors.slippage': 0.5, exposureLimit: '9000' },
      check: '1,000 · 0.5 · 1.2 · 0.5, and 300 fits into 9,000 − 5,000.',
    },
  },
  {
    name: 'strategy-size',
    answers: "How large is a strategy's trade by its stop, its record, its market and the volatility regime?",
    formula: [
      'stopDistance = atr · market.stopAtr · regime.stop',
      'share = (kellyFraction · market.kellyShare, or 1 %) · regime.size · session.risk',
      'notional = equity · share / (stopDistance / entry), then capped by risk, by margin, by notional',
      'leverage = min(market.leverage · regime.leverage, session and caps), at least 1',
      'market by symbol, regime by daily volatility (2, 4, 6 %), session by UTC hour: config/markets.yaml',
    ],
    source: 'Definitions of the desk, on the models kelly and fixed-fractional.',
    example: {
      input: {
        equity: 10_000,
        entryPrice: 60_000,
        atr: 1200,
        kellyFraction: 0.4,
        symbol: 'BTCUSDT',
        volatility: 0.05,
        hourUtc: 18,
      },
      expect: {
        stopDistance: '3120',
        leverage: 3.5,
        notional: '3846.15384615385',
        riskAmount: '200',
        cappedBy: 'risk',
        'settings.regime': 'HIGH',
        'settings.session': 'us',
      },
      check:
        'A daily 5 % is HIGH: 1,200 · 2 · 1.3, leverage 5 · 0.7. The share 0.4 · 0.25 · 0.8 · 1.2 = 9.6 % is capped at 2 %: 200 / (3,120 / 60,000) = 3,846.15.',
    },
  },
];
