// Rows as the desk writes them, for every suite that speaks to a ledger: complete, valid, and easy to vary.
import type { Alert } from '../../src/domain/alert.ts';
import { CLEAR_LATCH, type Latch } from '../../src/domain/kill-switch.ts';
import type { Leg, Proposal } from '../../src/domain/proposal.ts';
import type { JournalEntry } from '../../src/ports/journal.ts';

export const AT = Date.UTC(2026, 10, 21, 5, 3, 22);

const UNKNOWN = { now: null, after: null };

export function proposal(id: string, change: Partial<Proposal> & { createdAt?: number } = {}): Proposal {
  const { createdAt = AT, ...rest } = change;
  return {
    content: {
      id,
      account: 'main',
      mode: 'paper',
      action: {
        kind: 'reduce',
        legs: [
          {
            symbol: 'BTCUSDT',
            positionSide: 'long',
            side: 'sell',
            type: 'market',
            quantity: '0.250',
            positionBefore: '0.500',
            targetAfter: '0.250',
            marginMode: 'cross',
            referencePrice: '61204.5',
            slippage: 0.0004,
            feeRate: 0.0005,
          },
        ],
      },
      reason: { kind: 'asked', by: 'ann' },
      effect: {
        liquidationDistance: { now: 0.04, after: 0.09 },
        marginRatio: UNKNOWN,
        valueAtRisk: UNKNOWN,
      },
      policy: {
        role: 'trader',
        quorum: 1,
        proposerMayApprove: true,
        ttlMs: 300_000,
        executeWithinMs: 60_000,
        priceTolerance: 0.02,
        slippageCap: 0.005,
        unanswered: 'escalate',
        escalateEveryMs: 60_000,
      },
      proposedBy: 'ann',
      createdAt,
      approveBy: createdAt + 300_000,
      executeBy: createdAt + 360_000,
      nonce: id.padStart(32, '0'),
    },
    contentHash: `hash-of-${id}`,
    code: 'C7K2',
    state: { kind: 'proposed' },
    approvals: [],
    escalationStep: 0,
    version: 1,
    ...rest,
  };
}

export function leg(proposalId: string, index: number, change: Partial<Leg> = {}): Leg {
  return {
    proposalId,
    index,
    attempt: 1,
    account: 'main',
    clientOrderId: `cm-${proposalId}-${index}`,
    symbol: 'BTCUSDT',
    positionSide: 'long',
    side: 'sell',
    quantity: '0.250',
    state: 'planned',
    filled: '0',
    fee: '0',
    version: 1,
    ...change,
  };
}

export function alert(id: string, change: Partial<Alert> = {}): Alert {
  return {
    id,
    code: 'K7PW',
    key: 'main/liquidation-distance/BTCUSDT:long',
    account: 'main',
    metric: 'liquidation-distance',
    subject: 'BTCUSDT:long',
    state: 'open',
    level: 'critical',
    worstLevel: 'critical',
    value: 0.08,
    worstValue: 0.07,
    limits: { warning: 0.2, critical: 0.1, emergency: 0.05 },
    trend: 'worsening',
    trendSince: AT - 60_000,
    trendFrom: 0.12,
    contributors: [{ name: 'BTCUSDT', value: 0.8, unit: 'share' }],
    openedAt: AT,
    toldAt: AT,
    escalationStep: 0,
    priority: 1,
    version: 1,
    ...change,
  };
}

export function latched(change: Partial<Latch> = {}): Latch {
  return {
    ...CLEAR_LATCH,
    epoch: 1,
    state: 'latched',
    by: 'ann',
    platform: 'telegram',
    reason: 'crash',
    at: AT,
    version: 1,
    accounts: [
      {
        account: 'main',
        step: 'cancel',
        ordersCancelled: 0,
        ordersSeen: 0,
        positionsClosed: 0,
        cost: '0',
        remaining: [],
        dust: [],
      },
    ],
    ...change,
  };
}

export const entry = (
  type: JournalEntry['type'],
  data: JournalEntry['data'] = {},
  at = AT,
): JournalEntry => ({
  type,
  at,
  by: 'ann',
  data,
});
