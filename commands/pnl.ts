/** `/pnl [day|week|month|all]`: realised, open, fees and funding of a period, each with its sign. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { spent } from '../src/chat/figures/format.ts';
import { wordArg } from '../src/chat/reading/arguments.ts';
import {
  declined,
  navigationButton,
  noteBlock,
  refreshButton,
  shortReply,
} from '../src/chat/words/short-reply.ts';

export const pnl = defineCommand({
  name: 'pnl',
  help: 'pnl',
  role: 'viewer',
  confirm: 'none',
  positional: [{ name: 'period', optional: true, choices: 'day|week|month|all' }],
  args: z.object({ period: wordArg(['day', 'week', 'month', 'all']).default('day') }),
  examples: ['/pnl', '/pnl week'],
  effect: 'read',
  async run({ desk, words, format, args }) {
    const speech = { words, format };
    const answer = await desk.profitAndLoss(args.period);
    if (!answer.ok) return declined(answer.error, speech);
    const { value } = answer;
    const money = (amount: string): string => `${format.table.pnl(amount)}`;
    const say = words.pnl;
    return shortReply(say.title(say.period[args.period], `${format.pnl(value.change)} ${value.currency}`), {
      tone: value.change.startsWith('-') ? 'plain' : 'good',
      blocks: [
        {
          kind: 'table',
          columns: [
            { title: '', align: 'left' },
            { title: value.currency, align: 'right' },
          ],
          rows: [
            [say.realized, money(value.realizedPnl)],
            [say.unrealized, money(value.unrealizedPnl)],
            [say.fees, money(spent(value.fees))],
            [say.funding, money(value.funding)],
            [say.change, money(value.change)],
          ],
        },
        { kind: 'text', text: say.trades(value.trades, value.won) },
        noteBlock(`${format.dateAndClock(value.from)} – ${format.dateAndClock(value.to)}`),
      ],
      buttons: [
        [
          refreshButton(`/pnl ${args.period}`, speech),
          navigationButton(words.button.day, '/pnl day'),
          navigationButton(words.button.week, '/pnl week'),
          navigationButton(words.button.month, '/pnl month'),
        ],
      ],
    });
  },
});
