// One person may approve so much within an hour and no more; others, later hours and the kill switch are not held up by it.
import { describe, expect, it } from 'vitest';
import { approve } from '../../src/desk/proposals/approving.ts';
import { LiveWorld } from '../support/live-world.ts';
import { pulled } from './busy-world.ts';

const HOUR = 3_600_000;

/** Puts a card up and presses Approve; answers the code of the first refusal, or nothing. */
async function press(world: LiveWorld, by: string): Promise<string> {
  const card = await world.card({ policy: { ttlMs: 2 * HOUR } });
  const answer = await approve(world.context, world.ask(by), card.code);
  await world.live(3_000);
  if (answer.ok) return '';
  return answer.error.kind === 'refused' ? (answer.error.refusals[0]?.code ?? '') : 'fault';
}

describe('the cap on approvals of one person', () => {
  it('holds for that person within the hour, and for nobody else', async () => {
    const world = new LiveWorld({ settings: { approvalCap: { perHour: 2 } } });
    expect([await press(world, 'Kim'), await press(world, 'Kim')]).toEqual(['', '']);
    expect(await press(world, 'Kim')).toBe('APPROVALS_CAPPED');
    expect(await press(world, 'Lee')).toBe('');
    await world.clock.advance(HOUR);
    expect(await press(world, 'Kim')).toBe('');
  });

  it('counts what was approved before a restart', async () => {
    const world = new LiveWorld({ settings: { approvalCap: { perHour: 1 } } });
    expect(await press(world, 'Kim')).toBe('');
    world.rebirth();
    expect(await press(world, 'Kim')).toBe('APPROVALS_CAPPED');
  });

  it('counts the notional of the cards, and lets the first through however large it is', async () => {
    // Each card is a cut of 0.25 BTC at 60,000.
    const world = new LiveWorld({ settings: { approvalCap: { perHour: 60, notionalPerHour: '29000' } } });
    expect(await press(world, 'Kim')).toBe('');
    expect(await press(world, 'Kim')).toBe('APPROVALS_CAPPED');
    const small = new LiveWorld({ settings: { approvalCap: { perHour: 60, notionalPerHour: '31000' } } });
    expect([await press(small, 'Kim'), await press(small, 'Kim')]).toEqual(['', '']);
  });

  it('does not hold up the kill switch', async () => {
    const world = new LiveWorld({ settings: { approvalCap: { perHour: 1 } } });
    await press(world, 'Kim');
    const latch = await pulled(world, 'flatten');
    expect(latch.state).toBe('latched');
    await world.live(5_000);
    expect(world.exchange.sim.positions()).toEqual([]);
  });
});
