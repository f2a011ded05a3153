/** `/trail SYMBOL PCT`: proposes a stop that follows the best price at a distance and never loosens. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { percentArg, symbolArg } from '../src/chat/reading/arguments.ts';
import { choosePosition } from '../src/chat/words/choose.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import { wordProposal } from '../src/chat/words/word-proposal.ts';

export const trail = defineCommand({
  name: 'trail',
  help: 'trail',
  role: 'trader',
  confirm: 'approval',
  positional: [{ name: 'symbol' }, { name: 'distance' }],
  args: z.object({ symbol: symbolArg, distance: percentArg.refine((percent) => percent <= 90) }),
  examples: ['/trail btc 3'],
  effect: 'change',
  async run(context) {
    const { ask, args, desk, words, format, contacts } = context;
    const line = (position: string): string => `/trail ${position.replace(' @', ` ${args.distance} @`)}`;
    const chosen = choosePosition(context, args.symbol, line);
    if (chosen.kind === 'reply') return chosen.reply;
    const { account, symbol, side } = chosen.position;
    const stop = { kind: 'distance', ratio: args.distance / 100, trails: true } as const;
    const answer = await desk.proposeStop(ask, { account, symbol, side }, stop);
    if (!answer.ok) return declined(answer.error, context);
    return wordProposal(answer.value, { words, format, view: desk.view(), contacts });
  },
});
