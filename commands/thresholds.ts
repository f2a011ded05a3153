/** `/thresholds`: the lines that raise alerts, for every metric that has any. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { noteBlock, viewReply } from '../src/chat/words/short-reply.ts';
import { limitFigure } from '../src/chat/words/word-reading.ts';
import { METRICS } from '../src/domain/thresholds.ts';

/** Metrics that say that something is the matter: their limits are counts that nobody sets. */
const SHOWN = METRICS.slice(0, METRICS.indexOf('exchange'));

export const thresholds = defineCommand({
  name: 'thresholds',
  help: 'thresholds',
  role: 'viewer',
  confirm: 'none',
  positional: [],
  args: z.object({}),
  examples: ['/thresholds'],
  effect: 'read',
  async run({ desk, words, format }) {
    const { thresholds: lines } = desk.view();
    const figure = (metric: string, value: number | undefined): string =>
      value === undefined ? '-' : limitFigure(metric, value, format).replace(/ %$/, '%');
    return viewReply(
      words.lists.thresholds,
      [
        {
          kind: 'table',
          columns: [
            { title: words.lists.columns.what, align: 'left' },
            { title: words.lists.columns.warning, align: 'right' },
            { title: words.lists.columns.critical, align: 'right' },
            { title: words.lists.columns.emergency, align: 'right' },
          ],
          rows: SHOWN.map((metric) => [
            words.metricShort[metric],
            figure(metric, lines[metric].warning),
            figure(metric, lines[metric].critical),
            figure(metric, lines[metric].emergency),
          ]),
        },
        noteBlock(words.helping.example('/threshold margin-ratio critical 85%')),
      ],
      '/thresholds',
      { words, format },
    );
  },
});
