/** `/budget [equal|performance|inverse] [2%]`: how much of its share of the daily risk each position uses. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { shareArg, wordArg } from '../src/chat/reading/arguments.ts';
import { unknownReply } from '../src/chat/words/model-reply.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import { wordBudget } from '../src/chat/words/word-budget.ts';

const METHODS = {
  equal: 'equal-risk',
  performance: 'performance-weighted',
  inverse: 'inverse-volatility',
} as const;

export const budget = defineCommand({
  name: 'budget',
  help: 'budget',
  role: 'viewer',
  confirm: 'none',
  positional: [
    { name: 'method', optional: true },
    { name: 'total', optional: true },
  ],
  args: z.object({
    method: wordArg(['equal', 'performance', 'inverse']).optional(),
    total: shareArg.optional(),
  }),
  examples: ['/budget', '/budget inverse', '/budget equal 3%'],
  effect: 'read',
  async run({ desk, words, format, account, args: { method, total } }) {
    const answer = await desk.budget({
      ...(account === undefined ? {} : { account }),
      ...(method === undefined ? {} : { method: METHODS[method] }),
      ...(total === undefined ? {} : { total }),
    });
    const wording = { words, format, view: desk.view() };
    if (!answer.ok) return declined(answer.error, wording);
    const tail = [method, total === undefined ? undefined : `${Number((total * 100).toPrecision(12))}%`]
      .filter((word) => word !== undefined)
      .join(' ');
    return answer.value.kind === 'known'
      ? wordBudget(answer.value.value, tail, wording)
      : unknownReply(words.models.budget.subject, answer.value, `/budget ${tail}`.trim(), wording);
  },
});
