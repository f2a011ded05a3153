/** `/setleverage SYMBOL N`: proposes another leverage for the symbol of an open position. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { symbolArg, wholeLeverageArg } from '../src/chat/reading/arguments.ts';
import { choosePosition } from '../src/chat/words/choose.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import { wordProposal } from '../src/chat/words/word-proposal.ts';

export const setleverage = defineCommand({
  name: 'setleverage',
  help: 'setleverage',
  role: 'trader',
  confirm: 'approval',
  positional: [{ name: 'symbol' }, { name: 'leverage' }],
  args: z.object({ symbol: symbolArg, leverage: wholeLeverageArg }),
  examples: ['/setleverage btc 5'],
  effect: 'change',
  async run(context) {
    const { ask, args, desk, words, format, contacts } = context;
    const line = (position: string): string =>
      `/setleverage ${position.replace(' @', ` ${args.leverage} @`)}`;
    const chosen = choosePosition(context, args.symbol, line);
    if (chosen.kind === 'reply') return chosen.reply;
    const { account, symbol, side } = chosen.position;
    const answer = await desk.proposeLeverage(ask, { account, symbol, side }, args.leverage);
    if (!answer.ok) return declined(answer.error, context);
    return wordProposal(answer.value, { words, format, view: desk.view(), contacts });
  },
});
