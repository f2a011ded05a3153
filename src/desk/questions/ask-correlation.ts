// How the symbols held move together: model 22 on the daily returns that the watch keeps.
import { sign } from '../../domain/position.ts';
import { type Told, told, unknown } from '../../domain/reading.ts';
import { success } from '../../domain/result.ts';
import type { Answer } from '../../ports/answer.ts';
import type { CorrelationResult, CorrelationTask } from '../../ports/history-tasks.ts';
import type { CorrelationAnswer, CorrelationAsk } from '../../ports/model-asks.ts';
import { runLong } from '../assessment/long-run.ts';
import { onBook } from '../picture/asked-picture.ts';
import { heldReturns } from '../picture/held-returns.ts';
import type { DeskContext } from '../state/context.ts';

const USUAL_WINDOW = 30;

/** Symbols without history are left out and named; with fewer than two left there is no pair. */
export const askCorrelation = (
  context: DeskContext,
  { account, window = USUAL_WINDOW }: CorrelationAsk,
): Answer<Told<CorrelationAnswer>> =>
  onBook<CorrelationAnswer>(context, account, async (book) => {
    const { positions } = book.snapshot;
    if (positions.length === 0) return success(unknown('no-positions'));
    const { bySymbol, missing } = heldReturns(book);
    if (bySymbol.size + missing.length < 2) return success(unknown('one-position'));
    if (bySymbol.size < 2) return success(unknown('no-price-history', missing[0]));
    const task: CorrelationTask = {
      series: [...bySymbol].map(([name, returns]) => ({ name, returns })),
      window,
    };
    const found = await runLong<CorrelationResult>(context, 'correlation', task, {});
    if (!found.ok) return found;
    const exposures = found.value.names.map((name) =>
      positions
        .filter(({ symbol }) => symbol === name)
        .reduce(
          (sum, { quantity, markPrice, side }) =>
            sum + quantity.value.times(markPrice.value).toNumber() * sign(side),
          0,
        ),
    );
    const { returnsBasis } = book.memory;
    return success(
      told({
        ...book.about,
        task,
        found: found.value,
        exposures,
        missing,
        ...(returnsBasis === undefined ? {} : { basis: returnsBasis }),
      }),
    );
  });
