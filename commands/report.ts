/** `/report [today|yesterday|YYYY-MM-DD]`: the report of today so far, or of a day. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import { wordReport } from '../src/chat/words/word-report.ts';

export const report = defineCommand({
  name: 'report',
  help: 'report',
  role: 'viewer',
  confirm: 'none',
  positional: [{ name: 'date', optional: true, choices: 'today|yesterday|YYYY-MM-DD' }],
  args: z.object({
    date: z
      .string()
      .regex(/^(daily|today|yesterday|\d{4}-\d{2}-\d{2})$/i)
      .optional(),
  }),
  examples: ['/report', '/report yesterday', '/report 2026-11-20'],
  effect: 'read',
  async run({ args, desk, words, format }) {
    const asked = args.date?.toLowerCase();
    const answer = await desk.report(asked === 'daily' || asked === 'today' ? undefined : asked);
    if (!answer.ok) return declined(answer.error, { words, format });
    return wordReport(answer.value, { words, format, view: desk.view() });
  },
});
