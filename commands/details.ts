/** `/details CODE`: everything about a card: limits, the smallest cut that would do, the hash it is bound to. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { codeArg } from '../src/chat/reading/arguments.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import { wordProposalDetails } from '../src/chat/words/word-proposal.ts';

export const details = defineCommand({
  name: 'details',
  aliases: ['card'],
  help: 'details',
  role: 'viewer',
  confirm: 'none',
  positional: [{ name: 'code' }],
  args: z.object({ code: codeArg }),
  examples: ['/details C7K2'],
  effect: 'read',
  hidden: true,
  async run({ args, desk, words, format, contacts }) {
    const answer = await desk.proposal(args.code);
    if (!answer.ok) return declined(answer.error, { words, format });
    return wordProposalDetails(answer.value, { words, format, view: desk.view(), contacts });
  },
});
