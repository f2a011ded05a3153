// A model behind a person's question, run beside the event loop: followed, ended when nobody waits any more, and every way in which it
// can fail turned into a sentence.
import { type Result, success } from '../../domain/result.ts';
import type { LongRun } from '../../ports/book-questions.ts';
import type { BookModel } from '../../ports/book-tasks.ts';
import type { Declined } from '../../ports/desk.ts';
import type { HistoryModel } from '../../ports/history-tasks.ts';
import type { LiquidationModel } from '../../ports/liquidation-task.ts';
import type { PoolErrorCode } from '../../ports/worker-pool.ts';
import { refused } from '../picture/asked-position.ts';
import type { DeskContext } from '../state/context.ts';

/** Nobody waits longer than this for an answer in chat. Real time: a model knows no other. */
const LONGEST_MS = 120_000;
const OUT_OF_TIME: PoolErrorCode = 'TIMED_OUT';

/** The model's output; or RUN_CANCELLED, RUN_TOO_LONG, MODEL_REFUSED with the model's own words, RUN_FAILED. */
export async function runLong<Output>(
  { ports, memory }: DeskContext,
  model: BookModel | HistoryModel | LiquidationModel,
  task: unknown,
  { signal, onProgress }: LongRun,
): Promise<Result<Output, Declined>> {
  try {
    const output = await ports.workers.run<Output>(model, task, {
      withinMs: LONGEST_MS,
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    return success(output);
  } catch (error) {
    if (signal?.aborted === true || memory.stopping === true) {
      return refused({ code: 'RUN_CANCELLED', what: model });
    }
    const why = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === OUT_OF_TIME) return refused({ code: 'RUN_TOO_LONG', what: model, limitMs: LONGEST_MS });
    if (typeof code === 'string') return refused({ code: 'MODEL_REFUSED', model, why });
    ports.log.error({ model, error }, 'a model gave no answer');
    return refused({ code: 'RUN_FAILED', what: model, why });
  }
}

/** Parts of one run, each of the same weight, seen as one. */
export function shareProgress({ onProgress }: LongRun, parts: number): (part: number) => LongRun {
  if (onProgress === undefined) return () => ({});
  const shares = new Array<number>(parts).fill(0);
  return (part) => ({
    onProgress(share) {
      shares[part] = share;
      onProgress(shares.reduce((sum, each) => sum + each, 0) / parts);
    },
  });
}
