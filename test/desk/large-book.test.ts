// A large book in a crash: every position calls for a card, and people are still answered while the cards are made.
import { expect, test } from 'vitest';
import { watchOnce } from '../../src/desk/watch/watch.ts';
import { Decimal } from '../../src/domain/decimal.ts';
import { DeskRig } from './desk-rig.ts';

/** Positions of 1 at 100, each with a margin of its own that liquidates it a few per cent lower. */
function crowdedRig(positions: number): DeskRig {
  const rig = new DeskRig();
  rig.venue.crossWallet = new Decimal(0);
  for (let index = 0; index < positions; index += 1) {
    const symbol = `S${index}USDT`;
    rig.venue.list(symbol, '100');
    rig.venue.hold({ symbol, side: 'long', quantity: '1', marginMode: 'isolated', isolatedMargin: '3' });
  }
  return rig;
}

/** Turns of the event loop that others had while the pass ran. */
async function turnsDuring(rig: DeskRig): Promise<number> {
  let turns = 0;
  let runs = true;
  const count = (): void => {
    turns += 1;
    if (runs) setImmediate(count);
  };
  setImmediate(count);
  await watchOnce(rig.context);
  runs = false;
  return turns;
}

test('others have a turn after every card that a pass over more than a hundred positions makes', async () => {
  const rig = crowdedRig(101);
  const turns = await turnsDuring(rig);
  expect(rig.cards).toHaveLength(101);
  expect(turns).toBeGreaterThanOrEqual(101);
});

test('each position has one card however many passes go by', async () => {
  const rig = crowdedRig(101);
  await rig.passes(3);
  expect(rig.cards).toHaveLength(101);
  const subjects = new Set(rig.cards.map(({ content }) => JSON.stringify(content.reason)));
  expect(subjects.size).toBe(101);
});
