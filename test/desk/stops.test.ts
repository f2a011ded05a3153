// Stops that people arm: placed once, moved as they tighten, made again when they are lost, over when the position is; through crashes and
// answers that never came, and watched by the desk itself where a venue keeps none.
import { describe, expect, it } from 'vitest';
import { resolveUnknown } from '../../src/desk/execution/executing.ts';
import { pullKillSwitch } from '../../src/desk/kill/kill-desk.ts';
import { approve } from '../../src/desk/proposals/approving.ts';
import { proposeStop, type StopAsk } from '../../src/desk/proposals/propose-setting.ts';
import { recover } from '../../src/desk/recover.ts';
import { endStopAsked } from '../../src/desk/stops/end-stop.ts';
import { watchOnce } from '../../src/desk/watch/watch.ts';
import { Decimal } from '../../src/domain/decimal.ts';
import type { Proposal } from '../../src/domain/proposal.ts';
import { offencesOf } from '../support/invariants.ts';
import { btcExchange, LiveWorld } from '../support/live-world.ts';
import { SimExchange } from '../support/sim-exchange.ts';

const BTC = { symbol: 'BTCUSDT' };
const AT_57000: StopAsk = { kind: 'price', price: '57000' };
const TRAIL_5: StopAsk = { kind: 'distance', ratio: 0.05, trails: true };

/** Check passes five seconds apart, each started again where the desk died. */
async function passes(world: LiveWorld, count = 1): Promise<void> {
  for (let pass = 0; pass < count; pass += 1) {
    if (world.isDead) {
      world.rebirth();
      await world.attempt(() => recover(world.context));
    }
    await world.attempt(() => watchOnce(world.context));
    await world.attempt(() => resolveUnknown(world.context));
    await world.clock.advance(5_000);
  }
}

async function moveTo(world: LiveWorld, mark: number): Promise<void> {
  world.exchange.sim.marks.set('BTCUSDT', new Decimal(mark));
  await passes(world);
}

async function card(world: LiveWorld, stop: StopAsk): Promise<Proposal> {
  const answer = await world.attempt(() => proposeStop(world.context, world.ask(), BTC, stop));
  if (answer?.ok !== true) throw new Error(`no card: ${JSON.stringify(answer)}`);
  return answer.value;
}

async function arm(world: LiveWorld, stop: StopAsk): Promise<Proposal> {
  await passes(world);
  const proposal = await card(world, stop);
  await world.attempt(() => approve(world.context, world.ask(), proposal.code, proposal.contentHash));
  await passes(world, 2);
  return proposal;
}

const resting = (world: LiveWorld): string[] =>
  world.exchange.sim.open().map(({ stopPrice, quantity }) => `${quantity} at ${stopPrice}`);
const told = (world: LiveWorld): string[] =>
  world.ledger.content.outbox.flatMap(({ event }) =>
    event.kind === 'notice' && event.notice.code.startsWith('stop-') ? [event.notice.code] : [],
  );
const refusalOf = async (world: LiveWorld, stop: StopAsk): Promise<string | undefined> => {
  const answer = await world.attempt(() => proposeStop(world.context, world.ask(), BTC, stop));
  if (answer === undefined || answer.ok || answer.error.kind !== 'refused') return undefined;
  return answer.error.refusals[0]?.code;
};

describe('arming a stop', () => {
  it('is a card first; approved, one reduce-only stop order for the whole position rests at the venue', async () => {
    const world = new LiveWorld();
    await passes(world);
    const proposal = await card(world, AT_57000);
    expect(proposal.content.action).toMatchObject({ kind: 'place-stop', stopPrice: '57000', loss: '1500' });
    await passes(world);
    expect(resting(world)).toEqual([]);
    await world.attempt(() => approve(world.context, world.ask(), proposal.code, proposal.contentHash));
    await passes(world, 3);
    expect(resting(world)).toEqual(['0.5 at 57000']);
    expect(world.exchange.sim.open()[0]).toMatchObject({
      type: 'stop-market',
      side: 'sell',
      reduceOnly: true,
    });
    expect(world.stored(proposal).state.kind).toBe('executed');
    expect(told(world)).toEqual(['stop-placed']);
  });

  it('is refused on the wrong side of the price', async () => {
    const world = new LiveWorld();
    await passes(world);
    expect(await refusalOf(world, { kind: 'price', price: '61000' })).toBe('STOP_WRONG_SIDE');
    expect(await refusalOf(world, { kind: 'price', price: '60000' })).toBe('STOP_WRONG_SIDE');
  });

  it('a second time takes the place of the first, and the position is never without one', async () => {
    const world = new LiveWorld();
    await arm(world, AT_57000);
    let least = Number.POSITIVE_INFINITY;
    const count = (): void => {
      least = Math.min(least, world.exchange.sim.open().length);
    };
    world.exchange.onSubmit = count;
    const second = await card(world, { kind: 'price', price: '58000' });
    expect(second.content.action).toMatchObject({ replaces: '57000' });
    await world.attempt(() => approve(world.context, world.ask(), second.code));
    await passes(world, 2);
    expect(resting(world)).toEqual(['0.5 at 58000']);
    expect(least).toBe(1);
  });

  it('dies at any step and is armed once, with one order', async () => {
    for (const step of [
      'execute:02 approval committed',
      'execute:04 claimed',
      'execute:06 before leg commit',
      'execute:07 leg committed',
      'execute:08 submitted',
      'execute:16 leg over',
    ]) {
      const world = new LiveWorld();
      await passes(world);
      const proposal = await card(world, AT_57000);
      world.crashes = [{ step }];
      await world.attempt(() => approve(world.context, world.ask(), proposal.code));
      await passes(world, 4);
      expect(world.deaths, step).toBe(1);
      expect(resting(world), step).toEqual(['0.5 at 57000']);
      expect(world.stored(proposal).state.kind, step).toBe('executed');
    }
  });
});

describe('an armed stop', () => {
  it('that trails is moved up with the price by one new order, and never down', async () => {
    const world = new LiveWorld();
    await arm(world, TRAIL_5);
    expect(resting(world)).toEqual(['0.5 at 57000']);
    await moveTo(world, 63_000);
    expect(resting(world)).toEqual(['0.5 at 59850']);
    const { length } = world.exchange.sim.oracle;
    await moveTo(world, 61_000);
    await moveTo(world, 63_010);
    expect(resting(world)).toEqual(['0.5 at 59850']);
    expect(world.exchange.sim.oracle).toHaveLength(length);
    expect(told(world)).toEqual(['stop-placed']);
  });

  it('follows the size of its position', async () => {
    const world = new LiveWorld();
    await arm(world, AT_57000);
    world.exchange.sim.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0.3' });
    await passes(world, 2);
    expect(resting(world)).toEqual(['0.3 at 57000']);
  });

  it('is made again when somebody cancels its order', async () => {
    const world = new LiveWorld();
    await arm(world, AT_57000);
    const [order] = world.exchange.sim.open();
    world.exchange.sim.cancel(order?.id ?? '', world.clock.now());
    await passes(world, 2);
    expect(resting(world)).toEqual(['0.5 at 57000']);
  });

  it('is over when it was filled, and people hear that it was the stop', async () => {
    const world = new LiveWorld();
    await arm(world, AT_57000);
    const [order] = world.exchange.sim.open();
    world.exchange.sim.marks.set('BTCUSDT', new Decimal(56_990));
    world.exchange.sim.fill(order?.id ?? '', world.clock.now());
    await passes(world, 2);
    expect(told(world)).toEqual(['stop-placed', 'stop-triggered']);
    expect(world.context.memory.stops).toEqual([]);
    expect(resting(world)).toEqual([]);
  });

  it('is over when the position goes another way, and leaves no order behind', async () => {
    const world = new LiveWorld();
    await arm(world, AT_57000);
    world.exchange.sim.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0' });
    await passes(world, 2);
    expect(told(world)).toEqual(['stop-placed', 'stop-gone']);
    expect(resting(world)).toEqual([]);
  });

  it('is taken away by a person with its order', async () => {
    const world = new LiveWorld();
    await arm(world, AT_57000);
    const answer = await world.attempt(() => endStopAsked(world.context, world.ask(), BTC));
    expect(answer?.ok).toBe(true);
    await passes(world, 2);
    expect([resting(world), told(world)]).toEqual([[], ['stop-placed', 'stop-ended']]);
  });

  it('goes with the kill switch, and is not put back while that is pulled', async () => {
    const world = new LiveWorld();
    await arm(world, AT_57000);
    await world.attempt(() =>
      pullKillSwitch(world.context, world.ask(), { kind: 'all' }, 'flatten', 'test', false),
    );
    await world.live(20_000);
    await passes(world, 3);
    expect(world.exchange.sim.positions()).toEqual([]);
    expect(resting(world)).toEqual([]);
    expect(offencesOf(world.exchange)).toEqual([]);
  });
});

describe('when the venue answers badly', () => {
  it('an order whose answer was lost is found under its name and not sent again', async () => {
    const world = new LiveWorld();
    world.exchange.nextSubmits({ kind: 'lose-response' });
    await arm(world, AT_57000);
    await passes(world, 6);
    expect(resting(world)).toEqual(['0.5 at 57000']);
    expect(world.exchange.submitsSeen).toBe(1);
  });

  it('an order that got lost is sent again once it can no longer arrive', async () => {
    const world = new LiveWorld();
    world.exchange.nextSubmits({ kind: 'drop' });
    await arm(world, AT_57000);
    expect(world.exchange.submitsSeen).toBe(1);
    await passes(world, 6);
    expect(resting(world)).toEqual(['0.5 at 57000']);
    expect(world.exchange.submitsSeen).toBe(2);
  });

  it('a refusal is told once with its reason, and tried again', async () => {
    const world = new LiveWorld();
    world.exchange.everySubmit({ kind: 'reject', venueCode: '-4045', reason: 'Reach max stop order limit.' });
    await arm(world, AT_57000);
    await passes(world, 20);
    expect(told(world)).toEqual(['stop-refused']);
    expect(world.exchange.submitsSeen).toBeGreaterThan(2);
    world.exchange.heal();
    await passes(world, 8);
    expect(resting(world)).toEqual(['0.5 at 57000']);
    expect(told(world)).toEqual(['stop-refused', 'stop-placed']);
  });
});

describe('a venue that keeps no stops', () => {
  const spot = (): LiveWorld =>
    new LiveWorld({
      exchanges: (clock) => {
        const { sim } = btcExchange(clock);
        return [new SimExchange(clock, sim, { capabilities: { conditionalOrders: false } })];
      },
    });

  it('has the desk watch the price and close with a reduce-only order as soon as the stop is reached', async () => {
    const world = spot();
    await arm(world, AT_57000);
    expect(told(world)).toEqual(['stop-watched']);
    await moveTo(world, 57_500);
    expect(world.exchange.submitsSeen).toBe(0);
    await moveTo(world, 56_990);
    await passes(world, 3);
    expect(world.exchange.sim.positions()).toEqual([]);
    expect(world.exchange.sim.oracle.map(({ quantity }) => quantity.toFixed())).toEqual(['0.5']);
    expect(told(world)).toContain('stop-triggered');
    expect(offencesOf(world.exchange)).toEqual([]);
  });

  it('keeps the stop over a restart, with the best price of its trail found again', async () => {
    const world = spot();
    await arm(world, TRAIL_5);
    await moveTo(world, 63_000);
    world.die();
    await passes(world);
    await moveTo(world, 59_800);
    await passes(world, 3);
    expect(world.exchange.sim.positions()).toEqual([]);
  });

  it('closes once when the process dies in between', async () => {
    for (const step of ['execute:04 claimed', 'execute:07 leg committed', 'execute:08 submitted']) {
      const world = spot();
      await arm(world, AT_57000);
      world.crashes = [{ step, occurrence: 2 }];
      await moveTo(world, 56_990);
      await passes(world, 6);
      expect(world.deaths, step).toBe(1);
      expect(world.exchange.sim.positions(), step).toEqual([]);
      expect(
        world.exchange.sim.oracle.filter(({ filled }) => filled.gt(0)),
        step,
      ).toHaveLength(1);
    }
  });
});
