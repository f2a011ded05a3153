// Which card a bare `/approve` or `/reject` means: the only one that waits, or the question which.
import type { Ask } from '../../domain/actor.ts';
import type { CommandContext } from '../core/command.ts';
import type { Button, Reply } from '../core/reply.ts';
import { shortReply } from './short-reply.ts';
import { subjectOf } from './word-action.ts';

export type ChosenCard =
  | { readonly kind: 'card'; readonly code: string; readonly hash: string | undefined }
  | { readonly kind: 'reply'; readonly reply: Reply };

const MOST_CARDS = 8;

/**
 * The card that waits, when it is the only one and was there when the line was sent: nobody answers a card unseen.
 * Otherwise every card that waits, with a button that says `line` of its code.
 */
export function chooseCard(
  { desk, words, format }: Pick<CommandContext<unknown>, 'desk' | 'words' | 'format'>,
  ask: Ask,
  line: (code: string) => string,
): ChosenCard {
  const view = desk.view();
  const waiting = view.proposals.filter(({ state }) => state.kind === 'proposed');
  const [only, second] = waiting;
  if (only === undefined) return { kind: 'reply', reply: shortReply(words.typing.noCard, { tone: 'error' }) };
  if (second === undefined && only.content.createdAt <= ask.at) {
    return { kind: 'card', code: only.code, hash: only.contentHash };
  }
  const buttons = waiting.slice(0, MOST_CARDS).map((card): Button[] => [
    {
      label: `${card.code} ${subjectOf(card, { words, format, view })}`,
      command: line(card.code),
      style: 'plain',
      singleUse: false,
    },
  ]);
  return {
    kind: 'reply',
    reply: shortReply(words.typing.whichCard(waiting.length), { tone: 'error', buttons }),
  };
}
