/** `/report [daily|YYYY-MM-DD]`: the report of today so far, or of a day. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import { wordReport } from '../src/chat/words/word-report.ts';

export const report = defineCommand({
  name: 'report',
  help: 'report',
  role: 'viewer',
  confirm: 'none',
  positional: [{ name: 'date', optional: true }],
  args: z.object({
    date: z
      .string()
      .regex(/^(daily|\d{4}-\d{2}-\d{2})$/i)
      .optional(),
  }),
  examples: ['/report', '/report 2026-11-20'],
  effect: 'read',
  async run({ args, desk, words, format }) {
    const date = args.date?.toLowerCase() === 'daily' ? undefined : args.date;
    const answer = await desk.report(date);
    if (!answer.ok) return declined(answer.error, { words, format });
    return wordReport(answer.value, { words, format, view: desk.view() });
  },
});
