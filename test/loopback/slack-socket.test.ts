// The loopback Slack holds against a real Bolt app on Socket Mode: envelopes, acknowledgements, reconnects with
// an overlap and with a gap.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SlackServer } from '../support/slack-server/slack-driver.ts';
import { startSlackServer } from '../support/slack-server/slack-server.ts';
import { type RunningApp, startSocketApp } from './scripted-slack-app.ts';

let server: SlackServer;
const running: RunningApp[] = [];

beforeEach(async () => {
  server = await startSlackServer({ ackMs: 200, retryDelaysMs: [50, 400, 1_000], pingMs: 50 });
  server.user('U1', { name: 'ann' });
  server.channel('C1', { members: ['U1'] });
});

afterEach(async () => {
  for (const app of running.splice(0)) await app.stop().catch(() => undefined);
  await server.close();
  expect(server.openSockets).toBe(0);
});

/** The app is connected and hears: Bolt stopped any earlier leaves a rejected promise behind. */
async function expectHearing(): Promise<void> {
  server.mention('U1', 'C1', 'still there?');
  await server.waitForText('C1', 'heard <@UCUTMAN> still there?');
}

async function start(): Promise<RunningApp> {
  const app = await startSocketApp(server);
  running.push(app);
  return app;
}

test('mentions, commands and presses go over the socket and are acknowledged there', async () => {
  const { heard } = await start();
  const [mention] = server.mention('U1', 'C1', 'status').deliveries;
  await server.waitForText('C1', 'heard');
  expect((await mention!.settled).attempts).toHaveLength(1);

  server.slash('U1', 'C1', '/cutman', 'status');
  await server.waitForText('C1', 'status of ann');
  expect(
    server.messages('C1').some(({ text, ephemeralTo }) => text === 'looking' && ephemeralTo === 'U1'),
  ).toBe(true);

  server.say('U1', server.dm('U1'), 'card');
  const card = await server.waitForText(server.dm('U1'), 'Cut BTC');
  server.press('U1', card.channel, card.ts, 'Approve');
  await server.waitForText(card.channel, 'Done.');
  expect(heard.texts).toEqual(['<@UCUTMAN> status', 'status', 'card', 'p1']);
});

test.each([200, 70_000])('an envelope of %i characters and more arrives whole', async (length) => {
  const { heard } = await start();
  server.mention('U1', 'C1', 'é'.repeat(length));
  await server.waitFor(() => heard.texts.length === 1);
  expect(heard.texts[0]).toBe(`<@UCUTMAN> ${'é'.repeat(length)}`);
});

test('client and server ping each other', async () => {
  await start();
  await server.waitFor(() => server.sockets.pongs >= 2);
});

test('an event that finds no socket is kept and comes with the retry', async () => {
  const [delivery] = server.mention('U1', 'C1', 'early').deliveries;
  await server.waitFor(() => delivery!.attempts.length > 0);
  const { heard } = await start();
  expect((await delivery!.settled).acknowledged).toBe(true);
  expect(delivery!.attempts[0]?.outcome).toEqual({ kind: 'connection_failed', reason: 'no open connection' });
  expect(heard.retries.at(0)).toBeGreaterThan(0);
});

test('asked to reconnect, the app opens another socket and goes on', async () => {
  const { heard } = await start();
  server.sockets.announceDisconnect('refresh_requested');
  await server.waitFor(() => server.sockets.opened === 2 && server.sockets.connections === 1);
  server.mention('U1', 'C1', 'after');
  await server.waitForText('C1', 'heard');
  expect(heard.texts).toEqual(['<@UCUTMAN> after']);
});

test('an event inside the gap of a cut connection is delivered after it, once', async () => {
  const { heard } = await start();
  server.sockets.drop();
  const [delivery] = server.mention('U1', 'C1', 'gap').deliveries;
  expect((await delivery!.settled).acknowledged).toBe(true);
  expect(delivery!.attempts.length).toBeGreaterThan(1);
  await server.waitForText('C1', 'heard');
  expect(heard.texts).toEqual(['<@UCUTMAN> gap']);
});

test('with two sockets open an event can arrive on both', async () => {
  const first = await start();
  const second = await start();
  server.sockets.routing = 'all';
  server.mention('U1', 'C1', 'twice');
  await server.waitFor(() => first.heard.texts.length === 1 && second.heard.texts.length === 1);
  server.sockets.routing = 'oldest';
  server.mention('U1', 'C1', 'once');
  await server.waitFor(() => first.heard.texts.length === 2);
  expect(second.heard.texts).toHaveLength(1);
});

test('a socket that stays open but falls silent is noticed and replaced', async () => {
  await start();
  await server.waitFor(() => server.sockets.pongs > 0);
  server.sockets.mute();
  await server.waitFor(() => server.sockets.opened === 2);
  await expectHearing();
});

test('while new sockets are refused the app keeps trying', async () => {
  await start();
  server.sockets.refusing = true;
  server.sockets.close();
  await server.waitFor(() => server.calls('apps.connections.open').length >= 2);
  server.sockets.refusing = false;
  await server.waitFor(() => server.sockets.connections === 1);
  await expectHearing();
});

test('a socket address serves once', async () => {
  const path = server.sockets.issueTicket();
  const open = () =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(server.url.replace('http', 'ws') + path);
      socket.onmessage = (event) => {
        socket.close();
        resolve(JSON.parse(String(event.data)).type);
      };
      socket.onerror = () => resolve('refused');
    });
  expect(await open()).toBe('hello');
  expect(await open()).toBe('refused');
});
