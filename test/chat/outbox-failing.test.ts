// A chat that is down, floods, throws the bot out or refuses a message; a person who wants quiet; a disk that is full.
import { describe, expect, it } from 'vitest';
import type { DeskEvent } from '../../src/domain/event.ts';
import { cannedAlert, cannedReport, haltedLatch } from '../support/canned-desk.ts';
import { ChatWorld } from '../support/chat-world.ts';
import { FakePlatform } from '../support/fake-platform.ts';

const alert: DeskEvent = { kind: 'alert', telling: 'raised', alert: cannedAlert };
const note = (by: string): DeskEvent => ({ kind: 'notice', notice: { code: 'trading-paused', by } });
const titles = (platform: FakePlatform, room = '1001'): string[] =>
  platform.in(room).map((each) => each.message.reply.title.replace(/^\S+ \S+ · /, ''));

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

  it('keeps what is due in a room apart from a card that a person was shown there meanwhile', async () => {
    const world = new ChatWorld();
    world.platform.fault = { kind: 'down', why: 'no answer' };
    await world.tell(alert);
    await world.pump();
    world.platform.fault = undefined;
    await world.type('/cut btc 50', { from: 'kim' });
    expect(titles(world.platform)).toHaveLength(1);
    await world.clock.advance(60_000);
    await world.pump();
    expect(titles(world.platform).at(-1)).toContain('drawdown 10.4 %');
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
