/** `/liq`: where each position would be liquidated, nearest first, held against what the venue says. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/command.ts';
import { noteBlock, viewReply } from '../src/chat/short-reply.ts';
import { toneOf } from '../src/chat/word-alert.ts';
import { readingCell, trustLabel, wordReading } from '../src/chat/word-reading.ts';
import { shortName } from '../src/chat/wording.ts';

const MOST = 30;

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
    const view = desk.view();
    const wording = { words, format, view };
    const open = view.accounts
      .filter((each) => account === undefined || each.name === account)
      .flatMap((each) => each.assessment?.positions ?? [])
      .sort((a, b) => distance(a) - distance(b));
    const [nearest] = open;
    const doubts = open.flatMap((each) => {
      const label = trustLabel(each.liquidationPrice, format.price, wording);
      return label === undefined ? [] : [`${shortName(each.symbol, view)} ${label}`];
    });
    const reply = viewReply(
      nearest === undefined
        ? words.liq.none
        : words.liq.title(
            shortName(nearest.symbol, view),
            wordReading(nearest.distance, format.percent, wording),
          ),
      [
        {
          kind: 'table',
          columns: [
            { title: words.lists.columns.what, align: 'left' },
            { title: words.lists.columns.liquidation, align: 'right' },
            { title: words.lists.columns.distance, align: 'right' },
          ],
          rows: open
            .slice(0, MOST)
            .map((each) => [
              `${shortName(each.symbol, view)} ${words.sideShort[each.side]}`,
              readingCell(each.liquidationPrice, format.table.price, wording),
              readingCell(each.distance, format.table.percent, wording),
            ]),
        },
        ...(doubts.length === 0 ? [] : [{ kind: 'list', items: doubts } as const]),
        noteBlock(format.timeAndZone(view.at)),
      ],
      account === undefined ? '/liq' : `/liq @${account}`,
      wording,
    );
    return nearest === undefined
      ? { ...reply, blocks: [noteBlock(format.timeAndZone(view.at))] }
      : { ...reply, tone: toneOf(nearest.level) };
  },
});

const distance = (each: { readonly distance: { readonly kind: string; readonly value?: number } }): number =>
  each.distance.value ?? Number.MAX_VALUE;
