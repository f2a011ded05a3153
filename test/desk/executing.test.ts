// What an approval becomes at the venue: exactly what was approved, once, and told as it was.
import { describe, expect, it } from 'vitest';
import { approve } from '../../src/desk/approving.ts';
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
});
