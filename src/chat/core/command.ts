// A command as one literal: parser, help, menus, manifest and access all read it. `defineCommand` only ties the types.
import type { ZodType } from 'zod';
import type { Ask, Role } from '../../domain/actor.ts';
import type { Desk } from '../../ports/desk.ts';
import type { ChatHealth } from '../../ports/health.ts';
import type { Preferences } from '../../ports/preferences.ts';
import type { Format } from '../figures/format.ts';
import type { Words } from '../languages/words.ts';
import type { Cancelled, Outcome } from './job.ts';
import type { Block, Reply } from './reply.ts';

/** How the words after the command become the argument object: by position, the last may take the rest. */
export interface ArgumentShape {
  readonly name: string;
  readonly optional?: boolean;
  readonly rest?: boolean;
  /** What may stand there, as the usage shows it: `day|week|month|all`. */
  readonly choices?: string;
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
  /** The person pressed Confirm on the question that this same line asked before. */
  readonly confirmed: boolean;
  /** Puts a Confirm and a Cancel under a question; Confirm runs this same line again with `confirmed`. */
  confirm(question: { readonly title: string; readonly blocks: readonly Block[] }): Reply;
  /** Ends a long run, of the asker's own where no code is named. */
  cancelRun(code: string | undefined): Cancelled;
  /** How it stands with the chats and what waits for delivery. */
  chatHealth(): Promise<readonly ChatHealth[]>;
  /** Names of the escalation list, in order. */
  readonly contacts: readonly string[];
  /** Version of the product. */
  readonly version: string;
}

export interface Command<Arguments = unknown> {
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
  /** Behind buttons only: not in help, menus or manifests. */
  readonly hidden?: boolean;
  /** The argument that may hold a one-time code: the message is removed, the journal never sees it. */
  readonly secret?: string;
  /** The reply, or the work whose answer is one. */
  run(context: CommandContext<Arguments>): Promise<Outcome>;
}

export const defineCommand = <Arguments>(command: Command<Arguments>): Command<Arguments> => command;
