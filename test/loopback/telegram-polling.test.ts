// The loopback Telegram holds against a real grammY bot: what it promises about polling and delivery is what
// the crash and duplicate tests of the product stand on.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Bot } from 'grammy';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TelegramServer } from '../support/telegram-server/telegram-driver.ts';
import { startTelegramServer } from '../support/telegram-server/telegram-server.ts';
import { makeBot } from './scripted-bot.ts';

const TOKEN = '7000000001:loopback-token';
let server: TelegramServer;
const running: Bot[] = [];

beforeEach(async () => {
  server = await startTelegramServer({ token: TOKEN });
  server.user(1, { first_name: 'Ann', language_code: 'ko' });
});

afterEach(async () => {
  for (const bot of running.splice(0)) if (bot.isRunning()) await bot.stop().catch(() => undefined);
  await server.close();
  expect(server.openSockets).toBe(0);
});

function start(url = server.url) {
  const made = makeBot(url, TOKEN);
  running.push(made.bot);
  const ended = made.bot.start({ timeout: 5 }).catch((error: unknown) => error);
  return { ...made, ended };
}

test('a command goes to the bot and its answer comes back', async () => {
  start();
  const reply = await server.ask(1, 1, '/ping');
  expect(reply.text).toBe('pong');
  await server.waitFor(() => server.unconfirmed.length === 0);
});

test('a pressed button is answered, the message is edited and its history kept', async () => {
  start();
  const card = await server.ask(1, 1, '/card');
  expect(card.text).toBe('Cut BTC & hold?');
  expect(card.html).toBe('<b>Cut</b> BTC &amp; hold?');
  expect(card.buttons).toEqual([['Approve', 'Reject'], ['Details']]);

  const { queryId } = server.press(1, 1, card.id, 'Approve');
  const edited = await server.waitFor(
    () => server.message(1, card.id).edits.length > 0 && server.message(1, card.id),
  );
  expect(edited).toMatchObject({ text: 'Done.', buttons: [], edits: [{ text: 'Cut BTC & hold?' }] });
  expect(server.callbackAnswers).toEqual([{ queryId, userId: 1, text: 'Approved', showAlert: false }]);
});

test('a person pressing a label that is not there is a mistake of the test', async () => {
  start();
  const card = await server.ask(1, 1, '/card');
  expect(() => server.press(1, 1, card.id, 'Flatten')).toThrow(/no button "Flatten"; its buttons: Approve/);
});

test('updates said while the bot is away wait for it, in order', async () => {
  const ids = ['/a', '/b', '/c'].map((text) => server.say(1, 1, text).updateId);
  const { heard } = start();
  await server.waitFor(() => heard.ids.length === 3);
  expect(heard.ids).toEqual(ids);
});

test('an update handed to a bot that dies before confirming is handed out again', async () => {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./dying-bot.ts', import.meta.url)), server.url, TOKEN],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const { updateId } = server.say(1, 1, '/die');
  const [heardByChild] = (await once(child.stdout, 'data')) as [Buffer];
  expect(heardByChild.toString().trim()).toBe(String(updateId));
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(server.unconfirmed.map((update) => update.update_id)).toEqual([updateId]);

  const { heard } = start();
  await server.waitFor(() => heard.ids.length > 0);
  expect(heard.ids).toEqual([updateId]);
});

test('a confirmed update can be redelivered under its own id', async () => {
  const { heard } = start();
  const { updateId } = server.say(1, 1, '/ping');
  await server.waitFor(() => server.unconfirmed.length === 0);
  server.redeliver(updateId!);
  await server.waitFor(() => heard.ids.length === 2);
  expect(heard.ids).toEqual([updateId, updateId]);
});

test('a second poller ends the first with 409', async () => {
  const first = start();
  await server.waitFor(() => server.polling);
  const second = start();
  expect(await first.ended).toMatchObject({
    error_code: 409,
    description: expect.stringMatching(/^Conflict: terminated by other getUpdates/),
  });
  await server.ask(1, 1, '/ping');
  expect(second.heard.ids).toHaveLength(1);
});

test('a poll that ends with its connection leaves its updates unconfirmed', async () => {
  const abort = new AbortController();
  const poll = fetch(`${server.url}/bot${TOKEN}/getUpdates?timeout=30`, { signal: abort.signal });
  poll.catch(() => undefined);
  await server.waitFor(() => server.polling);
  abort.abort();
  await server.waitFor(() => !server.polling);
  server.say(1, 1, '/ping');
  expect(server.unconfirmed).toHaveLength(1);
});

test('a wrong token is refused with 401', async () => {
  const { bot } = makeBot(server.url, '7000000001:another');
  await expect(bot.api.getMe()).rejects.toMatchObject({ error_code: 401, description: 'Unauthorized' });
});

test('while Telegram is down nothing gets through, and afterwards nothing is lost', async () => {
  const { bot, heard } = start();
  await server.waitFor(() => server.polling);
  server.goDown();
  server.say(1, 1, '/ping');
  await expect(bot.api.sendMessage(1, 'hello')).rejects.toThrow(/Network request/);
  expect(server.botMessages(1)).toEqual([]);
  server.comeBack();
  await server.waitForText(1, 'pong', { timeoutMs: 10_000 });
  expect(heard.ids).toHaveLength(1);
});

test('kinds of updates the bot has not asked for never reach it', async () => {
  const call = (query: string) =>
    fetch(`${server.url}/bot${TOKEN}/getUpdates?${query}`).then((r) => r.json());
  await call('allowed_updates=["callback_query"]');
  expect(server.say(1, 1, 'hello').updateId).toBeUndefined();
  await call('allowed_updates=[]');
  const { updateId } = server.say(1, 1, 'hello');
  expect(await call('timeout=0')).toMatchObject({
    ok: true,
    result: [{ update_id: updateId, message: { text: 'hello', from: { language_code: 'ko' } } }],
  });
  expect(await call(`offset=${updateId! + 1}`)).toEqual({ ok: true, result: [] });
  expect(server.unconfirmed).toEqual([]);
});

test('a negative offset keeps only the newest updates', async () => {
  const ids = ['/a', '/b', '/c'].map((text) => server.say(1, 1, text).updateId);
  const answer = await fetch(`${server.url}/bot${TOKEN}/getUpdates?offset=-1`).then((r) => r.json());
  expect(answer).toMatchObject({ result: [{ update_id: ids[2] }] });
  expect(server.unconfirmed).toHaveLength(1);
});
