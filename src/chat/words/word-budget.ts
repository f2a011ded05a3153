// How much of the daily risk is used, by position; what to cut so that it fits, and where there is room.
import type { BudgetAnswer } from '../../ports/model-asks.ts';
import type { BudgetUse } from '../../risk/portfolio/risk-budget.ts';
import type { Button, Reply } from '../core/reply.ts';
import { inRows } from './choose.ts';
import { atAccount, modelReply, wordBasis } from './model-reply.ts';
import { navigationButton, textBlock } from './short-reply.ts';
import { shortName, type Wording } from './wording.ts';

const MOST_ROWS = 30;
const MOST_LINES = 6;

/** `tail` is what was typed after the command. */
export function wordBudget(answer: BudgetAnswer, tail: string, wording: Wording): Reply {
  const { words, format } = wording;
  const say = words.models.budget;
  const { found, input, equity, currency } = answer;
  const total = input.totalBudget;
  const over = found.totalUsed > total;
  const usage = [...found.usage].sort((a, b) => useOf(b) - useOf(a));
  const cash = (share: number): string => `${format.cash(share * equity)} ${currency}`;
  const at = atAccount(answer.account, wording);
  const command = tail === '' ? '/budget' : `/budget ${tail}`;
  return modelReply(
    answer,
    {
      title: say.title(
        format.percent(found.totalUsed),
        format.share(total),
        say.status[statusOf(found.totalUsed / total)],
      ),
      tone: over ? 'warning' : 'plain',
      command,
      ...(answer.basis === undefined ? {} : { basis: wordBasis(answer.basis, wording) }),
      blocks: [
        {
          kind: 'table',
          columns: [
            { title: say.columns.what, align: 'left' },
            { title: say.columns.used, align: 'right' },
            { title: say.columns.budget, align: 'right' },
            { title: say.columns.use, align: 'right' },
          ],
          rows: usage
            .slice(0, MOST_ROWS)
            .map((use) => [
              nameOf(use.name, answer, wording),
              format.table.percent(use.used),
              format.table.percent(use.budget),
              use.ratio === null ? say.status.OVER_BUDGET : format.table.percent(use.ratio),
            ]),
        },
        textBlock(
          say.amounts(cash(found.totalUsed), cash(total)),
          ...suggestionLines(answer, wording),
          say.split(say.method[input.method]),
          say.sum,
        ),
      ],
      next: [
        navigationButton(say.methods.equal, `/budget equal${at}`),
        navigationButton(say.methods.performance, `/budget performance${at}`),
        navigationButton(say.methods.inverse, `/budget inverse${at}`),
      ],
      more: inRows(cutButtons(answer, at, wording), 3),
    },
    wording,
  );
}

const useOf = ({ ratio }: BudgetUse): number => ratio ?? Number.MAX_VALUE;

/** The model's own lines, for the sum. */
function statusOf(ratio: number): BudgetUse['status'] {
  if (ratio > 1) return 'OVER_BUDGET';
  if (ratio > 0.8) return 'HIGH';
  return ratio > 0.5 ? 'MODERATE' : 'LOW';
}

function nameOf(key: string, { positions }: BudgetAnswer, { words, view }: Wording): string {
  const found = positions.find((each) => each.key === key);
  return found === undefined ? key : `${shortName(found.symbol, view)} ${words.sideShort[found.side]}`;
}

function suggestionLines(answer: BudgetAnswer, wording: Wording): string[] {
  const { words, format } = wording;
  const say = words.models.budget;
  const order = { REDUCE: 0, INCREASE: 1 } as const;
  return [...answer.found.suggestions]
    .sort((a, b) => order[a.action] - order[b.action] || b.ratio - a.ratio)
    .slice(0, MOST_LINES)
    .map(({ name, action, ratio }) =>
      (action === 'REDUCE' ? say.reduce : say.room)(nameOf(name, answer, wording), format.percent(ratio)),
    );
}

/** Rounded up to a whole per cent: after the cut the position is inside its budget. */
function cutButtons(answer: BudgetAnswer, at: string, wording: Wording): Button[] {
  const { words } = wording;
  return answer.found.suggestions
    .filter(({ action }) => action === 'REDUCE')
    .sort((a, b) => b.ratio - a.ratio)
    .slice(0, 3)
    .map(({ name, ratio }) => {
      const percent = Math.min(100, Math.ceil(ratio * 100));
      return navigationButton(
        `${words.button.cut} ${nameOf(name, answer, wording)} ${percent} %`,
        `/cut ${name}${at} ${percent}`,
      );
    });
}
