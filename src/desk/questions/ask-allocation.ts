// Which weights the positions should have: model 27 over the positions as they are held, beside the weights of now.
import { type Told, told, unknown } from '../../domain/reading.ts';
import { success } from '../../domain/result.ts';
import type { Answer } from '../../ports/answer.ts';
import type { AllocationResult, AllocationTask } from '../../ports/history-tasks.ts';
import type { AllocationAnswer, AllocationAsk } from '../../ports/model-asks.ts';
import { runLong } from '../assessment/long-run.ts';
import { onBook } from '../picture/asked-picture.ts';
import { heldParts, namesOf } from '../picture/held-parts.ts';
import type { DeskContext } from '../state/context.ts';

const DAYS_PER_YEAR = 365;

export const askAllocation = (
  context: DeskContext,
  { account, objective = 'max-sharpe' }: AllocationAsk,
): Answer<Told<AllocationAnswer>> =>
  onBook<AllocationAnswer>(context, account, async (book) => {
    const parts = heldParts(book);
    if (parts.kind === 'unknown') return success(parts);
    if (parts.value.length < 2) return success(unknown('one-position'));
    const task: AllocationTask = {
      series: parts.value.map(({ key, own }) => ({ name: key, returns: own })),
      notionals: parts.value.map(({ notional }) => notional),
      objective,
      largestWeight: context.settings.sizing.largestWeight,
      periodsPerYear: DAYS_PER_YEAR,
    };
    const found = await runLong<AllocationResult>(context, 'allocation', task, {});
    if (!found.ok) return found;
    const { returnsBasis } = book.memory;
    return success(
      told({
        ...book.about,
        task,
        found: found.value,
        positions: namesOf(parts.value),
        ...(returnsBasis === undefined ? {} : { basis: returnsBasis }),
      }),
    );
  });
