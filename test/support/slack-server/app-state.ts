// What every Web API method reads and changes, and how one is written.
import type { Block } from './block-kit.ts';
import { problemsOf } from './block-kit.ts';
import type { CallArguments } from './call-arguments.ts';
import type { EventFeed } from './event-feed.ts';
import { explained, rateLimited, slackError } from './slack-error.ts';
import type { SocketHub } from './socket-hub.ts';
import type { SlackFile, Workspace } from './workspace.ts';

export interface SlackView {
  readonly id: string;
  readonly hash: string;
  readonly type: 'home' | 'modal';
  readonly userId: string;
  readonly blocks: readonly Block[];
  readonly definition: Readonly<Record<string, unknown>>;
}

/** Slack's budget of about one message a second in a channel. Off until a test switches it on. */
export class ChannelRates {
  readonly #now: () => number;
  readonly #lastAt = new Map<string, number>();
  readonly #heldUntil = new Map<string, number>();
  perSecond: number | undefined;

  constructor(now: () => number, perSecond: number | undefined) {
    this.#now = now;
    this.perSecond = perSecond;
  }

  /** Answers 429 to every message of a channel, or of `all`, until `seconds` have passed. */
  hold(channel: string, seconds: number): void {
    this.#heldUntil.set(channel, this.#now() + seconds * 1000);
  }

  release(): void {
    this.#heldUntil.clear();
  }

  spend(channel: string): void {
    const now = this.#now();
    for (const key of [channel, 'all']) {
      const until = this.#heldUntil.get(key) ?? 0;
      if (until > now) throw rateLimited(Math.ceil((until - now) / 1000));
    }
    if (this.perSecond === undefined) return;
    const next = (this.#lastAt.get(channel) ?? -Infinity) + 1000 / this.perSecond;
    if (next > now) throw rateLimited(Math.max(1, Math.ceil((next - now) / 1000)));
    this.#lastAt.set(channel, now);
  }
}

/** Trigger ids: good for three seconds and for one use. */
export class Triggers {
  readonly #now: () => number;
  readonly #validMs: number;
  readonly #issued = new Map<string, { readonly at: number; readonly userId: string; used: boolean }>();

  constructor(now: () => number, validMs: number) {
    this.#now = now;
    this.#validMs = validMs;
  }

  issue(id: string, userId: string): string {
    this.#issued.set(id, { at: this.#now(), userId, used: false });
    return id;
  }

  /** The person whose trigger it is. */
  use(id: string | undefined): string {
    const trigger = this.#issued.get(id ?? '');
    if (trigger === undefined) throw slackError('invalid_trigger_id');
    if (trigger.used) throw slackError('exchanged_trigger_id');
    if (this.#now() - trigger.at > this.#validMs) throw slackError('expired_trigger_id');
    trigger.used = true;
    return trigger.userId;
  }
}

export interface AppState {
  readonly workspace: Workspace;
  readonly rates: ChannelRates;
  readonly triggers: Triggers;
  readonly events: EventFeed;
  readonly sockets: SocketHub;
  /** Home tabs by person. */
  readonly homes: Map<string, SlackView>;
  /** Open modals by view id. */
  readonly modals: Map<string, SlackView>;
  /** Uploads on their way, by file id. */
  readonly uploads: Map<string, SlackFile & { readonly length: number }>;
  readonly tokens: { readonly bot: string; readonly app: string };
  /** The server's own address, without a slash at the end. */
  readonly url: () => string;
  readonly now: () => number;
}

/** One Web API method: answers its fields beside `ok`, or throws a SlackApiError. */
export type Method = (state: AppState, args: CallArguments) => Record<string, unknown>;
export type MethodTable = Readonly<Record<string, Method>>;

/** Throws invalid_blocks with Slack's explanation when a limit is broken. */
export function checkBlocks(blocks: readonly Block[]): void {
  const problems = problemsOf(blocks, 'message');
  if (problems.length > 0) throw explained('invalid_blocks', problems);
}
