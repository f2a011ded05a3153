/** `/threshold METRIC LEVEL VALUE`: moves one line; 85%, 85 and 0.85 are the same where a share is meant. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { valueArg, wordArg } from '../src/chat/reading/arguments.ts';
import { declined, navigationButton, shortReply } from '../src/chat/words/short-reply.ts';
import { limitFigure } from '../src/chat/words/word-reading.ts';
import { METRICS, type Metric } from '../src/domain/thresholds.ts';

/** Short names that people type. */
const NAMES: Readonly<Record<string, Metric>> = {
  var: 'value-at-risk',
  margin: 'margin-ratio',
  liq: 'liquidation-distance',
  distance: 'liquidation-distance',
  dd: 'drawdown',
  corr: 'correlation',
  lev: 'leverage',
  loss: 'daily-loss',
  stale: 'stale-data',
  'data-age': 'stale-data',
  'day-loss': 'daily-loss',
  'liq-dist': 'liquidation-distance',
};

/** What is measured in shares: nobody means 300 % who writes 3. */
const SHARES: ReadonlySet<Metric> = new Set([
  'value-at-risk',
  'margin-ratio',
  'liquidation-distance',
  'drawdown',
  'correlation',
  'daily-loss',
]);

const metricArg = z
  .string()
  .max(32)
  .transform((text) => {
    const word = text.toLowerCase();
    return Object.hasOwn(NAMES, word) ? NAMES[word] : word;
  })
  .pipe(z.enum(METRICS));

/** What is measured in time: a bare number would leave open whether seconds or milliseconds are meant. */
const TIMES: ReadonlySet<Metric> = new Set(['latency', 'stale-data']);
const TIME = /^(\d{1,6})(ms|s|m)$/i;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/** The limit as the desk keeps it: a share, a multiple, or milliseconds. `3` of a share is 3 %, and `100%` is all of it. */
function limitOf(metric: Metric, text: string): number | undefined {
  if (TIMES.has(metric)) {
    const [, count, unit = ''] = TIME.exec(text) ?? [];
    return count === undefined ? undefined : Number(count) * (UNIT_MS[unit.toLowerCase()] ?? 1);
  }
  const read = valueArg.safeParse(text);
  if (!read.success) return undefined;
  const isPerCent = SHARES.has(metric) && !text.endsWith('%') && read.data >= 1;
  return isPerCent ? read.data / 100 : read.data;
}

export const threshold = defineCommand({
  name: 'threshold',
  help: 'threshold',
  role: 'admin',
  confirm: 'none',
  positional: [
    { name: 'metric' },
    { name: 'level', choices: 'warning|critical|emergency' },
    { name: 'value' },
  ],
  args: z
    .object({
      metric: metricArg,
      level: wordArg(['warning', 'critical', 'emergency']),
      value: z.string().max(32),
    })
    .transform(({ metric, level, value: text }, context) => {
      const value = limitOf(metric, text);
      if (value !== undefined) return { metric, level, value };
      context.addIssue({ code: 'custom', message: TIMES.has(metric) ? 'span' : '', path: ['value'] });
      return z.NEVER;
    }),
  examples: [
    '/threshold margin-ratio critical 85%',
    '/threshold liq warning 0.25',
    '/threshold stale critical 90s',
  ],
  effect: 'change',
  async run({ ask, args: { metric, level, value }, desk, words, format }) {
    const answer = await desk.setThreshold(ask, metric, level, value);
    if (!answer.ok) return declined(answer.error, { words, format });
    const now = answer.value[metric][level] ?? value;
    return shortReply(
      words.done.threshold(words.metric[metric], words.levelLower[level], limitFigure(metric, now, format)),
      { tone: 'good', buttons: [[navigationButton(words.lists.thresholds, '/thresholds')]] },
    );
  },
});
