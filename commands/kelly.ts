/** `/kelly [PROBABILITY WIN LOSS]`: what one trade may risk, by the closed trades or by a record in three figures. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { shareArg } from '../src/chat/reading/arguments.ts';
import { unknownReply } from '../src/chat/words/model-reply.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import { wordKelly } from '../src/chat/words/word-kelly.ts';

const shown = (share: number): string => `${Number((share * 100).toPrecision(12))}%`;

export const kelly = defineCommand({
  name: 'kelly',
  help: 'kelly',
  role: 'viewer',
  confirm: 'none',
  positional: [
    { name: 'probability', optional: true },
    { name: 'win', optional: true },
    { name: 'loss', optional: true },
  ],
  args: z
    .object({ probability: shareArg, win: shareArg, loss: shareArg })
    .partial()
    .refine(({ probability, loss }) => probability === undefined || loss !== undefined, {
      error: 'missing',
      path: ['loss'],
    }),
  examples: ['/kelly', '/kelly 55% 2% 1.5%'],
  effect: 'read',
  async run({ desk, words, format, account, args: { probability, win, loss } }) {
    const record =
      probability === undefined || win === undefined || loss === undefined
        ? undefined
        : { winProbability: probability, averageWin: win, averageLoss: loss };
    const answer = await desk.kelly({
      ...(account === undefined ? {} : { account }),
      ...(record === undefined ? {} : { record }),
    });
    const wording = { words, format, view: desk.view() };
    if (!answer.ok) return declined(answer.error, wording);
    const command =
      record === undefined
        ? '/kelly'
        : `/kelly ${shown(record.winProbability)} ${shown(record.averageWin)} ${shown(record.averageLoss)}`;
    return answer.value.kind === 'known'
      ? wordKelly(answer.value.value, command, wording)
      : unknownReply(words.models.kelly.subject, answer.value, command, wording);
  },
});
