// Who exists in the pretended workspace: people, channels, direct messages, and everything posted there.
import type { UploadedFile } from '../loopback/request-body.ts';
import type { Block } from './block-kit.ts';
import { slackError } from './slack-error.ts';

export interface SlackUser {
  readonly id: string;
  readonly name: string;
  readonly real_name: string;
  readonly tz: string;
  readonly locale: string;
  readonly is_bot: boolean;
}

export interface SlackFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly upload: UploadedFile | undefined;
}

export interface SlackVersion {
  readonly text: string;
  readonly blocks: readonly Block[];
}

export interface SlackMessage {
  readonly ts: string;
  readonly channel: string;
  readonly user: string;
  content: SlackVersion;
  readonly history: SlackVersion[];
  deleted: boolean;
  readonly threadTs: string | undefined;
  /** The only person who sees it. */
  readonly ephemeralTo: string | undefined;
  readonly files: readonly SlackFile[];
  readonly reactions: Map<string, string[]>;
  pinned: boolean;
}

export interface SlackChannel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  readonly members: Set<string>;
  archived: boolean;
  readonly messages: Map<string, SlackMessage>;
}

export interface AppIdentity {
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly teamId: string;
  readonly teamDomain: string;
}

export class Workspace {
  readonly app: AppIdentity;
  readonly users = new Map<string, SlackUser>();
  readonly channels = new Map<string, SlackChannel>();
  readonly #now: () => number;
  #count = 0;

  constructor(app: AppIdentity, now: () => number) {
    this.app = app;
    this.#now = now;
    this.users.set(app.botUserId, {
      id: app.botUserId,
      name: 'cutman',
      real_name: 'Cutman',
      tz: 'Etc/UTC',
      locale: 'en-US',
      is_bot: true,
    });
  }

  /** A new ts: seconds and a growing number, as text. */
  nextTs(): string {
    this.#count += 1;
    return `${Math.floor(this.#now() / 1000)}.${String(this.#count).padStart(6, '0')}`;
  }

  /** A new id with Slack's kind of prefix: `Ev`, `F`, `V`. */
  nextId(prefix: string): string {
    this.#count += 1;
    return `${prefix}0${this.#count.toString(36).toUpperCase().padStart(8, '0')}`;
  }

  addChannel(id: string, name: string, kind: SlackChannel['kind'], members: readonly string[]): SlackChannel {
    const channel: SlackChannel = {
      id,
      name,
      kind,
      members: new Set(members),
      archived: false,
      messages: new Map(),
    };
    this.channels.set(id, channel);
    return channel;
  }

  /** The direct message channel of a person and the app. */
  directMessage(userId: string): SlackChannel {
    const id = `D${userId.slice(1)}`;
    return this.channels.get(id) ?? this.addChannel(id, 'directmessage', 'im', [userId, this.app.botUserId]);
  }

  /** The channel of a driver call; a wrong id is a mistake of the test. */
  channel(id: string): SlackChannel {
    const channel = this.channels.get(id);
    if (channel === undefined) throw new Error(`The test has made no channel ${id}.`);
    return channel;
  }

  user(id: string): SlackUser {
    const user = this.users.get(id);
    if (user === undefined) throw new Error(`The test has made no user ${id}.`);
    return user;
  }

  /** The channel a call names, by its id or by a person's. */
  find(reference: string | undefined): SlackChannel {
    if (reference === undefined) throw slackError('channel_not_found');
    if (/^[UW]/.test(reference) && this.users.has(reference)) return this.directMessage(reference);
    const channel = this.channels.get(reference);
    const isHidden =
      channel === undefined || (channel.kind !== 'public' && !channel.members.has(this.app.botUserId));
    if (isHidden) throw slackError('channel_not_found');
    return channel;
  }

  writable(reference: string | undefined): SlackChannel {
    const channel = this.find(reference);
    if (channel.archived) throw slackError('is_archived');
    if (!channel.members.has(this.app.botUserId)) throw slackError('not_in_channel');
    return channel;
  }

  post(
    channel: SlackChannel,
    user: string,
    content: SlackVersion,
    options: {
      readonly threadTs?: string | undefined;
      readonly ephemeralTo?: string | undefined;
      readonly files?: readonly SlackFile[];
    } = {},
  ): SlackMessage {
    const message: SlackMessage = {
      ts: this.nextTs(),
      channel: channel.id,
      user,
      content,
      history: [],
      deleted: false,
      threadTs: options.threadTs,
      ephemeralTo: options.ephemeralTo,
      files: options.files ?? [],
      reactions: new Map(),
      pinned: false,
    };
    channel.messages.set(message.ts, message);
    return message;
  }
}
