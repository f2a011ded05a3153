/** `/regime [symbol] [timeframe]`: trending or ranging, wild or calm. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { symbolArg, wordArg } from '../src/chat/reading/arguments.ts';
import { chooseInstrument } from '../src/chat/words/choose.ts';
import { unknownReply } from '../src/chat/words/model-reply.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import { wordRegime, wordRegimeOf } from '../src/chat/words/word-regime.ts';

export const regime = defineCommand({
  name: 'regime',
  help: 'regime',
  role: 'viewer',
  confirm: 'none',
  positional: [
    { name: 'symbol', optional: true },
    { name: 'timeframe', optional: true },
  ],
  args: z.object({
    symbol: symbolArg.optional(),
    timeframe: wordArg(['5m', '15m', '1h', '4h', '1d']).optional(),
  }),
  examples: ['/regime', '/regime btc', '/regime btc 4h'],
  effect: 'read',
  async run(context) {
    const { desk, words, format, args, account } = context;
    const { timeframe } = args;
    const tail = timeframe === undefined ? '' : ` ${timeframe}`;
    const chosen =
      args.symbol === undefined
        ? undefined
        : chooseInstrument(context, args.symbol, (symbol) => `/regime ${symbol}${tail}`);
    if (chosen?.kind === 'reply') return chosen.reply;
    const symbol = chosen?.instrument.symbol;
    const answer = await desk.regime({
      ...(account === undefined ? {} : { account }),
      ...(symbol === undefined ? {} : { symbol }),
      ...(timeframe === undefined ? {} : { timeframe }),
    });
    const wording = { words, format, view: desk.view() };
    const command = symbol === undefined ? '/regime' : `/regime ${symbol}${tail}`;
    if (!answer.ok) return declined(answer.error, wording);
    if (answer.value.kind === 'unknown') {
      return unknownReply(words.models.regime.subject, answer.value, command, wording);
    }
    return symbol === undefined
      ? wordRegime(answer.value.value, command, wording)
      : wordRegimeOf(answer.value.value, symbol, command, wording);
  },
});
