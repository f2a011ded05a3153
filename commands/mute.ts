/** `/mute 1h` or `/mute CODE 30m`: quiet for a time, by duration only. An EMERGENCY is never muted. */
import { type ZodType, z } from 'zod';
import { codeArg, durationArg } from '../src/chat/arguments.ts';
import { defineCommand } from '../src/chat/command.ts';
import { declined, noteBlock, shortReply } from '../src/chat/short-reply.ts';

interface MuteArguments {
  readonly code?: string;
  readonly duration: number;
}

const args: ZodType<MuteArguments> = z
  .object({ first: z.string().max(32), second: z.string().max(32).optional() })
  .transform(({ first, second }, context): MuteArguments => {
    const duration = durationArg.safeParse(second ?? first);
    const code = second === undefined ? undefined : codeArg.safeParse(first);
    if (!duration.success) context.addIssue({ code: 'custom', path: ['duration'], message: 'duration' });
    if (code?.success === false) context.addIssue({ code: 'custom', path: ['code'], message: 'code' });
    if (!duration.success || code?.success === false) return z.NEVER;
    return { duration: duration.data, ...(code === undefined ? {} : { code: code.data }) };
  });

export const mute = defineCommand({
  name: 'mute',
  help: 'mute',
  role: 'trader',
  confirm: 'none',
  positional: [{ name: 'first' }, { name: 'second', optional: true }],
  args,
  examples: ['/mute 1h', '/mute C7K2 30m'],
  effect: 'change',
  async run({ ask, args: { code, duration }, desk, words, format }) {
    const answer = await desk.mute(ask, duration, code);
    if (!answer.ok) return declined(answer.error, { words, format });
    return shortReply(words.done.muted(code ?? words.done.mutedAll, format.time(ask.at + duration)), {
      blocks: [noteBlock(words.done.mutedNote)],
    });
  },
});
