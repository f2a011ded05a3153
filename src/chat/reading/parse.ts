// From a typed line to a command and its words. Everything typed is data from outside: capped, plain characters only, never guessed.
import { closestMatch } from 'leven';
import type { Command } from '../core/command.ts';

export interface ParsedLine {
  readonly kind: 'command';
  readonly command: Command;
  readonly words: readonly string[];
  readonly account?: string;
}

export type Parsed =
  | ParsedLine
  /** Ordinary talk: nothing to answer in a room. */
  | { readonly kind: 'talk' }
  /** `/cut@another_bot`. */
  | { readonly kind: 'other-bot' }
  /** `near`: the commands that it may have been meant for, the likeliest first. */
  | { readonly kind: 'unknown'; readonly name: string; readonly near: readonly Command[] }
  | { readonly kind: 'too-long' }
  /** Characters that look like others: other scripts' digits, homoglyphs, marks that turn the direction of writing. */
  | { readonly kind: 'unreadable'; readonly command?: Command };

export const LONGEST_LINE = 256;
const LONGEST_WORD = 64;
const MOST_WORDS = 8;
const NAME = /^\/?([A-Za-z][A-Za-z0-9_-]{0,31})(?:@([A-Za-z0-9_]{1,64}))?$/;
const ACCOUNT = /^@([a-z0-9-]{1,32})$/;
const PLAIN = /^[\x21-\x7e]+$/;
const NEAR = 2;
const MOST_NEAR = 4;

export interface ParseOptions {
  readonly catalogue: readonly Command[];
  /** The bot's own name in groups, lower case, without `@`. */
  readonly botName?: string;
  /** In a private room the slash may be left out. */
  readonly slashOptional?: boolean;
}

export function parseLine(text: string, options: ParseOptions): Parsed {
  if (text.length > LONGEST_LINE * 4) return text.startsWith('/') ? { kind: 'too-long' } : { kind: 'talk' };
  const line = text.trim();
  const slashed = line.startsWith('/');
  if (line === '' || (!slashed && options.slashOptional !== true)) return { kind: 'talk' };
  const [first = '', ...rest] = line.split(/\s+/);
  const name = NAME.exec(first);
  if (name === null) return slashed ? oddName(first) : { kind: 'talk' };
  const addressed = name[2]?.toLowerCase();
  if (
    addressed !== undefined &&
    options.botName !== undefined &&
    addressed !== options.botName.toLowerCase()
  ) {
    return { kind: 'other-bot' };
  }
  const command = findCommand(name[1] ?? '', options.catalogue);
  if (command === undefined)
    return slashed ? unknownName(name[1] ?? '', options.catalogue) : { kind: 'talk' };
  if (line.length > LONGEST_LINE || rest.length > MOST_WORDS) return { kind: 'too-long' };
  if (rest.some((word) => word.length > LONGEST_WORD)) return { kind: 'too-long' };
  if (rest.some((word) => !PLAIN.test(word))) return { kind: 'unreadable', command };
  const account = rest.map((word) => ACCOUNT.exec(word)?.[1]).find((each) => each !== undefined);
  const words = rest.filter((word) => !ACCOUNT.test(word));
  return { kind: 'command', command, words, ...(account === undefined ? {} : { account }) };
}

/** By name or alias, in any case. */
export function findCommand(name: string, catalogue: readonly Command[]): Command | undefined {
  const wanted = name.toLowerCase();
  return catalogue.find(
    (command) => command.name === wanted || (command.aliases ?? []).some((alias) => alias === wanted),
  );
}

function oddName(first: string): Parsed {
  if (first === '/') return { kind: 'unknown', name: '', near: [] };
  return PLAIN.test(first) ? { kind: 'unknown', name: first.slice(1, 33), near: [] } : { kind: 'unreadable' };
}

/** What begins like it goes before what is spelled nearly like it: `/st` is half of /status, not a slip for /cut. */
function unknownName(name: string, catalogue: readonly Command[]): Parsed {
  const shown = catalogue.filter((command) => command.hidden !== true);
  const typed = name.toLowerCase();
  const begun = shown.filter((command) => command.name.startsWith(typed));
  if (begun.length > 0 && typed.length > 1) return { kind: 'unknown', name, near: begun.slice(0, MOST_NEAR) };
  const maxDistance = Math.min(NEAR, Math.floor(typed.length / 2));
  const match = closestMatch(
    typed,
    shown.map((command) => command.name),
    { maxDistance },
  );
  return { kind: 'unknown', name, near: shown.filter((command) => command.name === match) };
}

/** Why the words do not fit the command: which argument, and what was given. */
export interface ArgumentProblem {
  readonly argument: string;
  /** Absent: the argument is missing. */
  readonly given?: string;
  /** What the argument's own schema says: `percent-range`, `duration`, or nothing special. */
  readonly code: string;
}

/** The argument object of a command, or the first thing wrong with it. */
export function readArguments(
  command: Command,
  words: readonly string[],
): { readonly ok: true; readonly args: unknown } | { readonly ok: false; readonly problem: ArgumentProblem } {
  const given: Record<string, string> = Object.create(null) as Record<string, string>;
  let used = 0;
  for (const shape of command.positional) {
    const word = shape.rest === true ? words.slice(used).join(' ') : words[used];
    if (word === undefined || word === '') {
      if (shape.optional === true) continue;
      return { ok: false, problem: { argument: shape.name, code: 'missing' } };
    }
    used = shape.rest === true ? words.length : used + 1;
    given[shape.name] = word;
  }
  const extra = words[used];
  if (extra !== undefined) return { ok: false, problem: { argument: 'extra', given: extra, code: 'extra' } };
  const parsed = command.args.safeParse({ ...given });
  if (parsed.success) return { ok: true, args: parsed.data };
  const issue = parsed.error.issues[0];
  const argument = String(issue?.path[0] ?? command.positional[0]?.name ?? '');
  const word = given[argument] ?? words.at(-1);
  return {
    ok: false,
    problem: {
      argument,
      code: issue?.message ?? '',
      ...(word === undefined ? {} : { given: word.slice(0, 32) }),
    },
  };
}

/** `/cut SYMBOL PERCENT`, `/pnl [day|week|month|all]`. */
export function usageOf(command: Command): string {
  const words = command.positional.map(({ name, choices, optional }) => {
    if (optional === true) return `[${choices ?? name.toLowerCase()}]`;
    return choices ?? name.toUpperCase();
  });
  return [`/${command.name}`, ...words].join(' ');
}
