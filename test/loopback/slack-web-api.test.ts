// The loopback Slack refuses what the real one refuses, by the same names: limits, channels, tokens, floods.
import { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SlackServer } from '../support/slack-server/slack-driver.ts';
import { SLACK_DEFAULTS, startSlackServer } from '../support/slack-server/slack-server.ts';
import { silent } from './scripted-slack-app.ts';

let server: SlackServer;
let client: App['client'];
let now: number;

function makeClient(token: string): App['client'] {
  const app = new App({
    token,
    signingSecret: 'unused',
    deferInitialization: true,
    clientOptions: { slackApiUrl: server.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
    logger: silent,
  });
  return app.client;
}

beforeEach(async () => {
  now = 1_700_000_000_000;
  server = await startSlackServer({ now: () => now });
  server.user('U1');
  server.channel('C1', { members: ['U1'] });
  client = makeClient(SLACK_DEFAULTS.botToken);
});

afterEach(() => server.close());

const named = (error: string) => ({ data: { ok: false, error } });
const plain = (text: string) => ({ type: 'plain_text', text });
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (fields: object) => ({
  type: 'actions',
  elements: [{ type: 'button', text: plain('x'), action_id: 'a', ...fields }],
});
const post = (blocks: readonly object[]) =>
  client.chat.postMessage({ channel: 'C1', text: 'x', blocks: blocks as never });

describe('blocks', () => {
  test.each([
    [
      '51 blocks',
      Array.from({ length: 51 }, () => ({ type: 'divider' })),
      'no more than 50 items allowed [json-pointer:/blocks]',
    ],
    [
      'a section of 3,001 characters',
      [section('x'.repeat(3001))],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['an empty section', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    [
      'a header of 151 characters',
      [{ type: 'header', text: plain('x'.repeat(151)) }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'a button label of 76 characters',
      [button({ text: plain('x'.repeat(76)) })],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a button value of 2,001 characters',
      [button({ value: 'x'.repeat(2001) })],
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'an action id of 256 characters',
      [button({ action_id: 'x'.repeat(256) })],
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'eleven fields',
      [{ type: 'section', fields: Array.from({ length: 11 }, () => plain('x')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      '26 buttons',
      [
        {
          type: 'actions',
          elements: Array.from({ length: 26 }, (_, i) => ({
            type: 'button',
            text: plain('x'),
            action_id: `a${i}`,
          })),
        },
      ],
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'the same block id twice',
      [
        { type: 'divider', block_id: 'b' },
        { type: 'divider', block_id: 'b' },
      ],
      '`block_id` b already exists [json-pointer:/blocks/1]',
    ],
    ['a block nobody knows', [{ type: 'banner' }], 'unsupported type: banner [json-pointer:/blocks/0]'],
  ])('%s are invalid_blocks', async (_name, blocks, reason) => {
    await expect(post(blocks)).rejects.toMatchObject({
      data: { error: 'invalid_blocks', response_metadata: { messages: [`[ERROR] ${reason}`] } },
    });
    expect(server.botMessages('C1')).toEqual([]);
  });

  test('everything exactly at its limit is taken', async () => {
    await post([
      section('x'.repeat(3000)),
      { type: 'header', text: plain('x'.repeat(150)) },
      button({ text: plain('x'.repeat(75)), value: 'x'.repeat(2000), action_id: 'x'.repeat(255) }),
      ...Array.from({ length: 47 }, () => ({ type: 'divider' })),
    ]);
    expect(server.last('C1')?.blocks).toHaveLength(50);
  });
});

describe('messages', () => {
  test('texts over 40,000 characters and empty ones are refused', async () => {
    const text = (length: number) => client.chat.postMessage({ channel: 'C1', text: 'x'.repeat(length) });
    await text(40_000);
    await expect(text(40_001)).rejects.toMatchObject(named('msg_too_long'));
    await expect(text(0)).rejects.toMatchObject(named('no_text'));
  });

  test('channels that do not exist, that the app is not in, that are archived', async () => {
    server.channel('C2', { withBot: false });
    server.channel('C3', { kind: 'private', withBot: false });
    server.channel('C4');
    server.archive('C4');
    const refusals = await Promise.all(
      ['C9', 'C2', 'C3', 'C4'].map((channel) =>
        client.chat.postMessage({ channel, text: 'x' }).catch((error) => error.data.error),
      ),
    );
    expect(refusals).toEqual(['channel_not_found', 'not_in_channel', 'channel_not_found', 'is_archived']);
  });

  test('edits keep the old words, and a text alone takes the blocks away', async () => {
    const { ts = '' } = await post([section('old')]);
    await client.chat.update({ channel: 'C1', ts, text: 'new' });
    expect(server.message('C1', ts)).toMatchObject({ rendered: 'new', edits: [{ rendered: 'old' }] });
    await client.chat.delete({ channel: 'C1', ts });
    await expect(client.chat.update({ channel: 'C1', ts, text: 'x' })).rejects.toMatchObject(
      named('message_not_found'),
    );
    const { ts: theirs } = server.say('U1', 'C1', 'mine');
    await expect(client.chat.update({ channel: 'C1', ts: theirs, text: 'x' })).rejects.toMatchObject(
      named('cant_update_message'),
    );
  });

  test('threads, reactions, ephemeral and direct messages', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: 'C1', text: 'alert' });
    await client.chat.postMessage({ channel: 'C1', text: 'more', thread_ts: ts });
    expect(server.thread('C1', ts)).toMatchObject([{ rendered: 'more', threadTs: ts }]);
    await client.reactions.add({ channel: 'C1', timestamp: ts, name: 'eyes' });
    await expect(client.reactions.add({ channel: 'C1', timestamp: ts, name: 'eyes' })).rejects.toMatchObject(
      named('already_reacted'),
    );
    expect(server.message('C1', ts).reactions).toEqual({ eyes: ['UCUTMAN'] });
    await client.chat.postEphemeral({ channel: 'C1', user: 'U1', text: 'only you' });
    expect(server.last('C1')?.ephemeralTo).toBe('U1');
    await expect(client.chat.postEphemeral({ channel: 'C1', user: 'U9', text: 'x' })).rejects.toMatchObject(
      named('user_not_in_channel'),
    );
    const { channel } = await client.conversations.open({ users: 'U1' });
    await client.chat.postMessage({ channel: 'U1', text: 'hello' });
    expect(channel?.id).toBe(server.dm('U1'));
    expect(server.last(server.dm('U1'))?.text).toBe('hello');
  });
});

test('files go up in three steps and arrive byte for byte', async () => {
  const file = Buffer.from('a,b\r\n--1,2\r\n');
  await client.filesUploadV2({ channel_id: 'C1', file, filename: 'trades.csv', initial_comment: 'Trades' });
  const [shared] = server.last('C1')?.files ?? [];
  expect(server.last('C1')?.text).toBe('Trades');
  expect(shared?.name).toBe('trades.csv');
  expect(shared?.upload?.bytes.equals(file)).toBe(true);
});

test('a trigger opens one view within three seconds', async () => {
  const view = { type: 'modal', title: plain('Reset'), blocks: [section('Sure?')] } as never;
  const trigger = () => {
    const delivery = server.slash('U1', 'C1', '/cutman', 'reset');
    return String(delivery.envelope.payload['trigger_id']);
  };
  const first = trigger();
  await client.views.open({ trigger_id: first, view });
  expect(server.modals).toMatchObject([{ userId: 'U1', type: 'modal' }]);
  await expect(client.views.open({ trigger_id: first, view })).rejects.toMatchObject(
    named('exchanged_trigger_id'),
  );
  const second = trigger();
  now += 3_001;
  await expect(client.views.open({ trigger_id: second, view })).rejects.toMatchObject(
    named('expired_trigger_id'),
  );
});

test('a response address serves five times within thirty minutes', async () => {
  const url = String(server.slash('U1', 'C1', '/cutman', 'x').envelope.payload['response_url']);
  const respond = (text: string) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
    });
  for (let i = 0; i < 5; i += 1) expect(await (await respond(`${i}`)).text()).toBe('ok');
  expect(await (await respond('6')).json()).toEqual({ ok: false, error: 'used_url' });
  expect(server.botMessages('C1').map((message) => message.ephemeralTo)).toEqual(Array(5).fill('U1'));
});

describe('tokens', () => {
  test("a wrong one, and the bot's where the app's is wanted", async () => {
    await expect(makeClient('xoxb-wrong').auth.test()).rejects.toMatchObject(named('invalid_auth'));
    await expect(client.apps.connections.open({})).rejects.toMatchObject(named('not_allowed_token_type'));
    const bare = await fetch(`${server.apiUrl}auth.test`, { method: 'POST' });
    expect(await bare.json()).toEqual({ ok: false, error: 'not_authed' });
    expect(await client.auth.test()).toMatchObject({
      ok: true,
      user_id: 'UCUTMAN',
      bot_id: 'B1',
      team_id: 'T1',
    });
  });
});

describe('floods and faults', () => {
  test('one message a second in a channel, with Retry-After', async () => {
    server.messagesPerSecond = 1;
    await client.chat.postMessage({ channel: 'C1', text: 'a' });
    await expect(client.chat.postMessage({ channel: 'C1', text: 'b' })).rejects.toMatchObject({
      retryAfter: 1,
    });
    await client.chat.postMessage({ channel: 'U1', text: 'b' });
    now += 1_000;
    await client.chat.postMessage({ channel: 'C1', text: 'b' });
    server.rateLimit('C1', 30);
    now += 10_000;
    await expect(client.chat.postMessage({ channel: 'C1', text: 'c' })).rejects.toMatchObject({
      retryAfter: 20,
    });
  });

  test('a named refusal, a lost answer, a cut body and a page of HTML', async () => {
    const send = (text: string) => client.chat.postMessage({ channel: 'C1', text });
    server.refuseNext('chat.postMessage', 'team_access_not_granted');
    await expect(send('a')).rejects.toMatchObject(named('team_access_not_granted'));
    server.failNext('chat.postMessage', { kind: 'drop', when: 'before' });
    await expect(send('b')).rejects.toThrow();
    server.failNext('chat.postMessage', { kind: 'drop', when: 'after' });
    await expect(send('c')).rejects.toThrow();
    server.failNext('chat.postMessage', { kind: 'truncate', bytes: 10 });
    await expect(send('d')).rejects.toThrow();
    server.failNext('chat.postMessage', { kind: 'answer', status: 503, body: '<html>' });
    await expect(send('e')).rejects.toThrow();
    expect(server.botMessages('C1').map((message) => message.text)).toEqual(['c', 'd']);
    expect(server.counters()).toEqual({ 'chat.postMessage': 5 });
  });

  test('while Slack is down nothing gets through', async () => {
    server.goDown();
    await expect(client.auth.test()).rejects.toThrow();
    server.comeBack();
    expect(await client.auth.test()).toMatchObject({ ok: true });
  });
});
