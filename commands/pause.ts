/** `/pause`: nothing but the kill switch's orders is sent until /resume. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { declined, shortReply } from '../src/chat/words/short-reply.ts';

export const pause = defineCommand({
  name: 'pause',
  help: 'pause',
  role: 'trader',
  confirm: 'none',
  positional: [],
  args: z.object({}),
  examples: ['/pause'],
  effect: 'change',
  async run({ ask, desk, words, format }) {
    const answer = await desk.pause(ask);
    if (!answer.ok) return declined(answer.error, { words, format });
    return shortReply(answer.value.kind === 'halted' ? words.done.halted : words.done.paused);
  },
});
