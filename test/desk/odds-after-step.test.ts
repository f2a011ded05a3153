// What the best single step does to the probability of liquidation: the same paths over the book after it, and only where there is danger.
import { describe, expect, it } from 'vitest';
import { viewOf } from '../../src/desk/state/view.ts';
import type { LiquidationTask } from '../../src/ports/liquidation-task.ts';
import type { LiquidationProbability } from '../../src/risk/simulation/liquidation-probability.ts';
import { cannedCandles } from '../support/canned-models.ts';
import { DeskRig, SECOND } from './desk-rig.ts';

/** A BTC long with this much behind it, on a market with hourly history. */
async function watched(wallet: string): Promise<DeskRig> {
  const rig = new DeskRig({
    settings: { liquidationOdds: { everyMs: 3_600_000, mostSims: 256 } },
  }).withBtcLong(wallet);
  const [account] = rig.context.accounts;
  rig.context.accounts = [{ ...account!, candles: cannedCandles }];
  await rig.passes(3, 5 * SECOND);
  await rig.context.jobs.settled();
  return rig;
}

const oddsOf = (rig: DeskRig) => viewOf(rig.context).accounts[0]!;

describe('the odds after the best step', () => {
  it('are those of the book with the position cut, by the same paths, and lower', async () => {
    const rig = await watched('1500');
    const { assessment, liquidationOdds } = oddsOf(rig);
    const { bestStep, liquidationProbability } = assessment!;
    expect(liquidationOdds?.afterStep).toMatchObject({ key: bestStep!.key, share: bestStep!.share });
    const { day } = liquidationProbability;
    expect(liquidationOdds!.afterStep!.day).toBeLessThan(day.kind === 'known' ? day.value : 0);
    const [before, after] = rig.workers.asked.map(({ input }) => input as LiquidationTask);
    expect(after).toMatchObject({ seed: before!.seed, sims: before!.sims, returns: before!.returns });
    expect(after!.positions[0]!.quantity).toBeCloseTo(0.5 * (1 - bestStep!.share), 12);
    const again = await rig.workers.run<LiquidationProbability>('liquidation-probability', after);
    expect(again.any[0]).toBe(liquidationOdds!.afterStep!.day);
  });

  it('cost nothing while no path is liquidated', async () => {
    const rig = await watched('60000');
    expect(rig.workers.asked).toHaveLength(1);
    expect(oddsOf(rig).liquidationOdds).not.toHaveProperty('afterStep');
  });

  it('are left out when their simulation is lost, and the others stay', async () => {
    const rig = new DeskRig({ settings: { liquidationOdds: { everyMs: 3_600_000, mostSims: 256 } } });
    rig.withBtcLong('1500');
    const [account] = rig.context.accounts;
    rig.context.accounts = [{ ...account!, candles: cannedCandles }];
    const run = rig.workers.run.bind(rig.workers);
    Object.assign(rig.workers, {
      run: (model: string, input: unknown) =>
        rig.workers.asked.length === 0 ? run(model, input) : Promise.reject(new Error('the thread ended')),
    });
    await rig.passes(3, 5 * SECOND);
    await rig.context.jobs.settled();
    const { assessment, liquidationOdds } = oddsOf(rig);
    expect(assessment!.liquidationProbability.day.kind).toBe('known');
    expect(liquidationOdds).not.toHaveProperty('afterStep');
  });
});
