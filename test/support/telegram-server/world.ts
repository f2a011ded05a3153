// Who exists on the pretended Telegram: people, chats, who is in which, and what the bot may do there.

import { badRequest, forbidden } from './api-error.ts';
import type { StoredMessage } from './stored-message.ts';

export interface TelegramUser {
  readonly id: number;
  readonly is_bot: boolean;
  readonly first_name: string;
  readonly last_name?: string;
  readonly username?: string;
  readonly language_code?: string;
}

export type MemberStatus = 'creator' | 'administrator' | 'member' | 'left' | 'kicked';

/** Why the bot cannot write, if it cannot. */
export type BotAccess = 'open' | 'never-started' | 'blocked' | 'kicked' | 'left' | 'deleted' | 'deactivated';

export interface Chat {
  readonly id: number;
  readonly type: 'private' | 'group' | 'supergroup';
  title: string;
  isForum: boolean;
  access: BotAccess;
  migratedTo: number | undefined;
  readonly topics: Map<number, string>;
  readonly members: Map<number, MemberStatus>;
  readonly messages: Map<number, StoredMessage>;
  readonly pinned: number[];
}

export class World {
  readonly bot: TelegramUser;
  readonly users = new Map<number, TelegramUser>();
  readonly chats = new Map<number, Chat>();
  readonly #ownCounters = new Map<number, number>();
  #sharedCounter = 0;

  constructor(bot: TelegramUser) {
    this.bot = bot;
    this.users.set(bot.id, bot);
  }

  addChat(id: number, type: Chat['type'], title: string): Chat {
    const chat: Chat = {
      id,
      type,
      title,
      isForum: false,
      access: 'open',
      migratedTo: undefined,
      topics: new Map(),
      members: new Map(),
      messages: new Map(),
      pinned: [],
    };
    this.chats.set(id, chat);
    return chat;
  }

  /** Supergroups number their own messages; private chats and basic groups share the bot's one counter. */
  nextMessageId(chat: Chat): number {
    if (chat.type !== 'supergroup') {
      this.#sharedCounter += 1;
      return this.#sharedCounter;
    }
    const id = (this.#ownCounters.get(chat.id) ?? 0) + 1;
    this.#ownCounters.set(chat.id, id);
    return id;
  }

  /** The chat of a driver call; a wrong id is a mistake of the test. */
  chat(id: number): Chat {
    const chat = this.chats.get(id);
    if (chat === undefined) throw new Error(`The test has made no chat ${id}.`);
    return chat;
  }

  user(id: number): TelegramUser {
    const user = this.users.get(id);
    if (user === undefined) throw new Error(`The test has made no user ${id}.`);
    return user;
  }

  /** The chat a bot call names, whether or not the bot may write there. */
  find(reference: unknown): Chat {
    if (reference === undefined || reference === '') throw badRequest('chat_id is empty');
    const chat = this.chats.get(Number(reference));
    if (chat === undefined || chat.access === 'deleted') throw badRequest('chat not found');
    return chat;
  }

  /** The chat a bot call wants to write to; throws Telegram's refusal when the bot may not. */
  writable(reference: unknown): Chat {
    const chat = this.find(reference);
    if (chat.migratedTo !== undefined) {
      throw badRequest('group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: chat.migratedTo,
      });
    }
    const kind = chat.type === 'supergroup' ? 'supergroup' : 'group';
    switch (chat.access) {
      case 'open':
        return chat;
      case 'never-started':
        throw forbidden("bot can't initiate conversation with a user");
      case 'blocked':
        throw forbidden('bot was blocked by the user');
      case 'deactivated':
        throw forbidden('user is deactivated');
      case 'kicked':
        throw forbidden(`bot was kicked from the ${kind} chat`);
      case 'left':
        throw forbidden(`bot is not a member of the ${kind} chat`);
      case 'deleted':
        throw badRequest('chat not found');
      default:
        return chat.access satisfies never;
    }
  }

  /** The Chat object on the wire. */
  wireChat(chat: Chat): Record<string, unknown> {
    if (chat.type !== 'private') {
      return {
        id: chat.id,
        type: chat.type,
        title: chat.title,
        ...(chat.isForum ? { is_forum: true } : {}),
      };
    }
    const { first_name, last_name, username } = this.user(chat.id);
    return {
      id: chat.id,
      type: 'private',
      first_name,
      ...(last_name === undefined ? {} : { last_name }),
      ...(username === undefined ? {} : { username }),
    };
  }

  botStatus(chat: Chat): MemberStatus {
    return chat.members.get(this.bot.id) ?? 'left';
  }
}
