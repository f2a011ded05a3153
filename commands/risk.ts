/** `/risk [symbol]`: every thresholded figure with its bar, the tail, the common move and the best single step; or one position. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { symbolArg } from '../src/chat/reading/arguments.ts';
import { choosePosition } from '../src/chat/words/choose.ts';
import { wordPositionRisk } from '../src/chat/words/word-position-risk.ts';
import { wordRisk } from '../src/chat/words/word-risk.ts';

export const risk = defineCommand({
  name: 'risk',
  aliases: ['r'],
  help: 'risk',
  role: 'viewer',
  confirm: 'none',
  positional: [{ name: 'symbol', optional: true }],
  args: z.object({ symbol: symbolArg.optional() }),
  examples: ['/risk', '/risk btc'],
  effect: 'read',
  async run(context) {
    const { desk, words, format, args, account } = context;
    const view = desk.view();
    const wording = { words, format, view };
    if (args.symbol === undefined) return wordRisk(view, account, wording);
    const chosen = choosePosition(context, args.symbol, (position) => `/risk ${position}`);
    return chosen.kind === 'reply' ? chosen.reply : wordPositionRisk(chosen.position, view, wording);
  },
});
