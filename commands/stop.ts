/** `/stop SYMBOL PRICE|PCT%|off`: proposes a stop for the whole position, or takes it away; alone it lists what is armed. */
import { z } from 'zod';
import { type CommandContext, defineCommand } from '../src/chat/core/command.ts';
import type { Reply } from '../src/chat/core/reply.ts';
import { stopArg, symbolArg } from '../src/chat/reading/arguments.ts';
import { choosePosition } from '../src/chat/words/choose.ts';
import { declined, noteBlock, shortReply, textBlock, viewReply } from '../src/chat/words/short-reply.ts';
import { wordProposal } from '../src/chat/words/word-proposal.ts';
import { shortName } from '../src/chat/words/wording.ts';

const args = z.object({
  symbol: symbolArg.optional(),
  price: z.union([z.literal('off'), stopArg]).optional(),
});

export const stop = defineCommand({
  name: 'stop',
  help: 'stop',
  role: 'trader',
  confirm: 'approval',
  positional: [
    { name: 'symbol', optional: true },
    { name: 'price', optional: true },
  ],
  args,
  examples: ['/stop btc 5%', '/stop btc off'],
  effect: 'change',
  async run(context) {
    const { ask, desk, words, format, contacts } = context;
    const { symbol: typed, price } = context.args;
    if (typed === undefined) return list(context);
    const chosen = choosePosition(context, typed, (position) => `/stop ${position.replace(' @', ' 5% @')}`);
    if (chosen.kind === 'reply') return chosen.reply;
    const { account, symbol, side } = chosen.position;
    const position = { account, symbol, side };
    if (price === undefined) return shortReply(words.stops.where, { tone: 'error' });
    if (price === 'off') {
      const ended = await desk.endStop(ask, position);
      if (!ended.ok) return declined(ended.error, context);
      return shortReply(words.stops.off(shortName(symbol, desk.view())), { tone: 'good' });
    }
    const wanted = price.kind === 'price' ? price : { ...price, trails: false };
    const answer = await desk.proposeStop(ask, position, wanted);
    if (!answer.ok) return declined(answer.error, context);
    return wordProposal(answer.value, { words, format, view: desk.view(), contacts });
  },
});

function list({ desk, words, format, account }: CommandContext<unknown>): Reply {
  const view = desk.view();
  const stops = view.accounts
    .filter((each) => account === undefined || each.name === account)
    .flatMap((each) => each.stops ?? []);
  const rows = stops.map((each) => [
    `${shortName(each.symbol, view)} ${words.sideShort[each.positionSide]}`,
    format.table.price(each.stopPrice),
    each.trail === undefined ? words.stops.fixed : `${words.stops.trails} ${format.share(each.trail)}`,
    each.sent?.confirmed === true ? '✓' : '…',
  ]);
  const blocks =
    rows.length === 0
      ? [textBlock(words.stops.none)]
      : [
          {
            kind: 'table' as const,
            columns: [
              { title: '', align: 'left' as const },
              { title: words.stops.at, align: 'right' as const },
              { title: words.stops.kind, align: 'left' as const },
              { title: words.stops.resting, align: 'right' as const },
            ],
            rows,
          },
        ];
  const title = words.stops.title(stops.length);
  return viewReply(title, [...blocks, noteBlock(format.timeAndZone(view.at))], '/stop', { words, format });
}
