// Lines of a script that begin with `#`: comments, and the two directives that move market time.

export const AWAITED = ['alert', 'card', 'outcome', 'resolved', 'push'] as const;
export type Awaited = (typeof AWAITED)[number];

export type Directive =
  | { readonly kind: 'comment' }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | {
      readonly kind: 'until';
      readonly what: Awaited;
      readonly atMost: number;
      /** The bound as it was typed. */
      readonly bound: string;
    }
  | { readonly kind: 'not-understood' };

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DEFAULT_BOUND = '30d';

/** `#wait 10m`, `#until card at most 3h`; `# anything` is a comment. */
export function readDirective(line: string): Directive {
  const words = line.slice(1).trimEnd().split(/\s+/);
  switch (words[0]?.toLowerCase()) {
    case 'wait': {
      const milliseconds = durationOf(words.slice(1).join(''));
      return milliseconds === undefined ? { kind: 'not-understood' } : { kind: 'wait', milliseconds };
    }
    case 'until':
      return readUntil(words.slice(1));
    default:
      return { kind: 'comment' };
  }
}

function readUntil([name, at, most, ...rest]: readonly string[]): Directive {
  const what = AWAITED.find((each) => each === name?.toLowerCase());
  const bound = at === undefined ? DEFAULT_BOUND : rest.join('');
  const atMost = durationOf(bound);
  const worded = at === undefined || (at.toLowerCase() === 'at' && most?.toLowerCase() === 'most');
  if (what === undefined || atMost === undefined || !worded) return { kind: 'not-understood' };
  return { kind: 'until', what, atMost, bound };
}

/** Milliseconds of `30s`, `10m`, `1.5h` or `2d`; undefined when it is none. */
function durationOf(text: string): number | undefined {
  const match = /^(\d{1,6}(?:\.\d{1,3})?)([smhd])$/.exec(text);
  return match === null ? undefined : Math.round(Number(match[1]) * UNITS[match[2] as keyof typeof UNITS]);
}
