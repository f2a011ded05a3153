// How the positions move together: the average with its level, then the pairs that matter most and which way they work.
import { levelOf } from '../../domain/thresholds.ts';
import type { CorrelationAnswer } from '../../ports/model-asks.ts';
import type { Reply } from '../core/reply.ts';
import { atAccount, modelReply, wordBasis } from './model-reply.ts';
import { navigationButton, textBlock } from './short-reply.ts';
import { toneOf } from './word-alert.ts';
import { shortName, type Wording } from './wording.ts';

const MOST_PAIRS = 12;
/** Where a view is at hand its own threshold says what is high. */
const HIGH = 0.8;

interface Pair {
  readonly name: string;
  readonly value: number;
  readonly adds: boolean;
}

/** `command` asks for the same again. */
export function wordCorrelation(answer: CorrelationAnswer, command: string, wording: Wording): Reply {
  const { words, format, view } = wording;
  const say = words.models.correlation;
  const { found, task, missing } = answer;
  const threshold = view?.thresholds.correlation;
  const level = threshold === undefined ? 'safe' : levelOf(found.averagePairwise, threshold);
  const limit = (level === 'safe' ? undefined : threshold?.[level]) ?? undefined;
  const high = threshold?.warning ?? HIGH;
  const pairs = pairsOf(answer, wording);
  const levelWord = words.level[level];
  const at = atAccount(answer.account, wording);
  return modelReply(
    answer,
    {
      title: say.title(
        format.plain(found.averagePairwise),
        limit === undefined ? levelWord : say.at(levelWord, format.plain(limit)),
      ),
      tone: toneOf(level),
      command,
      basis: say.days(
        format.count(task.series[0]?.returns.length ?? 0),
        answer.basis === undefined ? words.models.performance.periods.day : wordBasis(answer.basis, wording),
      ),
      blocks: [
        {
          kind: 'table',
          columns: [
            { title: say.columns.pair, align: 'left' },
            { title: say.columns.value, align: 'right' },
            { title: say.columns.effect, align: 'left' },
          ],
          rows: pairs
            .slice(0, MOST_PAIRS)
            .map(({ name, value, adds }) => [
              name,
              format.table.plain(value),
              adds ? say.together : say.hedge,
            ]),
        },
        textBlock(
          say.pairs(
            format.count(pairs.filter(({ value }) => Math.abs(value) > high).length),
            format.count(pairs.length),
            format.plain(high),
          ),
          rollingLine(answer, wording),
          ...(missing.length === 0
            ? []
            : [say.missing(missing.map((symbol) => shortName(symbol, view)).join(', '))]),
        ),
      ],
      next: [
        navigationButton(words.button.risk, `/risk${at}`),
        navigationButton(words.button.budget, `/budget${at}`),
      ],
    },
    wording,
  );
}

/** Every pair, the closest first. Two that rise and fall together add up when both are held the same way. */
function pairsOf({ found, exposures }: CorrelationAnswer, { view }: Wording): Pair[] {
  const pairs: Pair[] = [];
  for (const [i, a] of found.names.entries()) {
    for (let j = i + 1; j < found.names.length; j += 1) {
      const value = found.matrix[i]![j]!;
      pairs.push({
        name: `${shortName(a, view)}–${shortName(found.names[j]!, view)}`,
        value,
        adds: value * exposures[i]! * exposures[j]! > 0,
      });
    }
  }
  return pairs.sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
}

function rollingLine({ found, task }: CorrelationAnswer, { words, format }: Wording): string {
  const say = words.models.correlation;
  const known = found.rollingAverage.filter((value) => value !== null);
  const newest = found.rollingAverage.at(-1);
  const now = say.rolling(
    format.count(task.window),
    newest == null ? words.trust.unknownShort : format.plain(newest),
  );
  if (known.length === 0) return now;
  return now + say.range(format.plain(Math.min(...known)), format.plain(Math.max(...known)));
}
