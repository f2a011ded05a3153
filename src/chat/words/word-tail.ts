// Value at risk of the book: the figure of /risk first, where it comes from, then the same tail by other models and over longer
// times, and how the figure would have stood up so far.
import type { Told } from '../../domain/reading.ts';
import type { AccountView } from '../../ports/desk.ts';
import type { TailAnswer } from '../../ports/model-asks.ts';
import type { Assessment } from '../../risk/assessment/assessment.ts';
import type { Block, Reply } from '../core/reply.ts';
import { atAccount, wordBasis } from './model-reply.ts';
import { navigationButton, noteBlock, refreshButton, shortReply, textBlock } from './short-reply.ts';
import { wordReading, wordUnknown } from './word-reading.ts';
import { accountLabel, joinParts, shortName, type Wording } from './wording.ts';

const MOST_ROWS = 12;

/** `views` are the other models' answers; why there are none, where there are none. */
export function wordTail(
  account: AccountView,
  assessment: Assessment,
  views: Told<TailAnswer> | { readonly kind: 'declined'; readonly why: string },
  wording: Wording,
): Reply {
  const { words, format, view } = wording;
  const { tail, currency } = assessment;
  const cash = (value: number): string => format.cash(value);
  const basis = tail.valueAtRisk95.kind === 'known' ? tail.valueAtRisk95.basis : undefined;
  const at = atAccount(account.name, wording);
  const title =
    tail.valueAtRisk95.kind === 'unknown'
      ? `${words.metric['value-at-risk']} ${wordReading(tail.valueAtRisk95, cash, wording)}`
      : words.var.title(
          `${wordReading(tail.valueAtRisk95, cash, wording)} ${currency}`,
          wordReading(tail.ratioOfEquity, format.percent, wording),
        );
  return shortReply(joinParts(accountLabel(account.name, view), title), {
    blocks: [
      textBlock(
        `VaR 99 % ${wordReading(tail.valueAtRisk99, cash, wording)}`,
        `CVaR 95 % ${wordReading(tail.conditionalValueAtRisk95, cash, wording)} · 99 % ${wordReading(tail.conditionalValueAtRisk99, cash, wording)}`,
      ),
      ...componentBlocks(assessment, wording),
      ...viewBlocks(views, wording),
      noteBlock(
        joinParts(
          basis === undefined ? undefined : words.risk.basis(wordBasis(basis, wording)),
          format.timeAndZone(view?.at ?? assessment.at),
        ),
      ),
    ],
    buttons: [
      [
        refreshButton(`/var${at}`, wording),
        navigationButton(words.button.risk, `/risk${at}`),
        navigationButton(words.button.budget, `/budget${at}`),
      ],
    ],
  });
}

function componentBlocks({ tail, currency }: Assessment, { words, format, view }: Wording): Block[] {
  const components = [...tail.components].sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  const total = components.reduce((sum, [, value]) => sum + value, 0);
  if (components.length === 0) return [];
  return [
    textBlock(words.var.contributors),
    {
      kind: 'table',
      columns: [
        { title: '', align: 'left' },
        { title: currency, align: 'right' },
        { title: words.lists.columns.share, align: 'right' },
      ],
      rows: components
        .slice(0, MOST_ROWS)
        .map(([key, value]) => [
          shortName(key, view),
          format.table.cash(value),
          total === 0 ? '' : format.table.percent(value / total),
        ]),
    },
  ];
}

function viewBlocks(views: Parameters<typeof wordTail>[2], wording: Wording): Block[] {
  const { words, format } = wording;
  const say = words.models.tail;
  if (views.kind === 'declined') return [textBlock(views.why)];
  if (views.kind === 'unknown')
    return views.reason === 'no-positions' ? [] : [textBlock(wordUnknown(views, wording))];
  const { methods, horizons, portfolio, backtest } = views.value.found;
  const at = (days: number): string =>
    format.cash(horizons.find((each) => each.days === days)?.valueAtRisk ?? Number.NaN);
  return [
    {
      kind: 'table',
      columns: [
        { title: say.columns.method, align: 'left' },
        { title: say.columns.low, align: 'right' },
        { title: say.columns.high, align: 'right' },
      ],
      rows: methods.map(({ method, valueAtRisk95, valueAtRisk99 }) => [
        say.methods[method],
        format.table.cash(valueAtRisk95),
        format.table.cash(valueAtRisk99),
      ]),
    },
    textBlock(
      say.horizons(at(7), at(30)),
      say.alone(format.cash(portfolio.individualSum), format.cash(portfolio.diversificationBenefit)),
      ...(backtest === null
        ? []
        : [
            say.backtest(
              format.count(backtest.days),
              format.count(backtest.exceptions),
              format.count(Math.round(backtest.expected)),
            ),
            say.zone(say.zones[backtest.zone], format.plain(backtest.kupiec.pValue)),
          ]),
    ),
  ];
}
