/** `/propose`: a card of the best single step that /risk shows. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import { wordProposal } from '../src/chat/words/word-proposal.ts';

export const propose = defineCommand({
  name: 'propose',
  help: 'propose',
  role: 'trader',
  confirm: 'approval',
  positional: [],
  args: z.object({}),
  examples: ['/propose'],
  effect: 'change',
  hidden: true,
  async run({ ask, desk, words, format, account, contacts }) {
    const best = desk.view().accounts.find((each) => each.name === account)?.assessment?.bestStep;
    const answer =
      account !== undefined && best != null
        ? await desk.proposeCut(ask, { account, symbol: best.symbol, side: best.side, share: best.share })
        : await desk.proposeBestStep(ask);
    if (!answer.ok) return declined(answer.error, { words, format });
    return wordProposal(answer.value, { words, format, view: desk.view(), contacts });
  },
});
