// The HTTP transport lets in what Slack signed, now, and nothing else.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeRig, QUICK, type Rig } from './slack-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await (await makeRig('http')).started();
});
afterEach(async () => {
  await rig.close();
  expect(rig.log.leaks).toEqual([]);
  expect(rig.server.openSockets).toBe(0);
});

test.each([
  ['of another secret', { secret: 'guessed' }],
  ['older than five minutes', { skewSeconds: -301 }],
  ['from more than a minute ahead', { skewSeconds: 61 }],
  ['from an hour ahead', { skewSeconds: 3_600 }],
  ['that is missing', { signature: null }],
  ['of another version', { signature: 'v1=00' }],
])('a request with a signature %s is answered 401 and has no effect', async (_name, forgery) => {
  const { server, intake } = rig;
  const { deliveries } = server.mention('U1', 'C1', 'x', { forgery });
  expect((await deliveries[0]!.settled).status).toBe(401);
  expect((await server.slash('U1', 'C1', '/cutman', 'x', forgery).settled).status).toBe(401);
  expect((await server.press('U1', 'C1', '1.1', { actionId: 'v1:x' }, forgery).settled).status).toBe(401);
  expect(intake.accepted).toEqual([]);
});

test.each([-299, 59])('a clock that is off by %i seconds is within what is allowed', async (skewSeconds) => {
  const { deliveries } = rig.server.mention('U1', 'C1', 'x', { forgery: { skewSeconds } });
  expect((await deliveries[0]!.settled).status).toBe(200);
});

test('a true request sent once more within its five minutes has one effect', async () => {
  const [mention] = rig.server.mention('U1', 'C1', 'x').deliveries;
  await mention!.settled;
  expect((await rig.server.redeliver(mention!)).outcome.kind).toBe('acknowledged');
  expect([rig.intake.accepted.length, rig.intake.duplicates]).toEqual([1, 1]);
});

test('the request address proves itself with the challenge', async () => {
  expect(await rig.server.verifyUrl()).toBe(true);
});

test('rubbish, huge bodies, other paths and other methods get an error and no effect', async () => {
  const at = `http://127.0.0.1:${rig.platform.port}`;
  const status = async (path: string, init: RequestInit): Promise<number> =>
    (await fetch(at + path, init)).status;
  expect(await status('/slack/events', { method: 'POST', body: '{' })).toBe(401);
  expect(await status('/slack/events', { method: 'GET' })).toBe(404);
  expect(await status('/', { method: 'POST', body: '{}' })).toBe(404);
  expect(await status('/slack/events', { method: 'POST', body: 'x'.repeat(1_100_000) })).toBe(413);
  expect(rig.intake.accepted).toEqual([]);
  rig.server.mention('U1', 'C1', 'still here');
  await rig.server.waitFor(() => rig.intake.texts.includes('/still here'));
});

test('an address that is taken is told at once', async () => {
  const other = rig.open({ port: rig.platform.port ?? 0 });
  await expect(other.start(rig.intake)).rejects.toThrow(/EADDRINUSE/);
  expect(other.health().ok).toBe(false);
});

test('it listens on the given host alone', () => {
  expect(rig.platform.port).toBeGreaterThan(0);
  expect(rig.open().port).toBeUndefined();
});

test('a start while Slack is down listens all the same, and what arrives is taken', async () => {
  await rig.platform.stop();
  rig.server.failNext('*', { kind: 'drop', when: 'before' }, Infinity);
  const other = rig.open();
  await other.start(rig.intake);
  rig.server.deliverTo(`http://127.0.0.1:${other.port}/slack/events`);
  rig.server.mention('U1', 'C1', 'status');
  await rig.server.waitFor(() => rig.intake.texts.includes('/status'));
  await rig.server.waitFor(() => /no connection to Slack/.test(other.health().detail));
  expect(other.health().ok).toBe(false);
  rig.server.clearFaults();
  await rig.server.waitFor(() => other.health().ok);
});

test('a refused bot token is named in /health', async () => {
  await rig.platform.stop();
  const other = rig.open({ botToken: 'xoxb-of-somebody-else' });
  await other.start(rig.intake);
  await rig.server.waitFor(() => /SLACK_BOT_TOKEN.*invalid_auth/.test(other.health().detail));
});

test('stopping lets what is being stored be confirmed', async () => {
  let store: () => void = () => undefined;
  rig.intake.store = () =>
    new Promise((resolve) => {
      store = resolve;
    });
  const [mention] = rig.server.mention('U1', 'C1', 'last words').deliveries;
  await rig.server.waitFor(() => rig.intake.accepted.length === 0 && mention !== undefined);
  await new Promise((resolve) => setTimeout(resolve, 30));
  const stopped = rig.platform.stop();
  store();
  await stopped;
  expect((await mention!.settled).attempts[0]?.outcome.kind).toBe('acknowledged');
});

test('a transport without its secret is refused before anything starts', () => {
  expect(() => rig.open({ signingSecret: '' })).toThrow(/SLACK_SIGNING_SECRET/);
  expect(() => rig.open({ transport: 'socket', appToken: '' })).toThrow(/SLACK_APP_TOKEN/);
  expect(() => rig.open({ botToken: '' })).toThrow(/SLACK_BOT_TOKEN/);
  expect(() => rig.open({ limits: QUICK })).not.toThrow();
});
