// The kill switch as people meet it: at once, in any state of the world, and never undone by accident.
import { describe, expect, it } from 'vitest';
import { resolveUnknown } from '../../src/desk/execution/executing.ts';
import { keepPositions, pullKillSwitch } from '../../src/desk/kill/kill-desk.ts';
import { approve } from '../../src/desk/proposals/approving.ts';
import { recover } from '../../src/desk/recover.ts';
import { viewOf } from '../../src/desk/state/view.ts';
import { watchOnce } from '../../src/desk/watch/watch.ts';
import { Decimal } from '../../src/domain/decimal.ts';
import { STORE_FULL } from '../support/fake-ledger.ts';
import { LiveWorld } from '../support/live-world.ts';
import { fault } from '../support/sim-faults.ts';
import { ALL, account, busyWorld, openIds, pull, pulled } from './busy-world.ts';

describe('the kill switch', () => {
  it('sets the flag that every send looks at before anything is awaited', () => {
    const world = new LiveWorld();
    void pull(world, 'halt');
    expect(world.context.memory.killing).toBe(true);
    expect(world.context.memory.trading.kind).toBe('halted');
    expect(world.context.memory.latch).toMatchObject({ state: 'latched', epoch: 1, by: 'Kim' });
  });

  it('is one piece of work, though a check pass comes by while its latch is being written', async () => {
    const world = busyWorld();
    const pulling = pull(world, 'flatten');
    await resolveUnknown(world.context);
    await pulling;
    await world.live(20_000);
    expect(account(world)).toMatchObject({ step: 'done', positionsClosed: 2, ordersCancelled: 3 });
    expect(world.exchange.submitsSeen).toBe(2);
  });

  it('asks a venue that cannot be read more and more slowly, and goes on at once when it can', async () => {
    const world = busyWorld();
    for (const method of ['openOrders', 'positions'] as const) world.exchange.fail(method);
    await pulled(world, 'flatten');
    await world.live(60_000);
    const reads = world.exchange.calls.filter(({ method }) => method === 'openOrders').length;
    expect(reads).toBeGreaterThanOrEqual(15);
    expect(reads).toBeLessThanOrEqual(18);
    world.exchange.heal();
    await world.live(8_000);
    expect(account(world)).toMatchObject({ step: 'done', positionsClosed: 2 });
  });

  it('answers and has cancelled within one second, without asking anybody', async () => {
    const world = busyWorld();
    const before = world.clock.now();
    const latch = await pulled(world, 'halt');
    await world.clock.advance(0);
    expect(world.clock.now() - before).toBeLessThanOrEqual(1_000);
    expect(latch.state).toBe('latched');
    expect(openIds(world.exchange)).toEqual(['stop']);
  });

  it('that halts cancels both books but protective stops, keeps positions, and lists them', async () => {
    const world = busyWorld();
    await pulled(world, 'halt');
    await world.live(5_000);
    expect(openIds(world.exchange)).toEqual(['stop']);
    expect(world.exchange.sim.positions().map((each) => each.symbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect(account(world)).toMatchObject({
      step: 'done',
      ordersCancelled: 2,
      ordersSeen: 2,
      remaining: [
        { symbol: 'BTCUSDT', side: 'long', quantity: '0.5', why: 'kept open' },
        { symbol: 'ETHUSDT', side: 'short', quantity: '2', why: 'kept open' },
      ],
    });
    expect(world.context.memory.latch.finishedAt).toBeDefined();
  });

  it('that flattened shows an empty book at once', async () => {
    const world = busyWorld();
    await watchOnce(world.context);
    await pulled(world, 'flatten');
    await world.live(4_000);
    expect(world.context.memory.latch.finishedAt).toBeDefined();
    expect(viewOf(world.context).accounts[0]?.snapshot?.positions).toEqual([]);
  });

  it('becomes a flattening by a second pull, and then takes the stops away last', async () => {
    const world = busyWorld();
    await pulled(world, 'halt');
    await world.live(3_000);
    const seen: string[] = [];
    world.exchange.onSubmit = () => seen.push(`close with ${openIds(world.exchange).join(' ')}`);
    const latch = await pulled(world, 'flatten');
    expect(latch).toMatchObject({ epoch: 1, goal: 'flatten' });
    await world.live(20_000);
    expect(seen).toEqual(['close with stop', 'close with stop']);
    expect(world.exchange.sim.positions()).toEqual([]);
    expect(openIds(world.exchange)).toEqual([]);
    expect(account(world)).toMatchObject({ step: 'done', positionsClosed: 2, remaining: [], dust: [] });
  });

  it('pulled again while it runs shows the progress and starts nothing a second time', async () => {
    const world = busyWorld();
    world.exchange.delay('positions', 2_000);
    await pulled(world, 'flatten');
    const again = await pulled(world, 'flatten');
    expect(again.epoch).toBe(1);
    await world.live(30_000);
    expect(world.exchange.sim.oracle.length).toBe(2);
    expect(world.steps.filter((step) => step === 'kill:01 flagged').length).toBe(1);
  });

  it('writes the account of every action as JSON, and tells the end with its name, cost and fees', async () => {
    const world = busyWorld();
    await pulled(world, 'flatten');
    await world.live(20_000);
    const [report] = world.killFile.reports;
    expect(report?.name).toMatch(/^kill-20261121-0503\d\d$/);
    expect(JSON.stringify(report?.content)).toContain('"averagePrice":"59988"');
    const end = world.ledger.content.outbox.findLast((row) => row.event.kind === 'kill');
    expect(end).toMatchObject({
      lane: 'emergency',
      topic: 'kill:1',
      event: { reportFile: `${report?.name}.json` },
    });
    // 0.5 BTC sold 12 under the mark, 2 ETH bought 0.6 over it, and 5 basis points of fees on both.
    const fees = (0.5 * 59_988 + 2 * 3_000.6) * 0.0005;
    expect(Number(account(world)?.cost)).toBeCloseTo(0.5 * 12 + 2 * 0.6 + fees, 6);
  });

  it('splits a position at the largest order that the venue takes', async () => {
    const world = new LiveWorld();
    world.exchange.sim.list('BTCUSDT', '60000', { maxMarketQuantity: new Decimal('0.2') });
    await pulled(world, 'flatten');
    await world.live(20_000);
    expect(world.exchange.sim.oracle.map((each) => each.quantity.toFixed())).toEqual(['0.2', '0.2', '0.1']);
    expect(world.exchange.sim.positions()).toEqual([]);
  });

  it('closes four hundred symbols without passing 300 orders in any 10 s', async () => {
    const world = new LiveWorld();
    for (let each = 0; each < 400; each += 1) {
      world.exchange.sim.list(`C${each}USDT`, '100');
      world.exchange.sim.hold({
        symbol: `C${each}USDT`,
        side: each % 2 === 0 ? 'long' : 'short',
        quantity: '1',
      });
    }
    await pulled(world, 'flatten');
    await world.live(60_000);
    expect(world.exchange.sim.positions()).toEqual([]);
    const times = world.exchange.sim.oracle.map((each) => each.at);
    expect(times.length).toBe(401);
    const most = Math.max(
      ...times.map((from) => times.filter((at) => at >= from && at < from + 10_000).length),
    );
    expect(most).toBeLessThanOrEqual(300);
  });

  it('reports dust and does not try it again', async () => {
    const world = new LiveWorld();
    world.exchange.sim.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0.0004' });
    await pulled(world, 'flatten');
    await world.live(20_000);
    expect(account(world)).toMatchObject({
      step: 'done',
      dust: [{ symbol: 'BTCUSDT', side: 'long', quantity: '0.0004' }],
    });
    expect(world.exchange.submitsSeen).toBe(0);
  });

  it('says LATCHED, RETRYING with the reason while a symbol is halted, and finishes when it trades again', async () => {
    const world = busyWorld();
    world.exchange.sim.halted.add('ETHUSDT');
    await pulled(world, 'flatten');
    await world.live(60_000);
    expect(world.exchange.sim.positions().map((each) => each.symbol)).toEqual(['ETHUSDT']);
    const [left] = account(world)?.remaining ?? [];
    expect(left?.why).toContain('-4140');
    expect(left?.nextTryAt).toBeGreaterThan(world.clock.now());
    expect(world.context.memory.latch.finishedAt).toBeUndefined();
    const tries = world.exchange.submitsSeen;
    await world.live(60_000);
    expect(world.exchange.submitsSeen - tries).toBeLessThanOrEqual(5);
    world.exchange.sim.halted.clear();
    await world.live(30_000);
    expect(world.exchange.sim.positions()).toEqual([]);
    expect(world.context.memory.latch.finishedAt).toBeDefined();
  });

  it('is not held up by an account that fails, hangs, or knows nothing', async () => {
    const world = busyWorld(4);
    const [, failing, hanging, blind] = world.exchanges;
    failing?.fail('openOrders');
    failing?.fail('positions');
    hanging?.delay('openOrders', 10_000_000);
    hanging?.delay('positions', 10_000_000);
    blind?.fail('instruments');
    blind?.fail('balances');
    await pulled(world, 'flatten');
    await world.live(20_000);
    expect(world.exchange.sim.positions()).toEqual([]);
    expect(blind?.sim.positions()).toEqual([]);
    expect(account(world)?.step).toBe('done');
    expect(account(world, 'a1')?.fault).toContain('UNREACHABLE');
    failing?.heal();
    hanging?.heal();
    await world.live(40_000);
    expect(world.exchanges.flatMap((exchange) => exchange.sim.positions())).toEqual([]);
    expect(world.context.memory.latch.finishedAt).toBeDefined();
  });

  it('never takes an unreadable book for a flat one', async () => {
    const world = busyWorld();
    world.exchange.fail('positions');
    await pulled(world, 'flatten');
    await world.live(60_000);
    expect(account(world)?.step).not.toBe('done');
    expect(openIds(world.exchange)).toEqual(['stop']);
  });

  it('works from memory when the disk is full, and the latch gets to the disk when it can', async () => {
    const world = busyWorld();
    world.ledger.failCommits(STORE_FULL);
    world.killFile.fault = STORE_FULL;
    const latch = await pulled(world, 'flatten');
    expect(latch.state).toBe('latched');
    await world.live(20_000);
    expect(world.exchange.sim.positions()).toEqual([]);
    expect(world.log.lines.some(({ level, message }) => level === 'error' && message.includes('latch'))).toBe(
      true,
    );
    world.ledger.heal();
    world.killFile.fault = undefined;
    const kept = await world.attempt(() => keepPositions(world.context, world.ask()));
    expect(kept?.ok).toBe(false);
  });

  it('outlives a ledger that never took it, by KILLED.json alone', async () => {
    const world = busyWorld();
    world.ledger.failCommits(STORE_FULL);
    await pulled(world, 'halt');
    world.die();
    world.ledger.heal();
    expect(world.ledger.content.latch.state).toBe('clear');
    world.rebirth();
    await world.attempt(() => recover(world.context));
    await world.live(5_000);
    expect(world.context.memory.latch).toMatchObject({ state: 'latched', epoch: 1 });
    expect(world.ledger.content.latch.state).toBe('latched');
    expect(world.context.memory.trading.kind).toBe('halted');
  });

  it('takes a KILLED.json that cannot be read for a halt', async () => {
    const world = busyWorld();
    world.killFile.fault = { ...STORE_FULL, code: 'CORRUPT' };
    world.die();
    world.rebirth();
    await world.attempt(() => recover(world.context));
    expect(world.context.memory.latch).toMatchObject({ state: 'latched', goal: 'halt' });
  });

  it('makes waiting and approved cards void, and no order of theirs is sent afterwards', async () => {
    const world = new LiveWorld();
    const waiting = await world.card();
    const approved = await world.card();
    world.exchange.fail('positions', fault('TIMEOUT'));
    await world.attempt(() => approve(world.context, world.ask(), approved.code));
    world.exchange.heal();
    await pulled(world, 'halt');
    await world.live(10_000);
    expect(world.stored(waiting).state).toMatchObject({ kind: 'obsolete', why: 'killed', by: 'Kim' });
    expect(world.stored(approved).state).toMatchObject({ kind: 'obsolete', why: 'killed' });
    expect(world.exchange.submitsSeen).toBe(0);
    const late = await approve(world.context, world.ask(), waiting.code);
    expect(late.ok ? [] : late.error).toMatchObject({ refusals: [{ code: 'PROPOSAL_DECIDED' }] });
  });

  it('stops a card between its row and its bytes', async () => {
    const world = new LiveWorld();
    const card = await world.card();
    const original = world.context.crashPoint;
    const context = world.context as { crashPoint: (step: string) => void };
    context.crashPoint = (step) => {
      original(step);
      if (step === 'execute:07 leg committed') void pull(world, 'halt');
    };
    await world.attempt(() => approve(world.context, world.ask(), card.code));
    await world.live(10_000);
    expect(world.exchange.submitsSeen).toBe(0);
    expect(world.stored(card).state).toMatchObject({ kind: 'obsolete', why: 'killed' });
  });

  it('refuses a viewer', async () => {
    const world = new LiveWorld();
    const answer = await pullKillSwitch(world.context, world.ask('Vi', 'viewer'), ALL, 'halt', '', false);
    expect(answer.ok ? [] : answer.error).toMatchObject({ refusals: [{ code: 'NOT_ALLOWED' }] });
    expect(world.context.memory.killing).toBe(false);
  });
});
