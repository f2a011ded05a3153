// The methods that change, remove and pin messages.
import { badRequest } from './api-error.ts';
import { acceptDocument, acceptPhoto } from './attachments.ts';
import { type BotState, type MethodTable, unixSeconds } from './bot-state.ts';
import type { CallParameters } from './call-parameters.ts';
import { checkReplyMarkup } from './keyboards.ts';
import { readCaption, readText, sameContent } from './message-content.ts';
import { wireMessage } from './message-views.ts';
import type { MessageContent, StoredMessage } from './stored-message.ts';
import type { Chat } from './world.ts';

const NOT_MODIFIED =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';

/** Bots delete messages of at most this age. */
const DELETABLE_SECONDS = 48 * 3600;

function ownMessage(state: BotState, params: CallParameters): { chat: Chat; message: StoredMessage } {
  const id = params.integer('message_id');
  if (id === undefined) throw badRequest('message identifier is not specified');
  const chat = state.world.writable(params.raw('chat_id'));
  const message = chat.messages.get(id);
  if (message === undefined || message.deleted) throw badRequest('message to edit not found');
  if (message.fromId !== state.world.bot.id) throw badRequest("message can't be edited");
  return { chat, message };
}

function change(
  state: BotState,
  chat: Chat,
  message: StoredMessage,
  content: MessageContent,
): Record<string, unknown> {
  state.flood.spend(chat.id, chat.type !== 'private');
  message.history.push(message.content);
  message.content = content;
  message.editDate = unixSeconds(state);
  return wireMessage(state.world, chat, message);
}

function changeUnlessSame(
  state: BotState,
  chat: Chat,
  message: StoredMessage,
  content: MessageContent,
): Record<string, unknown> {
  if (sameContent(message.content, content)) throw badRequest(NOT_MODIFIED);
  return change(state, chat, message, content);
}

function remove(state: BotState, chat: Chat, id: number): void {
  const message = chat.messages.get(id);
  if (message === undefined || message.deleted) throw badRequest('message to delete not found');
  const own = message.fromId === state.world.bot.id || chat.type === 'private';
  if (!own && state.world.botStatus(chat) !== 'administrator') {
    throw badRequest("message can't be deleted");
  }
  if (unixSeconds(state) - message.date > DELETABLE_SECONDS) throw badRequest("message can't be deleted");
  message.deleted = true;
}

function pinnable(state: BotState, params: CallParameters): Chat {
  const chat = state.world.writable(params.raw('chat_id'));
  if (chat.type !== 'private' && state.world.botStatus(chat) !== 'administrator') {
    throw badRequest('not enough rights to manage pinned messages in the chat');
  }
  return chat;
}

export const editingMethods: MethodTable = {
  editMessageText(state, params) {
    const { chat, message } = ownMessage(state, params);
    if (message.attachment !== undefined) throw badRequest('there is no text in the message to edit');
    return changeUnlessSame(state, chat, message, readText(params, 'MESSAGE_TOO_LONG'));
  },

  editMessageCaption(state, params) {
    const { chat, message } = ownMessage(state, params);
    if (message.attachment === undefined) throw badRequest('there is no caption in the message to edit');
    return changeUnlessSame(state, chat, message, readCaption(params));
  },

  editMessageReplyMarkup(state, params) {
    const { chat, message } = ownMessage(state, params);
    const keyboard = checkReplyMarkup(params.json('reply_markup'));
    return changeUnlessSame(state, chat, message, { ...message.content, keyboard });
  },

  editMessageMedia(state, params) {
    const { chat, message } = ownMessage(state, params);
    const media = params.object('media');
    if (media === undefined) throw badRequest('media is empty');
    const file = params.attached(media['media']);
    const accept = media['type'] === 'photo' ? acceptPhoto : acceptDocument;
    const attachment = accept(file, state.fileId());
    const described = {
      text: (name: string) => String(media[name] ?? ''),
      json: (name: string) => (name === 'reply_markup' ? params.json(name) : media[name]),
    };
    const content = readCaption(described);
    const wire = change(state, chat, message, content);
    message.attachment = attachment;
    return { ...wire, ...wireMessage(state.world, chat, message) };
  },

  deleteMessage(state, params) {
    const chat = state.world.writable(params.raw('chat_id'));
    remove(state, chat, params.integer('message_id') ?? 0);
    return true;
  },

  deleteMessages(state, params) {
    const chat = state.world.writable(params.raw('chat_id'));
    const ids = params.json('message_ids');
    if (!Array.isArray(ids) || ids.length === 0 || ids.length > 100) {
      throw badRequest('message identifiers are not specified');
    }
    for (const id of ids.map(Number)) if (chat.messages.get(id)?.deleted === false) remove(state, chat, id);
    return true;
  },

  pinChatMessage(state, params) {
    const chat = pinnable(state, params);
    const id = params.integer('message_id') ?? 0;
    const message = chat.messages.get(id);
    if (message === undefined || message.deleted) throw badRequest('message to pin not found');
    if (!chat.pinned.includes(id)) chat.pinned.push(id);
    return true;
  },

  unpinChatMessage(state, params) {
    const chat = pinnable(state, params);
    const id = params.integer('message_id') ?? chat.pinned.at(-1);
    const at = id === undefined ? -1 : chat.pinned.indexOf(id);
    if (at < 0) throw badRequest('message to unpin not found');
    chat.pinned.splice(at, 1);
    return true;
  },

  unpinAllChatMessages(state, params) {
    pinnable(state, params).pinned.splice(0);
    return true;
  },
};
