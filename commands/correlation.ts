/** `/correlation [days]`: how the positions move together, and which pairs add to the risk. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { daysArg } from '../src/chat/reading/arguments.ts';
import { unknownReply } from '../src/chat/words/model-reply.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import { wordCorrelation } from '../src/chat/words/word-correlation.ts';

export const correlation = defineCommand({
  name: 'correlation',
  help: 'correlation',
  role: 'viewer',
  confirm: 'none',
  positional: [{ name: 'window', optional: true }],
  args: z.object({ window: daysArg(10, 365).optional() }),
  examples: ['/correlation', '/correlation 60'],
  effect: 'read',
  async run({ desk, words, format, account, args: { window } }) {
    const answer = await desk.correlation({
      ...(account === undefined ? {} : { account }),
      ...(window === undefined ? {} : { window }),
    });
    const wording = { words, format, view: desk.view() };
    if (!answer.ok) return declined(answer.error, wording);
    const command = window === undefined ? '/correlation' : `/correlation ${window}`;
    return answer.value.kind === 'known'
      ? wordCorrelation(answer.value.value, command, wording)
      : unknownReply(words.models.correlation.subject, answer.value, command, wording);
  },
});
