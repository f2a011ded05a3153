/** `/whoami`: the name, role and id under which the desk knows the asker, and how it speaks to them. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { shortReply } from '../src/chat/words/short-reply.ts';

export const whoami = defineCommand({
  name: 'whoami',
  aliases: ['me'],
  help: 'whoami',
  role: 'viewer',
  confirm: 'none',
  positional: [],
  args: z.object({}),
  examples: ['/whoami'],
  effect: 'read',
  async run({ ask, words, format, room }) {
    const { name, role, platform, platformId } = ask.actor;
    return shortReply(words.who.title(name, words.role[role]), {
      blocks: [
        {
          kind: 'facts',
          facts: [
            [words.platform[platform], platformId],
            [words.who.room, `${room.id} (${room.isPrivate ? words.who.privately : words.who.publicly})`],
            [words.who.language, format.language],
            [words.who.zone, format.timezone],
          ],
        },
      ],
      audience: 'person',
    });
  },
});
