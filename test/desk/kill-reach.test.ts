// How far a pull of the kill switch reaches: scopes that only grow, drills that touch nothing, positions that are kept.
import { describe, expect, it } from 'vitest';
import { resolveUnknown } from '../../src/desk/execution/executing.ts';
import { keepPositions } from '../../src/desk/kill/kill-desk.ts';
import { resetLatch } from '../../src/desk/modes/reset.ts';
import { approve } from '../../src/desk/proposals/approving.ts';
import { offencesOf } from '../support/invariants.ts';
import { ALL, account, busyWorld, openIds, pull, pulled, rest } from './busy-world.ts';

describe('the scope of the kill switch', () => {
  it('closes one symbol and leaves the rest of the book as it is, but halts all trading', async () => {
    const world = busyWorld();
    rest(world.exchange, 'eth-entry', { symbol: 'ETHUSDT' });
    await pulled(world, 'flatten', { kind: 'symbol', symbol: 'BTCUSDT' });
    await world.live(20_000);
    expect(world.exchange.sim.positions().map((each) => each.symbol)).toEqual(['ETHUSDT']);
    expect(openIds(world.exchange)).toEqual(['eth-entry']);
    expect(world.context.memory.trading.kind).toBe('halted');
  });

  it('closes one account only', async () => {
    const world = busyWorld(2);
    await pulled(world, 'flatten', { kind: 'account', account: 'a1' });
    await world.live(20_000);
    expect(world.exchanges.map((exchange) => exchange.sim.positions().length)).toEqual([2, 0]);
    expect(openIds(world.exchange)).toEqual(['entry', 'profit', 'stop']);
  });

  it('only ever grows: a halt of all beside a flattening of one keeps both', async () => {
    const world = busyWorld();
    rest(world.exchange, 'eth-entry', { symbol: 'ETHUSDT' });
    await pulled(world, 'flatten', { kind: 'symbol', symbol: 'BTCUSDT' });
    await pulled(world, 'halt', ALL);
    await world.live(20_000);
    expect(world.exchange.sim.positions().map((each) => each.symbol)).toEqual(['ETHUSDT']);
    expect(openIds(world.exchange)).toEqual([]);
    await pulled(world, 'flatten', { kind: 'symbol', symbol: 'ETHUSDT' });
    await world.live(20_000);
    expect(world.exchange.sim.positions()).toEqual([]);
  });

  it('a flattening of one symbol after a halt of all closes that symbol alone', async () => {
    const world = busyWorld();
    await pulled(world, 'halt', ALL);
    await world.live(3_000);
    await pulled(world, 'flatten', { kind: 'symbol', symbol: 'ETHUSDT' });
    await world.live(20_000);
    expect(world.exchange.sim.positions().map((each) => each.symbol)).toEqual(['BTCUSDT']);
    expect(openIds(world.exchange)).toEqual(['stop']);
  });
});

describe('a halt that has not finished', () => {
  it('goes on beside the flattening of one symbol', async () => {
    const world = busyWorld();
    world.exchange.fail('openOrders');
    await pulled(world, 'halt', ALL);
    await pulled(world, 'flatten', { kind: 'symbol', symbol: 'ETHUSDT' });
    world.exchange.heal();
    await world.live(20_000);
    expect(world.exchange.sim.positions().map((each) => each.symbol)).toEqual(['BTCUSDT']);
    expect(openIds(world.exchange)).toEqual(['stop']);
  });
});

describe('a drill of the kill switch', () => {
  it('walks every step without an order or a cancel, stops no trading, and notes the time for the gate', async () => {
    const world = busyWorld();
    const answer = await world.attempt(() => pull(world, 'halt', ALL, true));
    expect(answer?.ok).toBe(true);
    expect(world.context.memory.killing).toBe(false);
    await world.live(10_000);
    expect(world.exchange.calls.some(({ method }) => method === 'submit' || method === 'cancel')).toBe(false);
    expect(openIds(world.exchange)).toEqual(['entry', 'profit', 'stop']);
    expect(world.context.memory.latch).toMatchObject({ state: 'clear', drill: true });
    expect(account(world)?.step).toBe('done');
    expect(world.context.memory.trading.kind).toBe('active');
    expect(Number(world.ledger.content.values.get('drill.at'))).toBeGreaterThan(0);
    expect(world.killFile.current).toBeUndefined();
    const card = await world.card();
    await world.attempt(() => approve(world.context, world.ask(), card.code));
    await world.live(10_000);
    expect(world.stored(card).state.kind).toBe('executed');
  });

  it('proves nothing when an account could not be read', async () => {
    const world = busyWorld();
    world.exchange.fail('positions');
    await world.attempt(() => pull(world, 'halt', ALL, true));
    await world.live(20_000);
    expect(world.ledger.content.values.has('drill.at')).toBe(false);
    expect(world.context.memory.latch.state).toBe('clear');
  });

  it('gives way to the real thing, and is over after a crash', async () => {
    const world = busyWorld();
    world.exchange.delay('positions', 1_000);
    await world.attempt(() => pull(world, 'halt', ALL, true));
    const latch = await pulled(world, 'flatten');
    expect(latch).toMatchObject({ epoch: 2, drill: false });
    await world.live(30_000);
    expect(world.exchange.sim.positions()).toEqual([]);

    const other = busyWorld();
    other.exchange.delay('positions', 5_000);
    await other.attempt(() => pull(other, 'halt', ALL, true));
    other.die();
    other.exchange.heal();
    await other.live(5_000);
    expect(other.context.memory.latch).toMatchObject({ state: 'clear', drill: true });
    expect(other.context.memory.killing).toBe(false);
    expect(other.killFile.current).toBeUndefined();
  });
});

describe('keeping positions after a halt', () => {
  it('is written down with the name, and is refused when nothing is latched or all is being closed', async () => {
    const world = busyWorld();
    const early = await keepPositions(world.context, world.ask('Lee'));
    expect(early.ok ? [] : early.error).toMatchObject({ refusals: [{ code: 'NOT_LATCHED' }] });
    await pulled(world, 'halt');
    await world.live(3_000);
    const kept = await world.attempt(() => keepPositions(world.context, world.ask('Lee')));
    expect(kept?.ok && kept.value.keptBy).toBe('Lee');
    expect(world.ledger.content.latch.keptBy).toBe('Lee');
    const viewer = await keepPositions(world.context, world.ask('Vi', 'viewer'));
    expect(viewer.ok ? [] : viewer.error).toMatchObject({ refusals: [{ code: 'NOT_ALLOWED' }] });
    await pulled(world, 'flatten');
    const late = await keepPositions(world.context, world.ask('Lee'));
    expect(late.ok ? [] : late.error).toMatchObject({ refusals: [{ code: 'NOTHING_TO_DO' }] });
  });
});

describe('no sequence of pulls and passes', () => {
  it('turns or enlarges a position, or sends after a reset what was begun before', async () => {
    const world = busyWorld();
    world.exchange.sim.halted.add('ETHUSDT');
    await pulled(world, 'flatten');
    await world.live(10_000);
    const reset = await world.attempt(() =>
      resetLatch(world.context, world.ask('Ann', 'admin'), undefined, true),
    );
    expect(reset?.ok).toBe(true);
    world.exchange.sim.halted.clear();
    const sent = world.exchange.submitsSeen;
    await world.live(60_000);
    await resolveUnknown(world.context);
    expect(world.exchange.submitsSeen).toBe(sent);
    expect(world.exchange.sim.positions().map((each) => each.symbol)).toEqual(['ETHUSDT']);
    expect(offencesOf(world.exchange)).toEqual([]);
  });
});

describe('many resting orders', () => {
  const manyOrders = () => {
    const world = busyWorld();
    for (let count = 0; count < 50; count += 1) {
      rest(world.exchange, `btc-${count}`);
      rest(world.exchange, `eth-${count}`, { symbol: 'ETHUSDT' });
    }
    return world;
  };
  const count = (world: ReturnType<typeof busyWorld>, method: string): number =>
    world.exchange.calls.filter((call) => call.method === method).length;

  it('go with one request a book, and each is counted', async () => {
    const world = manyOrders();
    await pulled(world, 'flatten');
    await world.live(20_000);
    expect(openIds(world.exchange)).toEqual([]);
    expect(world.exchange.sim.positions()).toEqual([]);
    expect(count(world, 'cancel') + count(world, 'cancelAll')).toBeLessThan(10);
    expect(account(world)).toMatchObject({ step: 'done', ordersSeen: 103, ordersCancelled: 103 });
  });

  it('go one by one where the venue cannot take a book away as a whole', async () => {
    const world = manyOrders();
    world.exchange.fail('cancelAll');
    await pulled(world, 'flatten');
    await world.live(20_000);
    expect(openIds(world.exchange)).toEqual([]);
    expect(count(world, 'cancel')).toBeGreaterThanOrEqual(103);
    expect(account(world)?.step).toBe('done');
  });
});
