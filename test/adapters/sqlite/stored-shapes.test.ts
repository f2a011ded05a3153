// Every shape that the domain can put into the ledger is believed when it is read back; a new one must be added here to compile.

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test } from 'vitest';
import type { DeskEvent } from '../../../src/domain/event.ts';
import type { KillAccount, KillScope } from '../../../src/domain/kill-switch.ts';
import {
  type Leg,
  legsOf,
  type Proposal,
  type ProposalAction,
  type ProposalReason,
  type ProposalState,
} from '../../../src/domain/proposal.ts';
import { METRICS } from '../../../src/domain/thresholds.ts';
import { AT, alert, latched, leg, proposal } from '../../contracts/ledger-worlds.ts';
import { openTestLedger, type TestLedger, value } from './open-test-ledger.ts';

type Every<Union extends { readonly kind: string }> = {
  readonly [Kind in Union['kind']]: Extract<Union, { readonly kind: Kind }>;
};

const running: TestLedger[] = [];
afterEach(() => {
  for (const each of running.splice(0)) each.close();
});
const open = async (folder?: string): Promise<TestLedger> => {
  const made = await openTestLedger(folder);
  running.push(made);
  return made;
};

async function comesBack(row: Proposal): Promise<void> {
  const { ledger } = await open();
  value(await ledger.commit([{ kind: 'proposal', row }]));
  expect(value(await ledger.proposal(row.content.id))).toEqual(row);
}
const withContent = (change: Partial<Proposal['content']>): Proposal =>
  proposal('p1', { content: { ...proposal('p1').content, ...change } });

const STATES: Every<ProposalState> = {
  proposed: { kind: 'proposed' },
  approved: { kind: 'approved', at: AT },
  executing: { kind: 'executing', leg: 0, since: AT },
  unknown: { kind: 'unknown', leg: 1, holdUntil: AT },
  'needs-person': { kind: 'needs-person', leg: 0, since: AT, why: 'no answer' },
  executed: { kind: 'executed', at: AT },
  partial: { kind: 'partial', at: AT, why: 'book was thin' },
  rejected: { kind: 'rejected', by: 'ann', at: AT },
  expired: { kind: 'expired', at: AT, escalatedTo: 'bob' },
  obsolete: { kind: 'obsolete', at: AT, why: 'superseded', by: 'p2', value: 0.2 },
  aborted: {
    kind: 'aborted',
    at: AT,
    refusals: [{ code: 'POSITION_GONE', symbol: 'BTCUSDT' }],
    newCode: 'K2PW',
  },
};
test.each(Object.values(STATES))('a card in the state $kind', (state) =>
  comesBack(proposal('p1', { state })),
);

const planned = proposal('p1').content.action;
const legs = legsOf(planned);
const ACTIONS: Every<ProposalAction> = {
  reduce: { kind: 'reduce', legs },
  close: { kind: 'close', legs },
  'add-margin': {
    kind: 'add-margin',
    symbol: 'BTCUSDT',
    positionSide: 'long',
    amount: '120.5',
    currency: 'USDT',
  },
  'set-leverage': { kind: 'set-leverage', symbol: 'BTCUSDT', positionSide: 'long', before: 10, leverage: 5 },
  'place-stop': {
    kind: 'place-stop',
    symbol: 'BTCUSDT',
    positionSide: 'long',
    quantity: '0.5',
    stopPrice: '57000',
    trail: 0.05,
    replaces: '56000',
    loss: '1500',
    currency: 'USDT',
  },
};
test.each(Object.values(ACTIONS))('a card that would $kind', (action) => comesBack(withContent({ action })));

const REASONS: Every<ProposalReason> = {
  breach: { kind: 'breach', metric: 'drawdown', level: 'critical', value: 0.16, limit: 0.15, alertId: 'a1' },
  asked: { kind: 'asked', by: 'ann' },
  stop: { kind: 'stop', by: 'ann', stopPrice: '57000' },
  outage: { kind: 'outage', since: AT },
  maintenance: { kind: 'maintenance', from: AT, until: AT + 7_200_000 },
  adjusted: { kind: 'adjusted', from: 'p0', how: 'halve', by: 'ann', original: { kind: 'asked', by: 'bob' } },
};
test.each(Object.values(REASONS))('a card because of: $kind', (reason) => comesBack(withContent({ reason })));

test('a card with everything on it', () =>
  comesBack(
    proposal('p1', {
      content: { ...proposal('p1').content, smallest: { percent: 12.5, legs } },
      approvals: [
        { by: 'ann', platform: 'telegram', platformId: '1', messageId: '9', at: AT, contentHash: 'h' },
        { by: 'bob', platform: 'slack', platformId: 'T1/U1', at: AT, contentHash: 'h' },
      ],
      nextEscalationAt: AT,
      outcome: {
        filled: '0.25',
        averagePrice: '61000.5',
        cost: '7.5',
        currency: 'USDT',
        positionAfter: '0.25',
      },
    }),
  ));

const LEG_STATES: Record<Leg['state'], true> = {
  planned: true,
  sending: true,
  unknown: true,
  accepted: true,
  done: true,
  'not-accepted': true,
  rejected: true,
};
test.each(Object.keys(LEG_STATES) as Leg['state'][])('a leg that is %s', async (state) => {
  const { ledger } = await open();
  const row = leg('p1', 0, {
    state,
    signedAt: AT,
    windowEndsAt: AT + 5_000,
    orderId: '77',
    averagePrice: '1.5',
  });
  value(await ledger.commit([{ kind: 'leg', row }]));
  expect(value(await ledger.legs('p1'))).toEqual([row]);
});

test.each(METRICS)('an alert about %s', async (metric) => {
  const { ledger } = await open();
  value(
    await ledger.commit([
      { kind: 'alert', row: alert('a1', { metric, level: 'emergency', trend: 'steady' }) },
    ]),
  );
  expect(value(await ledger.openAlerts())).toHaveLength(1);
});

const SCOPES: Every<KillScope> = {
  all: { kind: 'all' },
  account: { kind: 'account', account: 'main' },
  symbol: { kind: 'symbol', symbol: 'BTCUSDT' },
};
const STEPS: Record<KillAccount['step'], true> = {
  cancel: true,
  'wait-unknown': true,
  'cancel-reduce-only': true,
  flatten: true,
  verify: true,
  'remove-stops': true,
  done: true,
};
test.each(Object.values(SCOPES))('a latch over $kind, at every step', async (scope) => {
  const { ledger } = await open();
  const blank = latched().accounts[0]!;
  const left = { symbol: 'BTCUSDT', side: 'long', quantity: '0.5' } as const;
  const accounts = (Object.keys(STEPS) as KillAccount['step'][]).map((step) => ({
    ...blank,
    step,
    remaining: [{ ...left, why: 'halted', nextTryAt: AT }],
    dust: [left],
  }));
  const row = latched({ scope, accounts });
  value(await ledger.commit([{ kind: 'latch', row }]));
  expect(value(await ledger.latch())).toEqual(row);
});

const EVENTS: Record<DeskEvent['kind'], DeskEvent> = {
  alert: { kind: 'alert', telling: 'raised', alert: alert('a1'), contact: 'bob' },
  alerts: { kind: 'alerts', telling: 'repeated', alerts: [alert('a1'), alert('a2')] },
  proposal: { kind: 'proposal', proposal: proposal('p1') },
  kill: { kind: 'kill', latch: latched(), reportFile: 'kill-1.json' },
  mode: { kind: 'mode', mode: 'real', by: 'ann' },
  report: { kind: 'report', report: { date: '2026-11-20', timezone: 'UTC' } as never },
  notice: { kind: 'notice', notice: { code: 'journal-torn', file: 'f', bytes: 3 } },
};
test.each(Object.values(EVENTS))('people being told of: $kind', async (event) => {
  const { ledger } = await open();
  value(await ledger.commit([{ kind: 'tell', lane: 'normal', topic: 't', event }]));
  expect(value(await ledger.outboxAfter(0, 1))[0]?.event).toEqual(event);
});

test('a ledger whose latch row is damaged still opens, and says that the latch cannot be read', async () => {
  const first = await openTestLedger();
  value(await first.ledger.commit([{ kind: 'latch', row: latched() }]));
  first.close();
  const other = new DatabaseSync(join(first.folder, 'ledger.db'));
  other.exec("UPDATE latch SET body = '{}'");
  other.close();
  const { ledger, opening } = await open(first.folder);
  expect(opening.kind).toBe('opened');
  expect(await ledger.latch()).toMatchObject({ ok: false, error: { code: 'CORRUPT' } });
});
