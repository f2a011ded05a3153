/** `/approve [CODE]`: approves a card in one's own name; without a code the only one that waits. A button adds the hash of what it showed. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { codeArg } from '../src/chat/reading/arguments.ts';
import { type ChosenCard, chooseCard } from '../src/chat/words/choose-card.ts';
import { declined, shortReply } from '../src/chat/words/short-reply.ts';
import { subjectOf } from '../src/chat/words/word-action.ts';
import { stateWords } from '../src/chat/words/word-proposal-state.ts';
import { joinParts } from '../src/chat/words/wording.ts';

export const approve = defineCommand({
  name: 'approve',
  aliases: ['yes'],
  help: 'approve',
  role: 'trader',
  confirm: 'none',
  positional: [
    { name: 'code', optional: true },
    { name: 'hash', optional: true },
  ],
  args: z.object({
    code: codeArg.optional(),
    hash: z
      .string()
      .regex(/^[0-9a-f]{8,64}$/)
      .optional(),
  }),
  examples: ['/approve C7K2'],
  effect: 'change',
  async run(context) {
    const { ask, args, desk, words, format } = context;
    const chosen: ChosenCard =
      args.code === undefined
        ? chooseCard(context, ask, (code) => `/approve ${code}`)
        : { kind: 'card', code: args.code, hash: args.hash };
    if (chosen.kind === 'reply') return chosen.reply;
    const answer = await desk.approve(ask, chosen.code, chosen.hash);
    if (!answer.ok) return declined(answer.error, { words, format });
    const { proposal, missing } = answer.value;
    const wording = { words, format, view: desk.view() };
    const title =
      missing > 0
        ? words.done.approvedMissing(proposal.code, missing)
        : joinParts(subjectOf(proposal, wording), stateWords(proposal, wording), proposal.code);
    return shortReply(title, { tone: 'good' });
  },
});
