// A second poller, floods, failing servers and cut answers: the desk says what is wrong and goes on by itself.
import { afterEach, expect, test } from 'vitest';
import { makeRig, outgoing, type Rig, TOKEN } from './telegram-rig.ts';

let rig: Rig;
afterEach(async () => {
  const said = `${rig.log.lines.join('\n')} ${rig.platform.health().detail}`;
  expect(said).not.toContain(TOKEN.split(':')[1]);
  await rig.close();
});

const hears = async (word: string) => {
  rig.server.say(1, 1, word);
  await rig.server.waitFor(() => rig.intake.texts.includes(word), { for: `"${word}" to arrive` });
};
const healthy = () => rig.server.waitFor(() => rig.platform.health().ok, { for: 'health' });
const unhealthy = () => rig.server.waitFor(() => !rig.platform.health().ok, { for: 'a fault in health' });

test('another poller with the same token is named in health, outlasted and forgotten', async () => {
  rig = await (await makeRig()).started();
  rig.server.conflict();
  await unhealthy();
  expect(rig.platform.health().detail).toMatch(/another bot reads the messages of this token/);
  const since = Date.now();
  await hears('/status');
  expect(rig.platform.health().ok).toBe(false);
  await healthy();
  expect(Date.now() - since).toBeGreaterThan(700);
  expect(rig.intake.texts).toEqual(['/status']);
});

test('a poller that keeps coming back keeps health down', async () => {
  rig = await (await makeRig()).started();
  const rule = rig.server.fault({
    method: 'getUpdates',
    times: 8,
    fault: {
      kind: 'answer',
      status: 409,
      body: { ok: false, error_code: 409, description: 'Conflict: terminated by other getUpdates request' },
    },
  });
  rig.server.say(1, 1, 'wakes the poll');
  await rig.server.waitFor(() => rule.hits === 8);
  expect(rig.platform.health().ok).toBe(false);
  await healthy();
});

test('a flood on polling is waited out as long as Telegram says', async () => {
  rig = await makeRig();
  rig.server.failNext('getUpdates', {
    kind: 'answer',
    status: 429,
    body: { ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 1 } },
  });
  await rig.started();
  const polls = rig.server.calls('getUpdates');
  expect((polls[1]?.at ?? 0) - (polls[0]?.at ?? 0)).toBeGreaterThanOrEqual(990);
});

test.each([
  ['500', { kind: 'answer', status: 500, body: { ok: false, error_code: 500, description: 'Internal' } }],
  ['a proxy page', { kind: 'answer', status: 502, body: `<html>no /bot${TOKEN}/getUpdates</html>` }],
  ['a cut answer', { kind: 'truncate', bytes: 12 }],
  ['a lost answer', { kind: 'drop', when: 'after' }],
  ['a lost request', { kind: 'drop', when: 'before' }],
  ['an empty object', { kind: 'answer', status: 200, body: { ok: true } }],
  ['something else than updates', { kind: 'answer', status: 200, body: { ok: true, result: [{ a: 1 }] } }],
  ['null', { kind: 'answer', status: 200, body: 'null' }],
] as const)('polling survives %s without losing an update', async (_, fault) => {
  rig = await (await makeRig()).started();
  rig.server.failNext('getUpdates', fault, 3);
  await hears('first');
  const started = Date.now();
  await hears('second');
  expect(Date.now() - started).toBeLessThan(5_000);
  expect(rig.intake.texts).toEqual(['first', 'second']);
  await healthy();
});

test('start returns at once while Telegram is down, says so, and connects when it comes back', async () => {
  rig = await makeRig({ chats: ['1'] });
  rig.server.goDown();
  const before = performance.now();
  await rig.platform.start(rig.intake);
  expect(performance.now() - before).toBeLessThan(500);
  await rig.server.waitFor(() => /does not answer/.test(rig.platform.health().detail));
  rig.server.say(1, 1, 'written while down');
  rig.server.comeBack();
  await healthy();
  await rig.server.waitFor(() => rig.intake.texts.length === 1);
});

test('an outage while running is said within a moment, and nothing written meanwhile is lost', async () => {
  rig = await (await makeRig()).started();
  rig.server.goDown();
  await unhealthy();
  rig.server.say(1, 1, 'a');
  rig.server.comeBack();
  await hears('b');
  expect(rig.intake.texts).toEqual(['a', 'b']);
  await healthy();
});

test('a token that Telegram does not know is named in health', async () => {
  rig = await makeRig({ token: `${TOKEN}x` });
  await rig.platform.start(rig.intake);
  await rig.server.waitFor(() => /does not know this token/.test(rig.platform.health().detail));
});

test.each(['getMe', 'deleteWebhook', 'getUpdates'])('a stop while %s hangs is quick', async (method) => {
  rig = await makeRig();
  const rule = rig.server.failNext(method, { kind: 'hang' });
  await rig.platform.start(rig.intake);
  await rig.server.waitFor(() => rule.hits === 1);
  const before = performance.now();
  await rig.platform.stop();
  expect(performance.now() - before).toBeLessThan(1_500);
  await rig.server.waitFor(() => rig.server.openSockets === 0, { for: 'closed sockets' });
  expect(rig.platform.health()).toEqual({ ok: false, detail: 'stopped' });
});

test('a stop while Telegram is down is quick', async () => {
  rig = await (await makeRig()).started();
  await hears('x');
  rig.server.goDown();
  await unhealthy();
  const before = performance.now();
  await rig.platform.stop();
  expect(performance.now() - before).toBeLessThan(2_500);
});

test('a stop before the start and a second stop do no harm', async () => {
  rig = await makeRig();
  await rig.platform.stop();
  await rig.platform.stop();
});

test('a send under way when the stop comes is finished', async () => {
  rig = await (await makeRig()).started();
  rig.server.failNext('sendMessage', { kind: 'delay', ms: 200 });
  const sending = rig.platform.send('1', outgoing('Last words'));
  await rig.platform.stop();
  expect((await sending).ok).toBe(true);
});

test('the menus are set in English for everybody, in Korean for Koreans, and more for one person', async () => {
  const commands = [{ name: 'status', description: 'How it stands' }];
  rig = await makeRig({
    languageCommands: [
      { language: 'en', scope: { kind: 'everyone' }, commands },
      { language: 'ko', scope: { kind: 'everyone' }, commands: [{ name: 'status', description: '상태' }] },
      {
        language: 'en',
        scope: { kind: 'person', platformId: '1' },
        commands: [
          ...commands,
          { name: 'cut', description: 'Reduces' },
          { name: 'Not For Telegram', description: '' },
        ],
      },
    ],
  });
  await rig.started();
  const scope = { type: 'chat', chat_id: 1 };
  await rig.server.waitFor(() => rig.server.commands(scope));
  expect(rig.server.commands({ type: 'default' })).toEqual([
    { command: 'status', description: 'How it stands' },
  ]);
  expect(rig.server.commands({ type: 'default' }, 'ko')).toEqual([
    { command: 'status', description: '상태' },
  ]);
  expect(rig.server.commands(scope)?.map((each) => each.command)).toEqual(['status', 'cut']);
});

test('a menu that cannot be set is logged and no more', async () => {
  rig = await makeRig({
    languageCommands: [
      { language: 'en', scope: { kind: 'everyone' }, commands: [{ name: 'status', description: 'How' }] },
    ],
  });
  rig.server.failNext('setMyCommands', { kind: 'drop', when: 'before' });
  await rig.started();
  await rig.server.waitFor(() => rig.log.lines.some((line) => line.includes('menu was not set')));
  await hears('/status');
  expect(rig.platform.health().ok).toBe(true);
});
