// What the account earned and what it cost in risk: total and Sharpe first, then every figure, the trades, and what fell short lately.
import type { PerformanceAnswer } from '../../ports/model-asks.ts';
import type { RollingAlert } from '../../risk/performance/rolling.ts';
import type { Reply } from '../core/reply.ts';
import { atAccount, modelReply } from './model-reply.ts';
import { navigationButton, noteBlock, textBlock } from './short-reply.ts';
import { joinParts, type Wording } from './wording.ts';

export function wordPerformance(answer: PerformanceAnswer, wording: Wording): Reply {
  const { words, format } = wording;
  const say = words.models.performance;
  const { found, period } = answer;
  const at = atAccount(answer.account, wording);
  return modelReply(
    answer,
    {
      title: joinParts(
        say.title(say.period[period], format.change(found.totalReturn)),
        answer.annual && found.sharpe !== null ? say.sharpe(format.plain(found.sharpe)) : undefined,
      ),
      tone: found.totalReturn < 0 ? 'plain' : 'good',
      command: `/performance ${period}`,
      basis: say.basis(format.count(answer.returns.length), periodsOf(answer, wording)),
      blocks: [
        { kind: 'facts', facts: factsOf(answer, wording) },
        textBlock(tradesLine(answer, wording)),
        ...((answer.alerts ?? []).length === 0
          ? []
          : [
              textBlock(say.alerts),
              {
                kind: 'list',
                items: (answer.alerts ?? []).map((alert) => alertLine(alert, wording)),
              } as const,
            ]),
        noteBlock(say.deposits),
      ],
      next: [
        navigationButton(words.button.week, `/performance week${at}`),
        navigationButton(words.button.month, `/performance month${at}`),
        navigationButton(words.button.kelly, `/kelly${at}`),
      ],
    },
    wording,
  );
}

const isHourly = ({ stepMs }: PerformanceAnswer): boolean => stepMs < 86_400_000;

const periodsOf = (answer: PerformanceAnswer, { words }: Wording): string =>
  words.models.performance.periods[isHourly(answer) ? 'hour' : 'day'];

function factsOf(answer: PerformanceAnswer, wording: Wording): [string, string][] {
  const { words, format } = wording;
  const say = words.models.performance;
  const { found, annual } = answer;
  const unknown = words.trust.unknownShort;
  const plain = (value: number | null): string => (value === null ? unknown : format.plain(value));
  const change = (value: number | null): string => (value === null ? unknown : format.change(value));
  const perYear = (text: string): string => (annual ? text : say.noAnnual);
  return [
    [say.facts.total, format.change(found.totalReturn)],
    [say.facts.annual, perYear(format.change(found.annualReturn))],
    [say.facts.volatility, perYear(format.percent(found.volatility))],
    [say.facts.sharpe, perYear(plain(found.sharpe))],
    [say.facts.sortino, perYear(plain(found.sortino))],
    [say.facts.drawdown, drawdownFigure(answer, wording)],
    [say.facts.calmar, perYear(plain(found.calmar))],
    [say.facts.skewness, plain(found.skewness)],
    [say.facts.kurtosis, plain(found.kurtosis)],
    [
      say.facts.winRate,
      say.of(format.percent(found.winRate), format.count(answer.returns.length), periodsOf(answer, wording)),
    ],
    [
      say.facts.average,
      `${change(found.averageWin)} / ${change(found.averageLoss === null ? null : -Math.abs(found.averageLoss))}`,
    ],
    [say.facts.factor, plain(found.profitFactor)],
    [say.facts.expectancy, format.change(found.expectancy)],
  ];
}

/** `8.0 %, 14 Nov to 18 Nov · not recovered`. */
function drawdownFigure({ found, from, stepMs }: PerformanceAnswer, { words, format }: Wording): string {
  const say = words.models.performance;
  const { start, trough, recovery } = found.drawdown;
  const share = format.percent(found.maxDrawdown);
  if (start === null || trough === null) return share;
  const day = (place: number): string => format.day(from + place * stepMs);
  return joinParts(
    say.fell(share, day(start), day(trough)),
    recovery === null ? say.notRecovered : say.recovered,
  );
}

function tradesLine({ trades, currency }: PerformanceAnswer, { words, format }: Wording): string {
  const say = words.models.performance;
  if (trades.count === 0) return say.noTrades;
  return joinParts(
    (trades.cutOff ? say.newestTrades : say.trades)(
      format.count(trades.count),
      format.percent(trades.won / trades.count),
    ),
    trades.profitFactor === null ? undefined : say.tradesFactor(format.plain(trades.profitFactor)),
  ).concat(`\n${say.tradesProfit(`${format.pnl(trades.profit)} ${currency}`)}`);
}

function alertLine({ metric, value }: RollingAlert, { words, format }: Wording): string {
  return words.models.performance.alert[metric](
    metric === 'sharpe' ? format.plain(value) : format.percent(value),
  );
}
