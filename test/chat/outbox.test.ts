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

describe('a chat that fails', () => {
  it('hands an EMERGENCY to people on the other platform, once', async () => {
    const telegram = new FakePlatform('telegram', ['1001']);
    const slack = new FakePlatform('slack', []);
    const world = new ChatWorld([telegram, slack]);
    telegram.fault = { kind: 'flood', retryAfterMs: 3_600_000 };
    await world.tell(note('a'));
    await world.tell({ kind: 'kill', latch: haltedLatch }, 'emergency');
    for (let round = 0; round < 3; round += 1) {
      await world.pump();
      await world.clock.advance(1_000);
    }
    expect(new Set(slack.said.map((each) => each.room))).toEqual(new Set(['private-T1/U1', 'private-T1/U3']));
    expect(slack.titles.every((title) => title.includes('KILLED by kim'))).toBe(true);
    expect(slack.said).toHaveLength(2);
  });

  it('is told on the other one, and told again when it works', async () => {
    const telegram = new FakePlatform('telegram', ['1001']);
    const slack = new FakePlatform('slack', ['C1']);
    const world = new ChatWorld([telegram, slack]);
    telegram.fault = { kind: 'down', why: 'connection refused' };
    await world.tell(note('a'));
    for (let round = 0; round < 8; round += 1) {
      await world.pump();
      await world.clock.advance(60_000);
    }
    expect(titles(slack, 'C1').filter((title) => title.includes('Telegram cannot be reached'))).toHaveLength(
      1,
    );
    telegram.fault = undefined;
    await world.pump();
    expect(titles(slack, 'C1').at(-1)).toBe('Telegram works again');
  });

  it('is tried again after ever longer waits, not at every pump', async () => {
    const world = new ChatWorld();
    let tries = 0;
    world.platform.send = async () => {
      tries += 1;
      return { ok: false, error: { kind: 'down', why: 'no answer' } };
    };
    await world.tell(note('a'));
    for (let second = 0; second < 60; second += 1) {
      await world.pump();
      await world.clock.advance(1_000);
    }
    expect(tries).toBe(6);
  });

  it('and threw the bot out of a room is not asked again, and /health says so', async () => {
    const world = new ChatWorld([new FakePlatform('telegram', ['1001', '1002'])]);
    world.platform.faults.set('1001', { kind: 'room-gone', why: 'bot was kicked' });
    await world.tell(note('a'));
    await world.pump();
    world.platform.faults.clear();
    await world.tell(note('b'));
    await world.pump();
    expect(world.platform.in('1001')).toEqual([]);
    expect(world.platform.in('1002')).toHaveLength(2);
    const [health] = await world.chat.health();
    expect(health).toMatchObject({ ok: false });
    expect(health?.detail).toContain('1 rooms gone');
  });

  it('and refuses a content loses that message only', async () => {
    const world = new ChatWorld();
    world.platform.fault = { kind: 'content', why: 'bad entity' };
    await world.tell(note('a'));
    await world.pump();
    world.platform.fault = undefined;
    await world.tell(note('b'));
    await world.pump();
    expect(titles(world.platform)).toEqual(['trading paused by b']);
  });

  it('for ever is given up on at last, and its queue stays bounded', async () => {
    const world = new ChatWorld();
    world.platform.fault = { kind: 'down', why: 'no answer' };
    await world.tell({ kind: 'report', report: cannedReport }, 'low');
    for (let minute = 0; minute < 70; minute += 1) {
      await world.pump();
      await world.clock.advance(60_000);
    }
    expect([...world.store.deliveries.values()].map((each) => each.state)).toEqual(['failed']);
  });
});

describe('people', () => {
  it('read in their own language in private, in the room in the language of the house', async () => {
    const world = new ChatWorld();
    world.preferences.content = { ...world.preferences.content, people: { kim: { language: 'ko' } } };
    await world.tell({ kind: 'alert', telling: 'raised', alert: cannedAlert, contact: 'kim' }, 'emergency');
    await world.pump();
    expect(world.platform.in('private-3')[0]?.message.language).toBe('ko');
    expect(world.platform.in('1001')[0]?.message.language).toBe('en');
  });

  it('who want quiet get none of the small things, and every EMERGENCY', async () => {
    const world = new ChatWorld([new FakePlatform('telegram', ['3'])]);
    world.preferences.content = {
      ...world.preferences.content,
      people: { kim: { delivery: { alert: 'off' }, mutedUntil: world.clock.now() + 1_000_000 } },
    };
    await world.tell(alert);
    await world.pump();
    expect(world.platform.said).toEqual([]);
    await world.tell(
      { ...alert, alert: { ...cannedAlert, level: 'emergency', id: 'a2' } } as DeskEvent,
      'emergency',
    );
    await world.pump();
    expect(world.platform.said).toHaveLength(1);
    expect(world.platform.last.message.silent).toBe(false);
  });
});

describe('a disk that is full', () => {
  it('is told although nothing can be queued, once, and so is its end', async () => {
    const world = new ChatWorld();
    world.desk.current = { ...world.desk.current, storeFault: 'no space left' };
    world.store.full = true;
    await world.pump();
    await world.pump();
    world.desk.current = { ...world.desk.current };
    delete (world.desk.current as { storeFault?: string }).storeFault;
    world.store.full = false;
    await world.pump();
    expect(titles(world.platform)).toEqual([
      'State cannot be written: no space left. Only /killswitch acts.',
      'State can be written again.',
    ]);
  });
});
