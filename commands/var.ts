/** `/var`: value at risk of one day and which positions it comes from; on what it rests is said. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/command.ts';
import { noteBlock, textBlock, viewReply } from '../src/chat/short-reply.ts';
import { wordReading } from '../src/chat/word-reading.ts';
import { shortName } from '../src/chat/wording.ts';

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
    const view = desk.view();
    const wording = { words, format, view };
    const command = account === undefined ? '/var' : `/var @${account}`;
    const chosen = view.accounts.find(
      (each) => each.assessment !== undefined && (account === undefined || each.name === account),
    );
    const assessment = chosen?.assessment;
    if (assessment === undefined)
      return viewReply(words.var.none, [textBlock(words.risk.noAssessment)], command, wording);
    const { tail, currency } = assessment;
    const cash = (value: number): string => format.cash(value);
    const components = [...tail.components].sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
    const total = components.reduce((sum, [, value]) => sum + value, 0);
    const basis = tail.valueAtRisk95.kind === 'known' ? tail.valueAtRisk95.basis : undefined;
    const title =
      tail.valueAtRisk95.kind === 'unknown'
        ? `${words.metric['value-at-risk']} ${wordReading(tail.valueAtRisk95, cash, wording)}`
        : words.var.title(
            `${wordReading(tail.valueAtRisk95, cash, wording)} ${currency}`,
            wordReading(tail.ratioOfEquity, format.percent, wording),
          );
    return viewReply(
      title,
      [
        textBlock(
          `VaR 99 % ${wordReading(tail.valueAtRisk99, cash, wording)}`,
          `CVaR 95 % ${wordReading(tail.conditionalValueAtRisk95, cash, wording)} · 99 % ${wordReading(tail.conditionalValueAtRisk99, cash, wording)}`,
        ),
        ...(components.length === 0
          ? []
          : [
              textBlock(words.var.contributors),
              {
                kind: 'table',
                columns: [
                  { title: '', align: 'left' },
                  { title: currency, align: 'right' },
                  { title: words.lists.columns.share, align: 'right' },
                ],
                rows: components
                  .slice(0, 12)
                  .map(([key, value]) => [
                    shortName(key, view),
                    format.table.cash(value),
                    total === 0 ? '' : format.table.percent(value / total),
                  ]),
              } as const,
            ]),
        noteBlock(
          [...(basis === undefined ? [] : [words.risk.basis(basis)]), format.timeAndZone(view.at)].join(
            ' · ',
          ),
        ),
      ],
      command,
      wording,
    );
  },
});
