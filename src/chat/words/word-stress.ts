// What a crash would do: who is liquidated when, what is left, how much leverage would have been safe, and the way back.
import type { StressAnswer } from '../../ports/book-questions.ts';
import type { Scenario } from '../../risk/simulation/scenarios.ts';
import type { Stress } from '../../risk/simulation/stress.ts';
import type { Block, Button, Reply, Tone } from '../core/reply.ts';
import type { Speech } from '../core/speech.ts';
import { inRows } from './choose.ts';
import { atAccount, modelReply } from './model-reply.ts';
import { navigationButton, shortReply, textBlock } from './short-reply.ts';
import { joinParts, shortName, type Wording } from './wording.ts';

const DAY_MS = 86_400_000;
const MOST_ROWS = 20;
const LONGEST_NAME = 16;

/** As people call it: `Covid 2020`; an installation's own by its own name. */
export function scenarioName(name: string, { words }: Speech): string {
  const known = Object.hasOwn(words.stress.scenario, name) ? words.stress.scenario[name] : undefined;
  return known ?? name.replaceAll('_', ' ').slice(0, LONGEST_NAME);
}

/** The scenario that is meant: by its whole name, or by the one name that begins with or holds what was typed. */
export function findScenario(scenarios: readonly Scenario[], text: string): string | undefined {
  const wanted = text.toLowerCase().replaceAll('-', '_');
  const names = scenarios.map(({ name }) => name);
  if (names.includes(wanted)) return wanted;
  const starting = names.filter((name) => name.toLowerCase().startsWith(wanted));
  const holding = names.filter((name) => name.toLowerCase().includes(wanted));
  const [only, ...others] = starting.length > 0 ? starting : holding;
  return others.length === 0 ? only : undefined;
}

/** The crashes that can be asked for, each with its button. */
export function wordScenarios(
  scenarios: readonly Scenario[],
  account: string | undefined,
  speech: Speech,
): Reply {
  const { words, format } = speech;
  const { columns } = words.stress;
  const at = account === undefined ? '' : ` @${account}`;
  return shortReply(words.stress.list(format.count(scenarios.length)), {
    blocks: [
      {
        kind: 'table',
        columns: [
          { title: columns.name, align: 'left' },
          { title: columns.fall, align: 'right' },
          { title: columns.days, align: 'right' },
        ],
        rows: scenarios.map(({ name, drawdown, days }) => [
          scenarioName(name, speech),
          format.table.share(-drawdown),
          format.duration(days * DAY_MS),
        ]),
      },
    ],
    buttons: scenarioButtons(
      scenarios.map(({ name }) => name),
      at,
      speech,
    ),
  });
}

/** One crash in full. */
export function wordStress(answer: StressAnswer, wording: Wording): Reply {
  const { words, format } = wording;
  const [found] = answer.runs;
  if (found === undefined) return shortReply(words.stress.list('0'));
  const { portfolio, scenario } = found;
  const { book } = answer;
  const at = atAccount(book.account, wording);
  return modelReply(
    book,
    {
      title: joinParts(
        words.stress.title(
          scenarioName(scenario.name, wording),
          `${format.pnl(portfolio.pnl)} ${book.currency}`,
          format.change(portfolio.return),
        ),
        portfolio.survives ? words.stress.liquidated(portfolio.liquidated) : words.stress.lostAll,
      ),
      tone: toneOf(found),
      command: `/stress ${scenario.name}`,
      blocks: [
        positionTable(found, wording),
        textBlock(...factLines(found, answer, wording)),
        textBlock(words.stress.resized),
        leverageTable(found, wording),
      ],
      next: [
        navigationButton(words.stress.all, `/stress all${at}`),
        navigationButton(words.button.risk, `/risk${at}`),
      ],
    },
    wording,
  );
}

/** Every crash in a line each, the worst named first. */
export function wordStressAll(answer: StressAnswer, wording: Wording): Reply {
  const { words, format } = wording;
  const { columns } = words.stress;
  const [worst] = [...answer.runs].sort((a, b) => a.portfolio.return - b.portfolio.return);
  const at = atAccount(answer.book.account, wording);
  return modelReply(
    answer.book,
    {
      title:
        worst === undefined
          ? words.stress.list('0')
          : joinParts(
              words.stress.worst(
                scenarioName(worst.scenario.name, wording),
                format.change(worst.portfolio.return),
              ),
              worst.portfolio.survives
                ? words.stress.liquidated(worst.portfolio.liquidated)
                : words.stress.lostAll,
            ),
      ...(worst === undefined ? {} : { tone: toneOf(worst) }),
      command: '/stress all',
      blocks: [
        {
          kind: 'table',
          columns: [
            { title: columns.name, align: 'left' },
            { title: columns.pnl, align: 'right' },
            { title: columns.end, align: 'right' },
            { title: columns.safe, align: 'right' },
          ],
          rows: answer.runs.map(({ scenario, portfolio, safeMaxLeverage }) => [
            scenarioName(scenario.name, wording),
            format.table.change(portfolio.return),
            format.table.count(portfolio.liquidated),
            safeMaxLeverage === null ? '125x' : format.table.times(safeMaxLeverage),
          ]),
        },
        { kind: 'note', text: words.stress.legend },
      ],
      more: scenarioButtons(
        answer.runs.map(({ scenario }) => scenario.name),
        at,
        wording,
      ).slice(0, -1),
    },
    wording,
  );
}

const toneOf = ({ portfolio }: Stress): Tone =>
  !portfolio.survives ? 'emergency' : portfolio.liquidated > 0 ? 'critical' : 'plain';

function positionTable(found: Stress, wording: Wording): Block {
  const { words, format, view } = wording;
  const { columns } = words.stress;
  return {
    kind: 'table',
    columns: [
      { title: columns.name, align: 'left' },
      { title: columns.pnl, align: 'right' },
      { title: columns.end, align: 'right' },
    ],
    rows: [...found.positions]
      .sort((a, b) => a.pnl - b.pnl)
      .slice(0, MOST_ROWS)
      .map(({ symbol, side, pnl, day, price }) => [
        `${shortName(symbol, view)} ${words.sideShort[side]}`,
        format.table.pnl(pnl),
        day === null || price === null
          ? '-'
          : words.stress.dayAt(format.count(day), format.table.price(price.toPrecision(5))),
      ]),
  };
}

function factLines(found: Stress, { book, reference, betas }: StressAnswer, wording: Wording): string[] {
  const { words, format, view } = wording;
  const { scenario, portfolio, recovery, safeMaxLeverage } = found;
  const fall = format.share(scenario.drawdown);
  const days = format.duration(scenario.days * DAY_MS);
  const back = (speed: { readonly breakEvenDays: number | null }): string =>
    speed.breakEvenDays === null ? '-' : format.duration(speed.breakEvenDays * DAY_MS);
  return [
    reference === undefined || Object.keys(betas).length === 0
      ? words.stress.marketAlike(fall, days)
      : words.stress.market(fall, days, shortName(reference, view)),
    joinParts(
      words.stress.left(`${format.money(Math.max(0, portfolio.survivingEquity))} ${book.currency}`),
      words.stress.score(format.count(Math.round(found.riskScore))),
    ),
    safeMaxLeverage === null ? words.stress.safeAlways : words.stress.safe(format.times(safeMaxLeverage)),
    ...(portfolio.pnl >= 0
      ? []
      : recovery.normal.breakEvenDays === null
        ? [words.stress.noRecovery]
        : [words.stress.recovery(back(recovery.slow), back(recovery.normal), back(recovery.fast))]),
  ];
}

function leverageTable({ byLeverage }: Stress, { words, format }: Wording): Block {
  const { columns, leverage: title } = words.stress;
  return {
    kind: 'table',
    columns: [
      { title, align: 'right' },
      { title: columns.pnl, align: 'right' },
      { title: columns.end, align: 'right' },
    ],
    rows: byLeverage.map(({ leverage, return: change, liquidated }) => [
      format.table.times(leverage),
      format.table.change(change),
      format.table.count(liquidated),
    ]),
  };
}

/** Two in a row, `All` last. */
function scenarioButtons(names: readonly string[], at: string, speech: Speech): Button[][] {
  return [
    ...inRows(
      names.map((name) => navigationButton(scenarioName(name, speech), `/stress ${name}${at}`)),
      2,
    ),
    [navigationButton(speech.words.stress.all, `/stress all${at}`)],
  ];
}
