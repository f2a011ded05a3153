/** `/size SYMBOL ENTRY STOP [1%] [x5]`: how much to trade so that the stop costs the risk budget. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { leverageArg, priceArg, shareArg, symbolArg } from '../src/chat/reading/arguments.ts';
import { chooseInstrument } from '../src/chat/words/choose.ts';
import { unknownReply } from '../src/chat/words/model-reply.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import { wordSize } from '../src/chat/words/word-size.ts';
import { shortName } from '../src/chat/words/wording.ts';

/** A risk share (`1%`, which a number without `%` is not) and a leverage (`x5`), in any order, each once at most. */
const optionsArg = z.string().transform((text, context) => {
  const found: { riskShare?: number; leverage?: number } = {};
  for (const word of text.split(' ')) {
    const leverage = leverageArg.safeParse(word);
    const share = word.endsWith('%') ? shareArg.safeParse(word) : undefined;
    if (leverage.success && found.leverage === undefined) found.leverage = leverage.data;
    else if (share?.success === true && found.riskShare === undefined) found.riskShare = share.data;
    else context.addIssue({ code: 'custom', message: 'options' });
  }
  return found;
});

export const size = defineCommand({
  name: 'size',
  help: 'size',
  role: 'viewer',
  confirm: 'none',
  positional: [
    { name: 'symbol' },
    { name: 'entry' },
    { name: 'stop' },
    { name: 'options', optional: true, rest: true },
  ],
  args: z.object({
    symbol: symbolArg,
    entry: z.union([z.literal('now'), priceArg]),
    stop: priceArg,
    options: optionsArg.optional(),
  }),
  examples: ['/size btc 60000 57000', '/size btc now 57000 1% x5'],
  effect: 'read',
  async run(context) {
    const { desk, words, format, args, account } = context;
    const tail = [
      args.entry,
      args.stop,
      ...(args.options?.riskShare === undefined
        ? []
        : [`${Number((args.options.riskShare * 100).toPrecision(12))}%`]),
      ...(args.options?.leverage === undefined ? [] : [`x${args.options.leverage}`]),
    ].join(' ');
    const chosen = chooseInstrument(context, args.symbol, (symbol) => `/size ${symbol} ${tail}`);
    if (chosen.kind === 'reply') return chosen.reply;
    const { symbol } = chosen.instrument;
    const answer = await desk.size({
      ...(account === undefined ? {} : { account }),
      symbol,
      ...(args.entry === 'now' ? {} : { entry: args.entry }),
      stop: args.stop,
      ...args.options,
    });
    const wording = { words, format, view: desk.view() };
    if (!answer.ok) return declined(answer.error, wording);
    const command = `/size ${symbol} ${tail}`;
    return answer.value.kind === 'known'
      ? wordSize(answer.value.value, command, wording)
      : unknownReply(
          words.models.size.subject(shortName(symbol, wording.view)),
          answer.value,
          command,
          wording,
        );
  },
});
