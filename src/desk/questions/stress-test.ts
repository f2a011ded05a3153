// What a crash would do to the book of now: every position at its own beta, liquidated where its real margin ends.
import { success } from '../../domain/result.ts';
import type { LongRun, StressAnswer, StressQuestion } from '../../ports/book-questions.ts';
import type { StressTask } from '../../ports/book-tasks.ts';
import type { Answer } from '../../ports/desk.ts';
import { marginView } from '../../risk/assessment/margin-view.ts';
import { SCENARIOS, type Scenario } from '../../risk/simulation/scenarios.ts';
import type { Stress } from '../../risk/simulation/stress.ts';
import { runLong } from '../assessment/long-run.ts';
import { refused } from '../picture/asked-position.ts';
import { openBook, tiersOf } from '../picture/open-book.ts';
import type { DeskContext } from '../state/context.ts';

/** Always the same noise is drawn, so that two answers differ by the book, not by chance. */
const SEED = 1;

/** The bundled scenarios and those of the installation; one of the same name takes the bundled one's place. */
export function scenariosOf({ settings }: DeskContext): readonly Scenario[] {
  const own = settings.scenarios ?? [];
  return [...SCENARIOS.filter(({ name }) => own.every((each) => each.name !== name)), ...own];
}

export async function stressTest(
  context: DeskContext,
  question: StressQuestion,
  run: LongRun = {},
): Answer<StressAnswer> {
  const all = scenariosOf(context);
  const scenarios = all.filter(({ name }) => question.scenario === undefined || name === question.scenario);
  if (scenarios.length === 0) {
    const known = all.map(({ name }) => name);
    return refused({ code: 'SCENARIO_UNKNOWN', scenario: question.scenario ?? '', known });
  }
  const book = openBook(context, question.account);
  if (!book.ok) return book;
  const { memory, snapshot, about } = book.value;
  const table = tiersOf(snapshot);
  if ('missing' in table) {
    return refused({ code: 'INCOMPLETE_DATA', why: `no leverage table of ${table.missing}` });
  }
  const { positions, pools } = marginView(snapshot);
  if (pools !== undefined) {
    const coins = pools.map(({ coin }) => coin).join(' and ');
    return refused({
      code: 'INCOMPLETE_DATA',
      why: `${coins} back their own positions only, and this model knows one wallet`,
    });
  }
  const move = memory.assessment?.correlatedMove;
  const betas = move?.betas ?? {};
  const task: StressTask = {
    equity: about.equity,
    positions,
    tiers: table.tiers,
    betas,
    scenarios,
    seed: SEED,
  };
  const runs = await runLong<readonly Stress[]>(context, 'stress', task, run);
  if (!runs.ok) return runs;
  const reference = move?.reference ?? undefined;
  return success({
    book: about,
    runs: runs.value,
    ...(reference === undefined ? {} : { reference }),
    betas,
  });
}
