// English names of the things that every message speaks of: modes, levels, metrics, sides, buttons, trust.
import type { Level } from '../../../domain/level.ts';
import type { UnknownReason } from '../../../domain/reading.ts';
import type { Metric } from '../../../domain/thresholds.ts';

const level: Readonly<Record<Level, string>> = {
  safe: 'ok',
  warning: 'WARNING',
  critical: 'CRITICAL',
  emergency: 'EMERGENCY',
};

const levelShort: Readonly<Record<Level, string>> = {
  safe: 'ok',
  warning: 'WARN',
  critical: 'CRIT',
  emergency: 'EMER',
};

/** The level as a word inside a sentence or before a limit. */
const levelLower: Readonly<Record<Level, string>> = {
  safe: 'ok',
  warning: 'warning',
  critical: 'critical',
  emergency: 'emergency',
};

const metric: Readonly<Record<Metric, string>> = {
  'value-at-risk': 'VaR 95',
  'margin-ratio': 'margin',
  'liquidation-distance': 'liquidation distance',
  drawdown: 'drawdown',
  correlation: 'correlation',
  leverage: 'leverage',
  'daily-loss': 'loss today',
  latency: 'exchange latency',
  'stale-data': 'stale prices',
  exchange: 'exchange does not answer',
  store: 'state cannot be written',
  watchdog: 'risk check is late',
  chat: 'chat cannot be reached',
  'unresolved-order': 'order with unknown outcome',
  'foreign-order': 'order that is not ours',
};

const metricShort: Readonly<Record<Metric, string>> = {
  ...metric,
  'liquidation-distance': 'liq dist',
  correlation: 'correl.',
  'daily-loss': 'day loss',
  latency: 'latency',
  'stale-data': 'data age',
  exchange: 'exchange',
  store: 'store',
  watchdog: 'watchdog',
  chat: 'chat',
  'unresolved-order': 'orders ?',
  'foreign-order': 'foreign',
};

/** Why there is no figure. */
const reasons: Readonly<Record<UnknownReason, string>> = {
  'incomplete-data': 'not all is known',
  'no-price-history': 'no price history',
  'no-positions': 'no positions',
  'one-position': 'one position only',
  'no-equity': 'no equity',
  'no-peak-yet': 'no peak yet',
  'cannot-be-liquidated': 'none',
  'no-brackets': 'no leverage table',
  'separate-wallets': 'separate wallets',
  'not-computed-yet': 'not computed yet',
  'no-picture': 'no picture of the account yet',
  'no-trades': 'no closed trade yet',
  'short-history': 'not enough history yet',
  'no-leverage': 'the venue does not tell the leverage',
  'model-refused': 'the model has no answer',
  'not-finite': 'not a number',
};

export const names = {
  badge: { paper: '🟦 PAPER', real: '🟥 REAL' },
  mode: { paper: 'paper', real: 'real' },
  level,
  levelShort,
  levelLower,
  metric,
  metricShort,
  side: { long: 'long', short: 'short' },
  sideShort: { long: 'L', short: 'S' },
  order: { buy: 'buy', sell: 'sell' },
  role: { viewer: 'viewer', trader: 'trader', admin: 'admin' },
  platform: {
    telegram: 'Telegram',
    slack: 'Slack',
    terminal: 'terminal',
    http: 'admin port',
    shell: 'command line',
    file: 'kill file',
    desk: 'the desk',
  },
  trading: { active: 'active', reducing: 'reducing', halted: 'halted' },
  trend: { worsening: 'worsening', steady: 'steady', recovering: 'recovering' },
  button: {
    approve: 'Approve',
    back: 'Back',
    next: 'Next',
    reject: 'Reject',
    halve: 'Halve',
    smallest: 'Smallest',
    details: 'Details',
    flatten: 'Flatten',
    keep: 'Keep',
    confirm: 'Confirm',
    cancel: 'Cancel',
    refresh: 'Refresh',
    acknowledge: 'Ack',
    mute: 'Mute 1h',
    stop: 'Stop',
    risk: 'Risk',
    positions: 'Positions',
    status: 'Status',
    alerts: 'Alerts',
    propose: 'Propose this',
    killNow: 'Kill now',
    haltAll: 'Halt everything',
    runNow: 'Ask again',
    cut: 'Cut',
    close: 'Close',
    week: 'Week',
    month: 'Month',
    day: 'Day',
    journal: 'Journal',
    whatIf: 'What if',
    kelly: 'Kelly',
    leverage: 'Leverage',
    regime: 'Regime',
    correlation: 'Correlation',
    budget: 'Budget',
    performance: 'Performance',
    allocate: 'Allocate',
    valueAtRisk: 'VaR',
    liquidation: 'Liq',
  },
  trust: {
    stale: (age: string) => `STALE ${age}`,
    modelDiffers: (venue: string) => `MODEL≠VENUE ${venue}`,
    unknown: (reason: string) => `UNKNOWN: ${reason}`,
    unknownShort: 'UNKNOWN',
    reasons,
  },
};
