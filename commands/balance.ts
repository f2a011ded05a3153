/** `/balance`: wallet, open PnL, equity, what is free and how much of it maintenance takes; one account after the other. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import type { Block } from '../src/chat/core/reply.ts';
import { noteBlock, textBlock, viewReply } from '../src/chat/words/short-reply.ts';
import { wordReading } from '../src/chat/words/word-reading.ts';
import { Money } from '../src/domain/money.ts';

export const balance = defineCommand({
  name: 'balance',
  aliases: ['b', 'wallet'],
  help: 'balance',
  role: 'viewer',
  confirm: 'none',
  positional: [],
  args: z.object({}),
  examples: ['/balance'],
  effect: 'read',
  async run({ desk, words, format, account }) {
    const view = desk.view();
    const wording = { words, format };
    const accounts = view.accounts.filter((each) => account === undefined || each.name === account);
    const say = words.balance;
    const blocks = accounts.flatMap((each): Block[] => {
      const { snapshot, assessment } = each;
      if (snapshot === undefined) return [textBlock(`${each.name}: ${words.status.noPicture}`)];
      const { currency } = snapshot.equity;
      const unrealized = snapshot.equity.minus(snapshot.walletBalance);
      return [
        ...(view.accounts.length > 1 ? [textBlock(words.status.account(each.name))] : []),
        {
          kind: 'facts',
          facts: [
            [say.wallet, `${format.money(snapshot.walletBalance.toString())} ${currency}`],
            [say.unrealized, `${format.pnl(unrealized.toString())} ${currency}`],
            [say.equity, `${format.money(snapshot.equity.toString())} ${currency}`],
            [say.available, `${format.money(snapshot.availableBalance.toString())} ${currency}`],
            ...(assessment === undefined
              ? []
              : ([
                  [say.maintenance, wordReading(assessment.maintenanceMargin, format.cash, wording)],
                  [say.margin, wordReading(assessment.marginRatio, format.percent, wording)],
                ] as const)),
          ],
        },
      ];
    });
    return viewReply(
      say.title(
        totalEquity(
          accounts.flatMap((each) => (each.snapshot === undefined ? [] : [each.snapshot.equity])),
        ) ?? words.trust.unknownShort,
      ),
      [...blocks, noteBlock(format.timeAndZone(view.at))],
      account === undefined ? '/balance' : `/balance @${account}`,
      wording,
    );

    function totalEquity(amounts: readonly Money[]): string | undefined {
      const [first] = amounts;
      if (first === undefined) return undefined;
      const same = amounts.filter((each) => each.currency === first.currency);
      const sum = same.reduce((total, each) => total.plus(each), Money.zero(first.currency));
      return `${format.money(sum.toString())} ${first.currency}`;
    }
  },
});
