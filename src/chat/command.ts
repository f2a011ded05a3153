// A command as one literal: parser, help, menus, manifest and access all read it. `defineCommand` only ties the types.
import type { ZodType } from 'zod';
import type { Ask, Role } from '../domain/actor.ts';
import type { Desk } from '../ports/desk.ts';
import type { Preferences } from '../ports/preferences.ts';
import type { Format } from './format.ts';
import type { Words } from './languages/words.ts';
import type { Reply } from './reply.ts';

/** How the words after the command become the argument object: by position, the last may take the rest. */
export interface ArgumentShape {
  readonly name: string;
  readonly optional?: boolean;
  readonly rest?: boolean;
}

export interface CommandContext<Arguments> {
  readonly ask: Ask;
  readonly args: Arguments;
  /** `@account` on the command line. */
  readonly account?: string;
  readonly desk: Desk;
  readonly preferences: Preferences;
  /** Words and numbers in the asker's language and zone. */
  readonly words: Words;
  readonly format: Format;
  /** Every command, for /help. */
  readonly catalogue: readonly Command[];
  readonly room: { readonly platform: string; readonly id: string; readonly isPrivate: boolean };
}

export interface Command<Arguments = never> {
  /** The file's name and what people type after the slash. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Key of the one-line help in the language catalogue. */
  readonly help: keyof Words['help'];
  readonly role: Role;
  /** Away from safety takes two words: such a command asks before it acts. `none`: acts at once. */
  readonly confirm: 'none' | 'approval' | 'confirm';
  readonly positional: readonly ArgumentShape[];
  readonly args: ZodType<Arguments>;
  readonly examples: readonly string[];
  /** Whether it changes state: then it stands in the one writer's queue and ages (60 s). The kill switch does not wait. */
  readonly effect: 'read' | 'change' | 'kill';
  readonly privateOnly?: boolean;
  run(context: CommandContext<Arguments>): Promise<Reply>;
}

export const defineCommand = <Arguments>(command: Command<Arguments>): Command<Arguments> => command;
