// The tail of the book in several ways: models 17 to 19 on today's exposures and the daily returns that the watch keeps.
import { sign } from '../../domain/position.ts';
import { type Told, told } from '../../domain/reading.ts';
import { success } from '../../domain/result.ts';
import type { Answer } from '../../ports/answer.ts';
import type { TailViewsResult, TailViewsTask } from '../../ports/history-tasks.ts';
import type { TailAnswer } from '../../ports/model-asks.ts';
import { runLong } from '../assessment/long-run.ts';
import { onBook } from '../picture/asked-picture.ts';
import { heldParts } from '../picture/held-parts.ts';
import type { DeskContext } from '../state/context.ts';

export const askTail = (
  context: DeskContext,
  { account }: { readonly account?: string },
): Answer<Told<TailAnswer>> =>
  onBook<TailAnswer>(context, account, async (book) => {
    const parts = heldParts(book);
    if (parts.kind === 'unknown') return success(parts);
    const task: TailViewsTask = {
      equity: book.about.equity,
      parts: parts.value.map(({ key, side, notional, returns }) => ({
        name: key,
        exposure: sign(side) * notional,
        returns,
      })),
    };
    const found = await runLong<TailViewsResult>(context, 'tail-views', task, {});
    if (!found.ok) return found;
    const { returnsBasis } = book.memory;
    return success(
      told({
        ...book.about,
        task,
        found: found.value,
        ...(returnsBasis === undefined ? {} : { basis: returnsBasis }),
      }),
    );
  });
