// A clean stop (SIGTERM, a deploy) in the middle of an approved cut through ccxt: nothing new is sent once it began, and the next
// start finishes what was approved. Judged by the exchange's own books.
import { describe, expect, it } from 'vitest';
import { EXECUTION_STEPS } from '../../src/desk/state/crash-points.ts';
import { type VenueFault, venueFaults } from '../support/binance-server/venue-faults.ts';
import { LoopbackDesk } from '../support/loopback-desk.ts';
import { at, once } from './venue-fault-rows.ts';
import { cutOffences } from './venue-ledger.ts';

const PLACE = 'POST /fapi/v1/order';
type Answer = readonly [name: string, fault: VenueFault | undefined, share: string | undefined];
const PROMPT: Answer = ['', undefined, undefined];
const LOST: Answer = [', answer dropped', venueFaults.dropAfter, undefined];
const RESTING: Answer = [', order rests', undefined, '0.92'];

const number = (step: string): number => Number(step.slice('execute:'.length, 'execute:'.length + 2));
function answersAt(step: string): readonly Answer[] {
  if (number(step) <= 6) return [PROMPT];
  if (number(step) >= 10 && number(step) <= 12) return [LOST];
  return number(step) === 13 || number(step) === 14 ? [RESTING] : [PROMPT, LOST];
}
const rows = EXECUTION_STEPS.flatMap((step) =>
  answersAt(step).map(([name, fault, share]) => [`${step}${name}`, step, fault, share] as const),
);

describe('a desk that is stopped in the middle of a cut', () => {
  it.each(rows)('at %s', async (_, step, fault, share) => {
    const desk = await LoopbackDesk.open();
    try {
      if (fault !== undefined) once(PLACE, fault)(desk);
      if (share !== undefined) {
        desk.server.partialFills('BTCUSDT', share);
        at('execute:08 submitted', ({ server }) => server.partialFills('BTCUSDT'))(desk);
      }
      let sentBefore: number | undefined;
      at(step, () => {
        sentBefore = desk.server.calls(PLACE).length;
        desk.context.memory.stopping = true;
      })(desk);
      const card = await desk.approvedCut();
      await desk.live(20_000);
      expect(desk.server.calls(PLACE).length).toBe(sentBefore);
      desk.die();
      await desk.liveOut(card, 60_000);
      expect([desk.stored(card).state.kind, desk.held]).toEqual(['executed', '0.25']);
      expect(cutOffences(desk, card, '0')).toEqual([]);
    } finally {
      await desk.close();
    }
  });
});
