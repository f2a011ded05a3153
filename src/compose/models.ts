// Every model that runs beside the event loop, by name. Runs in a worker thread; pure, so a test may call it as it stands.
import type { Models } from '../adapters/workers/messages.ts';
import type { LiquidationModel, LiquidationTask } from '../ports/liquidation-task.ts';
import { BracketBook } from '../risk/margin/bracket-book.ts';
import {
  type LiquidationBatch,
  type LiquidationProbability,
  liquidationBlocks,
  planLiquidation,
  simulateLiquidations,
  summariseLiquidation,
} from '../risk/simulation/liquidation-probability.ts';

/** Blocks of 64 paths between two words about the progress: a few ten milliseconds of a usual book. */
const BLOCKS_AT_ONCE = 8;

export const MODELS = {
  'liquidation-probability': (
    { tiers, ...task }: LiquidationTask,
    report: (share: number) => void,
  ): LiquidationProbability => {
    const plan = planLiquidation({ ...task, book: BracketBook.of(tiers) });
    const blocks = liquidationBlocks(plan);
    const batches: LiquidationBatch[] = [];
    for (let first = 0; first < blocks; first += BLOCKS_AT_ONCE) {
      const count = Math.min(BLOCKS_AT_ONCE, blocks - first);
      batches.push(simulateLiquidations(plan, first, count));
      report((first + count) / blocks);
    }
    return summariseLiquidation(plan, batches);
  },
} satisfies Models & Record<LiquidationModel, unknown>;
