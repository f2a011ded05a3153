/** `/mute 1h`, or one alert: `/mute 30m C7K2` in either order. By duration only; an EMERGENCY is never muted. */
import { type ZodType, z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { codeArg, durationArg } from '../src/chat/reading/arguments.ts';
import { declined, noteBlock, shortReply } from '../src/chat/words/short-reply.ts';

interface MuteArguments {
  readonly code?: string;
  readonly duration: number;
}

const args: ZodType<MuteArguments> = z
  .object({ duration: z.string().max(32), code: z.string().max(32).optional() })
  .transform(({ duration: first, code: second }, context): MuteArguments => {
    const isFirst = second === undefined || durationArg.safeParse(first).success;
    const duration = durationArg.safeParse(isFirst ? first : second);
    const code = second === undefined ? undefined : codeArg.safeParse(isFirst ? second : first);
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
  positional: [{ name: 'duration' }, { name: 'code', optional: true }],
  args,
  examples: ['/mute 1h', '/mute 30m C7K2'],
  effect: 'change',
  async run({ ask, args: { code, duration }, desk, words, format }) {
    const answer = await desk.mute(ask, duration, code);
    if (!answer.ok) return declined(answer.error, { words, format });
    return shortReply(
      words.done.muted(code ?? words.done.mutedAll, format.moment(ask.at + duration, ask.at)),
      {
        blocks: [noteBlock(words.done.mutedNote)],
      },
    );
  },
});
