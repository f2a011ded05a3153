// The account before and after something that nobody has done: every figure of /risk in two columns, and what it would cost.
import { levelRank } from '../../domain/level.ts';
import { type Reading, unknown } from '../../domain/reading.ts';
import type { WhatIfAnswer } from '../../ports/book-questions.ts';
import type { Assessment } from '../../risk/assessment/assessment.ts';
import type { Block, Button, Reply } from '../core/reply.ts';
import { atAccount, modelReply } from './model-reply.ts';
import { navigationButton, textBlock } from './short-reply.ts';
import { toneOf } from './word-alert.ts';
import { readingCell } from './word-reading.ts';
import { likelihoodFigure } from './word-risk.ts';
import { joinParts, shortName, sizeFigure, type Wording } from './wording.ts';

/** `command` asks for the same again. */
export function wordWhatIf(answer: WhatIfAnswer, command: string, wording: Wording): Reply {
  const { words } = wording;
  const { book, now, after, change } = answer;
  const worse = levelRank(after.level) > levelRank(now.level);
  const level = words.level[after.level];
  const better = levelRank(after.level) < levelRank(now.level);
  return modelReply(
    book,
    {
      title: joinParts(
        titleOf(answer, wording),
        worse ? words.whatIf.becomes(level) : better ? words.whatIf.eases(level) : words.whatIf.stays(level),
      ),
      tone: worse ? toneOf(after.level) : 'plain',
      command,
      blocks: [figureTable(answer, wording), textBlock(...noteLines(answer, wording))],
      next: change.kind === 'close' ? [cutButton(answer, wording)] : [],
    },
    wording,
  );
}

function titleOf({ change, order, book }: WhatIfAnswer, wording: Wording): string {
  const { words, format, view } = wording;
  const say = words.whatIf;
  if (change.kind === 'transfer') {
    const amount = `${format.money(change.amount.replace('-', ''))} ${book.currency}`;
    return change.amount.startsWith('-') ? say.withdraw(amount) : say.deposit(amount);
  }
  const symbol = shortName(change.symbol, view);
  const side = words.side[change.side];
  switch (change.kind) {
    case 'order':
      return say.order(symbol, side, sizeFigure(change.symbol, order?.quantity ?? '0', wording));
    case 'close':
      return say.close(symbol, side, format.share(change.share));
    case 'leverage':
      return say.leverage(symbol, side, format.times(change.leverage));
    default:
      return change satisfies never;
  }
}

type Row = readonly [string, (assessment: Assessment) => Reading, (value: number) => string];

function figureTable({ now, after, subject, paths }: WhatIfAnswer, wording: Wording): Block {
  const { words, format } = wording;
  const { columns, rows } = words.whatIf;
  const { table } = format;
  const own = (part: 'distance' | 'liquidationPrice') => (assessment: Assessment) =>
    assessment.positions.find(({ key }) => key === subject)?.[part] ?? unknown('no-positions');
  const likelihood = (value: number): string =>
    value > 0 ? table.percent(value) : likelihoodFigure(value, paths, wording);
  const figures: Row[] = [
    ...(subject === undefined
      ? []
      : ([
          [rows.distance, own('distance'), table.percent],
          [rows.liquidation, own('liquidationPrice'), (value) => table.price(value.toPrecision(6))],
        ] as Row[])),
    [rows.least, (each) => each.liquidationDistance, table.percent],
    [words.metricShort['margin-ratio'], (each) => each.marginRatio, table.percent],
    [words.metricShort['value-at-risk'], (each) => each.tail.ratioOfEquity, table.percent],
    [rows.day, (each) => each.liquidationProbability.day, likelihood],
    [rows.week, (each) => each.liquidationProbability.week, likelihood],
    [words.metricShort.leverage, (each) => each.leverage, table.times],
    [words.metricShort.correlation, (each) => each.correlation, table.plain],
    [words.metricShort.drawdown, (each) => each.drawdown, table.percent],
  ];
  const cell = (reading: Reading, figure: (value: number) => string): string =>
    reading.kind === 'unknown' && reading.reason === 'no-positions'
      ? words.whatIf.notThere
      : readingCell(reading, figure, wording);
  return {
    kind: 'table',
    columns: [
      { title: columns.what, align: 'left' },
      { title: columns.now, align: 'right' },
      { title: columns.after, align: 'right' },
    ],
    rows: [
      [rows.equity, table.money(now.equity), table.money(after.equity)],
      ...figures
        .filter(([, of]) => of(now).kind === 'known' || of(after).kind === 'known')
        .map(([label, of, figure]) => [label, cell(of(now), figure), cell(of(after), figure)]),
    ].filter(([, before, then], index) => index > 0 || before !== then),
  };
}

function noteLines(answer: WhatIfAnswer, wording: Wording): string[] {
  const { words, format } = wording;
  const { book, change, order, shortfall, after } = answer;
  const say = words.whatIf;
  const money = (amount: string): string => `${format.money(amount)} ${book.currency}`;
  const isCross =
    change.kind === 'leverage' &&
    after.positions.find(({ key }) => key === answer.subject)?.marginMode === 'cross';
  return [
    ...(order === undefined || change.kind === 'transfer'
      ? []
      : [
          say.filled(
            sizeFigure(change.symbol, order.quantity, wording),
            format.price(order.price),
            money(order.fee),
          ),
        ]),
    ...(shortfall === undefined ? [] : [say.shortfall(money(shortfall))]),
    ...(isCross ? [say.crossLeverage] : []),
    say.nothingDone,
  ];
}

/** The same cut as a card that waits for approval. */
function cutButton({ book, change }: WhatIfAnswer, wording: Wording): Button {
  if (change.kind !== 'close') return navigationButton(wording.words.button.risk, '/risk');
  const percent = Number((change.share * 100).toPrecision(12));
  const target = `${change.symbol}:${change.side}`;
  return navigationButton(
    `${wording.words.button.cut} ${wording.format.share(change.share)}`,
    `/cut ${target} ${percent}${atAccount(book.account, wording)}`,
  );
}
