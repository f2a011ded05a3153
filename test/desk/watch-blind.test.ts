// What the watch does when it cannot see: nothing is concluded, it is said aloud, and no account stands before another.
import { describe, expect, test } from 'vitest';
import { checkWatchdog } from '../../src/desk/watch/watchdog.ts';
import { SimExchange } from '../support/sim-exchange.ts';
import { DeskRig, HOUR, MINUTE, SECOND } from './desk-rig.ts';

describe('what cannot be seen', () => {
  test('a positions read that fails is never taken for flat', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.mark('BTCUSDT', 22_300);
    await rig.pass();
    rig.heard();
    rig.exchange.fail('positions');
    await rig.pass();
    const memory = rig.context.memory.accounts.get('main')!;
    expect(memory.snapshot).toMatchObject({ complete: false });
    expect(memory.snapshot?.positions).toHaveLength(1);
    expect(rig.heardWords().filter((line) => line.includes('resolved'))).toEqual([]);
  });

  test('a partial picture ends no alert, however good it looks', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.mark('BTCUSDT', 22_300);
    await rig.pass();
    rig.heard();
    rig.exchange.fail('openOrders');
    rig.mark('BTCUSDT', 60_000);
    await rig.pass();
    expect(rig.heardWords()).toEqual([]);
    rig.exchange.heal();
    await rig.pass();
    expect(rig.heardWords().join()).toContain('resolved');
  });

  test('three failed checks in a row are an emergency; the first good one ends it', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.exchange.fail('balances');
    await rig.passes(2);
    expect(rig.heardWords()).toEqual([]);
    await rig.pass();
    expect(rig.heardWords()).toEqual([
      'raised emergency exchange',
      'notice reducing',
      'card proposed reduce BTCUSDT 0.25',
    ]);
    expect(rig.context.memory.trading.kind).toBe('reducing');
    rig.exchange.heal();
    await rig.pass();
    expect(rig.heardWords()).toEqual(['resolved emergency exchange', 'card obsolete reduce BTCUSDT 0.25']);
    expect(rig.context.memory.trading.kind).toBe('active');
  });

  test('prices older than a minute are critical, and older than ten minutes leave only reductions', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.exchange.priceAgeMs = 61 * SECOND;
    await rig.pass();
    expect(rig.heardWords()).toEqual(['raised critical stale-data']);
    rig.exchange.priceAgeMs = 601 * SECOND;
    await rig.pass();
    expect(rig.heardWords()).toEqual(['escalated emergency stale-data', 'notice reducing']);
    expect(rig.context.memory.trading.kind).toBe('reducing');
  });

  test('an old picture proposes nothing', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.exchange.priceAgeMs = 61 * SECOND;
    rig.mark('BTCUSDT', 21_200);
    await rig.passes(3);
    expect(rig.cards).toHaveLength(0);
  });

  test('a slow exchange is a warning', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.exchange.delay('balances', 1_500);
    const running = rig.pass();
    await rig.clock.advance(2 * SECOND);
    await running;
    expect(rig.heardWords()).toContain('raised warning latency');
  });

  test('a store that cannot be written is told once it can, and nothing else is lost', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.ledger.failCommits();
    rig.mark('BTCUSDT', 21_200);
    await rig.passes(2);
    expect(rig.context.memory.storeFault).toBeDefined();
    expect([...rig.context.memory.alerts.values()].map((alert) => alert.metric)).toEqual(['store']);
    expect(rig.cards).toHaveLength(0);
    rig.ledger.heal();
    await rig.passes(2);
    const words = rig.heardWords().join('\n');
    expect(words).toContain('resolved emergency store');
    expect(words).toContain('liquidation-distance');
    expect(words).toContain('card proposed');
    expect(rig.context.memory.storeFault).toBeUndefined();
  });

  test('a pass that hangs is alarmed by the minute stroke and ends with the next finished one', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.pass();
    rig.exchange.delay('positions', HOUR);
    void rig.pass();
    await rig.clock.advance(MINUTE);
    await checkWatchdog(rig.context);
    expect(rig.heardWords()).toContain('raised critical watchdog');
  });
});

describe('the peak', () => {
  const peak = (rig: DeskRig) => rig.context.memory.accounts.get('main')?.peak?.equity;

  test('rises only to what two trusted readings in a row agree on', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.passes(2);
    expect(peak(rig)).toBe('20000');
    rig.mark('BTCUSDT', 90_000);
    await rig.pass();
    rig.mark('BTCUSDT', 62_000);
    await rig.pass();
    expect(peak(rig)).toBe('21000');
  });

  test('does not rise on a partial or an old picture', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.passes(2);
    rig.mark('BTCUSDT', 90_000);
    rig.exchange.fail('openOrders');
    await rig.passes(2);
    rig.exchange.heal();
    rig.exchange.priceAgeMs = 61 * SECOND;
    await rig.passes(2);
    expect(peak(rig)).toBe('20000');
  });

  test('is read back after a restart', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.passes(2);
    rig.context.memory.accounts.clear();
    rig.mark('BTCUSDT', 50_000);
    await rig.pass();
    expect(peak(rig)).toBe('20000');
    expect(rig.context.memory.accounts.get('main')?.equityAtDayStart).toBe('20000');
  });
});

test('a pass that was under way when the mode changed leaves no trace in the new book', async () => {
  const rig = new DeskRig().withBtcLong('20000');
  await rig.passes(2);
  rig.exchange.delay('positions', SECOND);
  const running = rig.pass();
  const other = new DeskRig().withBtcLong('500', '0.01');
  rig.context.memory.mode = 'real';
  const [account] = other.context.accounts;
  rig.context.accounts = [{ ...account!, exchange: new SimExchange(rig.clock, other.venue) }];
  rig.context.memory.accounts.clear();
  await rig.clock.advance(10 * SECOND);
  await running;
  expect(rig.context.memory.accounts.get('main')?.snapshot).toBeUndefined();
  await rig.passes(2);
  expect(rig.context.memory.accounts.get('main')?.peak?.equity).toBe('500');
  expect(rig.ledger.content.values.get('peak/paper/main')).toContain('20000');
  expect(rig.heardWords()).toEqual([]);
});

test('a throw in one account is told once with an incident, and the other account is watched on', async () => {
  const rig = new DeskRig().withBtcLong('20000');
  const [main] = rig.context.accounts;
  const broken = Object.create(rig.exchange, {
    status: { value: () => rig.exchange.status() },
    serverTime: { value: () => rig.exchange.serverTime() },
    balances: {
      value: () => {
        throw new TypeError('cannot read properties of undefined');
      },
    },
  });
  rig.context.accounts = [{ ...main!, name: 'broken', exchange: broken }, main!];
  await rig.passes(3);
  expect(rig.heardWords()).toEqual(['notice bug']);
  expect(rig.context.memory.accounts.get('main')?.assessment?.level).toBe('safe');
  expect(rig.context.memory.lastCheckAt).toBeUndefined();
});

test('two accounts are watched side by side, and a slow one holds up no other', async () => {
  const rig = new DeskRig().withBtcLong('20000');
  const [main] = rig.context.accounts;
  const other = new DeskRig().withBtcLong('20000');
  const slow = new SimExchange(rig.clock, other.venue, { account: 'slow' });
  slow.delay('positions', MINUTE);
  rig.context.accounts = [main!, { ...main!, name: 'slow', exchange: slow }];
  const first = rig.pass();
  await rig.clock.advance(5 * SECOND);
  rig.mark('BTCUSDT', 21_200);
  const second = rig.pass();
  await rig.clock.advance(5 * SECOND);
  expect(rig.cards).toHaveLength(1);
  await rig.clock.advance(MINUTE);
  await Promise.all([first, second]);
  expect(rig.context.memory.accounts.get('slow')?.snapshot?.complete).toBe(true);
});
