/** `/reject CODE`: says no to a card; nothing is sent. */
import { z } from 'zod';
import { codeArg } from '../src/chat/arguments.ts';
import { defineCommand } from '../src/chat/command.ts';
import { declined, shortReply } from '../src/chat/short-reply.ts';

export const reject = defineCommand({
  name: 'reject',
  aliases: ['no'],
  help: 'reject',
  role: 'trader',
  confirm: 'none',
  positional: [{ name: 'code' }],
  args: z.object({ code: codeArg }),
  examples: ['/reject C7K2'],
  effect: 'change',
  async run({ ask, args, desk, words, format }) {
    const answer = await desk.reject(ask, args.code);
    if (!answer.ok) return declined(answer.error, { words, format });
    return shortReply(words.done.rejected(answer.value.code));
  },
});
