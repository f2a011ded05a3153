/** `/positions`: every open position with entry, mark, PnL and where it would be liquidated; nearest first. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import type { Block } from '../src/chat/core/reply.ts';
import { countArg } from '../src/chat/reading/arguments.ts';
import { inRows } from '../src/chat/words/choose.ts';
import { pageOf } from '../src/chat/words/paging.ts';
import {
  navigationButton,
  noteBlock,
  refreshButton,
  shortReply,
  textBlock,
} from '../src/chat/words/short-reply.ts';
import { wordReading } from '../src/chat/words/word-reading.ts';
import { positionTable } from '../src/chat/words/word-status.ts';
import { joinParts, shortName } from '../src/chat/words/wording.ts';

const PAGE = 20;

export const positions = defineCommand({
  name: 'positions',
  aliases: ['pos', 'p'],
  help: 'positions',
  role: 'viewer',
  confirm: 'none',
  positional: [{ name: 'page', optional: true }],
  args: z.object({ page: countArg.default(1) }),
  examples: ['/positions', '/positions 2', '/positions @main'],
  effect: 'read',
  async run({ args, desk, words, format, account }) {
    const view = desk.view();
    const wording = { words, format, view };
    const accounts = view.accounts.filter((each) => account === undefined || each.name === account);
    const at = account === undefined ? '' : ` @${account}`;
    const all = accounts.flatMap(({ name, assessment }) =>
      [...(assessment?.positions ?? [])]
        .sort((a, b) => distance(a) - distance(b))
        .map((position) => ({ name, position })),
    );
    const page = pageOf(all, args.page, PAGE, `/positions${at}`, wording);
    const blocks = accounts.flatMap((each): Block[] => {
      const held = page.items.filter(({ name }) => name === each.name).map(({ position }) => position);
      if (held.length === 0) return [];
      const prices = held.map((one) => {
        const position = each.snapshot?.positions.find(
          (open) => open.symbol === one.symbol && open.side === one.side,
        );
        const entry = position === undefined ? '?' : format.price(position.entryPrice.toString());
        const mark = position === undefined ? '?' : format.price(position.markPrice.toString());
        const liquidation = wordReading(one.liquidationPrice, format.price, wording);
        return `${shortName(one.symbol, view)} ${words.side[one.side]}: ${entry} → ${mark} · ${words.risk.facts.liquidation} ${liquidation}`;
      });
      return [
        ...(view.accounts.length > 1 ? [textBlock(words.status.account(each.name))] : []),
        positionTable(held, each, wording),
        { kind: 'list', items: prices },
      ];
    });
    const symbols = [...new Set(page.items.map(({ position }) => position.symbol))].slice(0, 8);
    return shortReply(words.lists.positions(all.length), {
      blocks: [
        ...(all.length === 0 ? [textBlock(words.status.noPositions)] : blocks),
        ...page.note,
        noteBlock(joinParts(format.timeAndZone(view.at))),
      ],
      buttons: [
        [
          refreshButton(page.command, wording),
          navigationButton(words.button.risk, `/risk${at}`),
          ...page.buttons,
        ],
        ...inRows(
          symbols.map((symbol) => navigationButton(shortName(symbol, view), `/risk ${symbol}${at}`)),
          4,
        ),
      ],
    });
  },
});

const distance = (each: { readonly distance: { readonly kind: string; readonly value?: number } }): number =>
  each.distance.value ?? Number.MAX_VALUE;
