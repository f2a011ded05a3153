// What one trade may risk by the record; with too short a record, what to risk until then, and how many trades are missing.
import type { KellyAnswer } from '../../ports/model-asks.ts';
import type { KellySizing } from '../../risk/sizing/kelly.ts';
import type { Block, Reply } from '../core/reply.ts';
import { atAccount, modelReply } from './model-reply.ts';
import { navigationButton, textBlock } from './short-reply.ts';
import type { Wording } from './wording.ts';

const SHOWN_LEVERAGES = [1, 2, 3, 5, 10];
/** Trades that a record needs (risk-models 9). */
const TRADES_NEEDED = 30;

/** `command` asks for the same again. */
export function wordKelly(answer: KellyAnswer, command: string, wording: Wording): Reply {
  const { words, format } = wording;
  const { sizing } = answer;
  const at = atAccount(answer.account, wording);
  return modelReply(
    answer,
    {
      title: titleOf(answer, wording),
      tone: sizing === null || sizing.basis === 'default' || sizing.kellyFraction === 0 ? 'warning' : 'plain',
      command,
      blocks: [
        textBlock(...reasonLines(answer, wording)),
        ...(sizing === null ? [] : [recordBlock(sizing, wording), ...scenarioBlocks(sizing, wording)]),
      ],
      ...(answer.since === undefined
        ? {}
        : {
            basis: words.models.kelly.trades(format.count(answer.returns.length), format.day(answer.since)),
          }),
      next: [navigationButton(words.button.performance, `/performance${at}`)],
    },
    wording,
  );
}

function titleOf({ sizing, returns, riskAmount, equity, currency }: KellyAnswer, wording: Wording): string {
  const { words, format } = wording;
  const say = words.models.kelly;
  if (sizing === null || sizing.reason === 'under-30-trades') {
    return say.few(format.count(returns.length), format.count(TRADES_NEEDED));
  }
  if (sizing.reason === 'no-losing-trade') return say.noLoss;
  if (sizing.kellyFraction === 0) return say.noBet;
  return say.title(format.percent(riskAmount / equity), `${format.cash(riskAmount)} ${currency}`);
}

function reasonLines(answer: KellyAnswer, { words, format }: Wording): string[] {
  const { sizing, riskAmount, equity, currency, fraction, limit } = answer;
  const say = words.models.kelly;
  if (sizing?.kellyFraction == null) {
    return [say.untilThen(format.percent(riskAmount / equity), `${format.cash(riskAmount)} ${currency}`)];
  }
  if (sizing.kellyFraction === 0) return [say.loses];
  const capped = sizing.safeKelly !== null && sizing.safeKelly > limit;
  return [
    say.part(format.share(fraction), format.percent(sizing.kellyFraction)),
    ...(capped ? [say.capped(format.share(limit))] : []),
    ...(sizing.growthOptimalFraction === null
      ? []
      : [say.growth(format.times(sizing.growthOptimalFraction))]),
    ...(sizing.basis === 'given' ? [say.told] : []),
  ];
}

function recordBlock(sizing: KellySizing, { words, format }: Wording): Block {
  const say = words.models.kelly;
  const fact = (label: string, value: number | null, figure: (value: number) => string) =>
    value === null ? [] : [[label, figure(value)] as const];
  return {
    kind: 'facts',
    facts: [
      ...fact(say.won, sizing.winProbability, format.percent),
      ...fact(say.win, sizing.averageWin, format.change),
      ...fact(say.loss, sizing.averageLoss === null ? null : -sizing.averageLoss, format.change),
      ...fact(say.ratio, sizing.winLossRatio, format.plain),
      ...fact(say.expectancy, sizing.expectancy, format.change),
    ],
  };
}

function scenarioBlocks(sizing: KellySizing, { words, format }: Wording): Block[] {
  const rows = sizing.scenarios.filter(({ leverage }) => SHOWN_LEVERAGES.includes(leverage));
  if (rows.length === 0 || sizing.riskAmount === 0) return [];
  const { columns } = words.models.kelly;
  return [
    {
      kind: 'table',
      columns: [
        { title: columns.leverage, align: 'left' },
        { title: columns.notional, align: 'right' },
        { title: columns.margin, align: 'right' },
        { title: columns.share, align: 'right' },
      ],
      rows: rows.map((row) => [
        format.times(row.leverage),
        format.table.cash(row.notional),
        format.table.cash(row.margin),
        format.table.percent(row.marginShare),
      ]),
    },
  ];
}
