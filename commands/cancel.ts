/** `/cancel [CODE]`: ends a long run; the button under its progress does it. Another person's takes a trader. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { codeArg } from '../src/chat/reading/arguments.ts';
import { declined, shortReply } from '../src/chat/words/short-reply.ts';
import type { Refusal } from '../src/domain/refusal.ts';

export const cancel = defineCommand({
  name: 'cancel',
  help: 'cancel',
  role: 'viewer',
  confirm: 'none',
  positional: [{ name: 'code', optional: true }],
  args: z.object({ code: codeArg.optional() }),
  examples: ['/cancel'],
  effect: 'read',
  hidden: true,
  async run(context) {
    const { ask, args, words, cancelRun } = context;
    const refuse = (refusal: Refusal) => declined({ kind: 'refused', refusals: [refusal] }, context);
    const done = cancelRun(args.code);
    switch (done.kind) {
      case 'cancelled':
        return shortReply(words.run.cancelling(done.command), { audience: 'person' });
      case 'unknown':
        return args.code === undefined
          ? refuse({ code: 'NOTHING_TO_DO', what: words.run.noneOfYours })
          : refuse({ code: 'RUN_UNKNOWN', what: args.code });
      case 'not-allowed':
        return refuse({ code: 'NOT_ALLOWED', role: ask.actor.role, needed: 'trader' });
      default:
        return done satisfies never;
    }
  },
});
