// What kind of market it is: how many trend and how many are wild, then the table; or one symbol with the figures behind it.
import type { RegimeAnswer, RegimeFigures, RegimeRow } from '../../ports/model-asks.ts';
import type { Block, Reply } from '../core/reply.ts';
import { inRows } from './choose.ts';
import { atAccount, modelReply } from './model-reply.ts';
import { navigationButton, textBlock } from './short-reply.ts';
import { wordUnknown } from './word-reading.ts';
import { joinParts, shortName, type Wording } from './wording.ts';

const MOST_ROWS = 30;
const MOST_BUTTONS = 8;
const FRAMES = ['5m', '15m', '1h', '4h'] as const;

const isTrending = ({ market }: RegimeFigures): boolean => market.regime.startsWith('TRENDING');
const isWild = ({ market }: RegimeFigures): boolean => market.regime.endsWith('HIGH_VOL');

/** Of every symbol held; `command` asks for the same again. */
export function wordRegime(answer: RegimeAnswer, command: string, wording: Wording): Reply {
  const { words, format, view } = wording;
  const say = words.models.regime;
  const known = answer.rows.flatMap(({ regime }) => (regime.kind === 'known' ? [regime.value] : []));
  const count = (has: (figures: RegimeFigures) => boolean): string => format.count(known.filter(has).length);
  const [first] = answer.rows;
  const doubts = answer.rows.flatMap(({ symbol, regime }) =>
    regime.kind === 'unknown' ? [`${shortName(symbol, view)} ${wordUnknown(regime, wording)}`] : [],
  );
  const at = atAccount(answer.account, wording);
  return modelReply(
    answer,
    {
      title:
        known.length === 0 && first?.regime.kind === 'unknown'
          ? joinParts(say.subject, wordUnknown(first.regime, wording))
          : say.title(count(isTrending), count(isWild), format.count(known.length)),
      tone: known.length === 0 ? 'warning' : 'plain',
      command,
      basis: say.basis(answer.timeframe),
      blocks: [
        {
          kind: 'table',
          columns: [
            { title: say.columns.what, align: 'left' },
            { title: say.columns.trend, align: 'left' },
            { title: say.columns.volatility, align: 'left' },
            { title: say.columns.adx, align: 'right' },
          ],
          rows: answer.rows.slice(0, MOST_ROWS).map((row) => tableRow(row, wording)),
        },
        ...(doubts.length === 0 ? [] : [{ kind: 'list', items: doubts } as const]),
      ],
      more: inRows(
        answer.rows
          .slice(0, MOST_BUTTONS)
          .map(({ symbol }) => navigationButton(shortName(symbol, view), `/regime ${symbol}${at}`)),
        4,
      ),
      next: [navigationButton(words.button.leverage, `/leverage${at}`)],
    },
    wording,
  );
}

function tableRow({ symbol, regime }: RegimeRow, { words, format, view }: Wording): string[] {
  const say = words.models.regime;
  const name = shortName(symbol, view);
  if (regime.kind === 'unknown') return [name, words.trust.unknownShort, '', ''];
  return [
    name,
    say.trend[isTrending(regime.value) ? 'TRENDING' : 'RANGING'],
    say.volatility[isWild(regime.value) ? 'HIGH' : 'LOW'],
    format.table.plain(regime.value.market.adx),
  ];
}

/** Of one symbol, with the score over four timeframes. */
export function wordRegimeOf(answer: RegimeAnswer, symbol: string, command: string, wording: Wording): Reply {
  const { words, format, view } = wording;
  const say = words.models.regime;
  const regime = answer.rows[0]?.regime;
  const name = shortName(symbol, view);
  const at = atAccount(answer.account, wording);
  if (regime === undefined) return wordRegime(answer, command, wording);
  const trend = (isOne: boolean): string => say.trend[isOne ? 'TRENDING' : 'RANGING'];
  return modelReply(
    answer,
    {
      title:
        regime.kind === 'unknown'
          ? joinParts(`${say.subject} ${name}`, wordUnknown(regime, wording))
          : say.titleOne(
              name,
              trend(isTrending(regime.value)),
              say.volatility[isWild(regime.value) ? 'HIGH' : 'LOW'],
            ),
      tone: regime.kind === 'unknown' ? 'warning' : 'plain',
      command,
      basis: say.basis(answer.timeframe),
      blocks: [
        ...(regime.kind === 'unknown'
          ? []
          : [
              textBlock(
                say.adx(format.plain(regime.value.market.adx)),
                say.width(format.percent(regime.value.market.bollingerWidth)),
                say.smoothed(
                  format.percent(regime.value.smoothed.volatilitySmoothed),
                  format.percent(regime.value.smoothed.threshold),
                  trend(regime.value.smoothed.regime === 'TRENDING'),
                ),
              ),
            ]),
        ...(regime.kind === 'unknown' ? [] : timeframeBlocks(answer, wording)),
      ],
      next: [
        navigationButton(words.button.regime, `/regime${at}`),
        navigationButton(words.button.leverage, `/leverage ${symbol}${at}`),
      ],
    },
    wording,
  );
}

function timeframeBlocks({ timeframes }: RegimeAnswer, wording: Wording): Block[] {
  if (timeframes === undefined) return [];
  const { words, format } = wording;
  const say = words.models.regime;
  if (timeframes.kind === 'unknown') return [textBlock(wordUnknown(timeframes, wording))];
  const { risk } = timeframes.value;
  return [
    textBlock(say.timeframes(format.percent(risk.score), say.level[risk.level])),
    {
      kind: 'table',
      columns: [
        { title: say.timeframeColumns.bars, align: 'left' },
        { title: say.timeframeColumns.day, align: 'right' },
        { title: say.timeframeColumns.part, align: 'right' },
      ],
      rows: FRAMES.map((frame) => [
        frame,
        format.table.percent(risk.parts[frame].scaled),
        format.table.percent(risk.parts[frame].contribution),
      ]),
    },
  ];
}
