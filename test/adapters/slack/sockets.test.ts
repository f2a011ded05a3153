// Sockets come and go: whatever ends one, the next is on its way, nothing that Slack sends again is lost or doubled, and
// stopping is clean at any moment.
import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeRig, outgoing, QUICK, type Rig } from './slack-rig.ts';

let rig: Rig;
const unheard: unknown[] = [];
const hear = (reason: unknown): void => {
  unheard.push(reason);
};

beforeEach(async () => {
  process.on('unhandledRejection', hear);
  rig = await makeRig('socket', {}, { ackMs: 200, retryDelaysMs: [50, 300, 600, 1_200], pingMs: 50 });
});
afterEach(async () => {
  await rig.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.removeListener('unhandledRejection', hear);
  expect(unheard.splice(0)).toEqual([]);
  expect(rig.log.leaks).toEqual([]);
  expect(rig.server.openSockets).toBe(0);
});
const healthy = () =>
  rig.server.waitFor(() => rig.platform.health().ok && rig.server.sockets.connections > 0);

test('a start while Slack is down returns at once, says so in /health, and connects when Slack is back', async () => {
  rig.server.goDown();
  const before = performance.now();
  await rig.platform.start(rig.intake);
  expect(performance.now() - before).toBeLessThan(500);
  await rig.server.waitFor(() => /does not answer/.test(rig.platform.health().detail));
  expect(rig.platform.health().ok).toBe(false);
  rig.server.comeBack();
  await healthy();
  rig.server.mention('U1', 'C1', 'status');
  await rig.server.waitFor(() => rig.intake.texts.includes('/status'));
});

test.each([
  ['Slack refreshes the socket', () => rig.server.sockets.announceDisconnect('refresh_requested')],
  ['Slack closes the socket', () => rig.server.sockets.close()],
  ['the connection is cut', () => rig.server.sockets.drop()],
  ['the connection goes silent', () => rig.server.sockets.mute()],
])('when %s there is a next one, and an event in the gap arrives once', async (_name, end) => {
  await rig.started();
  const opened = rig.server.sockets.opened;
  end();
  const { deliveries } = rig.server.mention('U1', 'C1', 'in the gap');
  await rig.server.waitFor(() => rig.server.sockets.opened > opened, { timeoutMs: 8_000 });
  await healthy();
  expect((await deliveries[0]!.settled).acknowledged).toBe(true);
  rig.server.mention('U1', 'C1', 'after');
  await rig.server.waitFor(() => rig.intake.texts.includes('/after'));
  expect(rig.intake.texts).toEqual(['/in the gap', '/after']);
});

test('with two sockets that both get everything each thing has one effect', async () => {
  await rig.started();
  const second = rig.open();
  await second.start(rig.intake);
  await rig.server.waitFor(() => rig.server.sockets.connections === 2);
  rig.server.sockets.routing = 'all';
  for (let at = 0; at < 20; at += 1)
    await rig.server.mention('U1', 'C1', `word ${at}`).deliveries[0]!.settled;
  await rig.server.waitFor(() => rig.intake.accepted.length + rig.intake.duplicates === 40);
  expect(new Set(rig.intake.texts).size).toBe(20);
  expect(rig.intake.accepted).toHaveLength(20);
});

test('answers that refuse a new socket are outlived: 500, rubbish, half an answer, no answer, a refused token', async () => {
  await rig.started();
  const method = 'apps.connections.open';
  rig.server.failNext(method, { kind: 'answer', status: 500, body: 'oops' }, 2);
  rig.server.failNext(method, { kind: 'answer', status: 200, body: '<html>' });
  rig.server.failNext(method, { kind: 'truncate', bytes: 5 });
  rig.server.failNext(method, { kind: 'drop', when: 'after' });
  rig.server.failNext(method, { kind: 'answer', status: 200, body: { ok: true, url: 'not an address' } });
  rig.server.failNext(method, { kind: 'answer', status: 429, body: { ok: false, error: 'ratelimited' } });
  rig.server.refuseNext(method, 'invalid_auth');
  rig.server.sockets.drop();
  await rig.server.waitFor(() => rig.server.sockets.connections === 1, { timeoutMs: 12_000 });
  await healthy();
}, 15_000);

test('a refused app token is named in /health and tried again, for an operator may put it right', async () => {
  const faults = rig.server.fault({
    method: 'apps.connections.open',
    fault: { kind: 'answer', status: 200, body: { ok: false, error: 'invalid_auth' } },
    times: Infinity,
  });
  await rig.platform.start(rig.intake);
  await rig.server.waitFor(() => /SLACK_APP_TOKEN.*invalid_auth/.test(rig.platform.health().detail));
  faults.remove();
  await healthy();
});

test('sockets that are turned away are asked for again', async () => {
  rig.server.sockets.refusing = true;
  await rig.platform.start(rig.intake);
  await rig.server.waitFor(() => rig.server.calls('apps.connections.open').length >= 3);
  rig.server.sockets.refusing = false;
  await healthy();
});

test('a socket that never says hello is given up for a new one', async () => {
  await rig.started();
  // A listener that takes the connection and says nothing.
  const mute = createServer((socket) => socket.on('error', () => undefined).resume());
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  const { port } = mute.address() as { port: number };
  rig.server.failNext('apps.connections.open', {
    kind: 'answer',
    status: 200,
    body: { ok: true, url: `ws://127.0.0.1:${port}/` },
  });
  rig.server.sockets.drop();
  await rig.server.waitFor(() => rig.server.sockets.connections === 1, { timeoutMs: 10_000 });
  await healthy();
  await rig.platform.stop();
  await new Promise((resolve) => mute.close(resolve));
}, 15_000);

test('messages of no known shape are passed over', async () => {
  await rig.started();
  const { sockets } = rig.server;
  for (const type of ['events_api', 'interactive', 'slash_commands', 'unheard_of'] as const) {
    void sockets.transport(
      { kind: type as 'events_api', payload: undefined as never },
      { num: 0, reason: undefined },
      100,
      {},
    );
  }
  rig.server.mention('U1', 'C1', 'still here');
  await rig.server.waitFor(() => rig.intake.texts.includes('/still here'));
});

test.each([0, 1, 5, 20, 60, 110, 150, 250])(
  'stopping %i ms after a cut leaves no socket, no timer and no rejection behind',
  async (ms) => {
    await rig.started();
    rig.server.sockets.drop();
    await new Promise((resolve) => setTimeout(resolve, ms));
    await rig.platform.stop();
    const opened = rig.server.calls('apps.connections.open').length;
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(rig.server.calls('apps.connections.open')).toHaveLength(opened);
    expect(rig.server.sockets.connections).toBe(0);
  },
);

test.each([0, 5, 30])('stopping %i ms after the start, with Slack up or down, is clean', async (ms) => {
  await rig.platform.start(rig.intake);
  await new Promise((resolve) => setTimeout(resolve, ms));
  await rig.platform.stop();
  rig.server.goDown();
  const other = rig.open();
  await other.start(rig.intake);
  await new Promise((resolve) => setTimeout(resolve, ms));
  await other.stop();
  rig.server.comeBack();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(rig.server.sockets.connections).toBe(0);
  expect(other.health().detail).toContain('stopped');
});

test('stopping waits for a send on its way, and for nothing that hangs', async () => {
  await rig.started();
  rig.server.failNext('chat.postMessage', { kind: 'delay', ms: 100 });
  const sent = rig.platform.send('C1', outgoing('Bye'));
  await rig.server.waitFor(() => rig.server.calls('chat.postMessage').length === 1);
  await rig.platform.stop();
  expect(await sent).toMatchObject({ ok: true });

  const other = rig.open({ limits: { ...QUICK, stopMs: 100 } });
  await other.start(rig.intake);
  rig.server.failNext('chat.postMessage', { kind: 'hang' });
  const hanging = other.send('C1', outgoing('Never'));
  await rig.server.waitFor(() => rig.server.calls('chat.postMessage').length === 2);
  await other.stop();
  expect(await hanging).toMatchObject({ ok: false, error: { kind: 'down' } });
});
