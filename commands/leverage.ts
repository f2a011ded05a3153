/** `/leverage [symbol]`: the leverage that the volatility of now allows, and what bringing a position there means. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { symbolArg } from '../src/chat/reading/arguments.ts';
import { chooseInstrument } from '../src/chat/words/choose.ts';
import { unknownReply } from '../src/chat/words/model-reply.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import { wordLeverage, wordLeverageOf } from '../src/chat/words/word-leverage.ts';

export const leverage = defineCommand({
  name: 'leverage',
  help: 'leverage',
  role: 'viewer',
  confirm: 'none',
  positional: [{ name: 'symbol', optional: true }],
  args: z.object({ symbol: symbolArg.optional() }),
  examples: ['/leverage', '/leverage btc'],
  effect: 'read',
  async run(context) {
    const { desk, words, format, args, account } = context;
    const chosen =
      args.symbol === undefined
        ? undefined
        : chooseInstrument(context, args.symbol, (symbol) => `/leverage ${symbol}`);
    if (chosen?.kind === 'reply') return chosen.reply;
    const symbol = chosen?.instrument.symbol;
    const answer = await desk.leverage({
      ...(account === undefined ? {} : { account }),
      ...(symbol === undefined ? {} : { symbol }),
    });
    const wording = { words, format, view: desk.view() };
    if (!answer.ok) return declined(answer.error, wording);
    if (answer.value.kind === 'unknown') {
      const command = symbol === undefined ? '/leverage' : `/leverage ${symbol}`;
      return unknownReply(words.models.leverage.subject, answer.value, command, wording);
    }
    return symbol === undefined
      ? wordLeverage(answer.value.value, wording)
      : wordLeverageOf(answer.value.value, symbol, wording);
  },
});
