/** `/var`: value at risk of one day, where it comes from, what other models say, and how it stood up so far. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { textBlock, viewReply } from '../src/chat/words/short-reply.ts';
import { declinedReply } from '../src/chat/words/word-refusal.ts';
import { wordTail } from '../src/chat/words/word-tail.ts';

export const valueAtRisk = defineCommand({
  name: 'var',
  help: 'var',
  role: 'viewer',
  confirm: 'none',
  positional: [],
  args: z.object({}),
  examples: ['/var'],
  effect: 'read',
  async run({ desk, words, format, account }) {
    const before = desk.view();
    const chosen = before.accounts.find(
      (each) => each.assessment !== undefined && (account === undefined || each.name === account),
    );
    const assessment = chosen?.assessment;
    if (chosen === undefined || assessment === undefined) {
      const command = account === undefined ? '/var' : `/var @${account}`;
      const wording = { words, format, view: before };
      return viewReply(words.var.none, [textBlock(words.risk.noAssessment)], command, wording);
    }
    const answer = await desk.tail({ account: chosen.name });
    const wording = { words, format, view: desk.view() };
    const views = answer.ok
      ? answer.value
      : ({ kind: 'declined', why: declinedReply(answer.error, wording).title } as const);
    return wordTail(chosen, assessment, views, wording);
  },
});
