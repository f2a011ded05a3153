/** `/journal [n]`: the last entries of the audit journal, newest first. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { countArg } from '../src/chat/reading/arguments.ts';
import { declined, textBlock, viewReply } from '../src/chat/words/short-reply.ts';
import type { JournalLine } from '../src/ports/ledger.ts';

const USUAL = 10;
/** What says most about an entry, in this order. */
const TELLING = [
  'command',
  'code',
  'what',
  'outcome',
  'symbol',
  'state',
  'level',
  'metric',
  'mode',
  'reason',
];

export const journal = defineCommand({
  name: 'journal',
  help: 'journal',
  role: 'viewer',
  confirm: 'none',
  positional: [{ name: 'count', optional: true, choices: '1-100' }],
  args: z.object({ count: countArg.default(USUAL) }),
  examples: ['/journal', '/journal 30'],
  effect: 'read',
  async run({ args, desk, words, format }) {
    const answer = await desk.journal(args.count);
    if (!answer.ok) return declined(answer.error, { words, format });
    const lines = [...answer.value].sort((a, b) => b.sequence - a.sequence);
    const items = lines.map(
      (line) =>
        `${line.sequence} ${format.time(line.at)} ${line.entry.type} · ${line.entry.by}${detail(line)}`,
    );
    return viewReply(
      words.lists.journal,
      [lines.length === 0 ? textBlock(words.lists.noJournal) : { kind: 'list', items }],
      `/journal ${args.count}`,
      { words, format },
    );
  },
});

function detail({ entry }: JournalLine): string {
  const parts = TELLING.flatMap((key) => {
    const value = Object.hasOwn(entry.data, key) ? entry.data[key] : undefined;
    return typeof value === 'string' || typeof value === 'number' ? [String(value).slice(0, 40)] : [];
  });
  return parts.length === 0 ? '' : `: ${parts.slice(0, 3).join(' ')}`;
}
