/** `/reject [CODE]`: says no to a card, without a code to the only one that waits; nothing is sent. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { codeArg } from '../src/chat/reading/arguments.ts';
import { type ChosenCard, chooseCard } from '../src/chat/words/choose-card.ts';
import { declined, shortReply } from '../src/chat/words/short-reply.ts';

export const reject = defineCommand({
  name: 'reject',
  aliases: ['no'],
  help: 'reject',
  role: 'trader',
  confirm: 'none',
  positional: [{ name: 'code', optional: true }],
  args: z.object({ code: codeArg.optional() }),
  examples: ['/reject C7K2'],
  effect: 'change',
  async run(context) {
    const { ask, args, desk, words, format } = context;
    const chosen: ChosenCard =
      args.code === undefined
        ? chooseCard(context, ask, (code) => `/reject ${code}`)
        : { kind: 'card', code: args.code, hash: undefined };
    if (chosen.kind === 'reply') return chosen.reply;
    const answer = await desk.reject(ask, chosen.code);
    if (!answer.ok) return declined(answer.error, { words, format });
    return shortReply(words.done.rejected(answer.value.code));
  },
});
