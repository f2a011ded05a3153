/** `/funding`: what funding costs per position, next and a day, and what it takes of the profits. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { wordFunding } from '../src/chat/words/word-funding.ts';

export const funding = defineCommand({
  name: 'funding',
  help: 'funding',
  role: 'viewer',
  confirm: 'none',
  positional: [],
  args: z.object({}),
  examples: ['/funding'],
  effect: 'read',
  async run({ desk, words, format, account }) {
    const month = await desk.profitAndLoss('month');
    const soFar = month.ok
      ? { funding: Number(month.value.funding), realizedPnl: Number(month.value.realizedPnl) }
      : undefined;
    return wordFunding(account, soFar, { words, format, view: desk.view() });
  },
});
