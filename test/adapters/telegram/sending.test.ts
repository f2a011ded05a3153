// Replies become Telegram messages: readable, within every limit, and worn down rather than lost when refused.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Block } from '../../../src/chat/core/reply.ts';
import type { Fault } from '../../support/loopback/scripted-faults.ts';
import { DOT, makeRig, outgoing, type Rig, TOKEN, text } from './telegram-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await makeRig();
});
afterEach(async () => {
  expect(rig.log.lines.join('\n')).not.toContain(TOKEN);
  await rig.close();
});

const picture: Block = { kind: 'image', png: DOT, alt: 'Equity' };
const refused = (status: number, description: string, parameters = {}): Fault => ({
  kind: 'answer',
  status,
  body: { ok: false, error_code: status, description, parameters },
});
const buttons = [
  [
    { id: 'abc', label: 'Approve', style: 'primary', command: '/approve C7K2' },
    { id: 'def', label: 'Reject', style: 'danger', command: '/reject C7K2' },
  ],
  [{ id: 'ghi', label: 'Details', style: 'plain', command: '/card C7K2' }],
] as const;

async function sent(...message: Parameters<typeof outgoing>) {
  const answer = await rig.platform.send('1', outgoing(...message));
  if (!answer.ok) throw new Error(`Not sent: ${JSON.stringify(answer.error)}`);
  return rig.server.message(1, Number(answer.value));
}

describe('a reply', () => {
  test('has its headline first and bold, figures in monospace, small print in italics', async () => {
    const { html } = await sent('🟥 REAL · CRITICAL', [
      text('Equity 10,412.55'),
      {
        kind: 'table',
        columns: [
          { title: '', align: 'left' },
          { title: 'size', align: 'right' },
        ],
        rows: [
          ['BTC L', '0.500'],
          ['ETH S', '2.000'],
        ],
      },
      { kind: 'bars', bars: [{ label: 'margin', fill: 0.8, value: '81 %', level: 'CRIT' }] },
      { kind: 'list', items: ['one', 'two'] },
      { kind: 'facts', facts: [['Cost', '31 USDT']] },
      { kind: 'progress', share: 0.5, text: 'half' },
      { kind: 'code', text: 'a\nb' },
      { kind: 'note', text: 'C7K2' },
    ]);
    expect(html.split('\n')).toEqual([
      '<b>🟥 REAL · CRITICAL</b>',
      'Equity 10,412.55',
      '',
      '<pre>         size',
      'BTC L   0.500',
      'ETH S   2.000</pre>',
      '',
      '<pre>margin ████████▁▁  81 %  CRIT</pre>',
      '',
      '• one',
      '• two',
      '',
      '<pre>Cost  31 USDT</pre>',
      '',
      '<pre>█████▁▁▁▁▁ 50 %',
      'half</pre>',
      '',
      '<pre>a',
      'b</pre>',
      '',
      '<i>C7K2</i>',
    ]);
  });

  test('shows markup in names from outside as the text it is', async () => {
    const name = '<b>BTC</b>&amp;</pre><a href="x">\u202E\u0000\uD800';
    const { text: shown, buttons: labels } = await sent(name, [text(name), { kind: 'code', text: name }], {
      buttons: [[{ id: 'a', label: name, style: 'plain', command: '/x' }]],
    });
    const plain = '<b>BTC</b>&amp;</pre><a href="x">\uFFFD';
    expect(shown).toBe(`${plain}\n${plain}\n\n${plain}`);
    expect(labels).toEqual([[plain]]);
  });

  test('carries its buttons, row by row, as opaque data', async () => {
    const { keyboard } = await sent('Card', [], { buttons });
    expect(keyboard).toEqual([
      [
        { text: 'Approve', callback_data: 'v1:abc', style: 'primary' },
        { text: 'Reject', callback_data: 'v1:def', style: 'danger' },
      ],
      [{ text: 'Details', callback_data: 'v1:ghi' }],
    ]);
  });

  test('leaves out a button that Telegram would not take, and says so in the log', async () => {
    const row = (id: string) => [{ id, label: id.slice(0, 5), style: 'plain', command: '/x' } as const];
    const { buttons: labels } = await sent('Card', [], {
      buttons: [row('a'.repeat(61)), row('b'.repeat(62))],
    });
    expect(labels).toEqual([['aaaaa']]);
    expect(rig.log.lines.join()).toContain('left out');
  });

  test('makes a sound unless it is silent, and shows no previews', async () => {
    expect((await sent('a')).silent).toBe(false);
    expect((await sent('b', [text('https://example.com')], { silent: true })).silent).toBe(true);
    expect(rig.server.calls('sendMessage').at(-1)?.params['link_preview_options']).toEqual({
      is_disabled: true,
    });
  });

  test('without any words is still a message', async () => {
    expect((await sent('', [text(' ')])).text).toBe('…');
  });

  test('goes into its topic, or beside it when the topic is gone', async () => {
    rig.server.group(-100, { topics: { 7: 'Desk' } });
    const inTopic = await rig.platform.send('-100', outgoing('a'), { thread: '7' });
    const beside = await rig.platform.send('-100', outgoing('b'), { thread: '8' });
    expect([inTopic.ok, beside.ok]).toEqual([true, true]);
    expect(rig.server.botMessages(-100).map((message) => message.threadId)).toEqual([7, undefined]);
  });
});

describe('a long reply', () => {
  const rows = Array.from({ length: 400 }, (_, index) => `row ${index} <&> ${'x'.repeat(20)}`);

  test('becomes several messages, the buttons on the last, whose id is the answer', async () => {
    const last = await sent('Report', [text('top'), { kind: 'code', text: rows.join('\n') }], { buttons });
    const messages = rig.server.botMessages(1);
    expect(messages.length).toBeGreaterThan(2);
    expect(messages.at(-1)?.id).toBe(last.id);
    expect(messages.map((message) => message.buttons.length)).toEqual([...messages.slice(1).map(() => 0), 2]);
    for (const { html } of messages) expect(html.length).toBeLessThanOrEqual(4096);
    const shown = messages.map((message) => message.text).join('\n');
    expect(shown).toBe(`Report\ntop\n\n${rows.join('\n')}`);
    for (const { html } of messages.slice(1)) expect(html).toMatch(/^<pre>[\s\S]*<\/pre>$/);
  });

  test('that stops half-way goes on where it stopped', async () => {
    const report = outgoing('Report', [text(rows.join('\n'))]);
    let count = 0;
    const rule = rig.server.fault({
      method: 'sendMessage',
      fault: refused(429, 'Too Many Requests: retry after 3', { retry_after: 3 }),
      where: () => {
        count += 1;
        return count === 3;
      },
    });
    expect(await rig.platform.send('1', report)).toEqual({
      ok: false,
      error: { kind: 'flood', retryAfterMs: 3_000 },
    });
    expect(rule.hits).toBe(1);
    expect((await rig.platform.send('1', { ...report, buttons })).ok).toBe(true);
    const shown = rig.server.botMessages(1).map((message) => message.text);
    expect(shown.join('\n')).toBe(`Report\n${rows.join('\n')}`);
    await rig.platform.send('1', report);
    expect(rig.server.botMessages(1)).toHaveLength(2 * shown.length);
  });

  test('of absurd length ends in an ellipsis', async () => {
    await sent('Report', [text('word '.repeat(50_000))]);
    const messages = rig.server.botMessages(1);
    expect(messages).toHaveLength(10);
    expect(messages.at(-1)?.text).toMatch(/…$/);
  });
});

describe('a picture', () => {
  test('stands over a short text, with the buttons', async () => {
    const message = await sent('Chart', [picture, text('Equity')], { buttons });
    expect(message.photo?.bytes).toEqual(DOT);
    expect([message.html, message.buttons.length]).toEqual(['<b>Chart</b>\nEquity', 2]);
    expect(rig.server.botMessages(1)).toHaveLength(1);
  });

  test('follows a long text', async () => {
    await sent('Chart', [text('x'.repeat(2_000)), picture, picture], { buttons });
    const messages = rig.server.botMessages(1);
    expect(messages.map((message) => message.photo !== undefined)).toEqual([false, true, true]);
    expect(messages.map((message) => message.buttons.length)).toEqual([0, 0, 2]);
    expect(messages[2]?.text).toBe('Equity');
  });

  test('that Telegram cannot read is left out, the text arrives', async () => {
    const broken: Block = { kind: 'image', png: Buffer.from('no picture'), alt: 'Equity' };
    const message = await sent('Alert', [broken], { buttons });
    expect([message.text, message.photo, message.buttons.length]).toEqual(['Alert', undefined, 2]);
  });
});

describe('a refusal', () => {
  test('of the markup sends the same as plain text', async () => {
    rig.server.failNext(
      'sendMessage',
      refused(400, "Bad Request: can't parse entities: Unsupported start tag"),
    );
    const message = await sent('Alert <x>', [text('a & b')]);
    expect(message.text).toBe('Alert <x>\na & b');
    expect(rig.server.calls('sendMessage').at(-1)?.params['parse_mode']).toBeUndefined();
  });

  test('of the content even as plain text is a content fault', async () => {
    rig.server.failNext('sendMessage', refused(400, "Bad Request: can't parse entities"), 2);
    const answer = await rig.platform.send('1', outgoing('x'));
    expect(answer).toMatchObject({ ok: false, error: { kind: 'content' } });
    expect(rig.server.calls('sendMessage')).toHaveLength(2);
  });

  test('of the buttons sends the words without them', async () => {
    rig.server.failNext('sendMessage', refused(400, 'Bad Request: BUTTON_DATA_INVALID'));
    expect((await sent('Card', [], { buttons })).buttons).toEqual([]);
  });

  test.each([
    [
      '429',
      refused(429, 'Too Many Requests: retry after 35', { retry_after: 35 }),
      { kind: 'flood', retryAfterMs: 35_000 },
    ],
    ['500', refused(500, 'Internal Server Error'), { kind: 'down' }],
    [
      '502 with a page',
      { kind: 'answer', status: 502, body: `<html>/bot${TOKEN}/</html>` },
      { kind: 'down' },
    ],
    ['401', refused(401, 'Unauthorized'), { kind: 'down' }],
    ['a cut answer', { kind: 'truncate', bytes: 9 }, { kind: 'down' }],
    ['a lost answer', { kind: 'drop', when: 'after' }, { kind: 'down' }],
    [
      'an answer that names no message',
      { kind: 'answer', status: 200, body: { ok: true } },
      { kind: 'down' },
    ],
    ['403', refused(403, 'Forbidden: bot was blocked by the user'), { kind: 'room-gone' }],
    ['a chat that is gone', refused(400, 'Bad Request: chat not found'), { kind: 'room-gone' }],
  ] as const)('by %s is told at once as the fault it is', async (_, fault, kind) => {
    rig.server.failNext('sendMessage', fault as Fault);
    const before = performance.now();
    const answer = await rig.platform.send('1', outgoing('x'));
    expect(answer).toMatchObject({ ok: false, error: kind });
    expect(JSON.stringify(answer)).not.toContain(TOKEN);
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(rig.server.calls('sendMessage')).toHaveLength(1);
  });

  test('by silence ends with the time for sends, not with the time for polls', async () => {
    const hasty = rig.open({ limits: { sendTimeoutSeconds: 0.2 } });
    rig.server.failNext('sendMessage', { kind: 'hang' });
    const answer = await hasty.send('1', outgoing('x'));
    expect(answer).toEqual({ ok: false, error: { kind: 'down', why: 'Telegram did not answer in time' } });
  });

  test('by nobody listening names no address and no token', async () => {
    const platform = rig.open({ apiRoot: 'http://127.0.0.1:9' });
    const answer = await platform.send('1', outgoing('x'));
    expect(answer).toMatchObject({ ok: false, error: { kind: 'down' } });
    expect(JSON.stringify(answer)).toMatch(/ECONNREFUSED/);
    expect(JSON.stringify(answer)).not.toContain('/bot');
  });
});
