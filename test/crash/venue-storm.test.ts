// Everything at once: a seeded share of all requests to the exchange fails in every way there is, orders fill in part, and people
// trade by hand beside the desk. Two cards are approved into it. Judged by the exchange's own books when the storm is over.
import { describe, expect, it } from 'vitest';
import { approve } from '../../src/desk/proposals/approving.ts';
import { Decimal } from '../../src/domain/decimal.ts';
import { isDecided, type Proposal } from '../../src/domain/proposal.ts';
import { LoopbackDesk } from '../support/loopback-desk.ts';
import { seededFaults } from '../support/seeded-faults.ts';
import { cutOffences } from './venue-ledger.ts';

const SEEDS = Number(process.env['CUTMAN_STORM_SEEDS'] ?? 10);
const FIRST = Number(process.env['CUTMAN_STORM_FIRST'] ?? 1);

/** Sells by hand at some moments of the storm, as the seed has it; answers how much in all. */
async function weather(desk: LoopbackDesk, seed: number): Promise<Decimal> {
  const positionSide = desk.account.state.dual ? 'LONG' : 'BOTH';
  let gone = new Decimal(0);
  for (let minute = 0; minute < 8; minute += 1) {
    const roll = (seed * 7 + minute * 13) % 10;
    if (roll === 0) desk.server.partialFills('BTCUSDT', '0.4');
    if (roll === 1) desk.server.partialFills('BTCUSDT', '0.92');
    if (roll >= 2) desk.server.partialFills('BTCUSDT');
    if (roll === 3 && new Decimal(desk.held).gt('0.3')) {
      desk.account.place({
        symbol: 'BTCUSDT',
        side: 'SELL',
        quantity: '0.02',
        positionSide,
        clientOrderId: `hand-${minute}`,
      });
      gone = gone.plus('0.02');
    }
    await desk.live(15_000);
  }
  return gone;
}

describe('two approvals in a storm', () => {
  it.each(Array.from({ length: SEEDS }, (_, index) => FIRST + index))(
    'of seed %i end as the books say',
    async (seed) => {
      const desk = await LoopbackDesk.open({ hedge: seed % 2 === 0 });
      try {
        const policy = { executeWithinMs: 600_000, slippageCap: 0.0005 };
        const first = await desk.card({ policy });
        const second = await desk.card({ policy, legs: [desk.leg({ quantity: '0.1', targetAfter: '0.4' })] });
        const storm = seededFaults(seed, 0.15 + (seed % 4) * 0.1);
        desk.server.otherwise = storm.plan;
        for (const card of [first, second]) await approve(desk.context, desk.ask(), card.code);
        const gone = await weather(desk, seed);
        desk.server.otherwise = () => undefined;
        desk.server.partialFills('BTCUSDT');
        await desk.live(700_000);
        const cards = [first, second];
        const filledBy = (card: Proposal): Decimal =>
          desk.ordersOf(card).reduce((sum, order) => sum.plus(order.executedQty), new Decimal(0));
        const offences = cards.flatMap((card) => {
          const others = cards
            .filter((other) => other !== card)
            .reduce((sum, other) => sum.plus(filledBy(other)), gone);
          return cutOffences(desk, card, others.toFixed());
        });
        // Neither card may be the reason that the position is smaller than the lower of the two targets.
        const own = filledBy(first).plus(filledBy(second));
        if (own.gt('0.25')) offences.push(`the two cards together took ${own}`);
        expect({ offences, decided: cards.map((card) => isDecided(desk.stored(card).state)) }).toEqual({
          offences: [],
          decided: [true, true],
        });
        expect(storm.calls()).toBeGreaterThan(10);
      } finally {
        await desk.close();
      }
    },
  );
});
