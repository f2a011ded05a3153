// What the work on texts and presses shares: who asks, in which order lines run, and a short word back.
import type { Announcer } from '../carrying/announcer.ts';
import type { Outbox } from '../carrying/outbox.ts';
import type { Outcome } from '../core/job.ts';
import type { ChatPlatform, Incoming } from '../core/platform.ts';
import type { Readers } from '../core/reader.ts';
import type { Reply } from '../core/reply.ts';
import type { ChatPerson } from '../core/settings.ts';
import type { ParsedLine } from '../reading/parse.ts';
import type { Answers } from './answer.ts';
import { type Asking, type RunParts, runLine } from './run-line.ts';
import type { Runs } from './runs.ts';

const LONGEST_TOAST = 190;

export interface DispatchParts extends RunParts {
  readonly readers: Readers;
  readonly answers: Answers;
  readonly outbox: Outbox;
  readonly announcer: Announcer;
  readonly runs: Runs;
}

/** What changes state runs one after the other, in the order in which it came; reads and the kill run at once. */
export class LineOrder {
  #tail: Promise<unknown> = Promise.resolve();

  run<T>(line: ParsedLine, work: () => Promise<T>): Promise<T> {
    if (line.command.effect !== 'change') return work();
    const result = this.#tail.then(work, work);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}

/** Everything that works on one incoming message has this in hand. */
export interface LineWork {
  readonly parts: DispatchParts;
  readonly order: LineOrder;
  /** Work that goes on behind the answer, counted until it is done. */
  readonly behind: (work: () => Promise<void>) => void;
}

export const runInOrder = (
  { parts, order }: LineWork,
  line: ParsedLine,
  asking: Asking,
  confirmed = false,
): Promise<Outcome> => order.run(line, () => runLine(line, asking, parts, confirmed));

export function askingOf(
  incoming: Incoming,
  person: ChatPerson,
  { readers }: DispatchParts,
  masked = false,
): Asking {
  return {
    id: incoming.id,
    person,
    platform: incoming.platform,
    platformId: incoming.sender.platformId,
    room: incoming.room,
    messageId: incoming.messageId,
    sentAt: incoming.sentAt,
    speech: readers.speech(person, incoming.sender.language),
    ...(masked ? { masked } : {}),
  };
}

/** A short word to one person: a toast on a press, a message otherwise. */
export async function tellBriefly(
  incoming: Incoming,
  person: ChatPerson,
  words: string,
  platform: ChatPlatform,
  parts: DispatchParts,
): Promise<void> {
  if (incoming.kind === 'press') return platform.answerPress(incoming.pressId, toast(words));
  const reply: Reply = { ...plainReply(words), tone: 'error' };
  await parts.answers.bring(reply, askingOf(incoming, person, parts), platform, parts.outbox.planned);
}

export const toast = (text: string): string =>
  text.length > LONGEST_TOAST ? `${text.slice(0, LONGEST_TOAST - 1)}…` : text;

/** A reply that a toast holds whole. */
export const isShort = (reply: Reply): boolean =>
  reply.buttons.length === 0 && reply.blocks.every((block) => block.kind === 'note');

export const plainReply = (title: string): Reply => ({
  tone: 'plain',
  title,
  blocks: [],
  buttons: [],
  audience: 'person',
});
