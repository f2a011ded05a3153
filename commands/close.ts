/** `/close SYMBOL|all`: proposes to close a position, or every one; waits for approval. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { symbolArg } from '../src/chat/reading/arguments.ts';
import { choosePosition } from '../src/chat/words/choose.ts';
import { declined, navigationButton, shortReply } from '../src/chat/words/short-reply.ts';
import { wordProposal } from '../src/chat/words/word-proposal.ts';

export const close = defineCommand({
  name: 'close',
  help: 'close',
  role: 'trader',
  confirm: 'approval',
  positional: [{ name: 'symbol' }],
  args: z.object({ symbol: symbolArg }),
  examples: ['/close btc', '/close all'],
  effect: 'change',
  async run(context) {
    const { ask, args, desk, words, format, account, contacts } = context;
    const all = args.symbol.toLowerCase() === 'all';
    const chosen = all ? undefined : choosePosition(context, args.symbol, (position) => `/close ${position}`);
    if (chosen?.kind === 'reply') return chosen.reply;
    const answer =
      chosen === undefined
        ? await desk.proposeClose(ask, { ...(account === undefined ? {} : { account }), symbol: 'all' })
        : await desk.proposeCut(ask, {
            account: chosen.position.account,
            symbol: chosen.position.symbol,
            side: chosen.position.side,
            share: 1,
          });
    if (!answer.ok) return declined(answer.error, context);
    const cards = Array.isArray(answer.value) ? answer.value : [answer.value];
    const [only, second] = cards;
    const wording = { words, format, view: desk.view(), contacts };
    if (only !== undefined && second === undefined) return wordProposal(only, wording);
    return shortReply(words.done.closing(cards.length), {
      buttons: [cards.slice(0, 4).map((card) => navigationButton(card.code, `/details ${card.code}`))],
    });
  },
});
