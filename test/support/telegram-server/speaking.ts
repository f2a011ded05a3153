// The test's hand on what people do: they write, press buttons, forward and edit; each becomes an update.
import { type BotState, unixSeconds } from './bot-state.ts';
import { escapeHtml, type MessageEntity } from './html-entities.ts';
import { wireMessage } from './message-views.ts';
import type { StoredMessage } from './stored-message.ts';
import type { Chat } from './world.ts';

export interface SayOptions {
  readonly threadId?: number;
  readonly replyTo?: number;
  /** Further fields of the message on the wire: a voice note, a contact. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** A button by its label, by the label it had before an edit, or by data that may be forged. */
export type Button =
  | string
  | { readonly label: string; readonly stale?: boolean }
  | { readonly data: string };

export interface PressOptions {
  /** The message is too old for Telegram to show: it arrives with date 0 and without content. */
  readonly inaccessible?: boolean;
}

export interface Said {
  readonly messageId: number;
  /** Undefined when the bot is not told: privacy mode, or it is not in the chat. */
  readonly updateId: number | undefined;
}

export interface Pressed {
  readonly queryId: string;
  readonly updateId: number | undefined;
}

/** The entities a client sets in a plain text: commands, mentions, addresses. */
export function entitiesOf(text: string): MessageEntity[] {
  const entities: MessageEntity[] = [];
  const patterns: [string, RegExp][] = [
    ['bot_command', /(?<![^\s])\/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![A-Za-z0-9_])/g],
    ['mention', /(?<![\w/@])@[A-Za-z0-9_]{5,32}/g],
    ['url', /https?:\/\/\S+/g],
  ];
  for (const [type, pattern] of patterns) {
    for (const match of text.matchAll(pattern)) {
      entities.push({ type, offset: match.index, length: match[0].length });
    }
  }
  return entities.sort((a, b) => a.offset - b.offset);
}

export class Speaking {
  readonly #state: BotState;
  #queries = 0;

  constructor(state: BotState) {
    this.#state = state;
  }

  say(userId: number, chatId: number, text: string, options: SayOptions = {}): Said {
    const { world } = this.#state;
    world.user(userId);
    const chat = world.chat(chatId);
    if (chat.type === 'private' && chatId !== userId) {
      throw new Error(`User ${userId} cannot write in the private chat of ${chatId}.`);
    }
    if (chat.type === 'private') chat.access = 'open';
    else if (!chat.members.has(userId)) chat.members.set(userId, 'member');
    return this.#post(chat, userId, text, entitiesOf(text), options);
  }

  /** Forwards as Telegram does: the text goes along, the buttons stay behind. */
  forward(userId: number, fromChatId: number, messageId: number, toChatId: number): Said {
    const { world } = this.#state;
    const original = this.#message(world.chat(fromChatId), messageId);
    const { text, entities } = original.content;
    return this.#post(world.chat(toChatId), userId, text, entities, {
      extra: {
        forward_origin: { type: 'user', sender_user: world.user(original.fromId), date: original.date },
        forward_date: original.date,
      },
    });
  }

  /** A person changes what they wrote. */
  edit(userId: number, chatId: number, messageId: number, text: string): Said {
    const { world, queue } = this.#state;
    const chat = world.chat(chatId);
    const message = this.#message(chat, messageId);
    if (message.fromId !== userId) throw new Error(`Message ${messageId} is not by user ${userId}.`);
    message.history.push(message.content);
    message.content = { text, entities: entitiesOf(text), html: escapeHtml(text), keyboard: undefined };
    message.editDate = unixSeconds(this.#state);
    const update = this.#hears(chat, message)
      ? queue.push('edited_message', wireMessage(world, chat, message))
      : undefined;
    return { messageId, updateId: update?.update_id };
  }

  press(
    userId: number,
    chatId: number,
    messageId: number,
    button: Button,
    options: PressOptions = {},
  ): Pressed {
    const { world, queue, callbacks } = this.#state;
    const chat = world.chat(chatId);
    const message = chat.messages.get(messageId);
    const data = this.#dataOf(button, message, chatId, messageId);
    this.#queries += 1;
    const queryId = String(4_380_000_000_000_000 + this.#queries);
    callbacks.open(queryId, userId);
    const hidden = options.inaccessible === true || message === undefined || message.deleted;
    const update = queue.push('callback_query', {
      id: queryId,
      from: world.user(userId),
      message: hidden
        ? { chat: world.wireChat(chat), message_id: messageId, date: 0 }
        : wireMessage(world, chat, message),
      chat_instance: String(-(chatId * 31 + 7)),
      data,
    });
    return { queryId, updateId: update?.update_id };
  }

  #dataOf(button: Button, message: StoredMessage | undefined, chatId: number, messageId: number): string {
    if (typeof button === 'object' && 'data' in button) return button.data;
    const label = typeof button === 'string' ? button : button.label;
    if (message === undefined) throw new Error(`There is no message ${messageId} in chat ${chatId}.`);
    const versions = [message.content];
    if (typeof button === 'object' && button.stale === true) versions.push(...message.history.toReversed());
    const buttons = versions.flatMap((version) => (version.keyboard ?? []).flat());
    const found = buttons.find((candidate) => candidate.text === label);
    if (found?.callback_data === undefined) {
      const seen = buttons.map((candidate) => candidate.text).join(', ') || 'none';
      throw new Error(
        `Message ${messageId} in chat ${chatId} has no button "${label}"; its buttons: ${seen}.`,
      );
    }
    return found.callback_data;
  }

  #message(chat: Chat, messageId: number): StoredMessage {
    const message = chat.messages.get(messageId);
    if (message === undefined) throw new Error(`There is no message ${messageId} in chat ${chat.id}.`);
    return message;
  }

  #post(
    chat: Chat,
    userId: number,
    text: string,
    entities: readonly MessageEntity[],
    options: SayOptions,
  ): Said {
    const { world, queue } = this.#state;
    const message: StoredMessage = {
      id: world.nextMessageId(chat),
      chatId: chat.id,
      fromId: userId,
      date: unixSeconds(this.#state),
      editDate: undefined,
      content: { text, entities, html: escapeHtml(text), keyboard: undefined },
      attachment: undefined,
      history: [],
      deleted: false,
      threadId: options.threadId,
      replyTo: options.replyTo,
      silent: false,
      extra: options.extra ?? {},
    };
    chat.messages.set(message.id, message);
    const update = this.#hears(chat, message)
      ? queue.push('message', wireMessage(world, chat, message))
      : undefined;
    return { messageId: message.id, updateId: update?.update_id };
  }

  /** Privacy mode: in a group the bot hears commands, mentions and replies to itself, unless it may hear all. */
  #hears(chat: Chat, message: StoredMessage): boolean {
    const { world } = this.#state;
    if (chat.access !== 'open' || chat.migratedTo !== undefined) return false;
    if (chat.type === 'private') return true;
    if (this.#state.canReadAllGroupMessages || world.botStatus(chat) === 'administrator') return true;
    const { text } = message.content;
    const name = `@${world.bot.username}`.toLowerCase();
    if (text.toLowerCase().includes(name)) return true;
    if (/^\/[A-Za-z0-9_]+(?!@)(?=\s|$)/.test(text)) return true;
    const reply = message.replyTo === undefined ? undefined : chat.messages.get(message.replyTo);
    return reply?.fromId === world.bot.id;
  }
}
