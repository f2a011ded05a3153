// The book, the alerts and the cards of the reference messages, as the desk would show them.

import type { Alert } from '../../src/domain/alert.ts';
import { Decimal } from '../../src/domain/decimal.ts';
import { CLEAR_LATCH, type Latch } from '../../src/domain/kill-switch.ts';
import type { Proposal } from '../../src/domain/proposal.ts';
import { known, unknown } from '../../src/domain/reading.ts';
import type { DailyReport } from '../../src/domain/report.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import type { AccountView, DeskView } from '../../src/ports/desk.ts';
import type { Assessment, PositionAssessment } from '../../src/risk/assessment/assessment.ts';
import { instrument, snapshot } from './snapshot-builder.ts';

/** 21 November 2026, 14:03:22 in Seoul. */
export const NOON = Date.UTC(2026, 10, 21, 5, 3, 22);
const MINUTE = 60_000;

const step = (symbol: string, quantityStep: string) =>
  instrument(symbol, { quantityStep: new Decimal(quantityStep) });

export const cannedSnapshot = snapshot(
  '11052.15',
  [
    { symbol: 'BTCUSDT', quantity: '0.5', entry: '44744.8', mark: '43120', leverage: 10 },
    { symbol: 'ETHUSDT', side: 'short', quantity: '2', entry: '2507', mark: '2400', leverage: 5 },
    { symbol: 'ADAUSDT', quantity: '15000', entry: '0.40275', mark: '0.4', leverage: 5 },
  ],
  {
    at: NOON - 1_000,
    pricesAt: NOON - 1_000,
    instruments: new Map([
      ['BTCUSDT', step('BTCUSDT', '0.001')],
      ['ETHUSDT', step('ETHUSDT', '0.001')],
      ['ADAUSDT', step('ADAUSDT', '1')],
      ['1000PEPEUSDT', step('1000PEPEUSDT', '1')],
    ]),
  },
);

function position(
  symbol: string,
  side: 'long' | 'short',
  figures: Partial<PositionAssessment> & { readonly quantity: number; readonly price: number },
): PositionAssessment {
  const { price, ...rest } = figures;
  const notional = figures.quantity * price;
  return {
    key: `${symbol}:${side}`,
    symbol,
    side,
    marginMode: 'cross',
    notional,
    exposure: side === 'long' ? notional : -notional,
    unrealizedPnl: 0,
    leverage: 5,
    liquidationPrice: known(price * 0.8),
    distance: known(0.2),
    marginRatio: known(0.3),
    dailyVolatility: 0.03,
    valueAtRisk: 200,
    level: 'safe',
    ...rest,
  };
}

export const cannedAssessment: Assessment = {
  account: 'main',
  at: NOON - 1_000,
  ageMs: 1_000,
  currency: 'USDT',
  equity: 10_412.55,
  walletBalance: 11_052.15,
  totalNotional: 32_360,
  unrealizedPnl: -639.6,
  marginRatio: known(0.81),
  maintenanceMargin: known(8_434),
  liquidationDistance: known(0.112, { kind: 'model-differs', venueValue: 0.107 }),
  nearestPosition: 'BTCUSDT:long',
  drawdown: known(0.08),
  peakEquity: 11_620,
  peakAt: Date.UTC(2026, 10, 18, 0, 12),
  correlation: known(0.84),
  leverage: known(4.2),
  dailyLoss: known(0.01),
  tail: {
    valueAtRisk95: known(322),
    valueAtRisk99: known(541),
    conditionalValueAtRisk95: known(447),
    conditionalValueAtRisk99: known(702),
    ratioOfEquity: known(0.031, { kind: 'stale', ageMs: 42_000 }),
    components: new Map([
      ['BTCUSDT:long', 260],
      ['ETHUSDT:short', 40],
      ['ADAUSDT:long', 22],
    ]),
  },
  concentration: { symbol: 'BTCUSDT', share: 0.61 },
  correlatedMove: {
    down: known(0.096),
    up: unknown('cannot-be-liquidated'),
    reference: 'BTCUSDT',
    betas: null,
  },
  liquidationProbability: { day: known(0.021), week: known(0.098) },
  positions: [
    position('BTCUSDT', 'long', { quantity: 0.5, price: 43_120, distance: known(0.182), level: 'warning' }),
    position('ETHUSDT', 'short', { quantity: 2, price: 2_400, distance: known(0.41) }),
    position('ADAUSDT', 'long', { quantity: 15_000, price: 0.4, distance: known(0.275) }),
  ],
  level: 'critical',
  breaches: [],
  bestStep: {
    key: 'BTCUSDT:long',
    symbol: 'BTCUSDT',
    side: 'long',
    share: 0.25,
    marginRatio: { now: 0.81, after: 0.64 },
    liquidationDistance: { now: 0.112, after: 0.16 },
    valueAtRisk: { now: 0.031, after: 0.024 },
  },
};

export const cannedAccount: AccountView = {
  name: 'main',
  venue: 'paper',
  snapshot: cannedSnapshot,
  assessment: cannedAssessment,
  equityAtDayStart: '10285.02',
};

export const cannedAlert: Alert = {
  id: 'a1',
  code: 'K3PT',
  key: 'main/drawdown',
  account: 'main',
  metric: 'drawdown',
  state: 'open',
  level: 'warning',
  worstLevel: 'warning',
  value: 0.104,
  worstValue: 0.112,
  limits: { warning: 0.1, critical: 0.15, emergency: 0.2 },
  trend: 'steady',
  trendSince: NOON - 20 * MINUTE,
  trendFrom: 0.104,
  contributors: [
    { name: 'BTCUSDT:long', value: -640, unit: 'money' },
    { name: 'ADAUSDT:long', value: -180, unit: 'money' },
  ],
  openedAt: NOON - 20 * MINUTE,
  toldAt: NOON,
  escalationStep: 0,
  priority: 4,
  version: 1,
};

export const resolvedAlert: Alert = {
  ...cannedAlert,
  state: 'resolved',
  value: 0.089,
  acknowledgedBy: 'lee',
  acknowledgedAt: NOON - 39 * MINUTE,
  openedAt: NOON - 42 * MINUTE,
  resolvedAt: NOON,
  version: 3,
};

export const cannedProposal: Proposal = {
  content: {
    id: 'p1',
    account: 'main',
    mode: 'real',
    action: {
      kind: 'reduce',
      legs: [
        {
          symbol: 'BTCUSDT',
          positionSide: 'long',
          side: 'sell',
          type: 'market',
          quantity: '0.25',
          positionBefore: '0.5',
          targetAfter: '0.25',
          marginMode: 'cross',
          referencePrice: '43120',
          slippage: 0.0005,
          feeRate: 0.0005,
        },
      ],
    },
    reason: {
      kind: 'breach',
      metric: 'liquidation-distance',
      subject: 'BTCUSDT:long',
      level: 'emergency',
      value: 0.046,
      limit: 0.05,
      trendFrom: 0.091,
      trendMs: 11 * MINUTE,
    },
    effect: {
      liquidationDistance: { now: 0.046, after: 0.098 },
      marginRatio: { now: 0.921, after: 0.583 },
      valueAtRisk: { now: 0.062, after: 0.034 },
    },
    smallest: { percent: 37, legs: [] },
    policy: {
      role: 'trader',
      quorum: 1,
      proposerMayApprove: true,
      ttlMs: 5 * MINUTE,
      executeWithinMs: 10 * MINUTE,
      priceTolerance: 0.02,
      slippageCap: 0.01,
      unanswered: 'escalate',
      escalateEveryMs: MINUTE,
    },
    proposedBy: 'desk',
    createdAt: NOON,
    approveBy: NOON + 5 * MINUTE,
    executeBy: NOON + 10 * MINUTE,
    nonce: '00',
  },
  contentHash: '9f3c'.repeat(16),
  code: 'C7K2',
  state: { kind: 'proposed' },
  approvals: [],
  escalationStep: 0,
  version: 1,
};

export const executedProposal: Proposal = {
  ...cannedProposal,
  state: { kind: 'executed', at: NOON + 1_000 },
  approvals: [
    { by: 'kim', platform: 'slack', platformId: 'T1/U3', at: NOON, contentHash: cannedProposal.contentHash },
  ],
  outcome: {
    filled: '0.25',
    averagePrice: '43118.4',
    cost: '30.6',
    currency: 'USDT',
    effect: {
      liquidationDistance: { now: 0.046, after: 0.099 },
      marginRatio: { now: 0.921, after: 0.581 },
      valueAtRisk: { now: 0.062, after: 0.034 },
    },
    positionAfter: '0.25',
  },
  version: 4,
};

export const haltedLatch: Latch = {
  ...CLEAR_LATCH,
  epoch: 1,
  state: 'latched',
  goal: 'halt',
  by: 'kim',
  platform: 'telegram',
  reason: '/killswitch',
  at: NOON,
  accounts: [
    {
      account: 'main',
      step: 'done',
      ordersCancelled: 14,
      ordersSeen: 14,
      positionsClosed: 0,
      cost: '0',
      remaining: [
        { symbol: 'BTCUSDT', side: 'long', quantity: '0.25', why: 'kept' },
        { symbol: 'ETHUSDT', side: 'short', quantity: '2', why: 'kept' },
      ],
      dust: [],
    },
  ],
  finishedAt: NOON + 500,
  version: 2,
};

export const cannedReport: DailyReport = {
  date: '2026-11-20',
  timezone: 'Asia/Seoul',
  late: false,
  mode: 'real',
  currency: 'USDT',
  equity: '10412.55',
  equityBefore: '10603.41',
  change: -0.018,
  realizedPnl: '-120.4',
  unrealizedPnl: '-66.2',
  fees: '8.1',
  funding: '-2.3',
  valueAtRisk: { said: '322', lost: '186', breaches: 6, days: 100, expected: 5 },
  drawdown: 0.08,
  maxDrawdown: { value: 0.112, at: Date.UTC(2026, 10, 14, 3) },
  trades: { count: 7, won: 4, profitFactor: 1.3 },
  alerts: { count: 5, medianAcknowledgeMs: 180_000 },
  proposals: { approved: 2, rejected: 0, expired: 1, undecidedWouldHaveSaved: '84' },
  uptime: 0.999,
  dataGapMs: 120_000,
  nextFunding: { at: Date.UTC(2026, 10, 20, 16), symbol: 'BTCUSDT', rate: 0.0001 },
  journalHead: '9f3c2b1a0d4e5f60718293a4b5c6d7e8',
};

export const cannedView: DeskView = {
  at: NOON,
  mode: 'paper',
  trading: { kind: 'active' },
  latch: CLEAR_LATCH,
  level: 'warning',
  accounts: [cannedAccount],
  alerts: [cannedAlert],
  proposals: [],
  thresholds: DEFAULT_THRESHOLDS,
  startedAt: NOON - 3_600_000,
  lastCheckAt: NOON - 2_000,
  checkIntervalMs: 5_000,
};
