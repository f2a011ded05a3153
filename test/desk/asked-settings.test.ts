// Leverage and margin that people ask for: a card with its limits, carried out once, looked up when the answer was lost.
import { describe, expect, it } from 'vitest';
import { resolveUnknown } from '../../src/desk/execution/executing.ts';
import { approve } from '../../src/desk/proposals/approving.ts';
import { proposeLeverage, proposeMargin } from '../../src/desk/proposals/propose-setting.ts';
import { watchOnce } from '../../src/desk/watch/watch.ts';
import type { Proposal } from '../../src/domain/proposal.ts';
import type { Answer } from '../../src/ports/desk.ts';
import { btcExchange, LiveWorld } from '../support/live-world.ts';
import { SimExchange } from '../support/sim-exchange.ts';
import { TIMEOUT_UNKNOWN } from '../support/sim-faults.ts';

const BTC = { symbol: 'BTCUSDT' };

const leverageOf = (world: LiveWorld): number | undefined => world.exchange.sim.positions()[0]?.leverage;

async function pass(world: LiveWorld): Promise<void> {
  await world.attempt(() => watchOnce(world.context));
  await world.attempt(() => resolveUnknown(world.context));
  await world.clock.advance(5_000);
}

async function asked(world: LiveWorld, ask: () => Answer<Proposal>): Promise<Proposal> {
  const answer = await world.attempt(ask);
  if (answer?.ok !== true) throw new Error(`no card: ${JSON.stringify(answer)}`);
  return answer.value;
}

async function refusal(world: LiveWorld, ask: () => Answer<Proposal>): Promise<string | undefined> {
  const answer = await world.attempt(ask);
  return answer === undefined || answer.ok || answer.error.kind !== 'refused'
    ? undefined
    : answer.error.refusals[0]?.code;
}

async function carriedOut(world: LiveWorld, card: Proposal): Promise<Proposal> {
  await world.attempt(() => approve(world.context, world.ask(), card.code, card.contentHash));
  for (let count = 0; count < 6; count += 1) await pass(world);
  return world.stored(card);
}

describe('another leverage', () => {
  const to = (world: LiveWorld, leverage: number) => (): Answer<Proposal> =>
    proposeLeverage(world.context, world.ask(), BTC, leverage);

  it('is a card, and changed once it is approved', async () => {
    const world = new LiveWorld();
    await pass(world);
    const card = await asked(world, to(world, 5));
    expect(card.content.action).toMatchObject({ kind: 'set-leverage', before: 10, leverage: 5 });
    expect(leverageOf(world)).toBe(10);
    expect((await carriedOut(world, card)).state.kind).toBe('executed');
    expect(leverageOf(world)).toBe(5);
  });

  it('is found to be done when the answer was lost', async () => {
    const world = new LiveWorld();
    await pass(world);
    const card = await asked(world, to(world, 5));
    world.exchange.fail('setLeverage', TIMEOUT_UNKNOWN, 1);
    world.exchange.sim.setLeverage('BTCUSDT', 5);
    expect((await carriedOut(world, card)).state.kind).toBe('executed');
    expect(world.exchange.calls.filter(({ method }) => method === 'setLeverage')).toHaveLength(1);
  });

  it('is asked for again when it never arrived', async () => {
    const world = new LiveWorld();
    await pass(world);
    const card = await asked(world, to(world, 5));
    world.exchange.fail('setLeverage', TIMEOUT_UNKNOWN, 1);
    expect((await carriedOut(world, card)).state.kind).toBe('executed');
    expect(leverageOf(world)).toBe(5);
  });

  it('is refused when it is the same, over the cap, or nothing the venue can change', async () => {
    const world = new LiveWorld();
    await pass(world);
    expect(await refusal(world, to(world, 10))).toBe('LEVERAGE_UNCHANGED');
    expect(await refusal(world, to(world, 120))).toBe('LEVERAGE_TOO_HIGH');
    const spot = new LiveWorld({
      exchanges: (clock) => [
        new SimExchange(clock, btcExchange(clock).sim, { capabilities: { setLeverage: false } }),
      ],
    });
    await pass(spot);
    expect(await refusal(spot, to(spot, 5))).toBe('EXCHANGE_CANNOT');
  });

  it('waits on one card at a time', async () => {
    const world = new LiveWorld();
    await pass(world);
    await asked(world, to(world, 5));
    expect(await refusal(world, to(world, 5))).toBe('DUPLICATE_INTENT');
  });
});

describe('more margin', () => {
  const add = (world: LiveWorld, amount: string) => (): Answer<Proposal> =>
    proposeMargin(world.context, world.ask(), BTC, amount);

  it('goes to an isolated position, once', async () => {
    const world = new LiveWorld();
    const held = { symbol: 'BTCUSDT', side: 'long', quantity: '0.5', marginMode: 'isolated' } as const;
    world.exchange.sim.hold({ ...held, isolatedMargin: '3000' });
    await pass(world);
    const card = await asked(world, add(world, '250'));
    expect((await carriedOut(world, card)).state.kind).toBe('executed');
    expect(world.exchange.sim.positions()[0]?.isolatedMargin?.toString()).toBe('3250');
  });

  it('is refused for a cross position, and beyond what is free', async () => {
    const world = new LiveWorld();
    await pass(world);
    expect(await refusal(world, add(world, '250'))).toBe('EXCHANGE_CANNOT');
    world.exchange.sim.hold({
      symbol: 'BTCUSDT',
      side: 'long',
      quantity: '0.5',
      marginMode: 'isolated',
      isolatedMargin: '3000',
    });
    await pass(world);
    expect(await refusal(world, add(world, '99999999'))).toBe('EXCHANGE_CANNOT');
  });
});
