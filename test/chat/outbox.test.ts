// What the desk tells reaches every room: in order, once, urgent first, whatever one chat does.
import { describe, expect, it } from 'vitest';
import type { DeskEvent } from '../../src/domain/event.ts';
import {
  cannedAlert,
  cannedProposal,
  cannedReport,
  executedProposal,
  haltedLatch,
  resolvedAlert,
} from '../support/canned-desk.ts';
import { ChatWorld } from '../support/chat-world.ts';
import { FakePlatform } from '../support/fake-platform.ts';

const card: DeskEvent = { kind: 'proposal', proposal: cannedProposal };
const done: DeskEvent = { kind: 'proposal', proposal: executedProposal };
const alert: DeskEvent = { kind: 'alert', telling: 'raised', alert: cannedAlert };
const over: DeskEvent = { kind: 'alert', telling: 'resolved', alert: resolvedAlert };
const note = (by: string): DeskEvent => ({ kind: 'notice', notice: { code: 'trading-paused', by } });
const titles = (platform: FakePlatform, room = '1001'): string[] =>
  platform.in(room).map((each) => each.message.reply.title.replace(/^\S+ \S+ · /, ''));

describe('a card', () => {
  it('is shown once and edited in place as its state changes', async () => {
    const world = new ChatWorld();
    await world.tell(card, 'emergency');
    await world.pump();
    await world.tell(done);
    await world.pump();
    expect(world.platform.said.map((each) => each.edited)).toEqual([false, true]);
    expect(world.platform.last.messageId).toBe(world.platform.said[0]?.messageId);
    expect(world.platform.last.message.buttons).toEqual([]);
  });

  it('that changed while the chat was down is told once, in its last state', async () => {
    const world = new ChatWorld();
    world.platform.fault = { kind: 'down', why: 'no answer' };
    await world.tell(card, 'emergency');
    await world.pump();
    await world.tell(done);
    await world.pump();
    world.platform.fault = undefined;
    await world.clock.advance(120_000);
    await world.pump();
    expect(titles(world.platform)).toEqual(['BTC cut · DONE · C7K2']);
  });

  it('that says nothing new is not sent', async () => {
    const world = new ChatWorld();
    await world.tell(card, 'emergency');
    await world.pump();
    await world.tell(card, 'emergency');
    await world.pump();
    expect(world.platform.said).toHaveLength(1);
  });

  it('whose message was deleted is sent anew', async () => {
    const world = new ChatWorld();
    await world.tell(card, 'emergency');
    await world.pump();
    const edit = world.platform.edit.bind(world.platform);
    world.platform.edit = async () => ({ ok: false, error: { kind: 'message-gone' } });
    await world.tell(done);
    await world.pump();
    world.platform.edit = edit;
    expect(world.platform.said.map((each) => each.edited)).toEqual([false, false]);
  });

  it('shown as the answer to its command is not pushed a second time', async () => {
    const world = new ChatWorld();
    world.desk.current = { ...world.desk.current, mode: 'real' };
    await world.type('/cut btc 50');
    const [proposal] = world.desk.current.proposals;
    if (proposal === undefined) throw new Error('no card');
    await world.tell({ kind: 'proposal', proposal });
    await world.pump();
    expect(world.platform.said).toHaveLength(1);
    await world.tell({ kind: 'proposal', proposal: { ...executedProposal, content: proposal.content } });
    await world.pump();
    expect(world.platform.said.map((each) => each.edited)).toEqual([false, true]);
  });

  it('calls its contact in private, beside the room', async () => {
    const world = new ChatWorld();
    await world.tell({ kind: 'proposal', proposal: cannedProposal, contact: 'kim' }, 'emergency');
    await world.pump();
    expect(world.platform.in('private-3')).toHaveLength(1);
    expect(JSON.stringify(world.platform.in('private-3')[0]?.message.reply.blocks)).toContain(
      'kim, this card waits',
    );
    expect(world.platform.in('1001')).toHaveLength(1);
  });

  it('goes to everybody who may approve, in private, where that is wanted', async () => {
    const world = new ChatWorld([new FakePlatform()], { approveInPrivate: true });
    await world.tell(card, 'emergency');
    await world.pump();
    expect(new Set(world.platform.said.map((each) => each.room))).toEqual(
      new Set(['1001', 'private-1', 'private-3', 'private-4']),
    );
  });
});

describe('an alert', () => {
  it('rings again when it is told again, and its old buttons go', async () => {
    const world = new ChatWorld();
    await world.tell(alert);
    await world.pump();
    await world.tell({
      ...alert,
      telling: 'repeated',
      alert: { ...cannedAlert, toldAt: cannedAlert.toldAt + 1 },
    } as DeskEvent);
    await world.pump();
    expect(world.platform.said.map((each) => each.edited)).toEqual([false, false, true]);
    expect(world.platform.last.message.buttons).toEqual([]);
  });

  it('tells its end as one line', async () => {
    const world = new ChatWorld();
    await world.tell(alert);
    await world.pump();
    await world.tell(over);
    await world.pump();
    expect(titles(world.platform)[1]).toBe(
      'resolved · drawdown 8.9 % after 42 min, worst 11.2 % · acked by lee in 3 min',
    );
  });
});

describe('order and lanes', () => {
  it('keeps the order of a room over an outage, and loses nothing', async () => {
    const world = new ChatWorld();
    world.platform.fault = { kind: 'down', why: 'no answer' };
    for (const by of ['a', 'b', 'c', 'd']) await world.tell(note(by));
    for (let minute = 0; minute < 30; minute += 1) {
      await world.pump();
      await world.clock.advance(60_000);
    }
    world.platform.fault = undefined;
    await world.clock.advance(60_000);
    await world.pump();
    expect(titles(world.platform)).toEqual(['a', 'b', 'c', 'd'].map((by) => `trading paused by ${by}`));
  });

  it('puts an EMERGENCY before everything that waits, and a report last', async () => {
    const world = new ChatWorld();
    world.platform.faults.set('1001', { kind: 'flood', retryAfterMs: 5_000 });
    await world.tell({ kind: 'report', report: cannedReport }, 'low');
    await world.tell(note('a'));
    await world.tell({ kind: 'kill', latch: haltedLatch }, 'emergency');
    await world.pump();
    world.platform.faults.clear();
    await world.clock.advance(6_000);
    await world.pump();
    expect(titles(world.platform)).toEqual([
      'KILLED by kim · 14:03:22',
      'trading paused by a',
      'Fri 20 Nov · desk report',
    ]);
  });

  it('sends nothing into a flooded room before its time, while other rooms flow', async () => {
    const world = new ChatWorld([new FakePlatform('telegram', ['1001', '1002'])]);
    world.platform.faults.set('1001', { kind: 'flood', retryAfterMs: 35_000 });
    await world.tell(note('a'));
    await world.pump();
    world.platform.faults.clear();
    await world.tell(note('b'));
    await world.pump();
    expect(titles(world.platform, '1001')).toEqual([]);
    expect(titles(world.platform, '1002')).toHaveLength(2);
    await world.clock.advance(35_001);
    await world.pump();
    expect(titles(world.platform, '1001')).toEqual(['trading paused by a', 'trading paused by b']);
  });

  it('lets one chat hang without holding up the other', async () => {
    const telegram = new FakePlatform('telegram', ['1001']);
    const slack = new FakePlatform('slack', ['C1']);
    const world = new ChatWorld([telegram, slack]);
    let release: () => void = () => undefined;
    telegram.hanging = new Promise((resolve) => {
      release = resolve;
    });
    await world.tell(note('a'));
    const hanging = world.chat.pump();
    await world.clock.advance(0);
    await world.tell(note('b'));
    const second = world.chat.pump();
    await world.clock.advance(0);
    expect(slack.in('C1')).toHaveLength(2);
    release();
    await Promise.all([hanging, second]);
    expect(telegram.in('1001')).toHaveLength(2);
  });

  it('delivers what was due before a restart after it, once', async () => {
    const world = new ChatWorld();
    world.platform.fault = { kind: 'down', why: 'no answer' };
    await world.tell(alert);
    await world.pump();
    world.platform.fault = undefined;
    await world.clock.advance(10_000);
    await world.restart();
    await world.pump();
    await world.restart();
    await world.pump();
    expect(world.platform.said).toHaveLength(1);
  });
});
