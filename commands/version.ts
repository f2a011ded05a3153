/** `/version`: which version of the product answers. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { shortReply } from '../src/chat/words/short-reply.ts';

export const version = defineCommand({
  name: 'version',
  help: 'version',
  role: 'viewer',
  confirm: 'none',
  positional: [],
  args: z.object({}),
  examples: ['/version'],
  effect: 'read',
  async run({ words, version: number }) {
    return shortReply(words.version(number));
  },
});
