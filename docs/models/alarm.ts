// Models 14 to 16: liquidation risk, the smallest cut, emergencies and stops.
import type { ModelDocument } from './model-document.ts';

export const ALARM_DOCUMENTS: readonly ModelDocument[] = [
  {
    name: 'liquidation-risk',
    answers: 'How serious is the liquidation risk of each position?',
    formula: [
      'EMERGENCY: margin ratio ≥ 0.90 or distance ≤ 5 %; CRITICAL: ≥ 0.80 or ≤ 10 %; WARNING: ≥ 0.70 or ≤ 20 %; else SAFE',
      'preset relaxed: 0.95 / 0.90 / 0.80 and 2 / 5 / 15 %',
    ],
    source: 'Limits of the desk; inputs, like every threshold.',
    example: {
      input: {
        positions: [
          { symbol: 'BTCUSDT', marginRatio: 0.75, distance: 0.3 },
          { symbol: 'ETHUSDT', marginRatio: 0.2, distance: 0.08 },
        ],
      },
      expect: { 'positions[0].level': 'WARNING', 'positions[1].level': 'CRITICAL' },
      check: 'The worse of the two readings counts.',
    },
  },
  {
    name: 'smallest-cut',
    answers:
      'What is the least that must be sold to bring liquidation distance or margin ratio back within a limit?',
    formula: [
      'distance: the smallest share c with balance − loss(limit move) · (1 − c) ≥ maintenance(notional · (1 − c))',
      'ratio: the smallest c with Σ maintenance(notional · (1 − c)) ≤ limit · balance',
      'both piecewise linear in c and solved exactly; quantities are rounded up to the step',
    ],
    source: 'Own model on the maintenance margin of the venue.',
    departs: [
      'A cut of an isolated position releases its share of the margin and leaves the liquidation price where it was: the answer is no cut but the margin to add.',
    ],
    example: {
      input: {
        walletBalance: 2000,
        positions: [
          {
            symbol: 'BTCUSDT',
            side: 'long',
            quantity: 1,
            entryPrice: 60_000,
            markPrice: 60_000,
            marginMode: 'cross',
          },
        ],
        metric: 'liquidation-distance',
        limit: 0.1,
      },
      expect: {
        'before.value': 0.029313232830820775,
        'cuts[0].quantity': '0.678249678249678',
        'after.value': 0.1,
      },
      check: 'What is left survives 54,000: 2,000 − 6,000·q = 0.004 · 54,000·q, q = 2,000 / 6,216 = 0.32175.',
    },
  },
  {
    name: 'emergency-assessment',
    answers: 'Is the account as a whole in an emergency, and what should be done?',
    formula: [
      'portfolioLoss = max(0, −Σ pnl) / wallet; lossRatio_i = max(0, −pnl_i) / initialMargin_i',
      'position EMERGENCY: lossRatio > 25 % or distance ≤ 5 %; CRITICAL: lossRatio > 0.7 · 25 %',
      'EMERGENCY: portfolioLoss > 15 %, margin ratio ≥ 0.9, or any emergency position',
      'CRITICAL: portfolioLoss > 0.7 · 15 % or more than two critical positions; WARNING: any; else NORMAL',
    ],
    source: 'Limits of the desk.',
    departs: ['Only losses count: a profit is never a loss percentage.'],
    example: {
      input: {
        walletBalance: 10_000,
        marginRatio: 0.5,
        positions: [{ symbol: 'BTCUSDT', unrealizedPnl: -1200, initialMargin: 6000, distance: 0.2 }],
      },
      expect: {
        level: 'CRITICAL',
        portfolioLoss: 0.12,
        'positions[0].lossRatio': 0.2,
        'actions[0].kind': 'reduce-risky',
        'actions[0].share': 0.3,
      },
      check: '12 % is above 0.7 · 15 % and below 15 %; 20 % is above 0.7 · 25 % and below 25 %.',
    },
  },
  {
    name: 'stops',
    answers: 'Where does a fixed or trailing stop stand, and when does it trigger?',
    formula: [
      'fixed: entry · (1 ∓ fixedPct); trailing: best price · (1 ∓ trailPct), the tighter of the two',
      'a stop only tightens, and triggers once; with ofMargin the distances are divided by leverage',
    ],
    source: 'Definitions of the desk.',
    example: {
      input: { side: 'long', entryPrice: 100, trailPct: 0.03, prices: [101, 105, 103, 101.8] },
      expect: {
        'events[0].stopPrice': '97.97',
        'events[1].stopPrice': '101.85',
        'events[2].kind': 'triggered',
        'events[2].index': 3,
        finalStop: '101.85',
      },
      check: '101 · 0.97 and 105 · 0.97; 101.8 is below the stop.',
    },
  },
];
