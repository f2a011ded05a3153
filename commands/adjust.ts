/** `/adjust CODE halve|smallest`: a new card that takes the place of the old one. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { codeArg, wordArg } from '../src/chat/reading/arguments.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import { wordProposal } from '../src/chat/words/word-proposal.ts';

export const adjust = defineCommand({
  name: 'adjust',
  help: 'adjust',
  role: 'trader',
  confirm: 'approval',
  positional: [{ name: 'code' }, { name: 'how' }],
  args: z.object({ code: codeArg, how: wordArg(['halve', 'smallest']) }),
  examples: ['/adjust C7K2 halve'],
  effect: 'change',
  hidden: true,
  async run({ ask, args, desk, words, format, contacts }) {
    const answer = await desk.adjust(ask, args.code, args.how);
    if (!answer.ok) return declined(answer.error, { words, format });
    return wordProposal(answer.value, { words, format, view: desk.view(), contacts });
  },
});
