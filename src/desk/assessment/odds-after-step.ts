// How likely liquidation would be after the best single step: the same paths over the book as it would be then.
import { positionKey } from '../../domain/position.ts';
import type { LiquidationModel, LiquidationTask } from '../../ports/liquidation-task.ts';
import type { BestStep } from '../../risk/assessment/assessment.ts';
import { afterCut } from '../../risk/margin/after-cut.ts';
import type { LiquidationProbability } from '../../risk/simulation/liquidation-probability.ts';
import type { DeskContext } from '../state/context.ts';
import type { OddsAfterStep } from '../state/watch-memory.ts';

/** Undefined when the position is not in the simulated book, or no answer came: the step is then shown without it. */
export async function oddsAfterStep(
  { ports: { workers, log }, memory }: DeskContext,
  task: LiquidationTask,
  { key, share }: BestStep,
): Promise<OddsAfterStep | undefined> {
  const index = task.positions.findIndex(({ symbol, side }) => positionKey(symbol, side) === key);
  if (index < 0) return undefined;
  const model: LiquidationModel = 'liquidation-probability';
  try {
    const { any } = await workers.run<LiquidationProbability>(model, {
      ...task,
      ...afterCut(task, index, share),
    });
    return { key, share, day: any[0]!, week: any[1]! };
  } catch (error) {
    if (memory.stopping !== true) log.warn({ key, error }, 'the best step could not be simulated');
    return undefined;
  }
}
