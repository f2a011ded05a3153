// What venues push: a change is looked at at once and once, a lost stream is told once, and nothing pushed is believed without a read.
import { describe, expect, test } from 'vitest';
import { healthOf } from '../../src/desk/health.ts';
import { listenToAll } from '../../src/desk/watch/listen.ts';
import type { ExchangeEvent, StreamState } from '../../src/ports/exchange.ts';
import { DeskRig, MINUTE } from './desk-rig.ts';

const push = (rig: DeskRig, event: ExchangeEvent): void => {
  for (const listener of rig.exchange.listeners) listener(event);
};
const stream = (rig: DeskRig, state: StreamState, why?: string): void =>
  push(rig, { kind: 'stream', state, at: rig.clock.now(), ...(why === undefined ? {} : { why }) });
const looks = (rig: DeskRig): number =>
  rig.exchange.calls.filter(({ method }) => method === 'positions').length;

async function listening(): Promise<DeskRig> {
  const rig = new DeskRig().withBtcLong();
  await rig.pass();
  listenToAll(rig.context);
  rig.heard();
  return rig;
}

describe('an event of the account', () => {
  test('is looked at a moment later, once for all that come together', async () => {
    const rig = await listening();
    const before = looks(rig);
    for (let count = 0; count < 20; count += 1) push(rig, { kind: 'account', at: rig.clock.now() });
    await rig.clock.advance(100);
    expect(looks(rig)).toBe(before);
    await rig.clock.advance(200);
    expect(looks(rig)).toBe(before + 1);
  });

  test('brings an emergency to people before the next pass', async () => {
    const rig = await listening();
    rig.mark('BTCUSDT', 53_500);
    push(rig, { kind: 'account', at: rig.clock.now() });
    await rig.clock.advance(300);
    expect(rig.heardWords().join()).toContain('escalated liquidation-distance');
  });

  test('is passed over once the desk stops, or listens no more', async () => {
    const rig = await listening();
    const before = looks(rig);
    rig.context.memory.stopping = true;
    push(rig, { kind: 'account', at: rig.clock.now() });
    await rig.clock.advance(1_000);
    expect(looks(rig)).toBe(before);
    const other = new DeskRig().withBtcLong();
    listenToAll(other.context)();
    expect(other.exchange.listeners.size).toBe(0);
  });
});

describe('a stream', () => {
  test("that comes back by itself is nobody's worry, but what happened meanwhile is read", async () => {
    const rig = await listening();
    stream(rig, 'live');
    const before = looks(rig);
    stream(rig, 'lost', 'closed by the exchange');
    stream(rig, 'live');
    await rig.clock.advance(300);
    expect(rig.heardWords()).toEqual([]);
    expect(looks(rig)).toBe(before + 1);
  });

  test('that is given up is told once, and again when it is back', async () => {
    const rig = await listening();
    stream(rig, 'live');
    stream(rig, 'lost');
    stream(rig, 'polling', 'no answer five times');
    stream(rig, 'polling', 'no answer six times');
    await rig.clock.advance(300);
    expect(rig.heardWords()).toEqual(['notice stream-polling']);
    stream(rig, 'live');
    await rig.clock.advance(300);
    expect(rig.heardWords()).toEqual(['notice stream-live']);
  });

  test('is a line of the health, with how long it has been so', async () => {
    const rig = await listening();
    stream(rig, 'polling', 'no answer five times');
    await rig.clock.advance(2 * MINUTE);
    const health = await healthOf(rig.context);
    const line = health.ok
      ? health.value.find((each) => 'fact' in each && each.fact.kind === 'stream')
      : undefined;
    expect(line).toEqual({
      ok: false,
      fact: {
        kind: 'stream',
        account: 'main',
        state: 'polling',
        sinceMs: 2 * MINUTE,
        why: 'no answer five times',
      },
    });
  });
});
