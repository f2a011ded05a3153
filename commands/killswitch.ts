/** `/killswitch [flatten|drill|status] [@account|SYMBOL]`: halts at once and without asking; flatten closes everything too. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import type { Button } from '../src/chat/core/reply.ts';
import { readKillWords } from '../src/chat/reading/kill-words.ts';
import { declined, shortReply, textBlock } from '../src/chat/words/short-reply.ts';
import { wordKill } from '../src/chat/words/word-kill.ts';

export const killswitch = defineCommand({
  name: 'killswitch',
  aliases: ['kill', 'panic'],
  help: 'killswitch',
  role: 'trader',
  confirm: 'none',
  positional: [{ name: 'scope', optional: true, rest: true }],
  args: z.object({ scope: z.string().max(200).optional() }),
  examples: ['/killswitch', '/killswitch flatten', '/killswitch @main', '/killswitch drill'],
  effect: 'kill',
  async run({ ask, args, desk, words, format, account }) {
    const view = desk.view();
    const given = args.scope?.split(' ') ?? [];
    const read = readKillWords(given, account, view);
    switch (read.kind) {
      case 'status':
        return wordKill(view.latch, { words, format, view });
      case 'unclear': {
        const danger = (label: string, command: string): Button => ({
          label,
          command,
          style: 'danger',
          singleUse: true,
        });
        return shortReply(words.kill.unknownWord(read.word), {
          tone: 'critical',
          blocks: [textBlock(words.kill.unknownWordNext)],
          buttons: [
            read.candidates.slice(0, 4).map((symbol) => danger(symbol, `/killswitch ${symbol}`)),
            [danger(words.button.haltAll, '/killswitch')],
          ].filter((row) => row.length > 0),
        });
      }
      case 'kill': {
        const answer = await desk.kill(ask, read.scope, read.goal, reason(given, account), read.drill);
        if (!answer.ok) return declined(answer.error, { words, format });
        const card = wordKill(answer.value, { words, format, view: desk.view() });
        if (read.misread === undefined) return card;
        return {
          ...card,
          blocks: [...card.blocks, { kind: 'note', text: words.kill.unknownWord(read.misread) }],
        };
      }
      default:
        return read satisfies never;
    }
  },
});

const reason = (given: readonly string[], account: string | undefined): string =>
  ['/killswitch', ...given, ...(account === undefined ? [] : [`@${account}`])].join(' ').slice(0, 100);
