// What people do on Telegram reaches the desk once each, in order, and is confirmed only when it is stored.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeRig, outgoing, type Rig, TOKEN } from './telegram-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await (await makeRig()).started();
});
afterEach(async () => {
  expect(rig.log.lines.join('\n')).not.toContain(TOKEN);
  await rig.close();
});

const arrived = (count: number) =>
  rig.server.waitFor(() => rig.intake.accepted.length >= count, { for: `${count} arrivals` });

describe('what a person writes', () => {
  test('arrives with the person, the place and the time, and is answered', async () => {
    const { server, intake, platform } = rig;
    intake.onAccepted = (incoming) => void platform.send(incoming.room.id, outgoing('Here'));
    const { messageId, updateId } = server.say(1, 1, '/status');
    await server.waitForText(1, 'Here');
    expect(intake.text(0)).toEqual({
      kind: 'text',
      id: `telegram:${updateId}`,
      platform: 'telegram',
      room: { id: '1', isPrivate: true },
      sender: { platformId: '1', language: 'ko' },
      sentAt: server.message(1, messageId).date * 1000,
      messageId: String(messageId),
      text: '/status',
    });
  });

  test('arrives from groups with the topic it was written in', async () => {
    const { server, intake } = rig;
    server.group(-100, { topics: { 7: 'Desk' }, members: [1] });
    server.say(1, -100, '/risk', { threadId: 7 });
    await arrived(1);
    expect(intake.text(0).room).toEqual({ id: '-100', isPrivate: false, thread: '7' });
  });

  test('for another bot is left to that bot; for this one it arrives whatever the case of the name', async () => {
    const { server, intake } = rig;
    server.group(-100, { members: [1], botStatus: 'administrator' });
    server.say(1, -100, '/status@other_bot');
    server.say(1, -100, '/status@Cutman_Bot');
    await arrived(1);
    expect(intake.texts).toEqual(['/status@Cutman_Bot']);
  });

  test('is not an edited message, a forwarded one, a voice note or a channel post', async () => {
    const { server, intake } = rig;
    const { messageId } = server.say(1, 1, '/status');
    server.edit(1, 1, messageId, '/killswitch');
    server.forward(1, 1, messageId, 1);
    server.say(1, 1, '/cut btc 50', { extra: { voice: { file_id: 'a', file_unique_id: 'b', duration: 1 } } });
    server.push('channel_post', {
      message_id: 1,
      date: 1,
      chat: { id: -9, type: 'channel' },
      text: '/status',
    });
    server.say(1, 1, 'last');
    await server.waitFor(() => intake.texts.includes('last'));
    expect(intake.texts).toEqual(['/status', 'last']);
    await server.waitFor(() => server.unconfirmed.length === 0);
  });

  test('arrives in the order it was written', async () => {
    const words = Array.from({ length: 250 }, (_, index) => `word ${index}`);
    for (const word of words) rig.server.say(1, 1, word);
    await arrived(250);
    expect(rig.intake.texts).toEqual(words);
  });

  test('in market time keeps its age in real seconds', async () => {
    const market = {
      now: () => 5_000_000,
      monotonic: () => 0,
      sleep: () => Promise.resolve(),
      breathe: () => Promise.resolve(),
    };
    const wall = Date.now();
    await rig.platform.stop();
    await rig.open({ clock: market, now: () => wall }).start(rig.intake);
    const { messageId } = rig.server.say(1, 1, 'x');
    await arrived(1);
    const age = wall - rig.server.message(1, messageId).date * 1000;
    expect(5_000_000 - rig.intake.text(0).sentAt).toBe(age);
  });
});

describe('an update that comes twice', () => {
  test('ten thousand times over, takes effect once and takes little time', async () => {
    const { server, intake } = rig;
    const ids = Array.from({ length: 10_000 }, (_, index) => server.say(1, 1, `n ${index}`).updateId ?? 0);
    await arrived(10_000);
    for (const id of ids) server.redeliver(id);
    await server.waitFor(() => intake.duplicates >= 10_000, { for: 'the duplicates' });
    expect(intake.accepted).toHaveLength(10_000);
  }, 60_000);
});

describe('an update that cannot be stored', () => {
  test('is not confirmed and comes again until it can', async () => {
    const { server, intake, platform } = rig;
    let refusals = 0;
    intake.refuses = () => {
      refusals += 1;
      return refusals <= 3;
    };
    const { updateId } = server.say(1, 1, '/status');
    await server.waitFor(() => refusals >= 2 && !platform.health().ok, { for: 'refusals' });
    expect(server.unconfirmed.map((update) => update.update_id)).toEqual([updateId]);
    expect(platform.health().detail).toContain('cannot be stored');
    await arrived(1);
    await server.waitFor(() => server.unconfirmed.length === 0 && platform.health().ok);
    expect(intake.texts).toEqual(['/status']);
  });

  test('does not stand before a kill that was written after it', async () => {
    const { server, intake } = rig;
    intake.refuses = (incoming) => incoming.kind === 'text' && incoming.text !== '/killswitch';
    server.say(1, 1, '/status');
    server.say(1, 1, '/killswitch');
    await server.waitFor(() => intake.texts.includes('/killswitch'));
    expect(server.unconfirmed).toHaveLength(2);
    intake.refuses = () => false;
    await server.waitFor(() => server.unconfirmed.length === 0);
    expect(intake.texts).toEqual(['/killswitch', '/status']);
    expect(intake.duplicates).toBe(0);
  });

  test('is treated the same when the intake throws', async () => {
    const { server, intake } = rig;
    let thrown = 0;
    intake.refuses = () => {
      thrown += 1;
      if (thrown < 3) throw new Error(`disk gone at /bot${TOKEN}/x`);
      return false;
    };
    server.say(1, 1, '/status');
    await arrived(1);
    expect(thrown).toBe(3);
  });
});

describe('a stop', () => {
  test('confirms what was stored and nothing else, and leaves no connection', async () => {
    const { server, intake, platform } = rig;
    server.say(1, 1, 'stored');
    await arrived(1);
    intake.refuses = () => true;
    const { updateId } = server.say(1, 1, 'not stored');
    await server.waitFor(() => !platform.health().ok);
    await platform.stop();
    expect(server.unconfirmed.map((update) => update.update_id)).toEqual([updateId]);
    await server.waitFor(() => server.openSockets === 0, { for: 'closed sockets' });
    intake.refuses = () => false;
    await rig.open().start(intake);
    await arrived(2);
    expect(intake.texts).toEqual(['stored', 'not stored']);
    expect(intake.duplicates).toBe(0);
  });

  test('in the middle of an update neither loses nor repeats it', async () => {
    const { server, intake, platform } = rig;
    const original = intake.accept.bind(intake);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let waiting = false;
    intake.accept = async (incoming) => {
      waiting = true;
      await held;
      return original(incoming);
    };
    server.say(1, 1, 'a');
    server.say(1, 1, 'b');
    await server.waitFor(() => waiting);
    const stopped = platform.stop();
    await server.waitFor(() => !server.polling);
    expect(server.unconfirmed).toHaveLength(2);
    release();
    await stopped;
    expect(intake.texts).toEqual(['a']);
    intake.accept = original;
    await rig.open().start(intake);
    await arrived(2);
    expect(intake.texts).toEqual(['a', 'b']);
  });
});
