// All risk figures of an account in one screen: bars towards the limits, tail, common move, and the one step that helps most.
import { type Level, levelRank } from '../../domain/level.ts';
import { decisiveValue, type Reading, readingValue } from '../../domain/reading.ts';
import { levelOf, type Metric, type Thresholds } from '../../domain/thresholds.ts';
import type { AccountView, DeskView } from '../../ports/desk.ts';
import type { Assessment, BestStep } from '../../risk/assessment/assessment.ts';
import type { Block, Button, Reply } from '../core/reply.ts';
import { inRows } from './choose.ts';
import { toneOf } from './word-alert.ts';
import { doubtOf } from './word-doubt.ts';
import { limitFigure, metricBar, metricFigure, wordReading, wordUnknown } from './word-reading.ts';
import { joinParts, shortName, type Wording } from './wording.ts';

const SHOWN: readonly (readonly [Metric, (assessment: Assessment) => Reading])[] = [
  ['margin-ratio', (assessment) => assessment.marginRatio],
  ['liquidation-distance', (assessment) => assessment.liquidationDistance],
  ['value-at-risk', (assessment) => assessment.tail.ratioOfEquity],
  ['drawdown', (assessment) => assessment.drawdown],
  ['correlation', (assessment) => assessment.correlation],
];
const MOST_SYMBOLS = 4;

/** One account's risk, or that of the worst where none is named; the others have a button. */
export function wordRisk(view: DeskView, accountName: string | undefined, wording: Wording): Reply {
  const account = pickAccount(view, accountName);
  const { words, format } = wording;
  const assessment = account?.assessment;
  if (account === undefined || assessment === undefined) {
    return {
      tone: 'warning',
      title: words.risk.noAssessment,
      blocks: [],
      buttons: [[{ ...button(words.button.refresh, '/risk'), refreshes: true }]],
      audience: 'room',
    };
  }
  const several = view.accounts.length > 1;
  return {
    tone:
      assessment.level === 'safe' && doubtOf(assessment, wording) !== undefined
        ? 'warning'
        : toneOf(assessment.level),
    title: joinParts(several ? account.name : undefined, headline(assessment, view.thresholds, wording)),
    blocks: [
      {
        kind: 'bars',
        bars: SHOWN.map(([metric, of]) =>
          metricBar(metric, of(assessment), view.thresholds[metric], wording),
        ),
      },
      { kind: 'text', text: figureLines(assessment, account, wording).join('\n') },
      ...bestStepBlocks(assessment, account, wording),
      { kind: 'note', text: ageLine(account, view, wording) },
    ],
    buttons: riskButtons(assessment, account, view, wording),
    audience: 'room',
  };

  function ageLine(shown: AccountView, picture: DeskView, context: Wording): string {
    const age = shown.snapshot === undefined ? undefined : Math.max(0, picture.at - shown.snapshot.pricesAt);
    return joinParts(
      age === undefined ? undefined : context.words.status.pricesOld(format.duration(age)),
      format.timeAndZone(picture.at),
    );
  }
}

function pickAccount(view: DeskView, name: string | undefined): AccountView | undefined {
  if (name !== undefined) return view.accounts.find((each) => each.name === name);
  return [...view.accounts].sort(
    (a, b) => levelRank(b.assessment?.level ?? 'safe') - levelRank(a.assessment?.level ?? 'safe'),
  )[0];
}

/** `CRITICAL · margin 81 %, limit 80 %`: the metric that stands worst. */
function headline(assessment: Assessment, thresholds: Thresholds, wording: Wording): string {
  const { words, format } = wording;
  const worst = SHOWN.flatMap(([metric, of]) => {
    const reading = of(assessment);
    const value = decisiveValue(reading, thresholds[metric].direction);
    return value === undefined ? [] : [{ metric, value, level: levelOf(value, thresholds[metric]) }];
  }).sort((a, b) => levelRank(b.level) - levelRank(a.level))[0];
  const level: Level = assessment.level;
  if (level === 'safe') return doubtOf(assessment, wording) ?? words.risk.allSafe;
  if (worst === undefined || worst.level === 'safe') return words.level[level];
  const limit = thresholds[worst.metric][worst.level];
  return joinParts(
    words.level[level],
    [
      words.risk.headline(words.metric[worst.metric], metricFigure(worst.metric, worst.value, format)),
      ...(limit === undefined ? [] : [words.risk.limit(limitFigure(worst.metric, limit, format))]),
    ].join(', '),
  );
}

function figureLines(assessment: Assessment, account: AccountView, wording: Wording): string[] {
  const { words, format, view } = wording;
  const { tail, liquidationProbability, concentration } = assessment;
  const cash = (value: number): string => format.cash(value);
  const pair = (label: string, at95: Reading, at99: Reading): string => {
    const low = wordReading(at95, cash, wording);
    if (at95.kind === 'unknown') return `${label} ${low}`;
    return `${label} 95 % ${low} · 99 % ${wordReading(at99, cash, wording)} ${assessment.currency}`;
  };
  return [
    pair(words.risk.valueAtRisk, tail.valueAtRisk95, tail.valueAtRisk99),
    pair(words.risk.conditional, tail.conditionalValueAtRisk95, tail.conditionalValueAtRisk99),
    joinParts(
      words.risk.leverage(wordReading(assessment.leverage, format.times, wording)),
      concentration === null
        ? undefined
        : words.risk.largest(
            shortName(concentration.symbol, view),
            format.share(Math.round(concentration.share * 100) / 100),
          ),
    ),
    probabilityLine(
      liquidationProbability.day,
      liquidationProbability.week,
      account.liquidationOdds?.task.sims,
      wording,
    ),
    ...commonMoveLines(assessment, wording),
  ];
}

/** `All falling with BTC by 9.6 % liquidates`, and the same upwards, as far as they are known. */
export function commonMoveLines({ correlatedMove }: Assessment, wording: Wording): string[] {
  const { words, format, view } = wording;
  const reference =
    correlatedMove.reference === null ? words.risk.market : shortName(correlatedMove.reference, view);
  const size = (value: number): string => format.percent(Math.abs(value));
  return (
    [
      [correlatedMove.down, words.risk.fallingBy],
      [correlatedMove.up, words.risk.risingBy],
    ] as const
  ).flatMap(([reading, say]) =>
    reading.kind === 'known' ? [say(reference, wordReading(reading, size, wording))] : [],
  );
}

/**
 * No path of so many that was liquidated is not "never": by the rule of three the probability is then under three in
 * as many, with 95 % confidence; nor is it above the `most` that it can be: what a longer time or a larger position has.
 */
export function likelihoodFigure(
  value: number,
  sims: number | undefined,
  { format }: Wording,
  most: number = 1,
): string {
  if (value > 0 || sims === undefined) return format.percent(value);
  return `<${format.percent(Math.min(3 / sims, most > 0 ? most : 1))}`;
}

function probabilityLine(day: Reading, week: Reading, sims: number | undefined, wording: Wording): string {
  const { words } = wording;
  if (day.kind === 'unknown' && week.kind === 'unknown') {
    return `${words.risk.probabilityShort} ${wordUnknown(day, wording)}`;
  }
  const figure = (longer?: number) => (value: number) => likelihoodFigure(value, sims, wording, longer);
  return words.risk.probability(
    wordReading(day, figure(readingValue(week)), wording),
    wordReading(week, figure(), wording),
  );
}

function bestStepBlocks(
  { bestStep, liquidationProbability }: Assessment,
  { liquidationOdds }: AccountView,
  wording: Wording,
): Block[] {
  if (bestStep === null) return [];
  const { words, format, view } = wording;
  const odds = liquidationOdds?.afterStep;
  const isAbout = odds?.key === bestStep.key && odds.share === bestStep.share;
  const day = readingValue(liquidationProbability.day);
  const likelihood =
    isAbout && day !== undefined && day > 0
      ? [
          `${words.risk.probabilityShort} ${bare(format.percent(day))} → ${likelihoodFigure(odds.day, liquidationOdds?.task.sims, wording, day)}`,
        ]
      : [];
  return [
    {
      kind: 'text',
      text: [
        words.risk.bestStep(shortName(bestStep.symbol, view), format.share(bestStep.share)),
        ` ${stepEffects(bestStep, likelihood, wording).join(' · ')}`,
      ].join('\n'),
    },
  ];
}

const bare = (percent: string): string => percent.replace(/ %$/, '');

/** `margin 81 → 64 %`, as far as both ends are known. */
function stepEffects(step: BestStep, likelihood: readonly string[], { words, format }: Wording): string[] {
  const effect = (label: string, now: number | null, after: number | null): string[] =>
    now === null || after === null
      ? []
      : [`${label} ${bare(format.percent(now))} → ${format.percent(after)}`];
  return [
    ...effect(words.metricShort['margin-ratio'], step.marginRatio.now, step.marginRatio.after),
    ...likelihood,
    ...effect(words.risk.distanceShort, step.liquidationDistance.now, step.liquidationDistance.after),
    ...effect(words.metricShort['value-at-risk'], step.valueAtRisk.now, step.valueAtRisk.after),
  ].slice(0, 2);
}

const button = (label: string, command: string): Button => ({
  label,
  command,
  style: 'plain',
  singleUse: false,
});

function riskButtons(
  assessment: Assessment,
  account: AccountView,
  view: DeskView,
  wording: Wording,
): Button[][] {
  const { words } = wording;
  const at = view.accounts.length > 1 ? ` @${account.name}` : '';
  const symbols = [...new Set(assessment.positions.map((each) => each.symbol))].slice(0, MOST_SYMBOLS);
  const others = view.accounts.filter((each) => each.name !== account.name).slice(0, MOST_SYMBOLS);
  const rows: Button[][] = [
    [
      ...(assessment.bestStep === null
        ? []
        : [
            {
              label: words.button.propose,
              command: `/propose${at}`,
              style: 'primary',
              singleUse: true,
            } as const,
          ]),
      { ...button(words.button.refresh, `/risk${at}`), refreshes: true },
    ],
    ...inRows(
      symbols.map((symbol) => button(shortName(symbol, view), `/risk ${symbol}${at}`)),
      MOST_SYMBOLS,
    ),
    ...inRows(
      others.map((each) => button(`@${each.name}`, `/risk @${each.name}`)),
      MOST_SYMBOLS,
    ),
  ];
  return rows.filter((row) => row.length > 0);
}
