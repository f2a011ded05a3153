// Alerts in words: raised, escalated, repeated, eased, resolved, and many at once as one message.

import type { Alert, AlertTelling } from '../../domain/alert.ts';
import { type Level, worstLevel } from '../../domain/level.ts';
import { isDecided } from '../../domain/proposal.ts';
import type { Block, Button, Reply, Tone } from '../core/reply.ts';
import { limitFigure, metricFigure, wordReading } from './word-reading.ts';
import { joinParts, sentence, shortName, type Wording } from './wording.ts';

const TONES: Readonly<Record<Level, Tone>> = {
  safe: 'good',
  warning: 'warning',
  critical: 'critical',
  emergency: 'emergency',
};
export const toneOf = (level: Level): Tone => TONES[level];

const MOST_LINES = 10;
const TREND_AFTER_MS = 10_000;

export function wordAlert(telling: AlertTelling, alert: Alert, wording: Wording, contact?: string): Reply {
  if (telling === 'resolved' || alert.state === 'resolved') return resolved(alert, wording);
  const { words, format } = wording;
  const called: Block[] = contact === undefined ? [] : [{ kind: 'text', text: words.alert.called(contact) }];
  return {
    tone: toneOf(alert.level),
    title: joinParts(
      words.level[alert.level],
      headline(alert, wording),
      telling === 'eased' ? words.alert.eased : undefined,
      telling === 'repeated'
        ? words.alert.repeated(format.duration(Math.max(0, alert.toldAt - alert.openedAt)))
        : undefined,
    ),
    blocks: [...called, { kind: 'text', text: bodyLines(alert, wording).join('\n') }, note(alert, wording)],
    buttons: alertButtons(alert, wording),
    audience: 'room',
    topic: `alert:${alert.id}`,
    ...(telling === 'eased' ? { silent: true } : {}),
  };
}

/** `BTC 4.6 % to liquidation`, `drawdown 10.4 %`: what is wrong, in one breath. */
export function headline(
  alert: Pick<Alert, 'metric' | 'subject' | 'value' | 'detail'>,
  wording: Wording,
): string {
  const { words, format, view } = wording;
  const value = metricFigure(alert.metric, alert.value, format);
  const subject = alert.subject === undefined ? undefined : shortName(alert.subject, view);
  if (alert.metric === 'liquidation-distance' && subject !== undefined) {
    return words.alert.toLiquidation(subject, value);
  }
  const name = words.metric[alert.metric];
  const what = isState(alert.metric) ? words.said(alert.detail ?? name) : `${name} ${value}`;
  return subject === undefined ? what : `${subject} ${what}`;
}

/** Metrics that say that something is the matter; their number alone says nothing. */
const STATES: readonly Alert['metric'][] = [
  'exchange',
  'store',
  'watchdog',
  'chat',
  'unresolved-order',
  'foreign-order',
];
const isState = (metric: Alert['metric']): boolean => STATES.includes(metric);

function bodyLines(alert: Alert, wording: Wording): string[] {
  const { words, view } = wording;
  const card = view?.proposals.find((each) => each.content.id === alert.proposalId);
  return [
    ...(isState(alert.metric) ? [] : [limitsLine(alert, wording)]),
    ...venueLine(alert, wording),
    ...peakLine(alert, wording),
    ...(isState(alert.metric) ? [] : trendLine(alert, wording)),
    ...contributorsLine(alert, wording),
    ...(alert.detail !== undefined && !isState(alert.metric) ? [words.said(alert.detail)] : []),
    card === undefined || isDecided(card.state)
      ? words.alert.advice[alert.metric]
      : words.alert.card(card.code),
  ];
}

/** `now 10.4 · warning 10 · critical 15 %`: the value, the limit it crossed and the one ahead. */
function limitsLine(alert: Alert, { words, format }: Wording): string {
  const unit = (text: string): string => text.replace(/ %$/, '');
  const levels = ['warning', 'critical', 'emergency'] as const;
  const own = levels.indexOf(alert.level);
  const limits = levels.slice(Math.min(own, 1), own + 2).flatMap((level) => {
    const limit = alert.limits[level];
    return limit === undefined
      ? []
      : [`${words.levelLower[level]} ${limitFigure(alert.metric, limit, format)}`];
  });
  const parts = [`${words.alert.now} ${metricFigure(alert.metric, alert.value, format)}`, ...limits];
  return parts.map((part, index) => (index < parts.length - 1 ? unit(part) : part)).join(' · ');
}

/** `11.2 % MODEL≠VENUE 10.7`: what limits are held against is the worse of the two, and people see both. */
function venueLine(alert: Alert, wording: Wording): string[] {
  const assessment = wording.view?.accounts.find((each) => each.name === alert.account)?.assessment;
  const reading =
    alert.metric === 'liquidation-distance'
      ? assessment?.positions.find(({ key }) => key === alert.subject)?.distance
      : alert.metric === 'margin-ratio'
        ? assessment?.marginRatio
        : undefined;
  if (reading?.kind !== 'known' || reading.trust.kind !== 'model-differs') return [];
  return [wordReading(reading, (value) => metricFigure(alert.metric, value, wording.format), wording)];
}

function peakLine(alert: Alert, { words, format, view }: Wording): string[] {
  if (alert.metric !== 'drawdown') return [];
  const assessment = view?.accounts.find((each) => each.name === alert.account)?.assessment;
  if (assessment?.peakEquity == null || assessment.peakAt === null) return [];
  return [words.alert.peak(format.cash(assessment.peakEquity), format.dateAndClock(assessment.peakAt))];
}

/** Nothing in the first moments: there is no trend yet. */
function trendLine(alert: Alert, { words, format, view }: Wording): string[] {
  const lasted = Math.max(0, (view?.at ?? alert.toldAt) - alert.trendSince);
  if (lasted < TREND_AFTER_MS && alert.trend === 'steady') return [];
  const time = format.duration(lasted);
  if (alert.trend === 'steady') return [words.alert.steady(time)];
  const from = metricFigure(alert.metric, alert.trendFrom, format).replace(/ %$/, '');
  const moved = words.alert.moved(from, metricFigure(alert.metric, alert.value, format), time);
  return [
    sentence(alert.trend === 'worsening' ? words.alert.worsening(moved) : words.alert.recovering(moved)),
  ];
}

function contributorsLine(alert: Alert, { words, format, view }: Wording): string[] {
  if (alert.contributors.length === 0) return [];
  const currency = view?.accounts.find((each) => each.name === alert.account)?.assessment?.currency;
  const shown = alert.contributors.slice(0, 3).map((each) => {
    const name = shortName(each.name, view);
    return `${name} ${each.unit === 'money' ? format.pnl(each.value).replace(/\.0$/, '') : format.share(each.value)}`;
  });
  const unit = alert.contributors[0]?.unit === 'money' && currency !== undefined ? ` ${currency}` : '';
  return [words.alert.mostly(`${shown.join(', ')}${unit}`)];
}

function note(alert: Alert, { words, format, view }: Wording): Block {
  const account = (view?.accounts.length ?? 1) > 1 ? alert.account : undefined;
  const acked =
    alert.acknowledgedBy === undefined || alert.acknowledgedAt === undefined
      ? undefined
      : words.alert.acknowledged(
          alert.acknowledgedBy,
          format.duration(alert.acknowledgedAt - alert.openedAt),
        );
  const muted =
    alert.mutedUntil === undefined
      ? undefined
      : words.alert.muted(format.moment(alert.mutedUntil, view?.at ?? alert.toldAt));
  return { kind: 'note', text: joinParts(alert.code, account, acked, muted) };
}

function alertButtons(alert: Alert, { words, view }: Wording): Button[][] {
  const plain = (label: string, command: string, singleUse: boolean): Button => ({
    label,
    command,
    style: 'plain',
    singleUse,
  });
  const symbol = alert.subject === undefined ? '' : ` ${alert.subject.replace(/:(long|short)$/, '')}`;
  const account = (view?.accounts.length ?? 1) > 1 ? ` @${alert.account}` : '';
  return [
    [
      ...(alert.state === 'open' ? [plain(words.button.acknowledge, `/ack ${alert.code}`, true)] : []),
      ...(alert.level === 'emergency' ? [] : [plain(words.button.mute, `/mute ${alert.code} 1h`, true)]),
      plain(words.button.risk, `/risk${symbol}${account}`, false),
    ],
  ];
}

/** One line: what it is now, how long it lasted, how bad it was, who looked at it. */
function resolved(alert: Alert, wording: Wording): Reply {
  const { words, format } = wording;
  const lasted = format.duration((alert.resolvedAt ?? alert.toldAt) - alert.openedAt);
  const worst = metricFigure(alert.metric, alert.worstValue, format);
  const acked =
    alert.acknowledgedBy === undefined || alert.acknowledgedAt === undefined
      ? undefined
      : words.alert.acknowledged(
          alert.acknowledgedBy,
          format.duration(alert.acknowledgedAt - alert.openedAt),
        );
  const what = hasNothingLeft(alert) ? whatEnded(alert, wording) : headline(alert, wording);
  return {
    tone: 'good',
    title: joinParts(words.alert.resolved(what, lasted, worst), acked),
    blocks: [],
    buttons: [],
    audience: 'room',
    topic: `alert:${alert.id}`,
    silent: alert.worstLevel !== 'emergency',
  };
}

/** No figure stands for what is not there any more. */
const hasNothingLeft = (alert: Alert): boolean => alert.gone === true && !isState(alert.metric);

function whatEnded(alert: Alert, { words, view }: Wording): string {
  return alert.subject === undefined
    ? words.metric[alert.metric]
    : words.alert.positionClosed(shortName(alert.subject, view));
}

/** A crash gives one message with ten lines, not ten messages; the worst first. */
export function wordAlerts(
  telling: AlertTelling,
  alerts: readonly Alert[],
  wording: Wording,
  contact?: string,
): Reply {
  const { words, format } = wording;
  const worst = worstLevel(alerts.map((alert) => alert.level));
  const sorted = [...alerts].sort((a, b) => b.priority - a.priority);
  const shown = sorted.slice(0, MOST_LINES);
  const ended = telling === 'resolved';
  const first = sorted[0];
  const rows = shown.map((alert) => [
    groupName(alert, wording),
    ended ? words.levelShort.safe : words.levelShort[alert.level],
    ended && hasNothingLeft(alert)
      ? words.alert.gone
      : metricFigure(alert.metric, alert.value, format, format.table),
  ]);
  const symbols = new Set(shown.flatMap((alert) => (alert.subject === undefined ? [] : [alert.subject])));
  return {
    tone: ended ? 'good' : toneOf(worst),
    title: ended
      ? words.alert.groupResolved(alerts.length)
      : joinParts(
          words.level[worst],
          words.alert.grouped(alerts.length, first === undefined ? '' : headline(first, wording)),
        ),
    blocks: [
      ...(contact === undefined ? [] : [{ kind: 'text', text: words.alert.called(contact) } as const]),
      {
        kind: 'table',
        columns: [
          { title: words.alert.columns.what, align: 'left' },
          { title: words.alert.columns.level, align: 'left' },
          { title: words.alert.columns.value, align: 'right' },
        ],
        rows,
      },
      ...(alerts.length > MOST_LINES
        ? [{ kind: 'note', text: words.alert.more(alerts.length - MOST_LINES) } as const]
        : []),
    ],
    buttons: ended
      ? []
      : [
          [
            { label: words.button.acknowledge, command: '/ack', style: 'plain', singleUse: true },
            ...(worst === 'emergency'
              ? []
              : [
                  { label: words.button.mute, command: '/mute 1h', style: 'plain', singleUse: true } as const,
                ]),
            { label: words.button.risk, command: '/risk', style: 'plain', singleUse: false },
            ...(symbols.size === 0
              ? []
              : [
                  {
                    label: words.button.alerts,
                    command: '/alerts',
                    style: 'plain',
                    singleUse: false,
                  } as const,
                ]),
          ],
        ],
    audience: 'room',
    topic: `alerts:${alerts[0]?.id ?? ''}`,
    ...(ended ? { silent: true } : {}),
  };
}

function groupName(alert: Alert, { words, view }: Wording): string {
  const name = words.metricShort[alert.metric];
  return alert.subject === undefined ? name : `${shortName(alert.subject, view)} ${name}`;
}
