/** `/health`: exchange, store, chats, deliveries that wait, and how long ago the last risk check was. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { declined, noteBlock, viewReply } from '../src/chat/words/short-reply.ts';
import { wordHealth } from '../src/chat/words/word-health.ts';
import { joinParts } from '../src/chat/words/wording.ts';

export const health = defineCommand({
  name: 'health',
  help: 'health',
  role: 'viewer',
  confirm: 'none',
  positional: [],
  args: z.object({}),
  examples: ['/health'],
  effect: 'read',
  async run({ desk, words, format, chatHealth }) {
    const answer = await desk.health();
    if (!answer.ok) return declined(answer.error, { words, format });
    const chats = await chatHealth();
    const all = [...answer.value, ...chats];
    const bad = all.filter((each) => !each.ok);
    const view = desk.view();
    const check =
      view.lastCheckAt === undefined
        ? words.health.noCheck
        : words.health.lastCheck(
            format.duration(Math.max(0, view.at - view.lastCheckAt)),
            format.duration(view.checkIntervalMs),
          );
    const sorted = [...bad, ...all.filter((each) => each.ok)];
    return viewReply(
      bad.length === 0 ? words.health.allGood : words.health.bad(bad.length),
      [
        {
          kind: 'facts',
          facts: sorted.map((each) => {
            const [name, detail] = wordHealth(each, { words, format });
            const ok = each.ok ? words.health.ok : words.health.notOk;
            return [name, joinParts(ok, detail === '' ? undefined : detail)];
          }),
        },
        noteBlock(joinParts(check, words.health.up(format.duration(view.at - view.startedAt)))),
      ],
      '/health',
      { words, format },
    );
  },
});
