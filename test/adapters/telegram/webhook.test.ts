// The webhook: only with a secret, only for Telegram, and 200 only for what is stored.
import { request as httpRequest } from 'node:http';
import { Api } from 'grammy';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WebhookAddress } from '../../../src/adapters/telegram/webhook.ts';
import { makeRig, outgoing, QUICK, type Rig, TOKEN } from './telegram-rig.ts';

const SECRET = 'webhook-canary_secret';
const ADDRESS: WebhookAddress = { host: '127.0.0.1', port: 0, path: '/hook', secret: SECRET };
let rig: Rig;
afterEach(async () => {
  expect(rig.log.lines.join('\n')).not.toContain(SECRET);
  await rig.close();
});

describe('without a usable secret', () => {
  beforeEach(async () => {
    rig = await makeRig();
  });

  test.each([undefined, '', 'has blanks', 'ü'])('%j is refused before anything is opened', (secret) => {
    expect(() => rig.open({ webhook: { ...ADDRESS, secret } })).toThrow(/CUTMAN_TELEGRAM_SECRET/);
  });
});

describe('with a secret', () => {
  let url: string;
  beforeEach(async () => {
    rig = await makeRig(
      { webhook: ADDRESS, limits: { ...QUICK, webhookCheckMs: 50 } },
      { webhookRetryMs: 20 },
    );
    await rig.platform.start(rig.intake);
    url = `http://127.0.0.1:${rig.platform.webhookPort}/hook`;
  });

  const register = async () => {
    await rig.server.waitFor(() => /no webhook is registered/.test(rig.platform.health().detail));
    await new Api(TOKEN, { apiRoot: rig.server.url }).setWebhook(url, {
      secret_token: SECRET,
    });
    await rig.server.waitFor(() => rig.platform.health().ok, { for: 'health' });
  };

  function post(
    body: string,
    { secret = SECRET, path = '/hook', method = 'POST', length = Buffer.byteLength(body) } = {},
  ): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = { 'x-telegram-bot-api-secret-token': secret, 'content-length': length };
      const request = httpRequest(url.replace('/hook', path), { method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on('error', reject);
      request.end(body);
    });
  }
  const update = (id: number, words: string) =>
    JSON.stringify({
      update_id: id,
      message: {
        message_id: 1,
        date: 1_700_000_000,
        chat: { id: 1, type: 'private', first_name: 'Ann' },
        from: { id: 1, is_bot: false, first_name: 'Ann' },
        text: words,
      },
    });

  test('updates arrive in order and are answered', async () => {
    await register();
    rig.intake.onAccepted = ({ room }) => void rig.platform.send(room.id, outgoing('Here'));
    rig.server.say(1, 1, 'a');
    rig.server.say(1, 1, 'b');
    await rig.server.waitForText(1, 'Here');
    await rig.server.waitFor(() => rig.server.unconfirmed.length === 0);
    expect(rig.intake.texts).toEqual(['a', 'b']);
    expect(rig.server.calls('getUpdates')).toEqual([]);
  });

  test('an update that cannot be stored is pushed again', async () => {
    await register();
    let refusals = 0;
    rig.intake.refuses = () => {
      refusals += 1;
      return refusals < 3;
    };
    rig.server.say(1, 1, 'a');
    await rig.server.waitFor(() => rig.intake.texts.length === 1);
    await rig.server.waitFor(() => rig.server.webhookPushes.length === 3 && rig.platform.health().ok);
    expect(rig.server.webhookPushes.map((push) => push.outcome)).toEqual([503, 503, 200]);
  });

  test('whoever does not know the secret is turned away unread', async () => {
    await register();
    for (const secret of ['', 'wrong', `${SECRET}x`, SECRET.slice(0, -1)]) {
      expect(await post(update(1, 'x'), { secret })).toBe(401);
    }
    expect(await post(update(1, 'x'), { path: '/other' })).toBe(404);
    expect(await post('', { method: 'GET' })).toBe(405);
    expect(await post('no json')).toBe(400);
    expect(await post('{"update_id":"x"}')).toBe(400);
    expect(await post('x', { length: 1024 * 1024 + 1 })).toBe(413);
    expect(rig.intake.accepted).toEqual([]);
    expect(await post(update(1, 'let in'))).toBe(200);
    expect(rig.intake.texts).toEqual(['let in']);
  });

  test('a body that grows beyond the cap on the way is cut off', async () => {
    const status = await new Promise<number | string>((resolve) => {
      const headers = { 'x-telegram-bot-api-secret-token': SECRET, 'transfer-encoding': 'chunked' };
      const request = httpRequest(url, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on('error', () => resolve('cut'));
      const more = (): void => {
        if (request.destroyed) return;
        request.write('x'.repeat(64 * 1024), () => setImmediate(more));
      };
      more();
    });
    expect([413, 'cut']).toContain(status);
  });

  test('an outage of Telegram shows in health', async () => {
    await register();
    rig.server.goDown();
    await rig.server.waitFor(() => /does not answer/.test(rig.platform.health().detail));
    rig.server.comeBack();
    await rig.server.waitFor(() => rig.platform.health().ok);
  });

  test('a stop closes the port', async () => {
    await register();
    await rig.platform.stop();
    await expect(post(update(1, 'x'))).rejects.toThrow(/ECONNREFUSED/);
  });
});

test('with its public address known the webhook registers itself, secret included', async () => {
  rig = await makeRig();
  const free = rig.open({ webhook: ADDRESS });
  await free.start(rig.intake);
  const port = free.webhookPort ?? 0;
  await free.stop();
  const platform = rig.open({ webhook: { ...ADDRESS, port, url: `http://127.0.0.1:${port}/hook` } });
  await platform.start(rig.intake);
  await rig.server.waitFor(() => platform.health().ok);
  rig.server.say(1, 1, 'a');
  await rig.server.waitFor(() => rig.intake.texts.length === 1);
  expect(rig.server.calls('setWebhook')[0]?.params).toMatchObject({ max_connections: 1 });
});

test('an address that cannot be bound fails the start', async () => {
  rig = await makeRig({ webhook: ADDRESS });
  await rig.platform.start(rig.intake);
  const second = rig.open({ webhook: { ...ADDRESS, port: rig.platform.webhookPort ?? 0 } });
  await expect(second.start(rig.intake)).rejects.toThrow(/EADDRINUSE/);
});
