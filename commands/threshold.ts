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
      value: z.string().pipe(valueArg),
    })
    .transform(({ metric, level, value }) => ({
      metric,
      level,
      value: SHARES.has(metric) && value >= 1 ? value / 100 : value,
    })),
  examples: ['/threshold margin-ratio critical 85%', '/threshold liq warning 0.25'],
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
