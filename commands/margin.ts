/** `/margin SYMBOL AMOUNT`: proposes to add margin to an isolated position. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { decimalArg, symbolArg } from '../src/chat/reading/arguments.ts';
import { choosePosition } from '../src/chat/words/choose.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import { wordProposal } from '../src/chat/words/word-proposal.ts';

export const margin = defineCommand({
  name: 'margin',
  help: 'margin',
  role: 'trader',
  confirm: 'approval',
  positional: [{ name: 'symbol' }, { name: 'amount' }],
  args: z.object({ symbol: symbolArg, amount: decimalArg }),
  examples: ['/margin eth 250'],
  effect: 'change',
  async run(context) {
    const { ask, args, desk, words, format, contacts } = context;
    const line = (position: string): string => `/margin ${position.replace(' @', ` ${args.amount} @`)}`;
    const chosen = choosePosition(context, args.symbol, line);
    if (chosen.kind === 'reply') return chosen.reply;
    const { account, symbol, side } = chosen.position;
    const answer = await desk.proposeMargin(ask, { account, symbol, side }, args.amount);
    if (!answer.ok) return declined(answer.error, context);
    return wordProposal(answer.value, { words, format, view: desk.view(), contacts });
  },
});
