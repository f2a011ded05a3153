/** `/ack [CODE]`: somebody has seen the alert, or all of them. It stops the repeats, not the card that waits. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { codeArg } from '../src/chat/reading/arguments.ts';
import { declined, noteBlock, shortReply } from '../src/chat/words/short-reply.ts';
import { wordAlert } from '../src/chat/words/word-alert.ts';

export const ack = defineCommand({
  name: 'ack',
  help: 'ack',
  role: 'trader',
  confirm: 'none',
  positional: [{ name: 'code', optional: true }],
  args: z.object({ code: z.union([z.literal('all'), codeArg]).optional() }),
  examples: ['/ack', '/ack K3PT', '/ack all'],
  effect: 'change',
  async run({ ask, args, desk, words, format }) {
    const answer = await desk.acknowledge(ask, args.code === 'all' ? undefined : args.code);
    if (!answer.ok) return declined(answer.error, { words, format });
    const [only, second] = answer.value;
    if (only !== undefined && second === undefined) {
      const card = wordAlert('raised', only, { words, format, view: desk.view() });
      return {
        ...card,
        tone: 'good',
        title: `${words.done.acknowledged(1, only.code)} · ${card.title}`,
        silent: true,
      };
    }
    return shortReply(words.done.acknowledged(answer.value.length, ''), {
      tone: 'good',
      blocks: [noteBlock(words.done.acknowledgedNote)],
    });
  },
});
