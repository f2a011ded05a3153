// A process that has stopped Slack ends by itself, whatever the socket was doing.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SlackServer } from '../../support/slack-server/slack-driver.ts';
import { SLACK_DEFAULTS, startSlackServer } from '../../support/slack-server/slack-server.ts';

/** Milliseconds from `stopped` to the end of the process, and how it ended. */
async function endOf(server: SlackServer, waitMs: number): Promise<{ code: number | null; ms: number }> {
  const { botToken, appToken } = SLACK_DEFAULTS;
  const script = join(import.meta.dirname, 'stopping-desk.ts');
  const child = spawn(process.execPath, [script, server.apiUrl, botToken, appToken, String(waitMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stoppedAt = 0;
  child.stdout.on('data', () => {
    stoppedAt = performance.now();
  });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { code, ms: performance.now() - stoppedAt };
}

test.each([
  ['is connected', (_server: SlackServer) => undefined],
  ['finds Slack down', (server: SlackServer) => server.goDown()],
  ['is turned away', (server: SlackServer) => Object.assign(server.sockets, { refusing: true })],
])(
  'when it %s',
  async (_name, prepare) => {
    const server = await startSlackServer();
    prepare(server);
    const { code, ms } = await endOf(server, 600);
    await server.close();
    expect(code).toBe(0);
    expect(ms).toBeLessThan(2_000);
  },
  20_000,
);

test('when the other side never answers the greeting', async () => {
  const mute = createServer((socket) => socket.on('error', () => undefined).resume());
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  const { port } = mute.address() as { port: number };
  const server = await startSlackServer();
  const body = { ok: true, url: `ws://127.0.0.1:${port}/` };
  server.failNext('apps.connections.open', { kind: 'answer', status: 200, body }, Infinity);
  const { code, ms } = await endOf(server, 600);
  await server.close();
  await new Promise((resolve) => mute.close(resolve));
  expect(code).toBe(0);
  expect(ms).toBeLessThan(2_000);
}, 45_000);
