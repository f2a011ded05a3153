/** `/allocate [sharpe|variance|parity]`: the weights that the positions should have; it changes nothing by itself. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { wordArg } from '../src/chat/reading/arguments.ts';
import { unknownReply } from '../src/chat/words/model-reply.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import { OBJECTIVES, wordAllocation } from '../src/chat/words/word-allocation.ts';

export const allocate = defineCommand({
  name: 'allocate',
  help: 'allocate',
  role: 'trader',
  confirm: 'none',
  positional: [{ name: 'objective', optional: true, choices: 'sharpe|variance|parity' }],
  args: z.object({ objective: wordArg(['sharpe', 'variance', 'parity']).default('sharpe') }),
  examples: ['/allocate', '/allocate parity'],
  effect: 'read',
  async run({ desk, words, format, account, args: { objective } }) {
    const answer = await desk.allocation({
      ...(account === undefined ? {} : { account }),
      objective: OBJECTIVES[objective],
    });
    const wording = { words, format, view: desk.view() };
    if (!answer.ok) return declined(answer.error, wording);
    const command = `/allocate ${objective}`;
    return answer.value.kind === 'known'
      ? wordAllocation(answer.value.value, command, wording)
      : unknownReply(words.models.allocation.subject, answer.value, command, wording);
  },
});
