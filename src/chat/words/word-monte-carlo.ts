// What the book may be worth after some days: the losing tail first, the fan on the way, and the same with each assumption changed.
import type { MonteCarloAnswer } from '../../ports/book-questions.ts';
import type { MonteCarloSummary } from '../../risk/simulation/monte-carlo-summary.ts';
import type { Block, Reply } from '../core/reply.ts';
import { atAccount, modelReply } from './model-reply.ts';
import { navigationButton, textBlock } from './short-reply.ts';
import type { Wording } from './wording.ts';

const DAY_MS = 86_400_000;
const FAN_ROWS = 4;
const OTHER_DAYS = [7, 30, 90] as const;

/** `command` asks for the same again. */
export function wordMonteCarlo(answer: MonteCarloAnswer, command: string, wording: Wording): Reply {
  const { words, format } = wording;
  const { summary, book, df, history } = answer;
  const say = words.monteCarlo;
  const days = format.duration(summary.days * DAY_MS);
  const loss = summary.valueAtRisk['95'];
  const at = atAccount(book.account, wording);
  return modelReply(
    book,
    {
      title:
        loss > 0
          ? say.title(days, `${format.percent(loss)} (${format.cash(loss * book.equity)} ${book.currency})`)
          : say.gain(days, format.percent(0)),
      command,
      blocks: [
        textBlock(...figureLines(answer, wording)),
        textBlock(say.fan(answer.book.currency)),
        fanTable(summary, wording),
        textBlock(say.assumptions),
        assumptionTable(answer, wording),
        { kind: 'note', text: say.untouched },
      ],
      basis: say.basis(format.count(summary.sims), format.count(df), format.count(history.days)),
      next: OTHER_DAYS.filter((each) => each !== summary.days).map((each) =>
        navigationButton(format.duration(each * DAY_MS), `/montecarlo ${each}${at}`),
      ),
    },
    wording,
  );
}

function figureLines({ summary, book }: MonteCarloAnswer, wording: Wording): string[] {
  const { words, format } = wording;
  const say = words.monteCarlo;
  const { valueAtRisk, conditionalValueAtRisk, probability, maxDrawdown, tailIndex } = summary;
  const cash = (share: number): string => format.cash(share * book.equity);
  const share = (value: number): string => format.percent(value).replace(/ %$/, '');
  const index = (value: number | null): string => (value === null ? '?' : format.plain(value));
  return [
    `VaR 95 % ${cash(valueAtRisk['95'])} · 99 % ${cash(valueAtRisk['99'])} ${book.currency}`,
    `CVaR 95 % ${cash(conditionalValueAtRisk['95'])} · 99 % ${cash(conditionalValueAtRisk['99'])}`,
    say.mean(format.change(summary.meanReturn), format.percent(summary.stdReturn)),
    say.chances(format.percent(probability.positive), format.percent(probability.ruin)),
    say.losses(share(probability.loss5), share(probability.loss10), format.percent(probability.loss20)),
    say.drawdown(format.percent(maxDrawdown.mean), format.percent(maxDrawdown.p95)),
    ...(tailIndex.lower === null && tailIndex.upper === null
      ? []
      : [say.tails(index(tailIndex.lower), index(tailIndex.upper))]),
  ];
}

/** A few cuts of the fan, the last day among them. */
function fanTable({ quantiles }: MonteCarloSummary, { words, format }: Wording): Block {
  const { columns } = words.monteCarlo;
  const last = quantiles.days.length - 1;
  const rows = Math.min(FAN_ROWS, last);
  const cuts = Array.from({ length: rows }, (_, row) => Math.round(((row + 1) * last) / rows));
  const figure = (values: readonly number[], cut: number): string =>
    format.table.cash(Math.round(Math.max(0, values[cut] ?? 0)));
  return {
    kind: 'table',
    columns: [
      { title: columns.day, align: 'right' },
      { title: columns.low, align: 'right' },
      { title: columns.middle, align: 'right' },
      { title: columns.high, align: 'right' },
    ],
    rows: cuts.map((cut) => [
      format.table.count(quantiles.days[cut] ?? 0),
      figure(quantiles.p5, cut),
      figure(quantiles.p50, cut),
      figure(quantiles.p95, cut),
    ]),
  };
}

function assumptionTable({ comparison }: MonteCarloAnswer, { words, format }: Wording): Block {
  const { columns, assumption } = words.monteCarlo;
  return {
    kind: 'table',
    columns: [
      { title: columns.assumption, align: 'left' },
      { title: columns.mean, align: 'right' },
      { title: columns.loss, align: 'right' },
    ],
    rows: comparison.map(({ name, meanReturn, valueAtRisk95 }) => [
      assumption[name],
      format.table.change(meanReturn),
      format.table.percent(valueAtRisk95),
    ]),
  };
}
