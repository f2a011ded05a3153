// Models 34 to 39: regimes, indicators, order books, orders and fills.
import type { ModelDocument } from './model-document.ts';

const climb = Array.from({ length: 40 }, (_, t) => {
  const close = 100 + 2 * t;
  return [t, close, close + 1, close - 1, close, 1];
});
const bar = (time: number, close: number) => [time, close, close + 1, close - 1, close, 1];

export const MARKET_DOCUMENTS: readonly ModelDocument[] = [
  {
    name: 'market-regime',
    answers: 'Is the market trending or ranging, volatile or calm?',
    formula: [
      'TRENDING when ADX(14) > 25; HIGH_VOL when (upper − lower) / middle of Bollinger(20, 2) > 0.04',
      'smoothed: s ← s + 2/21 · (r² − s), TRENDING when √s exceeds the standard deviation of all returns',
    ],
    source: 'Wilder (1978), “New Concepts in Technical Trading Systems”; Bollinger (2001).',
    example: {
      input: { candles: climb },
      given: '{"candles": 40 bars, t = 0…39, with close c = 100 + 2t, open c, high c + 1, low c − 1}',
      expect: { adx: 100, bollingerWidth: 0.290127358490566, regime: 'TRENDING_HIGH_VOL' },
      tolerance: 1e-5,
      check: 'Only up moves: DX = 100 throughout. Width: 4 · 2 · √((20² − 1) / 12) / 159.',
    },
  },
  {
    name: 'multi-timeframe',
    answers: 'How risky is a market seen through four timeframes at once?',
    formula: ['score = Σ weight · σ · √(horizon / bar length); weights 5m 0.1, 15m 0.3, 1h 0.4, 4h 0.2'],
    source: 'Definitions of the desk; square-root-of-time scaling.',
    departs: [
      'Each volatility is first scaled to one horizon, else a 5-minute figure would look like a calm market.',
    ],
    example: {
      input: { volatilities: { '5m': 0.001, '15m': 0.002, '1h': 0.004, '4h': 0.008 } },
      expect: { 'parts.5m.scaled': 0.016970562748477, score: 0.01933337568, level: 'LOW' },
      check: '0.001 · √288 = 0.01697; the others 0.004 · √24 = 0.01960 each: 0.1 · 0.01697 + 0.9 · 0.01960.',
    },
  },
  {
    name: 'indicators',
    answers: 'What do RSI, ATR, Bollinger bands and ADX say, bar by bar?',
    formula: [
      'RSI = 100 − 100 / (1 + gain / loss), Wilder averages seeded by a simple mean',
      'TR = max(h − l, |h − c₋₁|, |l − c₋₁|) from the second bar; ATR its Wilder average',
      'Bollinger: simple average ± deviations · population standard deviation',
      'DX = 100 · |DI⁺ − DI⁻| / (DI⁺ + DI⁻); ADX its Wilder average',
    ],
    source:
      'Wilder (1978); Bollinger (2001). Equal to the reference vectors of Stock.Indicators on 502 bars (a test).',
    example: {
      input: {
        candles: [bar(1, 10), bar(2, 12), bar(3, 11), bar(4, 14)],
        rsi: 2,
        atr: 2,
        bollinger: { period: 2 },
      },
      expect: {
        'rsi[2]': 66.66666666666667,
        'rsi[3]': 88.88888888888889,
        'atr[2]': 2.5,
        'atr[3]': 3.25,
        'bollinger.upper[1]': 13,
      },
      check:
        'Gains 2, 0, 3 and losses 0, 1, 0: 1 / 0.5 gives 66.7, then (1 + 3)/2 over 0.5/2. True ranges 3, 2, 4. Closes 10 and 12: 11 + 2 · 1.',
    },
  },
  {
    name: 'slippage',
    answers: 'What does a market order cost beyond the best price, and how much of the book does it eat?',
    formula: [
      'averagePrice = Σ price·part / filled, level by level; slippage = |average − best| / best',
      'adjusted = slippage · (1 + volatility of the last hour); impactRatio = order / visible depth on that side',
    ],
    source: 'Definitions; a walk through the order book.',
    departs: ['Impact is order over visible depth; the documents divided the order by itself, always 1.'],
    example: {
      input: {
        book: {
          bids: [[99, 5]],
          asks: [
            [100, 1],
            [101, 1],
          ],
        },
        side: 'buy',
        quantity: 1.5,
        volatility: 0.02,
      },
      expect: {
        averagePrice: '100.333333333333',
        slippagePct: 0.0033333333333333,
        adjustedPct: 0.0034,
        impactRatio: 0.75,
        impact: 'high',
      },
      check: '(100 + 0.5 · 101) / 1.5; 1.5 / 2.',
    },
  },
  {
    name: 'order-check',
    answers: 'Would the venue take this order, once it is rounded to its steps?',
    formula: [
      'quantity down to the step; a limit buy down and a limit sell up to the tick; then every limit on the result',
    ],
    source: "The venue's market limits; bundled for two markets.",
    example: {
      input: { fallback: 'binance BTC/USDT', side: 'buy', quantity: '0.123456789', price: '60000.019' },
      expect: { ok: true, quantity: '0.12345', price: '60000.01' },
      check: 'Step 0.00001, tick 0.01; 7,407 USDT lies above the minimum of 10.',
    },
  },
  {
    name: 'halt',
    answers: 'Has trading halted, and how large is the gap after it?',
    formula: [
      'halted: recent volume < 10 % of the average, and an empty side or a spread > 5 % of the middle',
      'gap = (price − previousPrice) / previousPrice, large beyond 10 %',
    ],
    source: 'Definitions of the desk.',
    example: {
      input: {
        recentVolume: 5,
        averageVolume: 100,
        book: { bids: [], asks: [[101, 1]] },
        previousPrice: 100,
        price: 88,
      },
      expect: { halted: true, 'reasons[1]': 'NO_BIDS', volumeRatio: 0.05, gapPct: -0.12, largeGap: true },
      check: '5 / 100 is thin and nobody bids; −12 / 100.',
    },
  },
  {
    name: 'position-track',
    answers: 'What is held after these fills, at which entry, and what was earned?',
    formula: [
      'averageEntry = Σ (price·quantity ± fee) / quantity of what is held',
      'realizedPnl = proceeds − released cost − fee of the closing part; exact decimals throughout',
    ],
    source: 'Average-cost accounting.',
    departs: [
      'Win rate elsewhere is round trips in profit over round trips; the documents divided sells by trades.',
    ],
    example: {
      input: {
        fills: [
          { symbol: 'BTCUSDT', side: 'buy', quantity: 1, price: 100, fee: '0.1' },
          { symbol: 'BTCUSDT', side: 'sell', quantity: '0.5', price: 110, fee: '0.05' },
        ],
        marks: { BTCUSDT: 120 },
      },
      expect: {
        'positions[0].averageEntry': '100.1',
        'positions[0].realizedPnl': '4.9',
        'positions[0].unrealizedPnl': '9.95',
      },
      check: '100 + 0.1; 55 − 50.05 − 0.05; 60 − 50.05.',
    },
  },
  {
    name: 'signals',
    answers: 'What do several signals say together, and what trade do they justify?',
    formula: [
      'strength = Σ strengths, at most 10; confidence = mean; direction of the majority, HOLD on a tie',
      'quantity = base · (0.5, 1, 1.5, 2 by mean strength) · confidence, within positionLimit',
      'riskScore = 0.3·volatility + 0.3·|position|/positionLimit + 0.4·regime; above 0.8 refused',
      'confidence under 0.7 is refused, as is a trade beyond 1,000 a day',
    ],
    source: 'Definitions of the desk.',
    departs: [
      'Strength counts; the documents looked its number up in a table keyed by names and always got 1.0.',
    ],
    example: {
      input: {
        signals: [
          { symbol: 'BTCUSDT', direction: 'BUY', strength: 'strong', confidence: 0.8, source: 'trend' },
          { symbol: 'BTCUSDT', direction: 'BUY', strength: 'very strong', confidence: 0.9, source: 'news' },
          { symbol: 'BTCUSDT', direction: 'SELL', strength: 'moderate', confidence: 0.7, source: 'reversal' },
        ],
        limits: { base: 0.1, positionLimit: 1 },
        state: { positions: { BTCUSDT: 0.5 }, volatility: { BTCUSDT: 0.03 }, regime: 'bear' },
      },
      expect: {
        'combined[0].strength': 9,
        'combined[0].direction': 'BUY',
        'decisions[0].quantity': '0.12',
        'decisions[0].riskScore': 0.319,
      },
      check: '3 + 4 + 2, mean 3: 0.1 · 1.5 · 0.8. Risk: 0.3 · 0.03 + 0.3 · 0.5 + 0.4 · 0.4.',
    },
  },
];
