/** `/reset CODE [--force]`: re-arms after the kill switch, or ends SAFE. Slow on purpose: an admin, a one-time code, and a flat book or --force. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { declined, noteBlock, shortReply } from '../src/chat/words/short-reply.ts';

const isForce = (word: string | undefined): boolean =>
  word?.toLowerCase() === '--force' || word?.toLowerCase() === 'force';

export const reset = defineCommand({
  name: 'reset',
  help: 'reset',
  role: 'admin',
  confirm: 'none',
  positional: [
    { name: 'code', optional: true },
    { name: 'force', optional: true },
  ],
  args: z
    .object({ code: z.string().max(32).optional(), force: z.string().max(8).optional() })
    .refine(({ code, force }) => force === undefined || isForce(force) || isForce(code), { path: ['force'] })
    .transform(({ code, force }) => {
      const given = isForce(code) ? (isForce(force) ? undefined : force) : code;
      return { force: isForce(code) || isForce(force), ...(given === undefined ? {} : { code: given }) };
    }),
  examples: ['/reset 123456', '/reset 123456 --force'],
  effect: 'change',
  secret: 'code',
  async run({ ask, args, desk, words, format }) {
    const wasSafe = desk.view().safeMode !== undefined;
    const answer = await desk.reset(ask, args.code, args.force);
    if (!answer.ok) return declined(answer.error, { words, format });
    if (wasSafe && desk.view().safeMode === undefined) {
      const notes = answer.value.state === 'latched' ? [words.done.stillKilled] : [];
      const blocks = [words.done.safeLeftNote, ...notes].map(noteBlock);
      return shortReply(words.done.safeLeft, { tone: 'good', blocks });
    }
    return shortReply(words.done.reset, { tone: 'good', blocks: [noteBlock(words.done.resetNote)] });
  },
});
