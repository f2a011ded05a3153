// Which leverage the volatility of now allows: the most urgent position in one line, then the table or the one position's plan.
import type { Told } from '../../domain/reading.ts';
import type { LeverageAdvice, LeverageAnswer, LeverageRow } from '../../ports/model-asks.ts';
import type { Block, Button, Reply } from '../core/reply.ts';
import { inRows } from './choose.ts';
import { atAccount, modelReply } from './model-reply.ts';
import { navigationButton, textBlock } from './short-reply.ts';
import { wordUnknown } from './word-reading.ts';
import { joinParts, shortName, type Wording } from './wording.ts';

const MOST_ROWS = 30;
const MOST_BUTTONS = 8;

/** Of the whole book; each position has a button to its plan. */
export function wordLeverage(answer: LeverageAnswer, wording: Wording): Reply {
  const { words, format } = wording;
  const { columns } = words.models.leverage;
  const [first] = answer.rows;
  const doubts = answer.rows.flatMap((row) =>
    row.advice.kind === 'unknown' ? [`${rowName(row, wording)} ${wordUnknown(row.advice, wording)}`] : [],
  );
  const at = atAccount(answer.account, wording);
  const symbols = [...new Set(answer.rows.map(({ symbol }) => symbol))].slice(0, MOST_BUTTONS);
  return modelReply(
    answer,
    {
      title: first === undefined ? words.models.leverage.unknown : headline(first, wording),
      tone: isUrgent(first) ? 'warning' : 'plain',
      command: '/leverage',
      blocks: [
        {
          kind: 'table',
          columns: [
            { title: columns.what, align: 'left' },
            { title: columns.now, align: 'right' },
            { title: columns.fit, align: 'right' },
            { title: columns.volatility, align: 'right' },
          ],
          rows: answer.rows
            .slice(0, MOST_ROWS)
            .map((row) => [
              rowName(row, wording),
              cell(row.advice, ({ current }) => format.table.times(current), wording),
              cell(row.advice, ({ found }) => format.table.times(found.recommended), wording),
              cell(row.advice, ({ found }) => format.table.percent(found.volatility.daily), wording),
            ]),
        },
        ...(doubts.length === 0 ? [] : [{ kind: 'list', items: doubts } as const]),
        textBlock(words.models.leverage.byHand),
      ],
      more: inRows(
        symbols.map((symbol) =>
          navigationButton(shortName(symbol, wording.view), `/leverage ${symbol}${at}`),
        ),
        4,
      ),
      next: [navigationButton(words.button.risk, `/risk${at}`)],
    },
    wording,
  );
}

/** Of one symbol: each of its positions with its plan. */
export function wordLeverageOf(answer: LeverageAnswer, symbol: string, wording: Wording): Reply {
  const { words } = wording;
  const [first] = answer.rows;
  const at = atAccount(answer.account, wording);
  return modelReply(
    answer,
    {
      title: first === undefined ? words.models.leverage.unknown : headline(first, wording),
      tone: isUrgent(first) ? 'warning' : 'plain',
      command: `/leverage ${symbol}`,
      blocks: answer.rows.flatMap((row) =>
        row.advice.kind === 'unknown' && answer.rows.length === 1
          ? []
          : [planBlock(row, answer.rows.length > 1, answer.currency, wording)],
      ),
      next: [
        navigationButton(words.button.leverage, `/leverage${at}`),
        navigationButton(words.button.regime, `/regime ${symbol}${at}`),
      ],
      more: wayButtons(answer, at, wording),
    },
    wording,
  );
}

const rowName = ({ symbol, side }: LeverageRow, { words, view }: Wording): string =>
  side === undefined ? shortName(symbol, view) : `${shortName(symbol, view)} ${words.sideShort[side]}`;

const cell = (
  advice: Told<LeverageAdvice>,
  figure: (advice: LeverageAdvice) => string,
  { words }: Wording,
): string => (advice.kind === 'known' ? figure(advice.value) : words.trust.unknownShort);

const isUrgent = (row: LeverageRow | undefined): boolean =>
  row === undefined ||
  row.advice.kind === 'unknown' ||
  (row.advice.value.found.change.shouldAdjust && row.advice.value.found.change.amount < 0);

function headline(row: LeverageRow, wording: Wording): string {
  const { words, format, view } = wording;
  const say = words.models.leverage;
  const { advice, side } = row;
  const name = joinWords(shortName(row.symbol, view), side === undefined ? undefined : words.side[side]);
  if (advice.kind === 'unknown') return joinParts(say.subject, name, wordUnknown(advice, wording));
  const { current, found } = advice.value;
  if (!found.change.shouldAdjust) return say.fits;
  const tell = found.change.amount < 0 ? say.lower : say.raise;
  return tell(name, format.times(current), format.times(found.recommended));
}

const joinWords = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join(' ');

function planBlock(row: LeverageRow, named: boolean, currency: string, wording: Wording): Block {
  const { words, format } = wording;
  const say = words.models.leverage;
  const { advice } = row;
  const name = named ? [rowName(row, wording)] : [];
  if (advice.kind === 'unknown') return textBlock(...name, wordUnknown(advice, wording));
  const { current, config, found, plan } = advice.value;
  const { change, volatility } = found;
  return textBlock(
    ...name,
    say.volatility(format.percent(volatility.daily), format.percent(volatility.annual)),
    say.against(format.share(config.target), say.regime[found.regime]),
    ...(row.side === undefined ? [say.noPosition(format.times(current))] : []),
    ...(change.shouldAdjust
      ? [say.change(format.change(change.amount / current), say.priority[found.priority])]
      : [say.keep]),
    ...(plan === undefined || !change.shouldAdjust
      ? []
      : [
          (plan.action === 'ADD_MARGIN' ? say.add : say.free)(
            `${format.cash(plan.marginChange)} ${currency}`,
            format.times(found.recommended),
          ),
          plan.liquidationPrice === null || plan.distance === null
            ? say.noLiquidation
            : say.liquidation(format.price(plan.liquidationPrice), format.percent(plan.distance)),
          say.valueAtRisk(
            format.percent(plan.valueAtRiskOfMargin.now),
            format.percent(plan.valueAtRiskOfMargin.after),
          ),
        ]),
    say.byHand,
  );
}

/**
 * The two ways to the recommended leverage: set it, which locks more margin behind the position, or cut the position on
 * the margin that it has. Both ask for approval.
 */
function wayButtons({ rows }: LeverageAnswer, at: string, { words, format }: Wording): Button[][] {
  return rows.flatMap(({ symbol, side, advice }) => {
    if (side === undefined || advice.kind === 'unknown') return [];
    const { current, found } = advice.value;
    if (!found.change.shouldAdjust || found.change.amount >= 0) return [];
    const percent = Math.ceil((1 - found.recommended / current) * 100);
    const target = `${symbol}:${side}`;
    return [
      [
        navigationButton(
          words.models.leverage.set(format.times(found.recommended)),
          `/setleverage ${target} ${Math.floor(found.recommended)}${at}`,
        ),
        navigationButton(
          `${words.button.cut} ${format.share(percent / 100)}`,
          `/cut ${target}${at} ${percent}`,
        ),
      ],
    ];
  });
}
