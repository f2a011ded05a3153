// The small replies that most commands end in: a sentence, a sentence with a refresh, a refusal.
import type { Declined } from '../../ports/desk.ts';
import type { Block, Button, Reply, Tone } from '../core/reply.ts';
import type { Speech } from '../core/speech.ts';
import { declinedReply } from './word-refusal.ts';

export interface ShortReply {
  readonly tone?: Tone;
  readonly blocks?: readonly Block[];
  readonly buttons?: readonly (readonly Button[])[];
  readonly audience?: Reply['audience'];
}

/** A headline and what goes under it; `room` and plain where nothing else is said. */
export const shortReply = (title: string, more: ShortReply = {}): Reply => ({
  tone: more.tone ?? 'plain',
  title,
  blocks: more.blocks ?? [],
  buttons: more.buttons ?? [],
  audience: more.audience ?? 'room',
});

/** A view that can be asked for again in place. */
export const viewReply = (title: string, blocks: readonly Block[], command: string, speech: Speech): Reply =>
  shortReply(title, { blocks, buttons: [[refreshButton(command, speech)]] });

export const refreshButton = (command: string, { words }: Speech): Button => ({
  label: words.button.refresh,
  command,
  style: 'plain',
  singleUse: false,
  refreshes: true,
});

export const navigationButton = (label: string, command: string): Button => ({
  label,
  command,
  style: 'plain',
  singleUse: false,
});

export const noteBlock = (text: string): Block => ({ kind: 'note', text });
export const textBlock = (...lines: readonly string[]): Block => ({ kind: 'text', text: lines.join('\n') });

export const declined = (error: Declined, speech: Speech): Reply => declinedReply(error, speech);
