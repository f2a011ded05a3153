/** `/help [command]`: what can be asked, by what it takes to ask it; one command with its usage; or what a refusal means. */
import { z } from 'zod';
import type { Command } from '../src/chat/core/command.ts';
import { defineCommand } from '../src/chat/core/command.ts';
import type { Block, Reply } from '../src/chat/core/reply.ts';
import type { Words } from '../src/chat/languages/words.ts';
import { findCommand, usageOf } from '../src/chat/reading/parse.ts';
import { noteBlock, shortReply, textBlock } from '../src/chat/words/short-reply.ts';
import { mayActAs, type Role } from '../src/domain/actor.ts';

const ROLES: readonly Role[] = ['viewer', 'trader', 'admin'];

export const help = defineCommand({
  name: 'help',
  aliases: ['h', 'commands'],
  help: 'help',
  role: 'viewer',
  confirm: 'none',
  positional: [{ name: 'command', optional: true }],
  args: z.object({ command: z.string().max(40).optional() }),
  examples: ['/help', '/help cut', '/help PRICE_MOVED'],
  effect: 'read',
  async run({ ask, args, catalogue, words, desk }) {
    if (args.command === undefined) {
      return overview(catalogue, ask.actor.role, words, desk.view().accounts.length > 1);
    }
    const wanted = args.command.replace(/^\//, '');
    const command = findCommand(wanted, catalogue);
    if (command !== undefined) return about(command, words);
    const code = wanted.toUpperCase();
    if (Object.hasOwn(words.meanings, code)) {
      const meaning = words.meanings[code as keyof typeof words.meanings];
      return shortReply(code, { blocks: [textBlock(meaning)], audience: 'person' });
    }
    return shortReply(words.helping.noSuch(wanted.slice(0, 32)), { tone: 'error', audience: 'person' });
  },
});

/** Only what the asker may do; the kill switch first, because it is looked for in a hurry. */
function overview(catalogue: readonly Command[], role: Role, words: Words, several: boolean): Reply {
  const shown = catalogue.filter((command) => command.hidden !== true && mayActAs(role, command.role));
  const sections = ROLES.flatMap((each): Block[] => {
    const own = shown
      .filter((command) => command.role === each)
      .sort((a, b) => Number(b.effect === 'kill') - Number(a.effect === 'kill'));
    if (own.length === 0) return [];
    return [
      textBlock(words.helping.sections[each]),
      { kind: 'list', items: own.map((command) => `/${command.name} ${words.help[command.help]}`) },
    ];
  });
  return shortReply(words.helping.title, {
    blocks: [
      ...sections,
      noteBlock([words.helping.more, ...(several ? [words.helping.accountHint] : [])].join(' ')),
    ],
    audience: 'person',
  });
}

function about(command: Command, words: Words): Reply {
  return shortReply(`/${command.name}: ${words.help[command.help]}`, {
    blocks: [
      textBlock(
        words.helping.usage(usageOf(command)),
        ...command.examples.map((example) => words.helping.example(example)),
        words.helping.role(words.role[command.role]),
        ...(command.aliases === undefined
          ? []
          : [words.helping.aliases(command.aliases.map((alias) => `/${alias}`).join(' '))]),
      ),
    ],
    audience: 'person',
  });
}
