// The loopback Telegram fails on demand: floods, lost answers, cut bodies, old buttons, groups that move away,
// and the webhook's side of the same story.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Bot, InlineKeyboard, webhookCallback } from 'grammy';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TELEGRAM_FLOOD_LIMITS } from '../support/telegram-server/flood-control.ts';
import type { TelegramServer } from '../support/telegram-server/telegram-driver.ts';
import { startTelegramServer } from '../support/telegram-server/telegram-server.ts';
import { makeBot } from './scripted-bot.ts';

const TOKEN = '7000000001:loopback-token';
let server: TelegramServer;
let api: Bot['api'];
let now: number;

beforeEach(async () => {
  now = 1_700_000_000_000;
  server = await startTelegramServer({ token: TOKEN, now: () => now, webhookRetryMs: 10 });
  server.user(1);
  server.user(2);
  api = new Bot(TOKEN, { client: { apiRoot: server.url } }).api;
});

afterEach(() => server.close());

const flood = (seconds: number) => ({
  error_code: 429,
  description: `Too Many Requests: retry after ${seconds}`,
  parameters: { retry_after: seconds },
});

describe('floods', () => {
  test('one message a second in a chat, thirty in all', async () => {
    server.floodLimits = { perChatPerSecond: 1, overallPerSecond: 2 };
    await api.sendMessage(1, 'a');
    await expect(api.sendMessage(1, 'b')).rejects.toMatchObject(flood(1));
    const { message_id } = await api.sendMessage(2, 'a');
    await expect(api.editMessageText(2, message_id, 'b')).rejects.toMatchObject(flood(1));
    now += 1_000;
    await api.sendMessage(1, 'b');
    expect(server.botMessages(1).map((message) => message.text)).toEqual(['a', 'b']);
  });

  test('twenty messages a minute in a group, not in a private chat', async () => {
    server.floodLimits = TELEGRAM_FLOOD_LIMITS;
    server.group(-100, { members: [1] });
    for (let i = 0; i < 20; i += 1) {
      await api.sendMessage(-100, `${i}`);
      now += 1_000;
    }
    await expect(api.sendMessage(-100, 'x')).rejects.toMatchObject(flood(40));
    for (let i = 0; i < 21; i += 1) {
      await api.sendMessage(1, `${i}`);
      now += 1_000;
    }
  });

  test('one chat can be held while the others flow', async () => {
    server.floodWait(1, 35);
    await expect(api.sendMessage(1, 'a')).rejects.toMatchObject(flood(35));
    now += 30_000;
    await expect(api.sendMessage(1, 'a')).rejects.toMatchObject(flood(5));
    await api.sendMessage(2, 'a');
    now += 5_000;
    await api.sendMessage(1, 'a');
  });
});

describe('scripted faults', () => {
  test('a lost request has no effect and a lost answer has one', async () => {
    server.failNext('sendMessage', { kind: 'drop', when: 'before' });
    await expect(api.sendMessage(1, 'a')).rejects.toThrow(/Network request/);
    expect(server.botMessages(1)).toHaveLength(0);
    server.failNext('sendMessage', { kind: 'drop', when: 'after' });
    await expect(api.sendMessage(1, 'a')).rejects.toThrow(/Network request/);
    expect(server.botMessages(1)).toHaveLength(1);
  });

  test('a cut body and a page of HTML are no answer', async () => {
    // grammY does not notice the cut: it waits for its own timeout, 500 s unless told.
    const impatient = new Bot(TOKEN, { client: { apiRoot: server.url, timeoutSeconds: 1 } }).api;
    server.failNext('sendMessage', { kind: 'truncate', bytes: 20 });
    await expect(impatient.sendMessage(1, 'a')).rejects.toThrow(/Network request/);
    server.failNext('sendMessage', { kind: 'answer', status: 502, body: '<html>Bad Gateway</html>' });
    await expect(api.sendMessage(1, 'b')).rejects.toThrow(/Network request/);
    expect(server.botMessages(1).map((message) => message.text)).toEqual(['a']);
  });

  test('faults hit the calls they are meant for, as often as told', async () => {
    const rule = server.fault({
      method: 'sendMessage',
      times: 2,
      where: (params) => params['chat_id'] === 2,
      fault: {
        kind: 'answer',
        status: 500,
        body: { ok: false, error_code: 500, description: 'Internal Server Error' },
      },
    });
    await api.sendMessage(1, 'a');
    for (let i = 0; i < 2; i += 1) {
      await expect(api.sendMessage(2, 'a')).rejects.toMatchObject({ error_code: 500 });
    }
    await api.sendMessage(2, 'a');
    expect(rule.hits).toBe(2);
    expect(server.counters()).toEqual({ sendMessage: 4 });
  });

  test('a delayed answer comes late and a hanging one never', async () => {
    server.failNext('getMe', { kind: 'delay', ms: 50 });
    const started = Date.now();
    await api.getMe();
    expect(Date.now() - started).toBeGreaterThanOrEqual(45);
    server.failNext('getMe', { kind: 'hang' });
    await expect(api.getMe(AbortSignal.timeout(50) as never)).rejects.toThrow();
  });
});

describe('buttons', () => {
  const card = async () =>
    (await api.sendMessage(1, 'x', { reply_markup: new InlineKeyboard().text('Go', 'v1:go') })).message_id;
  const tooOld = {
    error_code: 400,
    description: 'Bad Request: query is too old and response timeout expired or query ID is invalid',
  };

  test('an old press, an unknown one and one already answered are refused', async () => {
    const id = await card();
    const first = server.press(1, 1, id, 'Go').queryId;
    await api.answerCallbackQuery(first, { text: 'ok' });
    await expect(api.answerCallbackQuery(first)).rejects.toMatchObject(tooOld);
    await expect(api.answerCallbackQuery('1')).rejects.toMatchObject(tooOld);
    const second = server.press(1, 1, id, 'Go').queryId;
    now += 15_001;
    await expect(api.answerCallbackQuery(second)).rejects.toMatchObject(tooOld);
  });

  test('forged data, a press by another person, an inaccessible message, a forwarded copy and a stale label', async () => {
    const id = await card();
    server.press(1, 1, id, { data: 'v1:forged' });
    server.press(2, 1, id, 'Go', { inaccessible: true });
    const copy = server.forward(1, 1, id, 1);
    server.press(1, 1, copy.messageId, { data: 'v1:go' });
    await api.editMessageText(1, id, 'y');
    server.press(1, 1, id, { label: 'Go', stale: true });
    expect(() => server.press(1, 1, id, 'Go')).toThrow(/no button/);
    await api.deleteMessage(1, id);
    server.press(1, 1, id, { data: 'v1:go' });

    const updates = server.unconfirmed as readonly { callback_query?: unknown; message?: unknown }[];
    expect(updates.map((update) => update.callback_query ?? update.message)).toMatchObject([
      { data: 'v1:forged', from: { id: 1 }, message: { message_id: id, text: 'x' } },
      { data: 'v1:go', from: { id: 2 }, message: { message_id: id, date: 0, chat: { id: 1 } } },
      { text: 'x', forward_origin: { type: 'user' } },
      { data: 'v1:go', message: { message_id: copy.messageId } },
      { data: 'v1:go', message: { message_id: id, text: 'y' } },
      { data: 'v1:go', message: { message_id: id, date: 0 } },
    ]);
    expect(updates[2]?.message).not.toHaveProperty('reply_markup');
  });
});

describe('groups', () => {
  test('privacy mode lets commands, mentions and replies through and nothing else', async () => {
    server.group(-100, { members: [1] });
    const { message_id } = await api.sendMessage(-100, 'hello');
    const heard = ['/status', '/status@cutman_bot', 'hey @cutman_bot'].map(
      (text) => server.say(1, -100, text).updateId,
    );
    expect(heard).not.toContain(undefined);
    expect(server.say(1, -100, 'yes', { replyTo: message_id }).updateId).toBeDefined();
    for (const text of ['good morning', '/status@other_bot', 'see /status']) {
      expect(server.say(1, -100, text).updateId).toBeUndefined();
    }
  });

  test('a topic carries its messages, and an unknown topic is refused', async () => {
    server.group(-100, { topics: { 7: 'Alerts' } });
    const sent = await api.sendMessage(-100, 'x', { message_thread_id: 7 });
    expect(sent).toMatchObject({ message_thread_id: 7, is_topic_message: true });
    expect(server.last(-100)?.threadId).toBe(7);
    await expect(api.sendMessage(-100, 'x', { message_thread_id: 8 })).rejects.toMatchObject({
      description: 'Bad Request: message thread not found',
    });
  });

  test('a group that became a supergroup names its new id', async () => {
    server.group(-5, { type: 'group', members: [1] });
    server.people.migrate(-5, -1005);
    await expect(api.sendMessage(-5, 'x')).rejects.toMatchObject({
      error_code: 400,
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      parameters: { migrate_to_chat_id: -1005 },
    });
    await api.sendMessage(-1005, 'x');
    expect(server.unconfirmed).toMatchObject([
      { message: { chat: { id: -5 }, migrate_to_chat_id: -1005 } },
      { message: { chat: { id: -1005 }, migrate_from_chat_id: -5 } },
    ]);
  });

  test('a bot thrown out is told and refused; members and pins need rights', async () => {
    server.group(-100, { members: [1] });
    const { message_id } = await api.sendMessage(-100, 'x');
    await expect(api.pinChatMessage(-100, message_id)).rejects.toMatchObject({
      description: 'Bad Request: not enough rights to manage pinned messages in the chat',
    });
    server.people.member(server.bot.id, -100, 'administrator');
    await api.pinChatMessage(-100, message_id);
    expect(server.last(-100)?.pinned).toBe(true);
    expect((await api.getChat(-100)).pinned_message?.message_id).toBe(message_id);
    expect((await api.getChatMember(-100, 1)).status).toBe('member');
    expect((await api.getChatMember(-100, 2)).status).toBe('left');
    server.people.kick(-100, 1);
    await expect(api.sendMessage(-100, 'x')).rejects.toMatchObject({
      description: 'Forbidden: bot was kicked from the supergroup chat',
    });
  });
});

describe('webhook', () => {
  test('updates are pushed with the secret, again after a failure, and polling is refused meanwhile', async () => {
    const { bot } = makeBot(server.url, TOKEN);
    await bot.init();
    let failures = 2;
    const handle = webhookCallback(bot, 'http', { secretToken: 's3cret' });
    const receiver = createServer((request, response) => {
      if (failures > 0) {
        failures -= 1;
        response.writeHead(503).end();
        return;
      }
      void handle(request, response);
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    await expect(api.setWebhook(url, { secret_token: 'no spaces' })).rejects.toMatchObject({
      error_code: 400,
    });
    await api.setWebhook(url, { secret_token: 's3cret' });
    await expect(api.getUpdates()).rejects.toMatchObject({ error_code: 409 });

    expect((await server.ask(1, 1, '/ping')).text).toBe('pong');
    await server.waitFor(() => server.webhookPushes.length === 3);
    expect(server.webhookPushes.map((push) => push.outcome)).toEqual([503, 503, 200]);
    expect(await api.getWebhookInfo()).toMatchObject({
      url,
      pending_update_count: 0,
      last_error_message: 'Wrong response from the webhook: 503',
    });

    await api.setWebhook(url, { secret_token: 'another' });
    const { updateId } = server.say(1, 1, '/ping');
    await server.waitFor(() =>
      server.webhookPushes.some((push) => push.updateId === updateId && push.outcome === 401),
    );
    await api.deleteWebhook();
    expect(await api.getUpdates()).toMatchObject([{ update_id: updateId }]);
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  });
});
