// A picture is whole or says what is missing; a part that could not be read is never an empty book.
import { expect, test } from 'vitest';
import { takeSnapshot } from '../../src/desk/picture/take-snapshot.ts';
import { DeskRig, HOUR, SECOND } from './desk-rig.ts';

async function take(rig: DeskRig) {
  const taken = await takeSnapshot(rig.context, rig.context.accounts[0]!);
  if (!taken.ok) return { fault: taken.error };
  const memory = rig.context.memory.accounts.get('main')!;
  memory.snapshot = taken.value;
  return { snapshot: taken.value };
}

test('everything read in parallel makes one complete picture with the age of its oldest price', async () => {
  const rig = new DeskRig().withBtcLong();
  rig.exchange.priceAgeMs = 7 * SECOND;
  const { snapshot } = await take(rig);
  expect(snapshot).toMatchObject({ account: 'main', complete: true, pricesAt: rig.clock.now() - 7 * SECOND });
  expect(snapshot?.positions[0]?.fundingRate).toBe(0.0001);
  expect(snapshot?.equity.toString()).toBe('4000');
});

test.each(['positions', 'openOrders', 'marks'] as const)(
  '%s that fail leave an incomplete picture',
  async (part) => {
    const rig = new DeskRig().withBtcLong();
    await take(rig);
    rig.exchange.fail(part);
    const { snapshot } = await take(rig);
    expect(snapshot?.complete).toBe(false);
    expect(snapshot?.incompleteBecause).toContain('simulated UNREACHABLE');
    expect(snapshot?.positions).toHaveLength(1);
  },
);

test('without balances, or without positions known from before, there is no picture at all', async () => {
  const rig = new DeskRig().withBtcLong();
  rig.exchange.fail('positions');
  expect((await take(rig)).fault?.code).toBe('UNREACHABLE');
  rig.exchange.heal();
  rig.exchange.fail('balances');
  expect((await take(rig)).fault?.code).toBe('UNREACHABLE');
});

test('a position without a price is not complete', async () => {
  const rig = new DeskRig().withBtcLong();
  await take(rig);
  const { marks } = rig.exchange;
  rig.exchange.marks = async (symbols) => {
    const read = await marks.call(rig.exchange, symbols);
    return read.ok ? { ok: true, value: [] } : read;
  };
  const { snapshot } = await take(rig);
  expect(snapshot).toMatchObject({ complete: false, incompleteBecause: 'no price for BTCUSDT' });
});

test('a symbol that is not held does not make the picture old', async () => {
  const rig = new DeskRig().withBtcLong();
  rig.venue.list('OLDUSDT', '1');
  const { marks } = rig.exchange;
  rig.exchange.marks = async (symbols) => {
    const read = await marks.call(rig.exchange, symbols);
    if (!read.ok) return read;
    return {
      ok: true,
      value: read.value.map((mark) => (mark.symbol === 'OLDUSDT' ? { ...mark, at: 0 } : mark)),
    };
  };
  expect((await take(rig)).snapshot?.pricesAt).toBe(rig.clock.now());
});

test('instruments are read once an hour', async () => {
  const rig = new DeskRig().withBtcLong();
  const reads = () => rig.exchange.calls.filter((call) => call.method === 'instruments').length;
  await take(rig);
  await take(rig);
  expect(reads()).toBe(1);
  await rig.clock.advance(HOUR);
  await take(rig);
  expect(reads()).toBe(2);
});

test('the slowest read is the latency', async () => {
  const rig = new DeskRig().withBtcLong();
  rig.exchange.delay('positions', 400);
  rig.exchange.delay('marks', 900);
  const taking = take(rig);
  await rig.clock.advance(SECOND);
  await taking;
  expect(rig.context.memory.accounts.get('main')?.latencyMs).toBe(900);
});
