// Buttons: whoever presses, however often, from wherever — one effect, and everybody hears the truth.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cannedProposal } from '../support/canned-desk.ts';
import { ChatWorld } from '../support/chat-world.ts';
import { FakePlatform } from '../support/fake-platform.ts';

async function withCard(platforms?: readonly FakePlatform[]): Promise<ChatWorld> {
  const world = new ChatWorld(platforms);
  world.desk.hold();
  await world.tell({ kind: 'proposal', proposal: cannedProposal }, 'emergency');
  await world.pump();
  return world;
}
const approvals = (world: ChatWorld): number =>
  world.desk.current.proposals[0]?.approvals.length ?? Number.NaN;
const toasts = (world: ChatWorld): string[] => world.platform.toasts.map((each) => each.text);

describe('the Approve button', () => {
  it('approves in the name of the presser, bound to what the card showed', async () => {
    const world = await withCard();
    await world.press('Approve', { from: 'kim' });
    expect(world.desk.asked.at(-1)).toMatchObject({
      what: 'approve',
      by: 'kim',
      details: ['C7K2', cannedProposal.contentHash],
    });
    expect(toasts(world)).toEqual(['🟦 PAPER · BTC cut · APPROVED, executing next · C7K2']);
  });

  it('pressed ten times at once by two people approves once and tells the others who did', async () => {
    const world = await withCard();
    const pressers = ['kim', 'lee', 'kim', 'lee', 'kim', 'lee', 'kim', 'lee', 'kim', 'lee'];
    await Promise.all(pressers.map((from) => world.press('Approve', { from, rest: false })));
    await world.rest();
    expect(approvals(world)).toBe(1);
    expect(toasts(world).filter((text) => text.includes('APPROVED'))).toHaveLength(1);
    expect(toasts(world).filter((text) => text.includes('already approved by kim 14:03:22'))).toHaveLength(9);
  });

  it('redelivered is the same press', async () => {
    const world = await withCard();
    await world.press('Approve', { id: 'telegram:500' });
    expect(await world.press('Approve', { id: 'telegram:500' })).toBe('duplicate');
    expect(world.desk.count('approve')).toBe(1);
  });

  it('still works after a restart, and is still used up after one', async () => {
    const world = await withCard();
    await world.restart();
    await world.press('Approve');
    expect(approvals(world)).toBe(1);
    await world.restart();
    await world.press('Approve', { from: 'lee' });
    expect(approvals(world)).toBe(1);
    expect(toasts(world).at(-1)).toContain('already approved by kim');
  });

  it('that the desk refused may be pressed again when the reason is gone', async () => {
    const world = await withCard();
    world.desk.declines.set('approve', {
      kind: 'refused',
      refusals: [{ code: 'STALE_DATA', ageMs: 70_000, limitMs: 60_000 }],
    });
    await world.press('Approve');
    expect(toasts(world).at(-1)).toContain('STALE_DATA');
    world.desk.declines.clear();
    await world.press('Approve');
    expect(approvals(world)).toBe(1);
  });

  it('of a card that needs two takes the second person on the same button', async () => {
    const world = new ChatWorld();
    const proposal = {
      ...cannedProposal,
      content: { ...cannedProposal.content, policy: { ...cannedProposal.content.policy, quorum: 2 } },
    };
    world.desk.hold(proposal);
    await world.tell({ kind: 'proposal', proposal }, 'emergency');
    await world.pump();
    await world.press('Approve', { from: 'kim' });
    expect(toasts(world).at(-1)).toContain('C7K2 approved, 1 more needed');
    await world.press('Approve', { from: 'lee' });
    expect(world.desk.current.proposals[0]?.state.kind).toBe('approved');
  });
});

describe('a button that is good once', () => {
  it('pressed twice at once makes one card, also where the desk would make two', async () => {
    const world = new ChatWorld();
    await world.type('/risk');
    await Promise.all([
      world.press('Propose this', { from: 'kim', rest: false }),
      world.press('Propose this', { from: 'lee', rest: false }),
    ]);
    await world.rest();
    expect(world.desk.count('proposeBestStep')).toBe(1);
    expect(toasts(world).filter((text) => text.includes('pressed already'))).toHaveLength(1);
  });
});

describe('a press that is not good', () => {
  it.each([
    ['by a viewer', { from: 'bob' }, 'NOT_ALLOWED'],
    ['by a stranger', { from: '666' }, 'Not for you.'],
    ['in another room', { room: 'private-3' }, 'not valid here'],
    ['on another message', { messageId: 'telegram-99' }, 'not valid here'],
    ['with a forged id', { buttonId: 'f'.repeat(32) }, 'not valid here'],
    ['with an odd id', { buttonId: '../../etc/passwd' }, 'not valid here'],
  ])('%s changes nothing and is told so', async (_name, options, words) => {
    const world = await withCard();
    await world.press('Approve', options);
    expect(world.desk.count('approve')).toBe(0);
    expect(toasts(world).at(-1)).toContain(words);
  });

  it('with any forged id reaches nothing', async () => {
    const world = await withCard();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string({ maxLength: 64 }), fc.stringMatching(/^[0-9a-f]{32}$/)),
        async (buttonId) => {
          await world.press('', { buttonId, from: 'ann', messageId: 'telegram-1', rest: false });
        },
      ),
      { numRuns: 300 },
    );
    await world.rest();
    expect(world.desk.asked).toEqual([]);
  });

  it('of the one who was not asked is told whose it is', async () => {
    const world = new ChatWorld();
    world.desk.hold();
    await world.type('/lang', { from: 'bob' });
    await world.press('한국어', { from: 'kim' });
    expect(toasts(world).at(-1)).toContain('This button is for bob.');
    expect(world.preferences.content.people).toEqual({});
  });
});

describe('any interleaving of presses', () => {
  it('gives one decision', async () => {
    const press = fc.record({
      label: fc.constantFrom('Approve', 'Reject'),
      from: fc.constantFrom('kim', 'lee', 'ann', 'bob', '666'),
      restart: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(press, { minLength: 2, maxLength: 8 }), async (presses) => {
        const world = await withCard();
        const { button, said } = world.platform.button('Approve');
        const reject = world.platform.button('Reject').button;
        for (const each of presses) {
          if (each.restart) await world.restart();
          const id = each.label === 'Approve' ? button.id : reject.id;
          await world.press(each.label, {
            from: each.from,
            buttonId: id,
            messageId: said.messageId,
            room: said.room,
            rest: false,
          });
        }
        await world.rest();
        const state = world.desk.current.proposals[0]?.state.kind;
        const able = presses.filter((each) => ['kim', 'lee', 'ann'].includes(each.from));
        expect(approvals(world)).toBeLessThanOrEqual(1);
        expect(state).toBe(
          able.length === 0 ? 'proposed' : able[0]?.label === 'Approve' ? 'approved' : 'rejected',
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe('a figure view', () => {
  it('is refreshed in place, again and again', async () => {
    const world = new ChatWorld();
    await world.type('/status');
    await world.press('Refresh');
    await world.press('Refresh');
    expect(world.platform.said.map((each) => each.edited)).toEqual([false, true, true]);
    expect(new Set(world.platform.said.map((each) => each.messageId)).size).toBe(1);
  });

  it('leads to another as a new message', async () => {
    const world = new ChatWorld();
    await world.type('/status');
    await world.press('Risk');
    expect(world.platform.said.map((each) => each.edited)).toEqual([false, false]);
  });
});

describe('an approval in Slack', () => {
  it('is one decision for the card in Telegram too', async () => {
    const telegram = new FakePlatform('telegram', ['1001']);
    const slack = new FakePlatform('slack', ['C1']);
    const world = await withCard([telegram, slack]);
    await Promise.all([
      world.press('Approve', { platform: 'slack', from: 'kim', rest: false }),
      world.press('Approve', { platform: 'telegram', from: 'lee', rest: false }),
    ]);
    await world.rest();
    expect(approvals(world)).toBe(1);
    const [decided] = world.desk.current.proposals;
    if (decided === undefined) throw new Error('no card');
    await world.tell({ kind: 'proposal', proposal: decided }, 'emergency');
    await world.pump();
    for (const platform of [telegram, slack]) {
      expect(platform.last.edited).toBe(true);
      expect(platform.last.message.buttons).toEqual([]);
      expect(platform.last.message.reply.title).toContain('APPROVED');
    }
  });
});
