// Away from safety is slow: reset, resume and the switch to real mode, each with everything that must hold before.
import { describe, expect, it } from 'vitest';
import { pullKillSwitch } from '../../src/desk/kill/kill-desk.ts';
import { gateLines } from '../../src/desk/modes/gate.ts';
import { pause, resume } from '../../src/desk/modes/pausing.ts';
import { resetLatch } from '../../src/desk/modes/reset.ts';
import { switchMode } from '../../src/desk/modes/switch-mode.ts';
import { approve } from '../../src/desk/proposals/approving.ts';
import { recover } from '../../src/desk/recover.ts';
import type { Result } from '../../src/domain/result.ts';
import type { Declined } from '../../src/ports/desk.ts';
import { STORE_FULL } from '../support/fake-ledger.ts';
import { btcExchange, LiveWorld, type WorldOptions } from '../support/live-world.ts';
import { fault } from '../support/sim-faults.ts';
import { SETTINGS } from './desk-rig.ts';

const DAY = 86_400_000;
const codes = (result: Result<unknown, Declined> | undefined): string[] => {
  if (result === undefined) return ['no answer'];
  if (result.ok) return [];
  return result.error.kind === 'fault'
    ? [result.error.fault.code]
    : result.error.refusals.map(({ code }) => code);
};

async function latched(goal: 'halt' | 'flatten', options: WorldOptions = {}): Promise<LiveWorld> {
  const world = new LiveWorld(options);
  await world.attempt(() =>
    pullKillSwitch(world.context, world.ask('Kim', 'admin'), { kind: 'all' }, goal, 'test', false),
  );
  await world.live(15_000);
  return world;
}

const reset = (world: LiveWorld, name = 'Kim', force = false) =>
  world.attempt(() => resetLatch(world.context, world.ask(name, 'admin'), '123456', force));

describe('a reset', () => {
  it('clears the latch, archives its file, and makes trading active', async () => {
    const world = await latched('flatten');
    expect(codes(await reset(world))).toEqual([]);
    expect(world.context.memory).toMatchObject({ killing: false, trading: { kind: 'active' } });
    expect(world.ledger.content.latch).toMatchObject({ state: 'clear', epoch: 1 });
    expect(world.killFile.current).toBeUndefined();
    expect(world.killFile.archived.map(({ epoch }) => epoch)).toEqual([1]);
    const told = world.ledger.content.outbox.map((row) => row.event);
    expect(told.some((event) => event.kind === 'notice' && event.notice.code === 'latch-reset')).toBe(true);
    expect(codes(await reset(world))).toEqual(['NOT_LATCHED']);
    await pullKillSwitch(world.context, world.ask('Kim'), { kind: 'all' }, 'halt', '', false);
    expect(world.context.memory.latch.epoch).toBe(2);
  });

  it('is an admin’s, and in real mode not of the one who pulled it where there are two', async () => {
    const people = [
      { name: 'Kim', role: 'admin' as const },
      { name: 'Ann', role: 'admin' as const },
    ];
    const world = await latched('flatten', { mode: 'real', settings: { people } });
    const trader = await resetLatch(world.context, world.ask('Lee', 'trader'), undefined, false);
    expect(codes(trader)).toEqual(['NOT_ALLOWED']);
    expect(codes(await reset(world, 'Kim'))).toEqual(['SECOND_PERSON_NEEDED']);
    expect(codes(await reset(world, 'Ann'))).toEqual([]);

    const alone = await latched('flatten', { mode: 'real', settings: { people: people.slice(0, 1) } });
    expect(codes(await reset(alone, 'Kim'))).toEqual([]);
    const paper = await latched('flatten', { settings: { people } });
    expect(codes(await reset(paper, 'Kim'))).toEqual([]);
  });

  it('is refused while positions or orders remain or the book cannot be read, unless forced', async () => {
    const world = await latched('halt');
    expect(codes(await reset(world))).toEqual(['NOT_FLAT']);
    world.exchange.fail('positions');
    expect(codes(await reset(world))).toEqual(['EXCHANGE_UNREACHABLE']);
    expect(world.context.memory.latch.state).toBe('latched');
    expect(codes(await reset(world, 'Kim', true))).toEqual([]);
  });

  it('needs a code where codes are on', async () => {
    const world = await latched('flatten', { settings: { oneTimeCodes: true } });
    expect(codes(await reset(world))).toEqual(['CODE_WRONG']);
    expect(world.context.memory.latch.state).toBe('latched');
  });

  it('leaves the latch as it is when the disk fails on the way', async () => {
    const world = await latched('flatten');
    world.killFile.fault = STORE_FULL;
    expect(codes(await reset(world))).toEqual(['STORE_FULL']);
    world.killFile.fault = undefined;
    world.ledger.failCommits(STORE_FULL);
    expect(codes(await reset(world))).toEqual(['STORE_FULL']);
    expect(world.context.memory.killing).toBe(true);
    world.ledger.heal();
    world.die();
    world.rebirth();
    await world.attempt(() => recover(world.context));
    expect(world.context.memory.latch.state).toBe('latched');
  });
});

describe('a pause', () => {
  it('stops what is approved, outlives a restart, and is taken back by one word', async () => {
    const world = new LiveWorld();
    const card = await world.card();
    expect(codes(await pause(world.context, world.ask('Kim')))).toEqual([]);
    expect(codes(await pause(world.context, world.ask('Kim')))).toEqual(['NOTHING_TO_DO']);
    world.die();
    world.rebirth();
    await world.attempt(() => recover(world.context));
    expect(world.context.memory.trading).toMatchObject({ kind: 'halted', reason: 'paused by Kim' });
    expect(codes(await approve(world.context, world.ask(), card.code))).toEqual(['TRADING_HALTED']);
    expect(codes(await resume(world.context, world.ask('Ann')))).toEqual([]);
    expect(codes(await resume(world.context, world.ask('Ann')))).toEqual(['NOTHING_TO_DO']);
    expect(codes(await approve(world.context, world.ask(), card.code))).toEqual([]);
  });

  it('holds in memory even when the store cannot be written', async () => {
    const world = new LiveWorld();
    world.ledger.failCommits(STORE_FULL);
    expect(codes(await pause(world.context, world.ask('Kim')))).toEqual(['STORE_FULL']);
    expect(world.context.memory.trading.kind).toBe('halted');
    expect(codes(await resume(world.context, world.ask('Kim')))).toEqual(['STORE_FULL']);
    expect(world.context.memory.trading.kind).toBe('halted');
  });

  it('is not taken back under the kill switch or in SAFE, and neither is a viewer’s', async () => {
    const world = await latched('flatten');
    expect(codes(await resume(world.context, world.ask('Kim', 'admin')))).toEqual(['LATCHED']);
    const other = new LiveWorld();
    other.context.memory.safeMode = 'damaged';
    other.context.memory.trading = { kind: 'halted', since: 0, reason: 'x' };
    expect(codes(await resume(other.context, other.ask('Kim')))).toEqual(['SAFE_MODE']);
    expect(codes(await resume(other.context, other.ask('Vi', 'viewer')))).toEqual(['NOT_ALLOWED']);
    expect(codes(await pause(other.context, other.ask('Vi', 'viewer')))).toEqual(['NOT_ALLOWED']);
  });
});

const GATE = { minTrades: 2, minWinRate: 0.5, maxDrawdown: 0.2, minDays: 30, drillWithinDays: 30 };

async function ready(options: WorldOptions = {}): Promise<LiveWorld> {
  const world = new LiveWorld({
    settings: { gate: GATE },
    real: (clock) => [btcExchange(clock, 'one-way', 'main')],
    ...options,
  });
  const now = world.clock.now();
  const fill = {
    account: 'main',
    symbol: 'BTCUSDT',
    positionSide: 'long',
    currency: 'USDT',
    clientOrderId: 'c',
  } as const;
  await world.history.addFills('paper', [
    {
      ...fill,
      id: '1',
      side: 'buy',
      quantity: '1',
      price: '100',
      fee: '1',
      realizedPnl: '0',
      at: now - 40 * DAY,
    },
    {
      ...fill,
      id: '2',
      side: 'sell',
      quantity: '1',
      price: '110',
      fee: '1',
      realizedPnl: '10',
      at: now - 39 * DAY,
    },
    {
      ...fill,
      id: '3',
      side: 'buy',
      quantity: '1',
      price: '100',
      fee: '1',
      realizedPnl: '0',
      at: now - 38 * DAY,
    },
    {
      ...fill,
      id: '4',
      side: 'sell',
      quantity: '1',
      price: '101',
      fee: '1',
      realizedPnl: '1',
      at: now - 37 * DAY,
    },
  ]);
  const point = { account: 'main', unrealizedPnl: '0', marginRatio: null, valueAtRisk: null, drawdown: null };
  await world.history.addEquity('paper', [
    { ...point, at: now - 40 * DAY, equity: '1000' },
    { ...point, at: now - 30 * DAY, equity: '850' },
  ]);
  await world.ledger.commit([{ kind: 'value', name: 'drill.at', value: `${now - 3 * DAY}` }]);
  return world;
}

const toReal = (world: LiveWorld, name = 'Ann') =>
  world.attempt(() => switchMode(world.context, world.ask(name, 'admin'), 'real', undefined));

describe('the gate to real mode', () => {
  it('shows a value and a target for each line', async () => {
    const world = await ready();
    const lines = await gateLines(world.context);
    const shown = lines.ok
      ? lines.value.map(({ name, value, target, met }) => `${name}: ${value} (${target}) ${met}`)
      : [];
    expect(shown).toEqual([
      'trades: 2 (at least 2) true',
      'win-rate: 50.0 % (at least 50.0 %) true',
      'drawdown: 15.0 % (at most 20.0 %) true',
      'days: 40 (at least 30) true',
      'drill: 3 days ago (within 30 days) true',
      'keys: valid (trade, no withdrawal) true',
      'exchange: reachable (answers, clock within 1 s) true',
      'latch: clear (clear) true',
    ]);
    expect(world.real[0]?.closed).toBe(true);
  });

  it('names everything that is missing', async () => {
    const world = new LiveWorld({ settings: { gate: { ...SETTINGS.gate } } });
    expect(codes(await toReal(world))).toEqual(['GATE_CLOSED']);
    const lines = await gateLines(world.context);
    const missing = lines.ok ? lines.value.filter(({ met }) => !met).map(({ name }) => name) : [];
    expect(missing).toEqual(['trades', 'win-rate', 'days', 'drill', 'keys', 'exchange']);
  });

  it('closes again when the drill is old, the exchange does not answer or the latch is pulled', async () => {
    const world = await ready();
    const met = async (name: string): Promise<boolean | undefined> => {
      const lines = await gateLines(world.context);
      return lines.ok ? lines.value.find((line) => line.name === name)?.met : undefined;
    };
    await world.clock.advance(28 * DAY);
    expect(await met('drill')).toBe(false);
    world.real[0]?.fail('serverTime', fault('TIMEOUT'));
    expect(await met('exchange')).toBe(false);
    world.context.memory.killing = true;
    expect(await met('latch')).toBe(false);
    world.ledger.failReads(STORE_FULL);
    expect((await gateLines(world.context)).ok).toBe(false);
  });
});

describe('switching the mode', () => {
  it('goes to real through the gate, outlives a restart, forgets the other book, and goes back at any time', async () => {
    const world = await ready();
    const card = await world.card();
    world.context.memory.accounts.set('main', { heldLevels: new Map(), returns: new Map() });
    expect(codes(await toReal(world))).toEqual([]);
    expect(world.context.memory.mode).toBe('real');
    expect(world.context.memory.accounts.size).toBe(0);
    expect(world.exchange.closed).toBe(true);
    expect(world.stored(card).state).toMatchObject({ kind: 'obsolete', why: 'superseded' });
    expect(world.ledger.content.values.get('mode')).toBe('real');
    expect(codes(await toReal(world))).toEqual(['MODE_UNCHANGED']);
    const real = await world.card({ account: 'main' });
    await world.attempt(() => approve(world.context, world.ask(), real.code));
    await world.live(5_000);
    expect(world.real[0]?.sim.signed('BTCUSDT').toFixed()).toBe('0.25');
    expect(world.exchange.sim.signed('BTCUSDT').toFixed()).toBe('0.5');
    const back = await world.attempt(() =>
      switchMode(world.context, world.ask('Ann', 'admin'), 'paper', undefined),
    );
    expect(codes(back)).toEqual([]);
    expect(world.real[0]?.sim.signed('BTCUSDT').toFixed()).toBe('0.25');
  });

  it('needs an admin, a clear latch, no order on its way, and a code where codes are on', async () => {
    const world = await ready({ settings: { gate: GATE, oneTimeCodes: true } });
    const trader = await switchMode(world.context, world.ask('Lee', 'trader'), 'real', undefined);
    expect(codes(trader)).toEqual(['NOT_ALLOWED']);
    expect(codes(await toReal(world))).toEqual(['CODE_NEEDED']);
    const card = await world.card();
    world.exchange.nextSubmits({ kind: 'drop' });
    await world.attempt(() => approve(world.context, world.ask(), card.code));
    expect(codes(await toReal(world))).toEqual(['NOT_FLAT']);
    await world.live(20_000);
    world.context.memory.safeMode = 'damaged';
    expect(codes(await toReal(world))).toEqual(['SAFE_MODE']);
    world.context.memory.killing = true;
    expect(codes(await toReal(world))).toEqual(['LATCHED']);
  });

  it('changes nothing when the accounts cannot be opened or the store cannot be written', async () => {
    const world = await ready();
    world.ledger.failCommits(STORE_FULL);
    expect(codes(await toReal(world))).toEqual(['STORE_FULL']);
    expect(world.context.memory.mode).toBe('paper');
    expect(world.exchange.closed).toBe(false);
  });
});
