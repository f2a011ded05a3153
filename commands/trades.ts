/** `/trades [n]`: the last fills with price and realised result; liquidations and foreign fills are marked. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { countArg } from '../src/chat/reading/arguments.ts';
import { declined, textBlock, viewReply } from '../src/chat/words/short-reply.ts';
import { shortName } from '../src/chat/words/wording.ts';

const USUAL = 10;

export const trades = defineCommand({
  name: 'trades',
  aliases: ['fills'],
  help: 'trades',
  role: 'viewer',
  confirm: 'none',
  positional: [{ name: 'count', optional: true, choices: '1-100' }],
  args: z.object({ count: countArg.default(USUAL) }),
  examples: ['/trades', '/trades 20'],
  effect: 'read',
  async run({ desk, words, format, args }) {
    const answer = await desk.trades(args.count);
    if (!answer.ok) return declined(answer.error, { words, format });
    const view = desk.view();
    const rows = answer.value.map((fill) => [
      `${format.clock(fill.at)} ${shortName(fill.symbol, view)}`,
      `${fill.side === 'buy' ? '+' : '-'}${format.table.quantity(fill.quantity)}`,
      format.table.price(fill.price),
      format.table.pnl(fill.realizedPnl),
    ]);
    const odd = answer.value.flatMap((fill) =>
      fill.cause === undefined
        ? []
        : [
            `${format.dateAndClock(fill.at)} ${shortName(fill.symbol, view)}: ${words.lists.cause[fill.cause] ?? fill.cause}`,
          ],
    );
    return viewReply(
      words.lists.trades(answer.value.length),
      [
        rows.length === 0
          ? textBlock(words.lists.noTrades)
          : {
              kind: 'table',
              columns: [
                { title: words.lists.columns.time, align: 'left' },
                { title: words.lists.columns.size, align: 'right' },
                { title: words.lists.columns.price, align: 'right' },
                { title: words.lists.columns.pnl, align: 'right' },
              ],
              rows,
            },
        ...(odd.length === 0 ? [] : [{ kind: 'list', items: odd } as const]),
      ],
      `/trades ${args.count}`,
      { words, format },
    );
  },
});
