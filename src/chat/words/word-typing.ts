// What is said to a line that cannot be run as typed: what was wrong, how it is used, and an example. Never a guess that acts.
import type { Command } from '../core/command.ts';
import type { Button, Reply } from '../core/reply.ts';
import type { Speech } from '../core/speech.ts';
import { type ArgumentProblem, type Parsed, usageOf } from '../reading/parse.ts';

/** What was wrong, the usage and an example, in one line; the usage below where the line has no room for it. */
export function wordArgumentProblem(
  command: Command,
  problem: ArgumentProblem,
  { words, format }: Speech,
): Reply {
  const example = command.examples.find((each) => each.includes(' ')) ?? command.examples[0];
  const shown = example === undefined ? '' : `, ${words.helping.example(example)}`;
  const name = Object.hasOwn(words.typing.arguments, problem.argument)
    ? (words.typing.arguments[problem.argument] ?? problem.argument)
    : problem.argument;
  const given = problem.given ?? '';
  const line = title();
  const usage = words.helping.usage(usageOf(command));
  return typingReply(line, line.includes(usage) ? [] : [usage]);

  function title(): string {
    switch (problem.code) {
      case 'missing':
        return `${words.typing.missing(name)} ${words.helping.usage(usageOf(command))}${shown}`;
      case 'extra':
        return `${words.typing.tooMany(given)} ${words.helping.usage(usageOf(command))}${shown}`;
      case 'percent-range':
        return `${tooMuch(given) ? words.typing.percentTooMuch(bare(given)) : words.typing.percent(bare(given))}${shown}.`;
      case 'percent':
        return `${words.typing.percent(bare(given))}${shown}.`;
      case 'span':
        return `${words.typing.span(given)} ${words.helping.usage(usageOf(command))}`;
      case 'duration':
        return `${words.typing.duration(given)}${shown}.`;
      default: {
        const [, least, most] = RANGE.exec(problem.code) ?? [];
        if (least !== undefined && most !== undefined) {
          return `${words.typing.range(name, given, least, format.count(Number(most)))}${shown}.`;
        }
        const wrong = isNotPositive(given) ? words.typing.notPositive : words.typing.wrong;
        return `${wrong(name, given)} ${words.helping.usage(usageOf(command))}${shown}`;
      }
    }
  }
}

/** What an argument's schema says when a number is not between its limits. */
const RANGE = /^range (\d+) (\d+)$/;
const isNotPositive = (given: string): boolean => /^-?\d+(\.\d+)?$/.test(given) && Number(given) <= 0;
const bare = (given: string): string => given.replace(/%$/, '');
const tooMuch = (given: string): boolean => Number(bare(given)) > 100;

/** An unknown name, an overlong or unreadable line. A dangerous command is suggested in words only. */
export function wordNotUnderstood(
  parsed: Extract<Parsed, { kind: 'talk' | 'unknown' | 'too-long' | 'unreadable' }>,
  { words }: Speech,
): Reply {
  switch (parsed.kind) {
    case 'talk':
      return typingReply(words.typing.talk, []);
    case 'too-long':
      return typingReply(words.typing.tooLong, [words.typing.seeHelp]);
    case 'unreadable':
      return typingReply(words.typing.unreadable, [
        parsed.command === undefined ? words.typing.seeHelp : words.helping.usage(usageOf(parsed.command)),
      ]);
    case 'unknown': {
      if (parsed.near.length === 0) {
        return typingReply(words.typing.unknown(parsed.name), [words.typing.seeHelp]);
      }
      const buttons = parsed.near
        .filter(isHarmless)
        .map(({ name }): Button => ({ label: name, command: `/${name}`, style: 'plain', singleUse: false }));
      const names = parsed.near.map(({ name }) => `/${name}`).join(', ');
      return {
        ...typingReply(words.typing.didYouMean(names), []),
        buttons: buttons.length === 0 ? [] : [buttons],
      };
    }
    default:
      return parsed satisfies never;
  }
}

const isHarmless = ({ effect, positional }: Command): boolean =>
  effect === 'read' && positional.every((shape) => shape.optional === true);

function typingReply(title: string, notes: readonly string[]): Reply {
  return {
    tone: 'error',
    title,
    blocks: notes.map((text) => ({ kind: 'note', text })),
    buttons: [],
    audience: 'person',
  };
}
