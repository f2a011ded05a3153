// The configuration of a platform reaches the platform: here the webhook that Telegram pushes to.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadConfig } from '../../config/load.ts';
import { openPlatforms } from '../../src/compose/platforms.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { SilentLog } from '../support/silent-log.ts';
import { startTelegramServer } from '../support/telegram-server/telegram-server.ts';

const TOKEN = '7000000001:AAplatforms-token';
const WEBHOOK = { host: '127.0.0.1', port: 0, path: '/hook', url: 'https://desk.example/hook' };

async function open(telegram: object, secret?: string) {
  const loaded = loadConfig([
    {
      name: 'default.yaml',
      text: readFileSync(new URL('../../config/default.yaml', import.meta.url), 'utf8'),
    },
    { name: 'test', text: JSON.stringify({ chat: { telegram } }) },
  ]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return openPlatforms({
    config: loaded.value.config,
    env: { TELEGRAM_BOT_TOKEN: TOKEN, ...(secret === undefined ? {} : { CUTMAN_TELEGRAM_SECRET: secret }) },
    catalogue: [],
    clock: new FakeClock(),
    log: new SilentLog(),
  });
}

it('registers the public address of the webhook with Telegram, with the secret', async () => {
  const server = await startTelegramServer({ token: TOKEN });
  const opened = await open({ apiRoot: server.url, webhook: WEBHOOK }, 'a-secret');
  if (!opened.ok) throw new Error(opened.error.message);
  const platform = opened.value[0]!;
  try {
    await platform.start({ event: async () => true } as never);
    await server.waitFor(() => server.calls('setWebhook').length > 0, { for: 'the registration' });
    expect(server.calls('setWebhook')[0]?.params).toMatchObject({
      url: WEBHOOK.url,
      secret_token: 'a-secret',
    });
  } finally {
    await platform.stop();
    await server.close();
  }
});

it.each([
  [undefined, 'Telegram webhook mode needs CUTMAN_TELEGRAM_SECRET'],
  ['has blanks', 'CUTMAN_TELEGRAM_SECRET takes 1 to 256 letters, digits, _ and -'],
])('does not start a webhook with the secret %j, and says why', async (secret, message) => {
  const opened = await open({ webhook: WEBHOOK }, secret);
  expect(opened).toMatchObject({ ok: false, error: { kind: 'config' } });
  expect(!opened.ok && opened.error.message).toContain(message);
});
