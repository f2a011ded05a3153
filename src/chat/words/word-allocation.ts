// Which weights the positions should have: the figure that was asked for, now and at its best; the desk itself only cuts.
import type { AllocationAnswer } from '../../ports/model-asks.ts';
import type { AllocationObjective } from '../../risk/portfolio/allocation.ts';
import type { Button, Reply } from '../core/reply.ts';
import { inRows } from './choose.ts';
import { atAccount, modelReply, wordBasis } from './model-reply.ts';
import { navigationButton, textBlock } from './short-reply.ts';
import { shortName, type Wording } from './wording.ts';

/** What people type for each objective. */
export const OBJECTIVES = {
  sharpe: 'max-sharpe',
  variance: 'min-variance',
  parity: 'risk-parity',
} as const satisfies Readonly<Record<string, AllocationObjective>>;

const MOST_ROWS = 30;
/** A share of the book under this is not worth a trade (risk-models 29). */
const WORTH_TRADING = 0.05;

/** `command` asks for the same again. */
export function wordAllocation(answer: AllocationAnswer, command: string, wording: Wording): Reply {
  const { words, format } = wording;
  const say = words.models.allocation;
  const { found, task } = answer;
  const { now, best } = found;
  const bySharpe = task.objective === 'max-sharpe';
  const figure = (mix: typeof now): string =>
    bySharpe ? format.plain(mix.sharpe) : format.percent(mix.volatility);
  const order = found.names.map((_, i) => i).sort((a, b) => best.weights[b]! - best.weights[a]!);
  const total = Array.from(task.notionals).reduce((sum, size) => sum + size, 0);
  const at = atAccount(answer.account, wording);
  return modelReply(
    answer,
    {
      title: say.title[task.objective](figure(best), figure(now)),
      command,
      ...(answer.basis === undefined ? {} : { basis: wordBasis(answer.basis, wording) }),
      blocks: [
        {
          kind: 'table',
          columns: [
            { title: say.columns.what, align: 'left' },
            { title: say.columns.now, align: 'right' },
            { title: say.columns.best, align: 'right' },
            { title: answer.currency, align: 'right' },
          ],
          rows: order
            .slice(0, MOST_ROWS)
            .map((i) => [
              nameAt(i, answer, wording),
              format.table.percent(now.weights[i]!),
              format.table.percent(best.weights[i]!),
              format.table.pnl(Math.round((best.weights[i]! - now.weights[i]!) * total)).replace(/\.0$/, ''),
            ]),
        },
        textBlock(
          say.expected(format.change(now.expectedReturn), format.change(best.expectedReturn)),
          say.volatility(format.percent(now.volatility), format.percent(best.volatility)),
          say.sharpe(format.plain(now.sharpe), format.plain(best.sharpe)),
          say.diversification(format.plain(best.diversificationRatio)),
          ...capLines(answer, wording),
          say.past,
          say.onlyCuts,
        ),
      ],
      next: [
        navigationButton(say.objectives.sharpe, `/allocate sharpe${at}`),
        navigationButton(say.objectives.variance, `/allocate variance${at}`),
        navigationButton(say.objectives.parity, `/allocate parity${at}`),
      ],
      more: inRows(cutButtons(answer, at, wording), 3),
    },
    wording,
  );
}

function nameAt(index: number, { positions }: AllocationAnswer, { words, view }: Wording): string {
  const { symbol, side } = positions[index]!;
  return `${shortName(symbol, view)} ${words.sideShort[side]}`;
}

/** Equal risk has no caps to speak of. */
function capLines({ found, task }: AllocationAnswer, { words, format }: Wording): string[] {
  const say = words.models.allocation;
  const { maxWeights, pairCap } = found;
  if (task.objective === 'risk-parity') return [];
  if (maxWeights === null && pairCap === null) return [say.noCaps];
  return [
    ...(maxWeights === null ? [] : [say.cap(format.share(task.largestWeight))]),
    ...(pairCap === null ? [] : [say.pairCap(format.share(pairCap.cap), format.plain(pairCap.threshold))]),
  ];
}

/** The parts that are far above their best weight, largest first; each cut asks for approval like every cut. */
function cutButtons(answer: AllocationAnswer, at: string, wording: Wording): Button[] {
  const { now, best } = answer.found;
  return answer.positions
    .map(({ key }, i) => ({ key, i, over: now.weights[i]! - best.weights[i]! }))
    .filter(({ over }) => over >= WORTH_TRADING)
    .sort((a, b) => b.over - a.over)
    .slice(0, 3)
    .map(({ key, i, over }) => {
      const percent = Math.min(100, Math.max(1, Math.round((over / now.weights[i]!) * 100)));
      return navigationButton(
        `${wording.words.button.cut} ${nameAt(i, answer, wording)} ${percent} %`,
        `/cut ${key}${at} ${percent}`,
      );
    });
}
