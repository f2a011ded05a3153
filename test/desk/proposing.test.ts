// What proposes what, beyond the single falling position: margin ratio, value at risk, and cards that run out under each policy.
import { describe, expect, test } from 'vitest';
import { AUTO_EXECUTE } from '../../src/desk/proposals/expiring.ts';
import type { ApprovalPolicy } from '../../src/domain/proposal.ts';
import { legsOf as planned } from '../../src/domain/proposal.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { candles, DeskRig, MINUTE, SECOND, SETTINGS } from './desk-rig.ts';

const legsOf = (rig: DeskRig): string[][] =>
  rig.cards.map(({ content: { action } }) => planned(action).map((leg) => `${leg.symbol} ${leg.quantity}`));

/** The lines of one metric alone, so that a story is about that metric. */
const only = (metric: 'margin-ratio' | 'value-at-risk') =>
  ({
    ...Object.fromEntries(
      Object.entries(DEFAULT_THRESHOLDS).map(([name, { direction }]) => [name, { direction }]),
    ),
    [metric]: DEFAULT_THRESHOLDS[metric],
  }) as unknown as typeof DEFAULT_THRESHOLDS;

describe('margin ratio', () => {
  test('at emergency proposes the smallest set of cuts that brings it under critical', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    rig.context.memory.thresholds = only('margin-ratio');
    rig.mark('BTCUSDT', 20_210);
    await rig.passes(2);
    const [card] = rig.cards;
    expect(card?.content.reason).toMatchObject({ metric: 'margin-ratio', level: 'emergency' });
    expect(card?.content.effect.marginRatio.now).toBeGreaterThan(0.9);
    expect(card?.content.effect.marginRatio.after).toBeLessThan(0.8);
    expect(card?.content.effect.marginRatio.after).toBeGreaterThan(0.7);
  });

  test('at critical proposes thirty per cent of the position whose cut helps most', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    rig.context.memory.thresholds = only('margin-ratio');
    rig.mark('BTCUSDT', 20_245);
    await rig.passes(2);
    expect(rig.context.memory.accounts.get('main')?.assessment?.level).toBe('critical');
    expect(legsOf(rig)).toEqual([['BTCUSDT 0.15']]);
  });
});

describe('value at risk', () => {
  test('at emergency proposes a quarter of every position; below that it only informs', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    rig.venue.list('ETHUSDT', '3000');
    rig.venue.hold({ symbol: 'ETHUSDT', side: 'long', quantity: '4' });
    rig.context.memory.thresholds = only('value-at-risk');
    const account = rig.context.accounts[0]!;
    rig.context.accounts = [{ ...account, candles: candles(0.03) }];
    await rig.passes(3);
    expect(rig.context.memory.accounts.get('main')?.assessment?.level).toBe('critical');
    expect(rig.cards).toHaveLength(0);
    rig.context.accounts = [{ ...account, candles: candles(0.09) }];
    rig.context.memory.accounts.clear();
    await rig.passes(2);
    expect(legsOf(rig)).toEqual([['BTCUSDT 0.125', 'ETHUSDT 1']]);
  });
});

describe('an answer that does not come', () => {
  const withPolicy = async (changes: Partial<ApprovalPolicy>): Promise<DeskRig> => {
    const policy = { ...SETTINGS.policies.reduce, ...changes };
    const rig = new DeskRig({ settings: { policies: { ...SETTINGS.policies, reduce: policy } } });
    rig.withBtcLong('20000');
    await rig.passes(2);
    rig.mark('BTCUSDT', 21_200);
    await rig.pass();
    await rig.clock.advance(policy.ttlMs);
    return rig;
  };

  test('under hold ends the card, and no new one comes during the cool-down', async () => {
    const rig = await withPolicy({ unanswered: 'hold' });
    await rig.passes(5, MINUTE);
    expect(rig.cards.map(({ state }) => state.kind)).toEqual(['expired']);
  });

  test('under execute is as good as escalate while nobody switched it on', async () => {
    const rig = await withPolicy({ unanswered: 'execute' });
    await rig.pass();
    expect(rig.cards.map(({ state }) => state.kind)).toEqual(['expired', 'proposed']);
    expect(rig.exchange.submitsSeen).toBe(0);
  });

  test('under execute, switched on, is approved by the desk itself and said so', async () => {
    const rig = await withPolicy({ unanswered: 'execute' });
    await rig.ledger.commit([{ kind: 'value', name: AUTO_EXECUTE, value: 'on' }]);
    await rig.pass(10 * SECOND);
    expect(rig.cards[0]?.approvals).toMatchObject([{ by: 'desk' }]);
    expect(rig.cards[0]?.state.kind).not.toBe('expired');
  });

  test('under execute with two people needed is never given by the desk', async () => {
    const rig = await withPolicy({ unanswered: 'execute', quorum: 2 });
    await rig.ledger.commit([{ kind: 'value', name: AUTO_EXECUTE, value: 'on' }]);
    await rig.pass();
    expect(rig.cards.map(({ state }) => state.kind)).toEqual(['expired', 'proposed']);
  });

  test('an approval that was not begun in time ends', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.passes(2);
    rig.mark('BTCUSDT', 21_200);
    await rig.pass();
    const card = rig.cards[0]!;
    const row = {
      ...card,
      state: { kind: 'approved', at: rig.clock.now() } as const,
      version: card.version + 1,
    };
    await rig.ledger.commit([{ kind: 'proposal', row }]);
    rig.context.memory.proposals.set(card.content.id, row);
    await rig.clock.advance(8 * MINUTE);
    await rig.pass();
    expect(rig.context.memory.proposals.get(card.content.id)?.state.kind).toBe('expired');
  });
});
