/** `/keep`: after a kill that only halted, somebody looked at the positions and lets them stand. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import { wordKill } from '../src/chat/words/word-kill.ts';

export const keep = defineCommand({
  name: 'keep',
  help: 'keep',
  role: 'trader',
  confirm: 'none',
  positional: [],
  args: z.object({}),
  examples: ['/keep'],
  effect: 'change',
  hidden: true,
  async run({ ask, desk, words, format }) {
    const answer = await desk.keepPositions(ask);
    if (!answer.ok) return declined(answer.error, { words, format });
    return wordKill(answer.value, { words, format, view: desk.view() });
  },
});
