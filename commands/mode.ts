/** `/mode`: paper or real with the checklist. `/mode real CODE` and then Confirm switches; `/mode paper` lists what stays open first. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import type { Block } from '../src/chat/core/reply.ts';
import type { Words } from '../src/chat/languages/words.ts';
import { secretArg, wordArg } from '../src/chat/reading/arguments.ts';
import { openPositions } from '../src/chat/reading/symbol-resolver.ts';
import { declined, refreshButton, shortReply, textBlock } from '../src/chat/words/short-reply.ts';
import type { DeskView, GateLine } from '../src/ports/desk.ts';

export const mode = defineCommand({
  name: 'mode',
  help: 'mode',
  role: 'viewer',
  confirm: 'confirm',
  positional: [
    { name: 'mode', optional: true, choices: 'real|paper' },
    { name: 'code', optional: true },
  ],
  args: z.object({ mode: wordArg(['real', 'paper']).optional(), code: secretArg.optional() }),
  examples: ['/mode', '/mode real 123456', '/mode paper'],
  effect: 'change',
  secret: 'code',
  async run({ ask, args, desk, words, format, confirmed, confirm }) {
    const speech = { words, format };
    const view = desk.view();
    if (args.mode === undefined) {
      const gate = await desk.gate();
      if (!gate.ok) return declined(gate.error, speech);
      return shortReply(words.modes.title(words.mode[view.mode]), {
        blocks: gateBlocks(gate.value, words),
        buttons: [[refreshButton('/mode', speech)]],
      });
    }
    if (ask.actor.role !== 'admin') {
      return declined(
        { kind: 'refused', refusals: [{ code: 'NOT_ALLOWED', role: ask.actor.role, needed: 'admin' }] },
        speech,
      );
    }
    if (args.mode === view.mode) {
      return declined({ kind: 'refused', refusals: [{ code: 'MODE_UNCHANGED', mode: args.mode }] }, speech);
    }
    if (!confirmed) {
      if (args.mode === 'paper') {
        return confirm({ title: words.modes.toPaper, blocks: [textBlock(...leftOpen(view, words))] });
      }
      const gate = await desk.gate();
      if (!gate.ok) return declined(gate.error, speech);
      const missing = gate.value.filter((line) => !line.met).map((line) => line.name);
      if (missing.length > 0) {
        const refused = declined({ kind: 'refused', refusals: [{ code: 'GATE_CLOSED', missing }] }, speech);
        return { ...refused, blocks: gateBlocks(gate.value, words) };
      }
      return confirm({ title: words.modes.toReal, blocks: gateBlocks(gate.value, words) });
    }
    const answer = await desk.switchMode(ask, args.mode, args.code);
    if (!answer.ok) return declined(answer.error, speech);
    return shortReply(words.modes.switched(words.mode[answer.value]), { tone: 'good' });
  },
});

/** A sentence about a key stands below the table, whole. */
const isShort = (value: string): boolean => value.length <= 16;

function gateBlocks(gate: readonly GateLine[], words: Words): Block[] {
  const missing = gate.filter((line) => !line.met).length;
  const long = gate.filter((line) => !isShort(line.value));
  return [
    {
      kind: 'table',
      columns: [
        { title: words.modes.columns.what, align: 'left' },
        { title: words.modes.columns.value, align: 'right' },
        { title: words.modes.columns.target, align: 'right' },
      ],
      rows: gate.map((line) => [
        `${line.met ? words.modes.met : words.modes.notMet} ${words.modes.gate[line.name]}`,
        isShort(line.value) ? words.said(line.value) : '…',
        words.said(line.target),
      ]),
    },
    ...(long.length === 0
      ? []
      : [
          {
            kind: 'list' as const,
            items: long.map((line) => `${words.modes.gate[line.name]}: ${words.said(line.value)}`),
          },
        ]),
    { kind: 'note', text: missing === 0 ? words.modes.ready : words.modes.notReady(missing) },
  ];
}

/** Real positions that nobody watches any more once the desk is in paper. */
function leftOpen(view: DeskView, words: Words): string[] {
  const open = openPositions(view);
  if (open.length === 0) return [words.modes.leavesNone];
  return [
    words.modes.leavesOpen(open.length),
    open.map((each) => `${each.base} ${words.side[each.side]}`).join(', '),
  ];
}
