// What people do on Slack reaches the desk once each, over a socket and over HTTP, and is confirmed when it is stored.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { button, makeRig, outgoing, type Rig, type TransportName } from './slack-rig.ts';

describe.each<TransportName>(['socket', 'http'])('over %s', (transport) => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await (await makeRig(transport)).started();
  });
  afterEach(async () => {
    await rig.close();
    expect(rig.log.leaks).toEqual([]);
    expect(rig.server.openSockets).toBe(0);
  });
  const arrived = (count: number) =>
    rig.server.waitFor(() => rig.intake.accepted.length >= count, { for: `${count} arrivals` });

  test('a mention arrives with the person, the place and the time, and is answered', async () => {
    const { server, intake, platform } = rig;
    intake.onAccepted = (incoming) => void platform.send(incoming.room.id, outgoing('Here'));
    const { ts, deliveries } = server.mention('U1', 'C1', 'risk btc');
    await server.waitForText('C1', 'Here');
    const { sentAt, ...rest } = intake.text(0);
    expect(rest).toEqual({
      kind: 'text',
      id: `slack:${String(deliveries[0]?.envelope.payload['event_id'])}`,
      platform: 'slack',
      room: { id: 'C1', isPrivate: false },
      sender: { platformId: 'T1/U1' },
      messageId: ts,
      text: '/risk btc',
    });
    expect(Math.abs(sentAt - Date.now())).toBeLessThan(3_000);
    expect((await deliveries[0]!.settled).attempts).toHaveLength(1);
  });

  test('a direct message arrives as it was typed, with its escapes undone, from a private room', async () => {
    rig.server.say('U1', rig.server.dm('U1'), 'status &lt;b&gt; &amp; more');
    await arrived(1);
    expect(rig.intake.text(0)).toMatchObject({
      room: { id: 'DU1'.replace('U', ''), isPrivate: true },
      text: 'status <b> & more',
    });
  });

  test('the language of a person is known from the second message on', async () => {
    rig.server.mention('U1', 'C1', 'one');
    await rig.server.waitFor(() => rig.server.calls('users.info').some((call) => call.answer));
    await arrived(1);
    rig.server.mention('U1', 'C1', 'two');
    await arrived(2);
    expect(rig.intake.accepted.map(({ sender }) => sender.language)).toEqual([undefined, 'ko']);
    expect(rig.server.calls('users.info')).toHaveLength(1);
  });

  test('slash commands arrive: /cutman with any command behind it, free names by themselves', async () => {
    const deliveries = [
      rig.server.slash('U1', 'C1', '/cutman', 'status'),
      rig.server.slash('U1', 'C1', '/cutman', '/mute 1h'),
      rig.server.slash('U1', 'C1', '/cutman', ''),
      rig.server.slash('U1', 'C1', '/risk', 'btc'),
      rig.server.slash('U1', rig.server.dm('U1'), '/positions'),
    ];
    for (const delivery of deliveries) expect((await delivery.settled).acknowledged).toBe(true);
    expect(rig.intake.texts.toSorted()).toEqual(
      ['/status', '/mute 1h', '/help', '/risk btc', '/positions'].toSorted(),
    );
    expect(rig.intake.accepted.map(({ room }) => room.isPrivate)).toEqual([false, false, false, false, true]);
    expect(rig.server.botMessages('C1')).toEqual([]);
  });

  test('words in a thread and presses in a thread name the thread; its first message stands outside', async () => {
    const { server, platform } = rig;
    const card = await platform.send('C1', outgoing('Card'));
    const ts = card.ok ? card.value : '';
    server.mention('U1', 'C1', 'why', { threadTs: ts });
    server.mention('U1', 'C1', 'outside');
    await arrived(2);
    expect(rig.intake.text(0).room).toEqual({ id: 'C1', isPrivate: false, thread: ts });
    expect(rig.intake.text(1).room).toEqual({ id: 'C1', isPrivate: false });
  });

  test('plain talk, edits, other bots and the bot itself are not heard', async () => {
    const { server, intake, platform } = rig;
    server.say('U1', 'C1', 'lunch?');
    await platform.send(server.dm('U1'), outgoing('My own words in private'));
    const answer = await platform.send('C1', outgoing('<@UCUTMAN> status'));
    if (answer.ok) await platform.edit('C1', answer.value, outgoing('<@UCUTMAN> kill'));
    server.mention('U1', 'C1', 'last');
    await server.waitFor(() => intake.texts.includes('/last'));
    expect(intake.texts).toEqual(['/last']);
  });

  test('a press arrives with the own id of whoever presses and of the message it stood on', async () => {
    const { server, intake, platform } = rig;
    const sent = await platform.send('C1', outgoing('Cut?', [], { buttons: [[button('v1:aa', 'Approve')]] }));
    const ts = sent.ok ? sent.value : '';
    await server.press('U2', 'C1', ts, 'Approve').settled;
    await server.press('U1', 'C1', ts, { label: 'Approve', value: 'v1:forged' }).settled;
    await server.press('U1', 'C1', ts, { actionId: 'v1:of-nobody' }).settled;
    expect(
      intake.accepted.map((_, at) => {
        const { sender, buttonId, messageId, room } = intake.press(at);
        return [sender.platformId, buttonId, messageId, room.id];
      }),
    ).toEqual([
      ['T1/U2', 'v1:aa', ts, 'C1'],
      ['T1/U1', 'v1:forged', ts, 'C1'],
      ['T1/U1', 'v1:of-nobody', ts, 'C1'],
    ]);
  });

  test('what Slack delivers twice arrives once under one id', async () => {
    const { server, intake, platform } = rig;
    const sent = await platform.send('C1', outgoing('Cut?', [], { buttons: [[button('v1:aa', 'Approve')]] }));
    const [mention] = server.mention('U1', 'C1', 'status').deliveries;
    const slash = server.slash('U1', 'C1', '/cutman', 'status');
    const press = server.press('U1', 'C1', sent.ok ? sent.value : '', 'Approve');
    for (const delivery of [mention!, slash, press]) {
      await delivery.settled;
      for (const num of [1, 2, 3]) {
        expect((await server.redeliver(delivery, num)).outcome.kind).toBe('acknowledged');
      }
    }
    expect(intake.accepted).toHaveLength(3);
    expect(intake.duplicates).toBe(9);
  });

  test('an event that cannot be stored is not confirmed, comes again and has one effect', async () => {
    const { server, intake, platform } = rig;
    let refused = 0;
    intake.refuses = () => {
      refused += 1;
      return refused <= 2;
    };
    const [delivery] = server.mention('U1', 'C1', 'status').deliveries;
    await server.waitFor(() => refused >= 1 && !platform.health().ok);
    const { attempts } = await delivery!.settled;
    expect(attempts.map(({ outcome }) => outcome.kind === 'acknowledged')).toEqual([false, false, true]);
    expect(intake.texts).toEqual(['/status']);
    expect(platform.health().ok).toBe(true);
  });

  test('a command that cannot be stored at once is stored a little later; one that cannot be stored at all fails visibly', async () => {
    const { server, intake } = rig;
    let refused = 0;
    intake.refuses = () => {
      refused += 1;
      return refused <= 2;
    };
    expect((await server.slash('U1', 'C1', '/cutman', 'status').settled).acknowledged).toBe(true);
    expect(intake.texts).toEqual(['/status']);
    intake.refuses = () => true;
    expect((await server.slash('U1', 'C1', '/cutman', 'cut btc 50').settled).acknowledged).toBe(false);
    expect(intake.texts).toEqual(['/status']);
  });

  test('a slow store holds up no press beyond its time, and an event comes again until it is stored, once', async () => {
    const { server, intake, platform } = rig;
    const sent = await platform.send('C1', outgoing('Cut?', [], { buttons: [[button('v1:aa', 'Approve')]] }));
    intake.store = () => new Promise((resolve) => setTimeout(resolve, 350));
    const press = server.press('U1', 'C1', sent.ok ? sent.value : '', 'Approve');
    const [mention] = server.mention('U1', 'C1', 'status').deliveries;
    expect((await press.settled).acknowledged).toBe(true);
    expect(intake.accepted).toEqual([]);
    const { attempts } = await mention!.settled;
    expect(attempts.length).toBeGreaterThan(1);
    expect(attempts.at(-1)?.outcome.kind).toBe('acknowledged');
    await arrived(2);
    expect(intake.accepted).toHaveLength(2);
  });

  test('an intake that throws confirms nothing and breaks nothing', async () => {
    const { server, intake } = rig;
    let thrown = 0;
    intake.refuses = () => {
      thrown += 1;
      if (thrown === 1) throw new Error('disk with xoxb-loopback-bot in its name');
      return false;
    };
    const [delivery] = server.mention('U1', 'C1', 'status').deliveries;
    expect((await delivery!.settled).attempts).toHaveLength(2);
    expect(intake.texts).toEqual(['/status']);
  });

  test('a hundred people at once are all heard', async () => {
    const sent = Array.from({ length: 100 }, (_, at) => rig.server.mention('U1', 'C1', `word ${at}`));
    await arrived(100);
    expect(new Set(rig.intake.texts).size).toBe(100);
    for (const { deliveries } of sent) expect((await deliveries[0]!.settled).attempts).toHaveLength(1);
  });
});
