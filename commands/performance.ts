/** `/performance [week|month|all]`: what the account earned and what it cost in risk. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { wordArg } from '../src/chat/reading/arguments.ts';
import { unknownReply } from '../src/chat/words/model-reply.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import { wordPerformance } from '../src/chat/words/word-performance.ts';

export const performance = defineCommand({
  name: 'performance',
  help: 'performance',
  role: 'viewer',
  confirm: 'none',
  positional: [{ name: 'period', optional: true, choices: 'week|month|all' }],
  args: z.object({ period: wordArg(['week', 'month', 'all']).default('all') }),
  examples: ['/performance', '/performance month'],
  effect: 'read',
  async run({ desk, words, format, account, args: { period } }) {
    const answer = await desk.performance({ ...(account === undefined ? {} : { account }), period });
    const wording = { words, format, view: desk.view() };
    if (!answer.ok) return declined(answer.error, wording);
    return answer.value.kind === 'known'
      ? wordPerformance(answer.value.value, wording)
      : unknownReply(words.models.performance.subject, answer.value, `/performance ${period}`, wording);
  },
});
