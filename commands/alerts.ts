/** `/alerts`: what is not resolved, the most urgent first, with its code, level, figure and age. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { countArg } from '../src/chat/reading/arguments.ts';
import { pageOf } from '../src/chat/words/paging.ts';
import { navigationButton, refreshButton, shortReply, textBlock } from '../src/chat/words/short-reply.ts';
import { headline, toneOf } from '../src/chat/words/word-alert.ts';
import { joinParts } from '../src/chat/words/wording.ts';

const PAGE = 20;

export const alerts = defineCommand({
  name: 'alerts',
  help: 'alerts',
  role: 'viewer',
  confirm: 'none',
  positional: [{ name: 'page', optional: true }],
  args: z.object({ page: countArg.default(1) }),
  examples: ['/alerts', '/alerts 2'],
  effect: 'read',
  async run({ args, desk, words, format }) {
    const view = desk.view();
    const wording = { words, format, view };
    const open = [...view.alerts].sort((a, b) => b.priority - a.priority);
    const page = pageOf(open, args.page, PAGE, '/alerts', wording);
    const items = page.items.map((alert) =>
      joinParts(
        `${alert.code} ${words.level[alert.level]}`,
        view.accounts.length > 1 ? alert.account : undefined,
        headline(alert, wording),
        format.duration(Math.max(0, view.at - alert.openedAt)),
        alert.acknowledgedBy === undefined
          ? undefined
          : words.alert.acknowledged(
              alert.acknowledgedBy,
              format.duration((alert.acknowledgedAt ?? view.at) - alert.openedAt),
            ),
        alert.mutedUntil !== undefined && alert.mutedUntil > view.at
          ? words.alert.muted(format.moment(alert.mutedUntil, view.at))
          : undefined,
      ),
    );
    return shortReply(words.lists.alerts(open.length), {
      tone: toneOf(view.level),
      blocks: [open.length === 0 ? textBlock(words.lists.noAlerts) : { kind: 'list', items }, ...page.note],
      buttons: [
        [
          refreshButton(page.command, wording),
          ...(open.some((alert) => alert.state === 'open')
            ? [navigationButton(words.button.acknowledge, '/ack')]
            : []),
          navigationButton(words.button.risk, '/risk'),
          ...page.buttons,
        ],
      ],
    });
  },
});
