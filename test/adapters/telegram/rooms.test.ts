// Groups move, throw the bot out and come back; the desk follows, and health says where it cannot write.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeRig, outgoing, type Rig, TOKEN } from './telegram-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await makeRig();
});
afterEach(async () => {
  expect(rig.log.lines.join('\n')).not.toContain(TOKEN);
  await rig.close();
});

describe('a room', () => {
  test('that moved to a supergroup is followed by sends, pushes and arrivals', async () => {
    rig.server.group(-5, { type: 'group', members: [1] });
    rig = Object.assign(rig, { platform: rig.open({ chats: ['-5'] }) });
    await rig.started();
    rig.server.people.migrate(-5, -1005);
    await rig.server.waitFor(() => rig.platform.rooms[0] === '-1005');
    expect((await rig.platform.send('-5', outgoing('Still here'))).ok).toBe(true);
    expect(rig.server.last(-1005)?.text).toBe('Still here');
  });

  test('that moved while nobody listened is found by the first send', async () => {
    rig.server.group(-5, { type: 'group', members: [1] });
    rig.server.people.migrate(-5, -1005);
    const platform = rig.open({ chats: ['-5'] });
    expect((await platform.send('-5', outgoing('Found'))).ok).toBe(true);
    expect(platform.rooms).toEqual(['-1005']);
    expect(rig.server.last(-1005)?.text).toBe('Found');
  });

  test('that threw the bot out is told by health until the bot is back', async () => {
    rig.server.group(-100, { members: [1] });
    rig = Object.assign(rig, { platform: rig.open({ chats: ['-100', '1'] }) });
    await rig.started();
    rig.server.people.kick(-100, 1);
    await rig.server.waitFor(() => /-100 cannot be written to/.test(rig.platform.health().detail));
    expect(rig.platform.health().ok).toBe(true);
    expect(await rig.platform.send('-100', outgoing('x'))).toMatchObject({ error: { kind: 'room-gone' } });
    rig.server.people.block(1);
    await rig.server.waitFor(() => !rig.platform.health().ok, { for: 'no room left' });
    rig.server.people.readmit(-100, 1);
    rig.server.people.unblock(1);
    await rig.server.waitFor(() => rig.platform.health().detail === 'connected with Telegram');
  });

  test('that never was is noticed at the start', async () => {
    rig = Object.assign(rig, { platform: rig.open({ chats: ['1', '99'] }) });
    await rig.started();
    await rig.server.waitFor(() => /99 cannot be written to/.test(rig.platform.health().detail));
  });

  test('for private words is the person', async () => {
    expect(await rig.platform.privateRoom('1')).toEqual({ ok: true, value: '1' });
    for (const id of ['T1/U1', '-5', '', '1e3']) expect((await rig.platform.privateRoom(id)).ok).toBe(false);
  });
});
