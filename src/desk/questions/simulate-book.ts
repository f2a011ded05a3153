// What the book of now may be worth in some days when nobody touches it: fat-tailed paths with the mean, the volatilities and the
// correlations of the daily returns that value at risk uses, and the same with each assumption changed.
import { notional, sign } from '../../domain/position.ts';
import { success } from '../../domain/result.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { LongRun, MonteCarloAnswer, MonteCarloQuestion } from '../../ports/book-questions.ts';
import type { MonteCarloResult, MonteCarloTask } from '../../ports/book-tasks.ts';
import type { Answer } from '../../ports/desk.ts';
import { covarianceMatrix, type NamedSeries } from '../../risk/portfolio/covariance.ts';
import { statisticsOf } from '../../risk/statistics/series-statistics.ts';
import { runLong } from '../assessment/long-run.ts';
import { refused } from '../picture/asked-position.ts';
import { heldSymbols, openBook } from '../picture/open-book.ts';
import type { DeskContext } from '../state/context.ts';

const SEED = 1;
/** Every day trades. */
const DAYS_A_YEAR = 365;
/** Tails as fat as daily returns of crypto have them. */
const DEGREES_OF_FREEDOM = 5;
const RETURNS_NEEDED = 30;

export async function simulateBook(
  context: DeskContext,
  question: MonteCarloQuestion,
  run: LongRun = {},
): Answer<MonteCarloAnswer> {
  const book = openBook(context, question.account);
  if (!book.ok) return book;
  const { memory, snapshot, about } = book.value;
  const { returns, returnsBasis } = memory;
  const series = alignedReturns(snapshot, returns);
  if ('missing' in series) return refused({ code: 'NO_HISTORY', symbol: series.missing });
  const task: MonteCarloTask = {
    weights: series.map(({ name }) => exposureOf(snapshot, name) / about.equity),
    expected: series.map((each) => DAYS_A_YEAR * statisticsOf(each.returns).mean),
    covariance: covarianceMatrix(series).map((row) => row.map((entry) => DAYS_A_YEAR * entry)),
    initialValue: about.equity,
    sims: question.sims,
    days: question.days,
    periodsPerYear: DAYS_A_YEAR,
    distribution: 'student-t',
    df: DEGREES_OF_FREEDOM,
    seed: SEED,
    // Contracts stay as they are: nobody trades along the way.
    rebalance: 'none',
  };
  const result = await runLong<MonteCarloResult>(context, 'monte-carlo', task, run);
  if (!result.ok) return result;
  return success({
    book: about,
    ...result.value,
    df: DEGREES_OF_FREEDOM,
    seed: SEED,
    history: {
      days: series[0]!.returns.length,
      ...(returnsBasis === undefined ? {} : { basis: returnsBasis }),
    },
  });
}

interface AlignedSeries extends NamedSeries {
  readonly returns: Float64Array;
}

/** The latest returns that all held symbols share; or the symbol that has too few. */
function alignedReturns(
  snapshot: AccountSnapshot,
  returns: ReadonlyMap<string, Float64Array>,
): readonly AlignedSeries[] | { readonly missing: string } {
  const symbols = heldSymbols(snapshot.positions);
  const missing = symbols.find((symbol) => (returns.get(symbol)?.length ?? 0) < RETURNS_NEEDED);
  if (missing !== undefined) return { missing };
  const days = Math.min(...symbols.map((symbol) => returns.get(symbol)!.length));
  return symbols.map((name) => ({ name, returns: returns.get(name)!.slice(-days) }));
}

/** Both sides of a hedge together, signed. */
const exposureOf = ({ positions }: AccountSnapshot, symbol: string): number =>
  positions
    .filter((position) => position.symbol === symbol)
    .reduce((sum, position) => sum + notional(position).toNumber() * sign(position.side), 0);
