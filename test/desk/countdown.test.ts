// The dead man's countdown: only where the desk itself rests orders, renewed in time, taken back, and never at the price of a stop.
import { expect, test } from 'vitest';
import { Price } from '../../src/domain/price.ts';
import { Quantity } from '../../src/domain/quantity.ts';
import { SimExchange } from '../support/sim-exchange.ts';
import { fault } from '../support/sim-faults.ts';
import { DeskRig, MINUTE, SECOND, SETTINGS } from './desk-rig.ts';

const OURS = `${'a'.repeat(32)}0001`;
const order = {
  symbol: 'BTCUSDT',
  side: 'sell',
  positionSide: 'long',
  reduceOnly: true,
  quantity: Quantity.parse('0.1'),
} as const;
const limit = { ...order, type: 'limit', limitPrice: Price.parse('65000') } as const;

function rigWith(countdownMs: number | null = 2 * MINUTE): DeskRig {
  return new DeskRig({ settings: { venue: { ...SETTINGS.venue, countdownMs } } }).withBtcLong('20000');
}
const asked = (rig: DeskRig): number =>
  rig.exchange.calls.filter(({ method }) => method === 'countdown').length;

test('is asked for where an order of ours rests, renewed when a third is over, and taken back when none rests any more', async () => {
  const rig = rigWith();
  await rig.passes(2);
  expect(asked(rig)).toBe(0);
  const resting = rig.venue.rest({ ...limit, clientOrderId: OURS }, rig.clock.now());
  await rig.pass();
  expect([...rig.exchange.countdowns.keys()]).toEqual(['BTCUSDT']);
  for (let pass = 0; pass < 60; pass += 1) {
    await rig.pass();
    const left = rig.exchange.countdowns.get('BTCUSDT')! - rig.clock.now();
    expect(left).toBeGreaterThan(MINUTE);
  }
  expect(asked(rig)).toBeLessThanOrEqual(10);
  rig.venue.cancel(resting.id, rig.clock.now());
  await rig.pass();
  expect(rig.exchange.countdowns.size).toBe(0);
  const before = asked(rig);
  await rig.passes(10);
  expect(asked(rig)).toBe(before);
});

test.each([
  ['nobody asked for it', null, { ...limit, clientOrderId: OURS }],
  ['only somebody else rests orders there', 2 * MINUTE, { ...limit, clientOrderId: 'by-hand' }],
])('is not touched when %s', async (_, countdownMs, resting) => {
  const rig = rigWith(countdownMs);
  rig.venue.rest(resting, rig.clock.now());
  await rig.passes(3);
  expect(asked(rig)).toBe(0);
});

test('is left alone where it would take a stop with it', async () => {
  const rig = rigWith();
  rig.venue.rest({ ...limit, clientOrderId: OURS }, rig.clock.now());
  const stop = rig.venue.rest(
    { ...order, type: 'stop-market', stopPrice: Price.parse('50000'), clientOrderId: 'stop' },
    rig.clock.now(),
  );
  const [listed] = rig.venue.open().filter(({ id }) => id === stop.id);
  Object.assign(listed!, { book: 'plain' });
  await rig.passes(3);
  expect(asked(rig)).toBe(0);
});

test('is no matter of an exchange without one', async () => {
  const rig = rigWith();
  const plain = new SimExchange(rig.clock, rig.venue, { capabilities: { countdown: false } });
  rig.context.accounts = rig.context.accounts.map((account) => ({ ...account, exchange: plain }));
  rig.venue.rest({ ...limit, clientOrderId: OURS }, rig.clock.now());
  await rig.passes(3);
  expect(plain.calls.some(({ method }) => method === 'countdown')).toBe(false);
});

test('that is not taken is told once, tried every pass, and told again only after it worked', async () => {
  const rig = rigWith();
  rig.venue.rest({ ...limit, clientOrderId: OURS }, rig.clock.now());
  rig.exchange.fail('countdown', fault('TIMEOUT'));
  const words = async (passes: number): Promise<string[]> => {
    await rig.passes(passes, 5 * SECOND);
    return rig.heardWords().filter((line) => line.includes('countdown'));
  };
  expect(await words(4)).toEqual(['notice countdown-failed']);
  expect(asked(rig)).toBe(4);
  rig.exchange.heal();
  expect(await words(10)).toEqual([]);
  rig.exchange.fail('countdown', fault('TIMEOUT'));
  expect(await words(10)).toEqual(['notice countdown-failed']);
});
