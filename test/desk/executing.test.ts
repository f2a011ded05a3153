// What an approval becomes at the venue: exactly what was approved, once, and told as it was.
import { describe, expect, it } from 'vitest';
import { resolveUnknown } from '../../src/desk/execution/executing.ts';
import { approve } from '../../src/desk/proposals/approving.ts';
import { latestTrades } from '../../src/desk/report/profit-and-loss.ts';
import { viewOf } from '../../src/desk/state/view.ts';
import { watchOnce } from '../../src/desk/watch/watch.ts';
import type { Proposal } from '../../src/domain/proposal.ts';
import { LiveWorld } from '../support/live-world.ts';

async function approved(world: LiveWorld, proposal: Proposal): Promise<void> {
  const pressed = await approve(world.context, world.ask(), proposal.code);
  expect(pressed.ok).toBe(true);
}

describe('an execution', () => {
  it('sends the approved quantity reduce-only, once, and tells the fill, the price and the cost', async () => {
    const world = new LiveWorld();
    const card = await world.card();
    await approved(world, card);
    await world.live(10_000);
    const { state, outcome } = world.stored(card);
    expect(state.kind).toBe('executed');
    expect(outcome).toMatchObject({
      filled: '0.25',
      averagePrice: '59988',
      positionAfter: '0.25',
      currency: 'USDT',
    });
    expect(Number(outcome?.cost)).toBeCloseTo(0.25 * 12 + 0.25 * 59988 * 0.0005, 6);
    expect(world.exchange.sim.oracle.map((each) => each.quantity.toFixed())).toEqual(['0.25']);
    expect(world.exchange.sim.signed('BTCUSDT').toFixed()).toBe('0.25');
  });

  it('shows the book of after to whoever asks next, without waiting for the next check', async () => {
    const world = new LiveWorld();
    await watchOnce(world.context);
    const card = await world.card();
    await approved(world, card);
    // The next check is five seconds away.
    await world.live(3_000);
    const [account] = viewOf(world.context).accounts;
    expect(account?.snapshot?.positions.map((each) => each.quantity.toString())).toEqual(['0.25']);
    expect(account?.assessment?.at).toBe(account?.snapshot?.at);
    const trades = await latestTrades(world.context, 5);
    expect(trades.ok && trades.value.map((each) => each.quantity)).toEqual(['0.25']);
  });

  it('does nothing when the breach that called for it is over, and says what the figure is now', async () => {
    const world = new LiveWorld();
    const reason = {
      kind: 'breach',
      metric: 'leverage',
      level: 'emergency',
      value: 4,
      limit: 3.5,
    } as const;
    // 0.5 BTC at 60,000 over 10,000 USDT: three times, under the limit of the card.
    const card = await world.card({ reason });
    await approved(world, card);
    await world.live(5_000);
    expect(world.stored(card).state).toMatchObject({ kind: 'obsolete', why: 'not-needed', value: 3 });
    expect(world.exchange.submitsSeen).toBe(0);
  });

  it('goes on when the figure is within the hysteresis, adjusted cards included', async () => {
    const world = new LiveWorld();
    const original = {
      kind: 'breach',
      metric: 'leverage',
      level: 'emergency',
      value: 4,
      limit: 3.05,
    } as const;
    const card = await world.card({
      reason: { kind: 'adjusted', from: 'C001', how: 'halve', by: 'Kim', original },
    });
    await approved(world, card);
    await world.live(5_000);
    expect(world.stored(card).state.kind).toBe('executed');
  });

  it('tells the book as it was decided on and as it is afterwards', async () => {
    const world = new LiveWorld();
    const card = await world.card();
    await approved(world, card);
    await world.live(5_000);
    const effect = world.stored(card).outcome?.effect;
    expect(effect?.marginRatio.now).toBe(0.92);
    // Maintenance of 1 % on 0.25 BTC over what is left of 10,000 USDT.
    expect(effect?.marginRatio.after).toBeCloseTo((0.25 * 60_000 * 0.01) / 9_990, 3);
  });

  it('works through every leg, and a leg that is refused does not keep the others from being sent', async () => {
    const world = new LiveWorld();
    world.exchange.sim.hold({ symbol: 'ETHUSDT', side: 'short', quantity: '2' });
    const eth = {
      symbol: 'ETHUSDT',
      positionSide: 'short',
      side: 'buy',
      quantity: '1',
      positionBefore: '2',
      targetAfter: '1',
    } as const;
    const legs = [world.leg({ referencePrice: '70000' }), world.leg({ ...eth, referencePrice: '3000' })];
    const card = await world.card({ legs });
    await approved(world, card);
    await world.live(10_000);
    expect(world.stored(card).state).toMatchObject({ kind: 'partial', why: 'PRICE_MOVED' });
    expect(world.exchange.sim.signed('ETHUSDT').toFixed()).toBe('-1');
    expect(world.exchange.sim.signed('BTCUSDT').toFixed()).toBe('0.5');
  });

  it('tells several symbols by what they are worth, since base units do not add up', async () => {
    const world = new LiveWorld();
    world.exchange.sim.hold({ symbol: 'ETHUSDT', side: 'long', quantity: '2' });
    const eth = {
      symbol: 'ETHUSDT',
      quantity: '1',
      positionBefore: '2',
      targetAfter: '1',
      referencePrice: '3000',
    };
    const card = await world.card({ legs: [world.leg(), world.leg(eth)] });
    await approved(world, card);
    await world.live(10_000);
    const { outcome } = world.stored(card);
    expect(outcome?.filled).toBe((0.25 * 59_988 + 2_999.4).toString());
    expect(outcome?.averagePrice).toBeUndefined();
  });

  it('sends nothing after its execute-by, however it was approved', async () => {
    const world = new LiveWorld();
    const card = await world.card({ policy: { ttlMs: 1_000, executeWithinMs: 0 } });
    world.exchange.delay('balances', 2_000);
    await approved(world, card);
    await world.live(10_000);
    expect(world.stored(card).state).toMatchObject({
      kind: 'aborted',
      refusals: [{ code: 'EXECUTE_BY_PASSED' }],
    });
    expect(world.exchange.submitsSeen).toBe(0);
  });

  it('never has two drivers', async () => {
    const world = new LiveWorld();
    const card = await world.card();
    world.exchange.delay('positions', 2_000);
    await approved(world, card);
    await Promise.all(Array.from({ length: 5 }, () => world.attempt(() => resolveUnknown(world.context))));
    await world.live(15_000);
    expect(world.exchange.submitsSeen).toBe(1);
  });

  it('ends at its next durable step when the desk stops, and goes on at the next start', async () => {
    const world = new LiveWorld();
    const card = await world.card({ policy: { executeWithinMs: 600_000 } });
    world.exchange.fail('positions');
    await approved(world, card);
    world.context.memory.stopping = true;
    world.exchange.heal();
    await world.clock.advance(20_000);
    expect(world.exchange.submitsSeen).toBe(0);
    expect(world.context.memory.executing?.size).toBe(0);
    world.die();
    await world.live(10_000);
    expect(world.stored(card).state.kind).toBe('executed');
  });

  it('stops all trading when it meets a bug, and people get its number', async () => {
    const world = new LiveWorld();
    const card = await world.card();
    world.exchange.sim.positions = () => {
      throw new TypeError('a bug');
    };
    await approved(world, card);
    await world.clock.advance(3_000);
    expect(world.context.memory.trading.kind).toBe('halted');
    const notices = world.ledger.content.outbox.flatMap(({ event }) =>
      event.kind === 'notice' ? [event.notice.code] : [],
    );
    expect(notices).toContain('bug');
  });
});
