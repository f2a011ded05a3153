/** `/whatif SIDE SYMBOL NOTIONAL [xLEV]` and its kin (close, leverage, deposit, withdraw): the account after it, before anyone does it. */
import { z } from 'zod';
import { type CommandContext, defineCommand } from '../src/chat/core/command.ts';
import { job, type Outcome } from '../src/chat/core/job.ts';
import { readWhatIf } from '../src/chat/reading/ask-what-if.ts';
import { chooseInstrument, choosePosition } from '../src/chat/words/choose.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import { wordWhatIf } from '../src/chat/words/word-what-if.ts';
import type { BookChange } from '../src/ports/book-questions.ts';

export const whatif = defineCommand({
  name: 'whatif',
  aliases: ['wi'],
  help: 'whatif',
  role: 'viewer',
  confirm: 'none',
  positional: [
    { name: 'side' },
    { name: 'symbol' },
    { name: 'notional', optional: true },
    { name: 'leverage', optional: true },
  ],
  args: z
    .object({
      side: z.string().max(32),
      symbol: z.string().max(32),
      notional: z.string().max(32).optional(),
      leverage: z.string().max(32).optional(),
    })
    .transform(readWhatIf),
  examples: [
    '/whatif long btc 5000 x10',
    '/whatif close btc 50',
    '/whatif leverage btc x5',
    '/whatif deposit 1000',
  ],
  effect: 'read',
  async run(context) {
    const { args } = context;
    switch (args.kind) {
      case 'order': {
        const tail = `${args.notional}${args.leverage === undefined ? '' : ` x${args.leverage}`}`;
        const line = (symbol: string) => `/whatif ${args.side} ${symbol} ${tail}`;
        const chosen = chooseInstrument(context, args.symbol, line);
        if (chosen.kind === 'reply') return chosen.reply;
        const { symbol } = chosen.instrument;
        return answer(context, { ...args, symbol }, line(symbol), context.account);
      }
      case 'close':
      case 'leverage': {
        const word =
          args.kind === 'close' ? `${Number((args.share * 100).toPrecision(12))}` : `x${args.leverage}`;
        const line = (position: string) => `/whatif ${args.kind} ${position.replace(/ @|$/, ` ${word}$&`)}`;
        const chosen = choosePosition(context, args.symbol, line);
        if (chosen.kind === 'reply') return chosen.reply;
        const { account, symbol, side } = chosen.position;
        return answer(context, { ...args, symbol, side }, line(`${symbol}:${side}`), account);
      }
      case 'transfer': {
        const word = args.amount.startsWith('-') ? 'withdraw' : 'deposit';
        return answer(context, args, `/whatif ${word} ${args.amount.replace('-', '')}`, context.account);
      }
      default:
        return args satisfies never;
    }
  },
});

/** `command` asks the same again, without the account. */
function answer(
  { desk, words, format }: CommandContext<unknown>,
  change: BookChange,
  command: string,
  account: string | undefined,
): Outcome {
  const speech = { words, format };
  return job(words.whatIf.working, async (run) => {
    const found = await desk.whatIf({ ...(account === undefined ? {} : { account }), change }, run);
    if (!found.ok) return declined(found.error, speech);
    return wordWhatIf(found.value, command, { ...speech, view: desk.view() });
  });
}
