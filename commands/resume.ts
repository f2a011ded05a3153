/** `/resume`: ends a pause. It does not end a kill: that is /reset. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { declined, shortReply } from '../src/chat/words/short-reply.ts';

export const resume = defineCommand({
  name: 'resume',
  help: 'resume',
  role: 'trader',
  confirm: 'none',
  positional: [],
  args: z.object({}),
  examples: ['/resume'],
  effect: 'change',
  async run({ ask, desk, words, format }) {
    const answer = await desk.resume(ask);
    if (!answer.ok) return declined(answer.error, { words, format });
    const { value } = answer;
    return value.kind === 'active'
      ? shortReply(words.done.resumed, { tone: 'good' })
      : shortReply(words.trading[value.kind], { blocks: [{ kind: 'text', text: value.reason }] });
  },
});
