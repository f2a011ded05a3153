/** `/orders`: open orders, with the conditional ones told apart and those that are not ours marked. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { noteBlock, textBlock, viewReply } from '../src/chat/words/short-reply.ts';
import { shortName } from '../src/chat/words/wording.ts';

const MOST = 40;

export const orders = defineCommand({
  name: 'orders',
  aliases: ['o'],
  help: 'orders',
  role: 'viewer',
  confirm: 'none',
  positional: [],
  args: z.object({}),
  examples: ['/orders'],
  effect: 'read',
  async run({ desk, words, format, account }) {
    const view = desk.view();
    const accounts = view.accounts.filter((each) => account === undefined || each.name === account);
    const open = accounts.flatMap((each) => each.snapshot?.orders ?? []);
    const rows = open.slice(0, MOST).map((order) => {
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
    return viewReply(
      words.lists.orders(open.length),
      [
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
        noteBlock(format.timeAndZone(view.at)),
      ],
      account === undefined ? '/orders' : `/orders @${account}`,
      { words, format },
    );
  },
});
