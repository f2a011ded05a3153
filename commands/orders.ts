/** `/orders`: open orders, with the conditional ones told apart and those that are not ours marked. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { countArg } from '../src/chat/reading/arguments.ts';
import { pageOf } from '../src/chat/words/paging.ts';
import { noteBlock, refreshButton, shortReply, textBlock } from '../src/chat/words/short-reply.ts';
import { shortName } from '../src/chat/words/wording.ts';

const PAGE = 30;

export const orders = defineCommand({
  name: 'orders',
  aliases: ['o'],
  help: 'orders',
  role: 'viewer',
  confirm: 'none',
  positional: [{ name: 'page', optional: true }],
  args: z.object({ page: countArg.default(1) }),
  examples: ['/orders', '/orders 2'],
  effect: 'read',
  async run({ args, desk, words, format, account }) {
    const view = desk.view();
    const accounts = view.accounts.filter((each) => account === undefined || each.name === account);
    const open = accounts.flatMap((each) => each.snapshot?.orders ?? []);
    const at = account === undefined ? '' : ` @${account}`;
    const page = pageOf(open, args.page, PAGE, `/orders${at}`, { words, format });
    const rows = page.items.map((order) => {
      const kind = order.type === 'stop-market' ? words.lists.stop : words.lists[order.type];
      const price = order.stopPrice ?? order.limitPrice;
      return [
        `${shortName(order.symbol, view)} ${words.order[order.side]}`,
        `${kind}${order.reduceOnly ? ` ${words.lists.reduceOnly}` : ''}`,
        format.table.quantity(order.quantity.toString()),
        price === undefined ? '' : format.table.price(price.toString()),
      ];
    });
    const incomplete = accounts.filter((each) => each.snapshot === undefined || !each.snapshot.complete);
    return shortReply(words.lists.orders(open.length), {
      blocks: [
        open.length === 0
          ? textBlock(words.lists.noOrders)
          : {
              kind: 'table',
              columns: [
                { title: words.lists.columns.what, align: 'left' },
                { title: words.lists.columns.kind, align: 'left' },
                { title: words.lists.columns.size, align: 'right' },
                { title: words.lists.columns.price, align: 'right' },
              ],
              rows,
            },
        ...incomplete.map((each) =>
          noteBlock(
            `${each.name}: ${words.status.incomplete(each.snapshot?.incompleteBecause ?? words.status.noPicture)}`,
          ),
        ),
        ...page.note,
        noteBlock(format.timeAndZone(view.at)),
      ],
      buttons: [[refreshButton(page.command, { words, format }), ...page.buttons]],
    });
  },
});
