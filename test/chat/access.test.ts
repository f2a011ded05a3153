// Who may do what: every command against every role, strangers, rooms, floods and failures.
import { describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { mayActAs, type Role } from '../../src/domain/actor.ts';
import { ChatWorld } from '../support/chat-world.ts';
import { FakePlatform } from '../support/fake-platform.ts';

const WHO: Readonly<Record<Role, string>> = { viewer: 'bob', trader: 'kim', admin: 'ann' };
const ROLES: readonly Role[] = ['viewer', 'trader', 'admin'];
const lines = commands.map((command) => {
  const bare = command.positional.every((shape) => shape.optional === true);
  const line = command.examples.find((example) => bare || example.includes(' ')) ?? `/${command.name}`;
  return { line, command };
});

describe('the table of commands and roles', () => {
  const cases = lines.flatMap(({ line, command }) => ROLES.map((role) => ({ line, role, command })));

  it.each(cases)('$line typed by a $role', async ({ line, role, command }) => {
    const world = new ChatWorld();
    world.desk.hold();
    await world.type(line, { from: WHO[role], room: 'private-9' });
    const refused = world.platform.titles.some((title) => title.includes('NOT_ALLOWED'));
    expect(refused).toBe(!mayActAs(role, command.role));
    if (!mayActAs(role, command.role)) expect(world.desk.asked).toEqual([]);
  });

  it.each(['/mode real 123456', '/mode paper'])('%s needs an admin though looking does not', async (line) => {
    const world = new ChatWorld();
    await world.type(line, { from: 'kim' });
    expect(world.platform.last.message.reply.title).toContain('NOT_ALLOWED');
    expect(world.desk.count('switchMode')).toBe(0);
  });
});

describe('strangers', () => {
  it('get no answer, in private or in a room, and nothing is stored', async () => {
    const world = new ChatWorld();
    await world.type('/status', { from: '666' });
    await world.type('/killswitch', { from: '666', room: 'private-666', isPrivate: true });
    expect(world.platform.in('1001')).toEqual([]);
    expect(world.platform.in('private-666')).toEqual([]);
    expect(world.store.inbox.size).toBe(0);
    expect(world.desk.asked).toEqual([]);
  });

  it('are told to admins once, however often they write', async () => {
    const world = new ChatWorld();
    for (let count = 0; count < 500; count += 1) await world.type('/status', { from: '666', rest: false });
    await world.rest();
    expect(world.platform.said.map((each) => each.room)).toEqual(['private-1']);
    expect(world.platform.last.message.reply.title).toContain('stranger on Telegram');
    expect(world.desk.loginFailures).toBe(1);
  });

  it('are logged under a hash, never under their id', async () => {
    const world = new ChatWorld();
    await world.type('/status', { from: '4242424242' });
    expect(JSON.stringify(world.log.lines)).not.toContain('4242424242');
    expect(world.log.lines.some((line) => line.message === 'turned away')).toBe(true);
  });

  it('are not served when a known person writes from a strange room', async () => {
    const world = new ChatWorld();
    await world.type('/status', { room: '-999' });
    expect(world.platform.in('-999')).toEqual([]);
  });
});

describe('too much', () => {
  it('is told once and then left unanswered, for that person alone', async () => {
    const world = new ChatWorld([new FakePlatform()], { commandsPerMinute: 3 });
    for (let count = 0; count < 8; count += 1) await world.type('/version');
    expect(world.platform.titles.filter((title) => title.includes('cutman 1.2.3'))).toHaveLength(3);
    expect(world.platform.titles.filter((title) => title.includes('RATE_LIMITED'))).toHaveLength(1);
    await world.type('/version', { from: 'ann' });
    expect(world.platform.titles.filter((title) => title.includes('cutman 1.2.3'))).toHaveLength(4);
    await world.clock.advance(60_000);
    await world.type('/version');
    expect(world.platform.titles.filter((title) => title.includes('cutman 1.2.3'))).toHaveLength(5);
  });

  it('never stands before the kill switch', async () => {
    const world = new ChatWorld([new FakePlatform()], { commandsPerMinute: 1 });
    for (let count = 0; count < 5; count += 1) await world.type('/version');
    await world.type('/killswitch');
    expect(world.desk.count('kill')).toBe(1);
  });

  it('of what is not theirs locks changes for a while, and the kill switch never', async () => {
    const world = new ChatWorld([new FakePlatform()], { commandsPerMinute: 1_000 });
    for (let count = 0; count < 5; count += 1) await world.type('/reset 123456');
    await world.type('/pause');
    expect(world.platform.last.message.reply.title).toContain('LOCKED_OUT');
    expect(world.desk.count('pause')).toBe(0);
    await world.type('/status');
    expect(world.platform.last.message.reply.title).toContain('active');
    await world.type('/killswitch');
    expect(world.desk.count('kill')).toBe(1);
    await world.clock.advance(16 * 60_000);
    await world.type('/pause');
    expect(world.desk.count('pause')).toBe(1);
  });
});
