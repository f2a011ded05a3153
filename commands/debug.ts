/** `/debug [n] [prices|account]`: the newest messages of the exchanges' streams, as they came but for keys. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { countArg } from '../src/chat/reading/arguments.ts';
import { declined, noteBlock, refreshButton, shortReply, textBlock } from '../src/chat/words/short-reply.ts';
import { joinParts } from '../src/chat/words/wording.ts';

const USUAL = 5;

export const debug = defineCommand({
  name: 'debug',
  help: 'debug',
  role: 'admin',
  confirm: 'none',
  positional: [
    { name: 'count', optional: true },
    { name: 'stream', optional: true },
  ],
  args: z.object({ count: countArg.default(USUAL), stream: z.enum(['prices', 'account']).optional() }),
  examples: ['/debug', '/debug 20', '/debug 50 account'],
  effect: 'read',
  async run({ args, desk, words, format }) {
    const answer = await desk.streamMessages(args.count, args.stream);
    if (!answer.ok) return declined(answer.error, { words, format });
    const say = words.venue.debug;
    const command = ['/debug', args.count, args.stream].filter((each) => each !== undefined).join(' ');
    const buttons = [[refreshButton(command, { words, format })]];
    // Amounts and orders stand in them: for the one who asked, not for the room.
    const audience = 'person';
    if (answer.value.length === 0) {
      return shortReply(say.nothing, { blocks: [textBlock(say.nowhere)], buttons, audience });
    }
    const blocks = answer.value.flatMap(({ account, at, stream, text, length }) => [
      noteBlock(joinParts(format.time(at), account, words.venue.part.heard[stream])),
      {
        kind: 'code' as const,
        text: length > text.length ? `${text}${say.more(format.count(length))}` : text,
      },
    ]);
    return shortReply(say.title(answer.value.length), { blocks, buttons, audience });
  },
});
