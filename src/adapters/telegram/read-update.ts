// Reads what one update says to the desk: words of a person, a pressed button, a change of a room, or nothing. Edited
// messages, channel posts, pictures and forwarded words are nothing: nobody typed them here and now.
import type { CallbackQuery, ChatMemberUpdated, Message, Update } from 'grammy/types';
import type { Incoming, Room, Sender } from '../../chat/core/platform.ts';
import { BUTTON_PREFIX } from './keyboard.ts';

export type Arrival =
  | { readonly kind: 'incoming'; readonly incoming: Incoming }
  | { readonly kind: 'moved'; readonly from: string; readonly to: string }
  | { readonly kind: 'membership'; readonly room: string; readonly lost: string | undefined }
  | { readonly kind: 'nothing' };

export interface Surroundings {
  /** The bot's own name, without `@`. */
  readonly botName: string;
  /** Milliseconds of the desk's clock at a second of Telegram's. */
  readonly at: (unixSeconds: number) => number;
  /** Milliseconds of the desk's clock now: a press carries no time of its own. */
  readonly receivedAt: number;
}

const NOTHING: Arrival = { kind: 'nothing' };
const FOR_A_BOT = /^\/[A-Za-z0-9_]+@([A-Za-z0-9_]+)/;
const LONGEST_DATA = 64;

export function readUpdate(update: Update, around: Surroundings): Arrival {
  if (update.message !== undefined) return readMessage(update.update_id, update.message, around);
  if (update.callback_query !== undefined) return readPress(update.update_id, update.callback_query, around);
  if (update.my_chat_member !== undefined) return readMembership(update.my_chat_member);
  return NOTHING;
}

function readMessage(updateId: number, message: Message, around: Surroundings): Arrival {
  const room = String(message.chat.id);
  if (message.migrate_to_chat_id !== undefined) {
    return { kind: 'moved', from: room, to: String(message.migrate_to_chat_id) };
  }
  if (message.migrate_from_chat_id !== undefined) {
    return { kind: 'moved', from: String(message.migrate_from_chat_id), to: room };
  }
  const { text, from } = message;
  if (text === undefined || from === undefined || message.forward_origin !== undefined) return NOTHING;
  const addressee = FOR_A_BOT.exec(text)?.[1];
  if (addressee !== undefined && addressee.toLowerCase() !== around.botName.toLowerCase()) return NOTHING;
  return {
    kind: 'incoming',
    incoming: {
      kind: 'text',
      id: `telegram:${updateId}`,
      platform: 'telegram',
      room: readRoom(message),
      sender: readSender(from),
      sentAt: around.at(message.date),
      messageId: String(message.message_id),
      text,
    },
  };
}

function readPress(updateId: number, query: CallbackQuery, around: Surroundings): Arrival {
  // A message that is too old to be shown still has its chat and id; more is not needed.
  const { data, message } = query;
  if (data === undefined || message === undefined) return NOTHING;
  const opaque = data.startsWith(BUTTON_PREFIX) ? data.slice(BUTTON_PREFIX.length) : data;
  return {
    kind: 'incoming',
    incoming: {
      kind: 'press',
      id: `telegram:${updateId}`,
      platform: 'telegram',
      room: readRoom(message),
      sender: readSender(query.from),
      sentAt: around.receivedAt,
      messageId: String(message.message_id),
      buttonId: opaque.slice(0, LONGEST_DATA),
      pressId: query.id,
    },
  };
}

function readMembership({ chat, new_chat_member }: ChatMemberUpdated): Arrival {
  const { status } = new_chat_member;
  const out = status === 'kicked' || status === 'left';
  const lost = chat.type === 'private' ? 'the person stopped the bot' : 'the bot was removed from the group';
  return { kind: 'membership', room: String(chat.id), lost: out ? lost : undefined };
}

function readRoom(message: NonNullable<CallbackQuery['message']>): Room {
  const { chat } = message;
  // Outside a forum Telegram numbers threads of replies too, and takes no message for those.
  const topic =
    'is_topic_message' in message && message.is_topic_message === true
      ? message.message_thread_id
      : undefined;
  return {
    id: String(chat.id),
    isPrivate: chat.type === 'private',
    ...(topic === undefined ? {} : { thread: String(topic) }),
  };
}

const readSender = (from: CallbackQuery['from']): Sender => ({
  platformId: String(from.id),
  ...(from.language_code === undefined ? {} : { language: from.language_code }),
});
