// Presses on a card in any order, by anybody, as often as they like: at most one of them completes the approval, and every answer is true.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ask, Role } from '../../src/domain/actor.ts';
import type { ApprovalPolicy, Proposal } from '../../src/domain/proposal.ts';
import { approved, expired, missingApprovals, moved, rejected } from '../../src/domain/proposal-life.ts';

const POLICY: ApprovalPolicy = {
  role: 'trader',
  quorum: 1,
  proposerMayApprove: true,
  ttlMs: 300_000,
  executeWithinMs: 60_000,
  priceTolerance: 0.02,
  slippageCap: 0.01,
  unanswered: 'escalate',
  escalateEveryMs: 60_000,
};

const figure = { now: null, after: null };
const card = (policy: Partial<ApprovalPolicy> = {}): Proposal => ({
  content: {
    id: 'p1',
    account: 'main',
    mode: 'paper',
    action: { kind: 'reduce', legs: [] },
    reason: { kind: 'asked', by: 'Lee' },
    effect: { liquidationDistance: figure, marginRatio: figure, valueAtRisk: figure },
    policy: { ...POLICY, ...policy },
    proposedBy: 'Lee',
    createdAt: 0,
    approveBy: 1_000,
    executeBy: 2_000,
    nonce: 'n',
  },
  contentHash: 'hash',
  code: 'C7K2',
  state: { kind: 'proposed' },
  approvals: [],
  escalationStep: 0,
  version: 1,
});

const ask = (name: string, role: Role = 'trader'): Ask => ({
  id: `${name}-press`,
  actor: { name, role, platform: 'slack', platformId: `T1/${name}` },
  at: 0,
  messageId: 'm1',
});

const codesOf = (result: ReturnType<typeof approved>): string[] =>
  result.ok ? [] : result.error.map(({ code }) => code);

describe('a press of Approve', () => {
  it('writes down who, on which platform, from which message and for which content', () => {
    const result = approved(card(), ask('Kim'), 'hash', 10);
    expect(result.ok && result.value.state).toEqual({ kind: 'approved', at: 10 });
    expect(result.ok && result.value.approvals).toEqual([
      { by: 'Kim', platform: 'slack', platformId: 'T1/Kim', messageId: 'm1', at: 10, contentHash: 'hash' },
    ]);
  });

  it('leaves the message out where the platform has none', () => {
    const { messageId: _, ...typed } = ask('Kim');
    const result = approved(card(), typed, undefined, 10);
    expect(result.ok && 'messageId' in (result.value.approvals[0] ?? {})).toBe(false);
  });

  it('needs as many people as the policy says, told apart by name and not by account', () => {
    const first = approved(card({ quorum: 2 }), ask('Kim'), 'hash', 10);
    if (!first.ok) throw new Error('refused');
    expect(first.value.state.kind).toBe('proposed');
    expect(missingApprovals(first.value)).toBe(1);
    const again = {
      ...ask('Kim'),
      actor: { ...ask('Kim').actor, platform: 'telegram', platformId: '7' } as const,
    };
    expect(codesOf(approved(first.value, again, 'hash', 20))).toEqual(['ALREADY_APPROVED']);
    const second = approved(first.value, ask('Ann'), 'hash', 30);
    expect(second.ok && second.value.state.kind).toBe('approved');
    expect(second.ok && missingApprovals(second.value)).toBe(0);
  });

  it('does not count the proposer with the two-person rule', () => {
    expect(codesOf(approved(card({ proposerMayApprove: false }), ask('Lee'), 'hash', 1))).toEqual([
      'OWN_PROPOSAL',
    ]);
    expect(codesOf(approved(card(), ask('Lee'), 'hash', 1))).toEqual([]);
  });

  it('tells every reason at once', () => {
    const result = approved(card({ proposerMayApprove: false }), ask('Lee', 'viewer'), 'other', 1_001);
    expect(codesOf(result)).toEqual(['NOT_ALLOWED', 'PROPOSAL_EXPIRED', 'CONTENT_CHANGED', 'OWN_PROPOSAL']);
  });

  it('counts in the very last moment and not after it', () => {
    expect(codesOf(approved(card(), ask('Kim'), 'hash', 1_000))).toEqual([]);
    expect(codesOf(approved(card(), ask('Kim'), 'hash', 1_001))).toEqual(['PROPOSAL_EXPIRED']);
  });

  it('tells a late presser who decided, when, and what was filled', () => {
    const first = approved(card(), ask('Kim'), 'hash', 10);
    if (!first.ok) throw new Error('refused');
    const outcome = { filled: '0.42', averagePrice: '61204', cost: '1', currency: 'USDT' };
    const done = moved(first.value, { kind: 'executed', at: 40 }, { outcome });
    const late = approved(done, ask('Ann'), 'hash', 50);
    expect(late.ok ? [] : late.error).toEqual([
      {
        code: 'PROPOSAL_DECIDED',
        card: 'C7K2',
        words: 'executed',
        by: 'Kim',
        at: 10,
        filled: '0.42',
        price: '61204',
      },
    ]);
    const dry = moved(
      first.value,
      { kind: 'aborted', at: 40, refusals: [] },
      { outcome: { ...{ filled: '0', cost: '0', currency: 'USDT' } } },
    );
    const told = approved(dry, ask('Ann'), 'hash', 50);
    expect(told.ok ? [] : told.error).toEqual([
      { code: 'PROPOSAL_DECIDED', card: 'C7K2', words: 'aborted', by: 'Kim', at: 10, filled: '0' },
    ]);
  });
});

describe('a press of Reject', () => {
  it('ends the card by one person, and is refused when it is too late, not allowed or decided', () => {
    const done = rejected(card({ quorum: 2 }), ask('Ann'), 10);
    expect(done.ok && done.value.state).toEqual({ kind: 'rejected', by: 'Ann', at: 10 });
    expect(codesOf(rejected(card(), ask('Ann', 'viewer'), 2_000))).toEqual([
      'NOT_ALLOWED',
      'PROPOSAL_EXPIRED',
    ]);
    const again = done.ok ? rejected(done.value, ask('Kim'), 20) : done;
    expect(again.ok ? [] : again.error).toEqual([
      { code: 'PROPOSAL_DECIDED', card: 'C7K2', words: 'rejected', by: 'Ann', at: 10 },
    ]);
    const over = rejected(expired(card(), 1_500), ask('Kim'), 1_600);
    expect(over.ok ? [] : over.error).toEqual([
      { code: 'PROPOSAL_DECIDED', card: 'C7K2', words: 'expired', at: 1_500 },
    ]);
    const bare = approved(moved(card(), { kind: 'executing', leg: 0, since: 5 }), ask('Kim'), 'hash', 9);
    expect(bare.ok ? [] : bare.error).toEqual([
      { code: 'PROPOSAL_DECIDED', card: 'C7K2', words: 'executing' },
    ]);
    const killed = approved(moved(card(), { kind: 'obsolete', at: 5, why: 'killed' }), ask('Kim'), 'hash', 9);
    expect(killed.ok ? [] : killed.error).toMatchObject([{ words: 'killed', at: 5 }]);
    const calm = rejected(moved(card(), { kind: 'obsolete', at: 5, why: 'not-needed' }), ask('Kim'), 9);
    expect(calm.ok ? [] : calm.error).toMatchObject([{ words: 'obsolete', at: 5 }]);
  });
});

const press = fc.record({
  who: fc.constantFrom('Kim', 'Ann', 'Lee', 'Bob'),
  what: fc.constantFrom('approve', 'approve', 'approve', 'reject', 'expire', 'wait'),
  repeats: fc.integer({ min: 1, max: 3 }),
  hash: fc.constantFrom('hash', 'hash', 'hash', 'forged', undefined),
});

describe('any interleaving of presses', () => {
  it('starts at most one execution, with enough different people who saw this very content, and tells every press the truth', () => {
    const rules = fc.record({ quorum: fc.integer({ min: 1, max: 3 }), proposerMayApprove: fc.boolean() });
    fc.assert(
      fc.property(rules, fc.array(press, { maxLength: 30 }), (policy, presses) => {
        let row = card(policy);
        let now = 0;
        let starts = 0;
        for (const { who, what, repeats, hash } of presses) {
          now += what === 'wait' ? 200 : 7;
          if (what === 'wait') continue;
          for (let each = 0; each < repeats; each += 1) {
            const before = row;
            if (what === 'expire') {
              if (row.state.kind === 'proposed' && now > row.content.approveBy) row = expired(row, now);
              continue;
            }
            const result =
              what === 'reject'
                ? rejected(row, ask(who, who === 'Bob' ? 'viewer' : 'trader'), now)
                : approved(row, ask(who, who === 'Bob' ? 'viewer' : 'trader'), hash, now);
            if (!result.ok) {
              // What a refused press hears is what is so.
              for (const refusal of result.error) {
                if (refusal.code === 'PROPOSAL_DECIDED') expect(refusal.words).toBe(row.state.kind);
                if (refusal.code === 'ALREADY_APPROVED')
                  expect(row.approvals.some(({ by }) => by === who)).toBe(true);
                if (refusal.code === 'PROPOSAL_EXPIRED') expect(now).toBeGreaterThan(row.content.approveBy);
              }
              expect(row).toBe(before);
              continue;
            }
            row = result.value;
            expect(row.version).toBe(before.version + 1);
            if (row.state.kind === 'approved') starts += 1;
          }
        }
        expect(starts).toBeLessThanOrEqual(1);
        if (row.state.kind === 'approved') {
          const people = new Set(row.approvals.map(({ by }) => by));
          expect(people.size).toBeGreaterThanOrEqual(policy.quorum);
          expect(people.has('Bob')).toBe(false);
          if (!policy.proposerMayApprove) expect(people.has('Lee')).toBe(false);
          expect(row.approvals.every(({ contentHash }) => contentHash === row.contentHash)).toBe(true);
          expect(row.approvals.every(({ at }) => at <= row.content.approveBy)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
