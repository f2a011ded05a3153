// Lines of a pipe that are not for the chat: `# comment`, `#wait 10m`, `#until alert`. They make a run in market time repeatable.
import type { Reply } from '../../chat/reply.ts';

export type Directive =
  | { readonly kind: 'comment' }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  /** `met`: whether a pushed message is what is waited for. */
  | { readonly kind: 'until'; readonly what: Awaited; readonly met: (pushed: Reply) => boolean };

type Awaited = 'alert' | 'proposal' | 'resolved' | 'push';

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const MET: Readonly<Record<Awaited, (pushed: Reply) => boolean>> = {
  alert: (pushed) => isAlert(pushed) && pushed.tone !== 'good',
  resolved: (pushed) => isAlert(pushed) && pushed.tone === 'good',
  proposal: (pushed) => pushed.topic?.startsWith('proposal:') === true,
  push: () => true,
};

const isAlert = (pushed: Reply): boolean => pushed.topic?.startsWith('alert') === true;

/** Undefined: the line is for the chat. */
export function readDirective(line: string): Directive | undefined {
  if (!line.startsWith('#')) return undefined;
  const wait = /^#wait\s+(\d{1,7})([smhd])$/.exec(line);
  if (wait !== null) {
    return { kind: 'wait', milliseconds: Number(wait[1]) * UNIT_MS[wait[2] as keyof typeof UNIT_MS] };
  }
  const until = /^#until\s+(alert|proposal|resolved|push)$/.exec(line)?.[1] as Awaited | undefined;
  return until === undefined ? { kind: 'comment' } : { kind: 'until', what: until, met: MET[until] };
}
