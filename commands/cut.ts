/** `/cut SYMBOL PERCENT`: proposes a reduction and waits for approval. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { percentArg, symbolArg } from '../src/chat/reading/arguments.ts';
import { choosePosition } from '../src/chat/words/choose.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import { wordProposal } from '../src/chat/words/word-proposal.ts';

export const cut = defineCommand({
  name: 'cut',
  help: 'cut',
  role: 'trader',
  confirm: 'approval',
  positional: [{ name: 'symbol' }, { name: 'percent' }],
  args: z.object({ symbol: symbolArg, percent: percentArg }),
  examples: ['/cut btc 50'],
  effect: 'change',
  async run(context) {
    const { ask, args, desk, words, format, contacts } = context;
    const chosen = choosePosition(
      context,
      args.symbol,
      (position) => `/cut ${position.replace(' @', ` ${args.percent} @`)}`,
    );
    if (chosen.kind === 'reply') return chosen.reply;
    const { account, symbol, side } = chosen.position;
    const answer = await desk.proposeCut(ask, { account, symbol, side, share: args.percent / 100 });
    if (!answer.ok) return declined(answer.error, context);
    return wordProposal(answer.value, { words, format, view: desk.view(), contacts });
  },
});
