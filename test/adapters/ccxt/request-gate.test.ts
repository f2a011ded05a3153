// The venue's limits kept on our side: who goes first, what is held back for the kill switch, and when nothing may go at all.
import { describe, expect, it } from 'vitest';
import { RequestGate } from '../../../src/adapters/ccxt/line/request-gate.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';

const LIMITS = { weightPerMinute: 100, ordersPerTenSeconds: 20, ordersPerMinute: 60 };
const weight = (of: number) => ({ weight: of, orders: 0 });
const ORDER = { weight: 1, orders: 1 };

function gateAt(clock = new FakeClock(Date.UTC(2026, 0, 5))) {
  return { clock, gate: new RequestGate(clock, LIMITS) };
}

/** Notes when each request got through, or what it was told. */
function asking(gate: RequestGate) {
  const done: string[] = [];
  const ask = (name: string, cost: { weight: number; orders: number }, urgent = false) =>
    void gate
      .enter(cost, urgent)
      .then((fault) => done.push(fault === undefined ? name : `${name}: ${fault.code}`));
  return { done, ask };
}

describe('the gate', () => {
  it('lets requests through at once while there is room', async () => {
    const { gate } = gateAt();
    const { done, ask } = asking(gate);
    ask('a', weight(40));
    ask('b', weight(30));
    await settle();
    expect(done).toEqual(['a', 'b']);
    expect(gate.usedWeight).toBe(70);
  });

  it('gives back what was counted for a request that never left', async () => {
    const { gate } = gateAt();
    const { done, ask } = asking(gate);
    ask('dear', weight(40));
    ask('refused', weight(35));
    await settle();
    gate.giveBack(weight(35));
    gate.giveBack(weight(7));
    expect(gate.usedWeight).toBe(40);
    ask('again', weight(35));
    await settle();
    expect(done).toEqual(['dear', 'refused', 'again']);
  });

  it('keeps a quarter of the weight for what is urgent', async () => {
    const { gate } = gateAt();
    const { done, ask } = asking(gate);
    ask('all of the ordinary share', weight(75));
    ask('urgent', weight(25), true);
    await settle();
    expect(done).toEqual(['all of the ordinary share', 'urgent']);
  });

  it('answers within two seconds where there is no room, with the time to wait and nothing sent', async () => {
    const { gate, clock } = gateAt();
    await gate.enter(weight(75), false);
    await clock.advance(10_000);
    const asked = gate.enter(weight(10), false);
    await clock.advance(2_000);
    const fault = await asked;
    expect(fault).toMatchObject({ code: 'RATE_LIMITED', outcome: 'none' });
    expect(fault?.retryAfterMs).toBeGreaterThan(45_000);
    await clock.advance(49_000);
    expect(await gate.enter(weight(10), false)).toBeUndefined();
  });

  it('puts what is urgent before everything that waits', async () => {
    const { gate, clock } = gateAt();
    for (let i = 0; i < 15; i += 1) await gate.enter(ORDER, false);
    await clock.advance(9_000);
    const { done, ask } = asking(gate);
    ask('first', ORDER);
    ask('second', ORDER);
    for (let i = 0; i < 6; i += 1) ask(`urgent ${i}`, ORDER, true);
    await clock.advance(1_900);
    expect(done.slice(0, 6)).toEqual([
      'urgent 0',
      'urgent 1',
      'urgent 2',
      'urgent 3',
      'urgent 4',
      'urgent 5',
    ]);
    expect(done.slice(6)).toEqual(['first', 'second']);
  });

  it('paces orders below the limit of ten seconds', async () => {
    const { gate, clock } = gateAt();
    let sent = 0;
    for (let second = 0; second < 30; second += 1) {
      for (let i = 0; i < 10; i += 1)
        void gate.enter(ORDER, true).then((fault) => (sent += fault === undefined ? 1 : 0));
      await clock.advance(1_000);
    }
    // 20 in ten seconds, so at most 60 in thirty.
    expect(sent).toBeLessThanOrEqual(60);
    expect(sent).toBeGreaterThanOrEqual(50);
  });

  it('after a 429 asks nothing until the venue allows it; what is urgent goes on', async () => {
    const { gate, clock } = gateAt();
    gate.refused('limited', 30_000, false);
    expect(await gate.enter(weight(1), false)).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 30_000 });
    expect(await gate.enter(weight(1), true)).toBeUndefined();
    await clock.advance(30_000);
    expect(await gate.enter(weight(1), false)).toBeUndefined();
  });

  it('stops what is urgent too when that was refused itself', async () => {
    const { gate } = gateAt();
    gate.refused('limited', 30_000, true);
    expect(await gate.enter(weight(1), true)).toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('after a ban asks nothing at all, says until when, and answers those who wait', async () => {
    const { gate, clock } = gateAt();
    await gate.enter(weight(75), false);
    await clock.advance(59_000);
    const waiting = gate.enter(weight(75), false);
    gate.refused('banned', 120_000, false);
    expect(await waiting).toMatchObject({ code: 'BANNED', outcome: 'none' });
    const urgent = await gate.enter(weight(1), true);
    expect(urgent?.message).toBe(
      'the exchange banned this address until 00:02:59 UTC; nothing is asked before',
    );
    await clock.advance(120_000);
    expect(await gate.enter(weight(1), true)).toBeUndefined();
  });

  it("counts what others on the address used, by the venue's own count", async () => {
    const { gate, clock } = gateAt();
    gate.counted(74, weight(0), clock.monotonic());
    expect(await gate.enter(weight(1), false)).toBeUndefined();
    const { done, ask } = asking(gate);
    ask('too much', weight(5));
    await clock.advance(2_000);
    expect(done).toEqual(['too much: RATE_LIMITED']);
    // The venue counts by the minute of its clock.
    await clock.advance(58_000);
    expect(await gate.enter(weight(5), false)).toBeUndefined();
  });

  it('counts orders by account, as the venue does, and weight for all of them together', async () => {
    const { gate } = gateAt();
    const { done, ask } = asking(gate);
    for (let i = 0; i < 20; i += 1) await gate.enter(ORDER, true, 'main');
    void gate.enter(ORDER, true, 'second').then((fault) => done.push(`second ${fault?.code ?? 'went'}`));
    ask('weight of both', weight(80), true);
    ask('what is left', weight(79), true);
    await settle();
    expect(done).toEqual(['second went', 'weight of both: RATE_LIMITED', 'what is left']);
  });

  it("believes the venue's count when it is lower than its own: what was used in the minute before is over", async () => {
    const { gate, clock } = gateAt(new FakeClock(Date.UTC(2026, 0, 5, 0, 0, 50)));
    await gate.enter(weight(70), false);
    await clock.advance(15_000);
    await gate.enter(weight(1), false);
    gate.counted(1, weight(1), clock.monotonic());
    expect(gate.usedWeight).toBe(1);
    expect(await gate.enter(weight(70), false)).toBeUndefined();
  });

  it('lets what is urgent find out that the minute of the venue has turned', async () => {
    const { gate, clock } = gateAt(new FakeClock(Date.UTC(2026, 0, 5, 0, 0, 50)));
    await gate.enter(weight(100), true);
    gate.counted(100, weight(100), clock.monotonic());
    await clock.advance(11_000);
    expect(await gate.enter(weight(100), true)).toBeUndefined();
  });

  it('counts what is still on its way on top of what the venue told, and believes no answer that was overtaken', async () => {
    const { gate, clock } = gateAt();
    const sentAt = clock.monotonic();
    for (let i = 0; i < 3; i += 1) await gate.enter(weight(10), false);
    await clock.advance(100);
    gate.counted(20, weight(10), sentAt);
    expect(gate.usedWeight).toBe(40);
    gate.counted(10, weight(10), sentAt);
    expect(gate.usedWeight).toBe(30);
    gate.counted(30, weight(10), sentAt);
    expect(gate.usedWeight).toBe(30);
  });
});
