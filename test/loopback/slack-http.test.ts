// The loopback Slack holds against a real Bolt app on HTTP: signed deliveries, retries, presses and answers.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SlackServer } from '../support/slack-server/slack-driver.ts';
import { startSlackServer } from '../support/slack-server/slack-server.ts';
import { type RunningApp, startHttpApp } from './scripted-slack-app.ts';

let server: SlackServer;
let running: RunningApp;

beforeEach(async () => {
  server = await startSlackServer({ ackMs: 200, retryDelaysMs: [5, 5, 5] });
  server.user('U1', { name: 'ann' });
  server.channel('C1', { name: 'risk', members: ['U1'] });
  running = await startHttpApp(server);
});

afterEach(async () => {
  await running.stop();
  await server.close();
  expect(server.openSockets).toBe(0);
});

test('a mention goes to the app and its answer comes back', async () => {
  const { deliveries } = server.mention('U1', 'C1', 'status');
  await server.waitForText('C1', 'heard <@UCUTMAN> status');
  expect(deliveries).toHaveLength(1);
  expect((await deliveries[0]!.settled).attempts).toHaveLength(1);
});

test('a direct message is heard, plain talk in a channel is not', async () => {
  server.say('U1', server.dm('U1'), 'ping');
  await server.waitForText(server.dm('U1'), 'pong');
  expect(server.say('U1', 'C1', 'lunch?').deliveries).toEqual([]);
});

test('a slash command shows its acknowledgement to one and its answer to all', async () => {
  const delivery = server.slash('U1', 'C1', '/cutman', 'status');
  await server.waitForText('C1', 'status of ann');
  expect((await delivery.settled).status).toBe(200);
  expect(server.botMessages('C1').map(({ text, ephemeralTo }) => [text, ephemeralTo])).toEqual([
    ['looking', 'U1'],
    ['status of ann', undefined],
  ]);
});

describe('a card', () => {
  const post = async () => {
    server.say('U1', server.dm('U1'), 'card');
    return server.waitForText(server.dm('U1'), 'Cut BTC');
  };

  test('shows its words and buttons, and a press replaces it', async () => {
    const card = await post();
    expect(card).toMatchObject({
      rendered: '*Cut* BTC & hold?',
      text: 'Cut BTC?',
      buttons: [['Approve', 'Reject']],
    });
    server.press('U1', card.channel, card.ts, 'Approve');
    const done = await server.waitForText(card.channel, 'Done.');
    expect(done).toMatchObject({ ts: card.ts, buttons: [], edits: [{ buttons: [['Approve', 'Reject']] }] });
    expect(running.heard.texts).toContain('p1');
    expect(() => server.press('U1', card.channel, card.ts, 'Approve')).toThrow(/no button "Approve"/);
    const late = server.press('U1', card.channel, card.ts, { label: 'Approve', stale: true });
    expect((await late.settled).status).toBe(200);
  });

  test('can be pressed with a forged value or a forged action', async () => {
    const card = await post();
    await server.press('U1', card.channel, card.ts, { label: 'Approve', value: 'p666' }).settled;
    expect(running.heard.texts).toContain('p666');
    const forged = server.press('U1', card.channel, card.ts, { actionId: 'nobody-listens', value: 'x' });
    expect((await forged.settled).acknowledged).toBe(false);
  });

  test('can be pressed twice with the same trigger, as after a lost acknowledgement', async () => {
    const card = await post();
    const press = server.press('U1', card.channel, card.ts, 'Approve');
    await press.settled;
    await server.redeliver(press);
    expect(running.heard.texts.filter((text) => text === 'p1')).toHaveLength(2);
  });
});

describe('events that are not acknowledged', () => {
  test('come again with the same event id, a number and a reason, three times at most', async () => {
    const { deliveries } = server.mention('U1', 'C1', 'x');
    await deliveries[0]!.settled;
    await running.stop();
    const missed = server.mention('U1', 'C1', 'y').deliveries[0]!;
    await missed.settled;
    expect(missed.attempts.map(({ retry, outcome }) => [retry.num, outcome.kind])).toEqual([
      [0, 'connection_failed'],
      [1, 'connection_failed'],
      [2, 'connection_failed'],
      [3, 'connection_failed'],
    ]);
    running = await startHttpApp(server);
    await server.redeliver(missed, 3, 'connection_failed');
    await server.waitForText('C1', /heard .* y/);
    expect(running.heard.retries).toContain(3);
  });

  test('a slow app is given up on, and a retry that it answers ends the matter', async () => {
    const { createServer } = await import('node:http');
    const seen: (string | undefined)[] = [];
    const slow = createServer((request, response) => {
      seen.push([request.headers['x-slack-retry-num'], request.headers['x-slack-retry-reason']].join(' '));
      request.resume();
      if (seen.length === 1) return;
      response.writeHead(seen.length === 2 ? 500 : 200).end();
    });
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    server.deliverTo(`http://127.0.0.1:${(slow.address() as { port: number }).port}/`);
    const [delivery] = server.mention('U1', 'C1', 'x').deliveries;
    expect((await delivery!.settled).acknowledged).toBe(true);
    expect(seen).toEqual([' ', '1 http_timeout', '2 http_error']);
    slow.closeAllConnections();
    await new Promise((resolve) => slow.close(resolve));
  });
});

describe('signatures', () => {
  test.each([
    ['of another secret', { secret: 'guessed' }],
    ['older than five minutes', { skewSeconds: -301 }],
    ['that is missing', { signature: null }],
    ['of another version', { signature: 'v1=00' }],
  ])('one %s is refused with 401', async (_name, forgery) => {
    const { deliveries } = server.mention('U1', 'C1', 'x', { forgery });
    const delivery = await deliveries[0]!.settled;
    expect([delivery.status, delivery.attempts.length]).toEqual([401, 1]);
    expect((await server.slash('U1', 'C1', '/cutman', 'x', forgery).settled).status).toBe(401);
    expect(running.heard.texts).toEqual([]);
  });

  test('Bolt lets a time stamp from the future through: whoever must refuse it has to check by itself', async () => {
    const { deliveries } = server.mention('U1', 'C1', 'x', { forgery: { skewSeconds: 3_600 } });
    expect((await deliveries[0]!.settled).status).toBe(200);
  });
});

test('the request address proves itself with the challenge', async () => {
  expect(await server.verifyUrl()).toBe(true);
});

test('the home tab is published and its buttons read', async () => {
  server.openHome('U1');
  await server.waitFor(() => server.home('U1'));
  expect(server.home('U1')).toEqual({ rendered: 'Calm', buttons: [] });
});
