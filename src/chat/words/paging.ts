// A long list a page at a time: what is left out is always said, and one press away. Nobody may take a page for the whole.
import type { Block, Button } from '../core/reply.ts';
import type { Speech } from '../core/speech.ts';
import { navigationButton, noteBlock } from './short-reply.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  /** `21–40 of 200`; nothing where one page holds all. */
  readonly note: readonly Block[];
  /** Back and on, as far as there is anything. */
  readonly buttons: readonly Button[];
  /** What asks for this page again: the command, with the page behind the first. */
  readonly command: string;
}

/** `page` counts from 1; beyond the last page the last is shown. `command` may end in `@account`. */
export function pageOf<Item>(
  all: readonly Item[],
  page: number,
  size: number,
  command: string,
  { words }: Speech,
): Page<Item> {
  const last = Math.max(1, Math.ceil(all.length / size));
  const shown = Math.min(page, last);
  const from = (shown - 1) * size;
  const items = all.slice(from, from + size);
  const of = (wanted: number): string => (wanted === 1 ? command : `${command} ${wanted}`);
  return {
    items,
    note: last === 1 ? [] : [noteBlock(words.lists.page(from + 1, from + items.length, all.length))],
    buttons: [
      ...(shown > 1 ? [navigationButton(words.button.back, of(shown - 1))] : []),
      ...(shown < last ? [navigationButton(words.button.next, of(shown + 1))] : []),
    ],
    command: of(shown),
  };
}
