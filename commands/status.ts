/** `/status`: mode, trading state, equity and its day, positions nearest to liquidation first, alerts, age of the prices. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { wordStatus } from '../src/chat/words/word-status.ts';

export const status = defineCommand({
  name: 'status',
  aliases: ['start', 's'],
  help: 'status',
  role: 'viewer',
  confirm: 'none',
  positional: [],
  args: z.object({}),
  examples: ['/status'],
  effect: 'read',
  async run({ desk, words, format }) {
    const view = desk.view();
    return wordStatus(view, { words, format, view });
  },
});
