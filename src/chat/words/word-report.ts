// The report of a day: what was earned, whether the risk model told the truth, how fast people answered.

import type { DailyReport } from '../../domain/report.ts';
import type { Reply } from '../core/reply.ts';
import { spent } from '../figures/format.ts';
import { joinParts, shortName, type Wording } from './wording.ts';

export function wordReport(report: DailyReport, wording: Wording): Reply {
  const { words, format, view } = wording;
  const say = words.report;
  const lines = [
    say.equity(
      format.money(report.equity),
      report.change === null ? words.trust.unknownShort : format.change(report.change),
    ),
    say.results(format.pnl(report.realizedPnl), format.pnl(report.unrealizedPnl)),
    say.costs(format.pnl(spent(report.fees)), format.pnl(report.funding)),
    valueAtRiskLine(report, wording),
    say.breaches(
      report.valueAtRisk.breaches,
      report.valueAtRisk.days,
      format.plain(report.valueAtRisk.expected).replace(/\.?0+$/, ''),
    ),
    `${say.drawdown(report.drawdown === null ? words.trust.unknownShort : format.percent(report.drawdown))}${
      report.maxDrawdown === null
        ? ''
        : say.maxDrawdown(
            format.percent(report.maxDrawdown.value).replace(/ %$/, ''),
            format.day(report.maxDrawdown.at),
          )
    }`,
    say.trades(report.trades.count, report.trades.won) +
      (report.trades.profitFactor === null
        ? ''
        : say.factor(format.plain(report.trades.profitFactor).replace(/0$/, ''))),
    say.alerts(report.alerts.count) +
      (report.alerts.medianAcknowledgeMs === null
        ? ''
        : say.median(format.duration(report.alerts.medianAcknowledgeMs))),
    say.cards(report.proposals.approved, report.proposals.rejected, report.proposals.expired),
    ...savedLine(report, wording),
    say.up(format.percent(report.uptime), format.duration(report.dataGapMs)),
    ...(report.nextFunding === null
      ? []
      : [
          say.next(
            format.clock(report.nextFunding.at),
            shortName(report.nextFunding.symbol, view),
            format.change(report.nextFunding.rate),
          ),
        ]),
    ...(report.maintenance ?? []).map(({ account, from, until }) =>
      words.venue.maintenanceSoon(account, format.dateAndClock(from), format.clock(until)),
    ),
  ];
  return {
    tone: 'plain',
    title: say.title(format.calendarDay(report.date)),
    blocks: [
      ...(report.late ? [{ kind: 'note', text: say.late } as const] : []),
      { kind: 'text', text: lines.join('\n') },
      { kind: 'note', text: joinParts(say.head(report.journalHead.slice(0, 12))) },
    ],
    buttons: [],
    audience: 'room',
  };
}

function valueAtRiskLine(report: DailyReport, { words, format }: Wording): string {
  const { said, lost } = report.valueAtRisk;
  if (said === null || lost === null) return words.report.noForecast;
  if (lost.startsWith('-')) return words.report.gained(format.cash(said), format.cash(lost.slice(1)));
  const verdict = Number(lost) > Number(said) ? words.report.outside : words.report.inside;
  return words.report.valueAtRisk(format.cash(said), format.cash(lost), verdict);
}

function savedLine({ proposals }: DailyReport, { words, format }: Wording): string[] {
  const saved = proposals.undecidedWouldHaveSaved;
  if (saved === null || Number(saved) === 0) return [];
  return saved.startsWith('-')
    ? [words.report.wouldHaveCost(format.cash(saved.slice(1)))]
    : [words.report.wouldHaveSaved(format.cash(saved))];
}
