// The words around a long run: how far it is, and how it ended without an answer.
import type { Reply } from '../core/reply.ts';
import type { Speech } from '../core/speech.ts';
import { noteBlock } from './short-reply.ts';

export type RunEnd =
  | { readonly kind: 'cancelled'; readonly by: string }
  /** The same person asked for something else. */
  | { readonly kind: 'replaced' }
  /** The process ended. */
  | { readonly kind: 'interrupted' };

/** The progress with its Cancel; everybody in the room sees it. */
export function wordProgress(
  run: { readonly code: string; readonly title: string; readonly share: number },
  { words, format }: Speech,
): Reply {
  const text = format.share(Math.floor(run.share * 100) / 100);
  return {
    tone: 'plain',
    title: run.title,
    blocks: [{ kind: 'progress', share: run.share, text }],
    buttons: [
      [
        {
          label: words.button.cancel,
          command: `/cancel ${run.code}`,
          style: 'plain',
          singleUse: true,
        },
      ],
    ],
    audience: 'room',
  };
}

/** What stands where the answer would stand. `afterMs`: how long it ran, where that is known. */
export function wordRunEnd(
  end: RunEnd,
  run: { readonly command: string; readonly afterMs: number | undefined },
  { words, format }: Speech,
): Reply {
  const { command, afterMs } = run;
  const again = {
    label: words.button.runNow,
    command,
    style: 'plain',
    singleUse: false,
    refreshes: true,
  } as const;
  return {
    tone: 'plain',
    title: titleOf(),
    blocks: afterMs === undefined ? [] : [noteBlock(words.run.after(format.duration(afterMs)))],
    buttons: end.kind === 'replaced' ? [] : [[again]],
    audience: 'room',
  };

  function titleOf(): string {
    switch (end.kind) {
      case 'cancelled':
        return words.run.cancelled(command, end.by);
      case 'replaced':
        return words.run.replaced(command);
      case 'interrupted':
        return words.run.interrupted(command);
      default:
        return end satisfies never;
    }
  }
}
