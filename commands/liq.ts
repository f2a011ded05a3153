/** `/liq`: where each position would be liquidated, nearest first, held against what the venue says; and the common move that does it. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { wordLiquidations } from '../src/chat/words/word-liquidations.ts';

export const liq = defineCommand({
  name: 'liq',
  help: 'liq',
  role: 'viewer',
  confirm: 'none',
  positional: [],
  args: z.object({}),
  examples: ['/liq'],
  effect: 'read',
  async run({ desk, words, format, account }) {
    return wordLiquidations(account, { words, format, view: desk.view() });
  },
});
