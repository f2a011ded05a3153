// What every Bot API method reads and changes, and how one is written.

import { badRequest } from './api-error.ts';
import type { CallParameters } from './call-parameters.ts';
import type { FloodControl } from './flood-control.ts';
import type { UpdateQueue } from './update-queue.ts';
import type { Webhook } from './webhook.ts';
import type { World } from './world.ts';

export interface CallbackAnswer {
  readonly queryId: string;
  readonly userId: number;
  readonly text: string;
  readonly showAlert: boolean;
}

interface OpenQuery {
  readonly userId: number;
  readonly askedAt: number;
  answered: boolean;
}

/** Button presses that wait for an answer, and the answers given. */
export class CallbackQueries {
  readonly #now: () => number;
  readonly #expiryMs: number;
  readonly #queries = new Map<string, OpenQuery>();
  readonly answers: CallbackAnswer[] = [];

  constructor(now: () => number, expiryMs: number) {
    this.#now = now;
    this.#expiryMs = expiryMs;
  }

  open(id: string, userId: number): void {
    this.#queries.set(id, { userId, askedAt: this.#now(), answered: false });
  }

  answer(id: string, text: string, showAlert: boolean): void {
    const query = this.#queries.get(id);
    if (query === undefined || query.answered || this.#now() - query.askedAt > this.#expiryMs) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid');
    }
    if (text.length > 200) throw badRequest('MESSAGE_TOO_LONG');
    query.answered = true;
    this.answers.push({ queryId: id, userId: query.userId, text, showAlert });
  }
}

export interface BotState {
  readonly world: World;
  readonly queue: UpdateQueue;
  readonly webhook: Webhook;
  readonly flood: FloodControl;
  readonly callbacks: CallbackQueries;
  /** Command lists by scope and language, `default/` for the plain one. */
  readonly commands: Map<string, readonly BotCommand[]>;
  /** Chat actions ("typing") in the order they came. */
  readonly chatActions: { readonly chatId: number; readonly action: string }[];
  readonly canReadAllGroupMessages: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A new file id. */
  readonly fileId: () => string;
}

export interface BotCommand {
  readonly command: string;
  readonly description: string;
}

/** One Bot API method: answers its `result` or throws a TelegramApiError. */
export type Method = (state: BotState, params: CallParameters, closed: AbortSignal) => unknown;
export type MethodTable = Readonly<Record<string, Method>>;

export const unixSeconds = (state: Pick<BotState, 'now'>): number => Math.floor(state.now() / 1000);
