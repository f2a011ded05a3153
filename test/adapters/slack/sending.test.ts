// What the desk says reaches Slack in its best form, in its place, or comes back with the reason why not.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SendFault } from '../../../src/chat/core/platform.ts';
import type { Result } from '../../../src/domain/result.ts';
import { button, DOT, makeRig, outgoing, QUICK, type Rig, SECRETS, text } from './slack-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await (await makeRig('http')).started();
});
afterEach(async () => {
  await rig.close();
  expect(rig.log.leaks).toEqual([]);
});

const idOf = (sent: Result<string, SendFault>): string => {
  if (!sent.ok) throw new Error(`not sent: ${JSON.stringify(sent.error)}`);
  return sent.value;
};
const choice = (label = 'Approve') => ({
  buttons: [[button('v1:aa', label, 'primary'), button('v1:bb', 'Reject', 'danger')]],
});
const card = (title: string, label?: string) => outgoing(title, [text('Cut BTC')], choice(label));

describe('a message', () => {
  test('answers its id, carries the first line for the lock screen, and is edited in place', async () => {
    const { server, platform } = rig;
    const id = idOf(await platform.send('C1', card('REAL · EMERGENCY · BTC 3.1 %')));
    expect(server.message('C1', id)).toMatchObject({
      text: 'REAL · EMERGENCY · BTC 3.1 %',
      rendered: 'REAL · EMERGENCY · BTC 3.1 %\nCut BTC',
      buttons: [['Approve', 'Reject']],
    });
    expect(await platform.edit('C1', id, outgoing('DONE'))).toEqual({ ok: true, value: undefined });
    expect(await platform.edit('C1', id, outgoing('DONE'))).toEqual({ ok: true, value: undefined });
    expect(server.message('C1', id)).toMatchObject({ rendered: 'DONE', buttons: [] });
    expect(server.botMessages('C1')).toHaveLength(1);
  });

  test('goes into the thread of a card, and beside it when the thread is gone', async () => {
    const { server, platform } = rig;
    const id = idOf(await platform.send('C1', card('Card')));
    idOf(await platform.send('C1', outgoing('Step 1'), { thread: id }));
    expect(server.thread('C1', id)).toMatchObject([{ rendered: 'Step 1' }]);
    idOf(await platform.send('C1', outgoing('Step 2'), { thread: '1.000001' }));
    expect(server.last('C1')).toMatchObject({ rendered: 'Step 2', threadTs: undefined });
  });

  test('for one person is seen by that person alone, and is edited in place once a button on it was pressed', async () => {
    const { server, platform, intake } = rig;
    const id = idOf(await platform.send('C1', card('Only you', 'Refresh'), { onlyFor: 'T1/U2' }));
    expect(server.message('C1', id)).toMatchObject({ rendered: 'Only you\nCut BTC', ephemeralTo: 'U2' });
    expect(await platform.edit('C1', id, outgoing('New'))).toEqual({
      ok: false,
      error: { kind: 'message-gone' },
    });
    await server.press('U2', 'C1', id, 'Refresh').settled;
    expect(intake.press(-1).messageId).toBe(id);
    expect((await platform.edit('C1', id, outgoing('New'))).ok).toBe(true);
    expect(server.message('C1', id).rendered).toBe('New');
  });

  test('for one person is never shown to others, whatever fails', async () => {
    const { server, platform } = rig;
    server.user('U9');
    expect((await platform.send('C1', outgoing('Secret'), { onlyFor: 'T1/U9' })).ok).toBe(false);
    expect(server.botMessages('C1')).toEqual([]);
  });

  test('holds a picture after its words; a refused picture is told in words', async () => {
    const { server, platform } = rig;
    const chart = { kind: 'image', png: DOT, alt: 'Equity <now>' } as const;
    const id = idOf(await platform.send('C1', outgoing('Report', [text('Up'), chart], choice())));
    const [words, picture] = server.botMessages('C1');
    expect(words).toMatchObject({ ts: id, rendered: 'Report\nUp', buttons: [['Approve', 'Reject']] });
    expect(picture?.files[0]?.upload?.bytes).toEqual(DOT);
    server.refuseNext('files.getUploadURLExternal', 'file_uploads_disabled');
    idOf(await platform.send('C1', outgoing('Again', [chart])));
    expect(server.last('C1')?.rendered).toBe('[Equity <now>]');
  });

  test('with a picture for one person sends the picture to them in private', async () => {
    const { server, platform } = rig;
    const chart = { kind: 'image', png: DOT, alt: 'Equity' } as const;
    idOf(await platform.send('C1', outgoing('Mine', [chart]), { onlyFor: 'T1/U1' }));
    expect(server.botMessages('C1').map(({ ephemeralTo }) => ephemeralTo)).toEqual(['U1']);
    expect(server.last(server.dm('U1'))?.files).toHaveLength(1);
  });

  test('of hundreds of lines becomes several, with the buttons under the last; a stopped try goes on where it stopped', async () => {
    const { server, platform } = rig;
    const lines = Array.from({ length: 900 }, (_, at) => `line ${at} of a long answer to read`);
    const long = outgoing('Journal', [{ kind: 'code', text: lines.join('\n') }], choice());
    server.fault({
      method: 'chat.postMessage',
      fault: {
        kind: 'answer',
        status: 429,
        headers: { 'retry-after': '7' },
        body: { ok: false, error: 'ratelimited' },
      },
      where: () => server.botMessages('C1').length === 2,
    });
    expect(await platform.send('C1', long)).toEqual({
      ok: false,
      error: { kind: 'flood', retryAfterMs: 7_000 },
    });
    expect(server.botMessages('C1')).toHaveLength(2);
    const id = idOf(await platform.send('C1', long));
    const all = server.botMessages('C1');
    expect(all.at(-1)?.ts).toBe(id);
    expect(all.map(({ buttons }) => buttons.length)).toEqual(
      all.map((_, at) => (at === all.length - 1 ? 1 : 0)),
    );
    const said = all.map(({ rendered }) => rendered).join('\n');
    for (const line of lines) expect(said.split(line)).toHaveLength(2);
    expect((await platform.edit('C1', id, long)).ok).toBe(false);
  });

  test('brings nobody to attention that it does not mean', async () => {
    const { server, platform } = rig;
    const evil = '<!here> @channel <@U2> <https://evil|click> *bold* ```\nout\n``` &lt;!here&gt;';
    idOf(
      await platform.send(
        'C1',
        outgoing(evil, [
          text(evil),
          { kind: 'facts', facts: [[evil, evil]] },
          { kind: 'code', text: evil },
          { kind: 'note', text: evil },
          { kind: 'table', columns: [{ title: evil, align: 'left' }], rows: [[evil]] },
        ]),
      ),
    );
    const { params } = server.calls('chat.postMessage').at(-1)!;
    expect(params['text']).not.toMatch(/<[!@h]/);
    const blocks = JSON.parse(String(params['blocks'])) as unknown;
    const marked: { text: string; verbatim?: boolean }[] = [];
    JSON.stringify(blocks, (_key, value) => {
      if (value?.type === 'mrkdwn') marked.push(value);
      return value;
    });
    expect(marked.length).toBeGreaterThan(2);
    for (const each of marked) {
      expect(each.verbatim).toBe(true);
      expect(each.text).not.toMatch(/<[!@h]/);
      expect(each.text.split('```').length - 1).toBeLessThanOrEqual(2);
    }
    expect(params).toMatchObject({ link_names: 'false', parse: 'none' });
  });
});

describe('a refusal', () => {
  test.each([
    ['channel_not_found', 'room-gone'],
    ['is_archived', 'room-gone'],
    ['not_in_channel', 'room-gone'],
    ['account_inactive', 'room-gone'],
    ['ratelimited', 'flood'],
    ['internal_error', 'down'],
    ['fatal_error', 'down'],
    ['invalid_auth', 'down'],
    ['something_new', 'content'],
  ])('%s means %s', async (name, kind) => {
    rig.server.refuseNext('chat.postMessage', name, 5);
    expect(await rig.platform.send('C1', outgoing('x'))).toMatchObject({ ok: false, error: { kind } });
    expect(rig.server.calls('chat.postMessage')).toHaveLength(1);
  });

  test.each([
    ['a refused request', { kind: 'answer', status: 500, body: 'oops' }],
    ['a proxy page', { kind: 'answer', status: 200, body: '<html>502</html>' }],
    ['half an answer', { kind: 'truncate', bytes: 4 }],
    ['a cut connection', { kind: 'drop', when: 'before' }],
    ['no answer', { kind: 'hang' }],
  ] as const)('%s means down, and is not tried again here', async (_name, fault) => {
    const platform = rig.open({ limits: { ...QUICK, sendTimeoutMs: 200 } });
    rig.server.failNext('chat.postMessage', fault, 2);
    expect(await platform.send('C1', outgoing('x'))).toMatchObject({ ok: false, error: { kind: 'down' } });
    expect(rig.server.calls('chat.postMessage')).toHaveLength(1);
  });

  test('429 says when to come back, also when Slack does not', async () => {
    const flood = (headers: Record<string, string>) =>
      rig.server.failNext('chat.postMessage', { kind: 'answer', status: 429, headers, body: {} });
    flood({ 'retry-after': '35' });
    expect(await rig.platform.send('C1', outgoing('x'))).toEqual({
      ok: false,
      error: { kind: 'flood', retryAfterMs: 35_000 },
    });
    flood({});
    expect(await rig.platform.send('C1', outgoing('x'))).toMatchObject({
      error: { kind: 'flood', retryAfterMs: 5_000 },
    });
    expect((await rig.platform.send('C1', outgoing('x'))).ok).toBe(true);
  });

  test('of blocks wears the message down to simple blocks with the buttons, then to plain text, then is told', async () => {
    const { server, platform } = rig;
    server.refuseNext('chat.postMessage', 'invalid_blocks');
    idOf(await platform.send('C1', card('One')));
    expect(server.last('C1')).toMatchObject({ rendered: 'One\nCut BTC', buttons: [['Approve', 'Reject']] });
    server.refuseNext('chat.postMessage', 'msg_too_long', 2);
    idOf(await platform.send('C1', card('Two & <three>')));
    expect(server.last('C1')).toMatchObject({ rendered: 'Two & <three>\nCut BTC', blocks: [] });
    server.refuseNext('chat.postMessage', 'invalid_blocks', 3);
    expect(await platform.send('C1', card('Four'))).toMatchObject({ error: { kind: 'content' } });
  });

  test.each(['message_not_found', 'cant_update_message'])(
    'of an edit by %s asks for a new message',
    async (name) => {
      const id = idOf(await rig.platform.send('C1', outgoing('x')));
      rig.server.refuseNext('chat.update', name);
      expect(await rig.platform.edit('C1', id, outgoing('y'))).toEqual({
        ok: false,
        error: { kind: 'message-gone' },
      });
    },
  );

  test('of every configured channel shows in /health until one is regained', async () => {
    rig.server.remove('C1');
    await rig.platform.send('C1', outgoing('x'));
    expect(rig.platform.health()).toMatchObject({ ok: false, detail: expect.stringContaining('channel C1') });
    rig.server.channel('C1', { members: ['U1'] });
    await rig.platform.send('C1', outgoing('x'));
    expect(rig.platform.health().ok).toBe(true);
  });
});

describe('beside messages', () => {
  test('a press is answered with a word to the presser alone, and with nothing when there is nothing to say', async () => {
    const { server, platform, intake } = rig;
    const id = idOf(await platform.send('C1', card('Card')));
    await server.press('U2', 'C1', id, 'Approve').settled;
    await platform.answerPress(intake.press(-1).pressId, '');
    expect(server.calls('response_url')).toEqual([]);
    await platform.answerPress(intake.press(-1).pressId, 'Already approved by <Kim> 14:03:22');
    expect(server.last('C1')).toMatchObject({
      rendered: 'Already approved by <Kim> 14:03:22',
      ephemeralTo: 'U2',
    });
    expect(server.message('C1', id).rendered).toBe('Card\nCut BTC');
  });

  test('an answer to a press that does not arrive disturbs nothing', async () => {
    await rig.platform.answerPress(`${rig.server.url}/response/R404`, 'late');
    await rig.platform.answerPress('http://127.0.0.1:1/response/x', 'nobody there');
    await rig.platform.answerPress('nonsense', 'x');
  });

  test("the bot's own messages can be removed, a typed command was never shown, a person's words stay", async () => {
    const { server, platform, intake } = rig;
    const id = idOf(await platform.send('C1', outgoing('x')));
    expect(await platform.remove('C1', id)).toBe(true);
    expect(server.message('C1', id).deleted).toBe(true);
    const said = server.say('U1', server.dm('U1'), '/reset 123456');
    expect(await platform.remove(server.dm('U1'), said.ts)).toBe(false);
    await server.slash('U1', 'C1', '/cutman', 'reset 123456').settled;
    expect(await platform.remove('C1', intake.text(-1).messageId)).toBe(true);
  });

  test('a private room is opened once and remembered', async () => {
    const { server, platform } = rig;
    expect(await platform.privateRoom('T1/U1')).toEqual({ ok: true, value: server.dm('U1') });
    expect(await platform.privateRoom('T1/U1')).toEqual({ ok: true, value: server.dm('U1') });
    expect(server.calls('conversations.open')).toHaveLength(1);
    expect(await platform.privateRoom('T1/U404')).toMatchObject({ error: { kind: 'room-gone' } });
    expect(await platform.privateRoom('12345')).toMatchObject({ error: { kind: 'room-gone' } });
  });

  test('no secret is in any fault', async () => {
    rig.server.failNext('chat.postMessage', {
      kind: 'answer',
      status: 500,
      body: `proxy says Bearer ${SECRETS[0]}`,
    });
    rig.server.refuseNext('chat.postMessage', `bad_token ${SECRETS[0]}`);
    const faults = [
      await rig.platform.send('C1', outgoing('x')),
      await rig.platform.send('C1', outgoing('x')),
    ];
    const said = JSON.stringify([faults, rig.platform.health()]);
    for (const secret of SECRETS) expect(said).not.toContain(secret);
  });
});

describe('the home tab', () => {
  test('shows what the desk supplies, and a press on it arrives from the private room and can be answered there', async () => {
    const asked: string[][] = [];
    const platform = rig.open({
      home: async (platformId, room) => {
        asked.push([platformId, room]);
        return outgoing('PAPER · active', [text('Equity 10,412')], {
          buttons: [[button('v1:hh', 'Refresh')]],
        });
      },
    });
    await rig.platform.stop();
    await platform.start(rig.intake);
    rig.server.deliverTo(`http://127.0.0.1:${platform.port}/slack/events`);
    rig.server.openHome('U1');
    await rig.server.waitFor(() => rig.server.home('U1'));
    expect(rig.server.home('U1')).toEqual({
      rendered: 'PAPER · active\nEquity 10,412',
      buttons: [['Refresh']],
    });
    expect(asked).toEqual([['T1/U1', rig.server.dm('U1')]]);
    await rig.server.pressHome('U1', 'Refresh').settled;
    const press = rig.intake.press(-1);
    expect(press).toMatchObject({ buttonId: 'v1:hh', room: { id: rig.server.dm('U1'), isPrivate: true } });
    expect((await platform.edit(press.room.id, press.messageId, outgoing('PAPER · halted'))).ok).toBe(true);
    expect(rig.server.home('U1')?.rendered).toBe('PAPER · halted');
    await platform.answerPress(press.pressId, 'done');
    expect(rig.server.last(rig.server.dm('U1'))?.rendered).toBe('done');
  });

  test('that cannot be made is left alone', async () => {
    const platform = rig.open({ home: () => Promise.reject(new Error('no status now')) });
    await rig.platform.stop();
    await platform.start(rig.intake);
    rig.server.deliverTo(`http://127.0.0.1:${platform.port}/slack/events`);
    expect((await rig.server.openHome('U1')!.settled).acknowledged).toBe(true);
    expect(rig.server.home('U1')).toBeUndefined();
  });
});
